"""Load a standard: text, checked from its form to its sense, as one frozen value with two hashes."""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from qiao.engine.errors import StandardError, Text
from qiao.engine.standards import validation
from qiao.engine.standards.check import Finding, check
from qiao.engine.standards.documents import Document, read, write
from qiao.engine.standards.faults import Fault, FaultyStandardError
from qiao.engine.standards.model import Standard
from qiao.engine.standards.paths import leaves, places

LARGEST = 1 << 20
DEFAULT = "default.yaml"
_KEPT = 16  # texts, of some hundred kilobytes each once they are read
_LOOKED_AT = 16  # standards kept as plain data
# Names are for people; these say which standard it is, not what it does.
_IDENTITY = ("id", "version", "effective_from")


@dataclass(frozen=True)
class Loaded:
    """A standard with its text and two SHA-256: of what counts in a calculation, and of every byte of the document."""

    standard: Standard
    text: str
    data_hash: str
    document_hash: str

    def __hash__(self) -> int:
        """By its text alone, so that what is worked out of a standard can be kept by the standard."""
        return hash(self.document_hash)


def load(path: Path | None = None) -> Loaded:
    """The standard in a file, or the default one; StandardError with every fault when it can't be used."""
    if path is None:
        return load_text(default_text(), DEFAULT)
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise StandardError(
            f"无法读取考评标准 {path}:{error.strerror}。请检查路径和权限。",
            f"Cannot read the standard {path}: {error.strerror}. Check the path and its permissions.",
        ) from error
    return load_bytes(data, str(path))


def default_text() -> str:
    """The text of the default standard."""
    return resources.files("qiao").joinpath("standards", DEFAULT).read_text(encoding="utf-8")


def load_bytes(data: bytes, name: str) -> Loaded:
    """The standard in some bytes, which must be UTF-8; `name` is for messages."""
    if len(data) > LARGEST:
        raise _single(name, 0, "文件超过 1 MiB,不像一份考评标准", "the file is larger than 1 MiB, which no standard is")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _single(
            name, line, "不是 UTF-8 编码,请另存为 UTF-8", "this is not UTF-8; save the file as UTF-8"
        ) from error
    return load_text(text, name)


def load_text(text: str, name: str) -> Loaded:
    """The standard in a text; `name` is for messages. StandardError with every fault when it can't be used."""
    found = _found(text)
    if isinstance(found, Loaded):
        return found
    raise FaultyStandardError(name, found.told, found.number)


class _Faults(NamedTuple):
    """Why a text is no standard: what is told, and how many there are."""

    told: tuple[Fault, ...]
    number: int = 0


@lru_cache(maxsize=_KEPT)
def _found(text: str) -> Loaded | _Faults:
    """Kept by the text itself: a standard is a frozen value, and the same text says the same for ever."""
    document = read(text)
    if document.faults:
        return _Faults(document.faults)
    if not isinstance(document.data, dict):
        none = Text(
            "文件里没有考评标准(应为若干“键: 值”)",
            "there is no standard in the file: keys with values belong here",
        )
        return _Faults((Fault(1, "", none),))
    try:
        standard = validation.validate(document.data)
    except ValidationError as error:
        return _Faults(tuple(validation.faults(error, document)), error.error_count())
    findings = [finding for finding in check(standard) if finding.severity == "fault"]
    if findings:
        return _Faults(placed(findings, document))
    return Loaded(standard, text, data_hash(standard), hashlib.sha256(text.encode()).hexdigest())


def _single(name: str, line: int, zh: str, en: str) -> FaultyStandardError:
    return FaultyStandardError(name, (Fault(line, "", Text(zh, en)),))


def placed(findings: list[Finding], document: Document) -> tuple[Fault, ...]:
    """Findings as faults with the line of what they speak of."""
    lines = {path: document.spots[place].line for path, place in places(document.data)}
    found = (Fault(_line(finding.path, lines), finding.path, Text(finding.zh, finding.en)) for finding in findings)
    return tuple(sorted(found, key=lambda fault: fault.line))


def _line(path: str, lines: dict[str, int]) -> int:
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 1)


def plain(standard: Standard) -> dict[str, Any]:
    """A standard as plain data: mappings, lists and texts as in a file, defaults written out."""
    return standard.model_dump(mode="json", exclude_none=True)


def look(standard: Standard) -> dict[str, Any]:
    """`plain` to look at and not to change: kept, since a page looks at the same few standards again and again."""
    return _looked_at(_Itself(standard))


def texts(standard: Standard) -> dict[str, str]:
    """By its path, every text of a standard; to look at, as `look` is."""
    return _texts(_Itself(standard))


class _Itself:
    """A standard told from others by what it is, not by what stands in it."""

    __slots__ = ("standard",)

    def __init__(self, standard: Standard) -> None:
        self.standard = standard

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Itself) and other.standard is self.standard

    def __hash__(self) -> int:
        return id(self.standard)


@lru_cache(maxsize=_LOOKED_AT)
def _looked_at(one: _Itself) -> dict[str, Any]:
    return plain(one.standard)


@lru_cache(maxsize=_LOOKED_AT)
def _texts(one: _Itself) -> dict[str, str]:
    return dict(leaves(_looked_at(one)))


def dump(standard: Standard) -> str:
    """A standard as a document that loads to an equal value; comments and marks are not part of a value."""
    return write(plain(standard))


def data_hash(standard: Standard) -> str:
    """SHA-256 over what counts in a calculation: two standards that share it give the same figures for any ledger.

    Names, id, version and date are left out. Order counts, since it is the order of results.
    """
    data = {key: value for key, value in plain(standard).items() if key not in _IDENTITY}
    # JSON sorts the keys of mappings, but measures are listed in results in the order written.
    data["measures"] = list(data["measures"].items())
    data["books"] = sorted(data["books"].items())
    text = json.dumps(_without_names(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _without_names(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_names(value) for key, value in data.items() if key != "name"}
    return [_without_names(value) for value in data] if isinstance(data, list | tuple) else data
