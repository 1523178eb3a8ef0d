"""What can go wrong, each as one sentence in Chinese and English, with the exit status it means."""

from typing import ClassVar, NamedTuple


class Text(NamedTuple):
    """One sentence or label in both languages."""

    zh: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `zh` or `en`."""
        return self.en if language == "en" else self.zh


class QiaoError(Exception):
    """Base of every refusal: says what, where, why and what to do, in both languages."""

    exit_status: ClassVar[int] = 1

    def __init__(self, zh: str, en: str) -> None:
        """Keep both sentences; `str()` is the English one."""
        super().__init__(en)
        self.text = Text(zh, en)


class RequestError(QiaoError):
    """The request is wrong: an unknown period, a missing folder, an output that is in the way."""

    exit_status = 2


class NoBatchError(RequestError):
    """What was to be read is no batch: nothing there, no table in it, two mappings."""


class StandardError(QiaoError):
    """The standard has a fault; the sentence names line and path."""

    exit_status = 2


class DataError(QiaoError):
    """The data breaks a rule of the ledger; a report of all faults goes with it where there are several."""

    exit_status = 3


class StorageError(QiaoError):
    """The disk refused: full, read-only or gone. Nothing was left half done."""

    exit_status = 2


class EngineError(QiaoError):
    """The engine that was asked for is not there or gave up. Nothing was left half done."""

    exit_status = 2


class IdentityError(QiaoError):
    """Assigned + unassigned is not the bank's total: a bug, never a rounding."""

    exit_status = 1
