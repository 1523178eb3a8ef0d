"""What a check finds: a fault refuses the standard, a warning is for its author to look at."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """One finding: where it is, and a sentence without its full stop in both languages."""

    severity: Literal["fault", "warning"]
    path: str
    zh: str
    en: str


def fault(path: str, zh: str, en: str) -> Finding:
    """A finding that refuses the standard."""
    return Finding("fault", path, zh, en)


def warning(path: str, zh: str, en: str) -> Finding:
    """A finding that does not."""
    return Finding("warning", path, zh, en)
