"""Where a figure comes from: `◆` the bank's own rule, or `our default`, and its clause, read from the line's comment."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from qiao.engine.errors import Text
from qiao.engine.standards.documents import Document, read
from qiao.engine.standards.paths import places

OWN, OURS = "◆", "our default"
_MARK = re.compile(rf"#\s*({OWN}|{OURS})\s+([A-Z][A-Z0-9.]*)\b")


class Mark(NamedTuple):
    """The mark of one value: whose figure it is, the clause that explains it, and its line."""

    is_banks_own: bool
    clause: str
    line: int


def listed(found: Sequence[Mark]) -> Text:
    """Marks as people read them, each clause once: `◆ L1`, `默认 CORP01、S1`."""
    own = dict.fromkeys(mark.clause for mark in found if mark.is_banks_own)
    ours = dict.fromkeys(mark.clause for mark in found if not mark.is_banks_own)
    zh = [f"{OWN} {'、'.join(own)}"] * bool(own) + [f"默认 {'、'.join(ours)}"] * bool(ours)
    en = [f"{OWN} {', '.join(own)}"] * bool(own) + [f"default {', '.join(ours)}"] * bool(ours)
    return Text(";".join(zh), "; ".join(en))


def marks(text: str) -> dict[str, Mark]:
    """The mark of every value whose line has one, by the value's path."""
    return marks_of(read(text), text)


def marks_of(document: Document, text: str) -> dict[str, Mark]:
    """The same for a document that is read already."""
    lines = text.removeprefix("\ufeff").splitlines()
    ends: dict[int, int] = {}
    for spot in document.spots.values():
        ends[spot.end_line] = max(spot.end_column, ends.get(spot.end_line, 0))
    # A comment begins behind the last value of its line: a # inside a quoted text is none.
    found = {line: mark for line, column in ends.items() if (mark := _mark(lines, line, column))}
    return {
        path: found[spot.end_line]
        for path, place in places(document.data)
        if (spot := document.spots[place]).end_line in found and spot.line == spot.end_line
    }


def _mark(lines: list[str], line: int, column: int) -> Mark | None:
    comment = _MARK.search(lines[line - 1], column) if 0 < line <= len(lines) else None
    return Mark(comment[1] == OWN, comment[2], line) if comment else None
