"""What a batch got wrong: every fault and warning, kept up to a limit per table, counted beyond it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from qiao.engine.errors import Text

Severity = Literal["fault", "warning"]

KEPT_PER_TABLE = 10_000
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule at one place.

    `rule` is a stable code; `table`, `column` and `source` (a file name, or `book.xlsx!sheet`) are empty and `row` is
    None where the fault has no such place; `row` counts as a spreadsheet does, the header being row 1; `text` is one
    full sentence: what, where, why and what to do.
    """

    severity: Severity
    rule: str
    table: str
    column: str
    row: int | None
    value: str
    source: str
    text: Text

    def as_json(self) -> dict[str, object]:
        """The fault as plain values, both languages."""
        return {
            "severity": self.severity, "rule": self.rule, "table": self.table, "column": self.column, "row": self.row,
            "value": self.value, "source": self.source, "zh": self.text.zh, "en": self.text.en,
        }  # fmt: skip


@dataclass
class Faults:
    """Collects faults and warnings; true when there is a fault (warnings do not count).

    Of each table and severity the first `KEPT_PER_TABLE` are kept and all are counted.
    """

    _kept: dict[tuple[str, Severity], list[Fault]] = field(default_factory=dict)
    _counts: Counter[tuple[str, Severity, str]] = field(default_factory=Counter)
    _unreadable: set[tuple[str, int | None, str]] = field(default_factory=set)

    def add(  # noqa: PLR0913 - a fault has as many places
        self, rule: str, text: Text, *, table: str = "", column: str = "", row: int | None = None,
        value: str | None = None, source: str = "", severity: Severity = "fault", unreadable: bool = False,
    ) -> None:  # fmt: skip
        """Record one fault (or warning); a long value is cut to `LONGEST_VALUE` characters.

        `unreadable` says that the cell could not be read at all (an error cell, an identifier kept as a number):
        whatever a later rule says of the same cell would only repeat it, and is not recorded.
        """
        if column and (source, row, column) in self._unreadable:
            return
        if unreadable and self.room(table, severity):
            self._unreadable.add((source, row, column))
        self._counts[table, severity, rule] += 1
        kept = self._kept.setdefault((table, severity), [])
        if len(kept) < KEPT_PER_TABLE:
            kept.append(Fault(severity, rule, table, column, row, shortened(value or ""), source, text))

    def warn(
        self, rule: str, text: Text, *, table: str = "", column: str = "", row: int | None = None,
        value: str | None = None, source: str = "",
    ) -> None:  # fmt: skip
        """Record one warning."""
        self.add(rule, text, table=table, column=column, row=row, value=value, source=source, severity="warning")

    def count_more(self, rule: str, count: int, *, table: str = "", severity: Severity = "fault") -> None:
        """Count faults that were found but are not listed (a check fetches at most `room` of them)."""
        if count > 0:
            self._counts[table, severity, rule] += count

    def room(self, table: str = "", severity: Severity = "fault") -> int:
        """How many more would be kept for that table and severity."""
        return KEPT_PER_TABLE - len(self._kept.get((table, severity), ()))

    def count(self, table: str | None = None, severity: Severity = "fault") -> int:
        """How many were found, kept or not; of all tables when `table` is None."""
        return sum(n for (t, s, _), n in self._counts.items() if s == severity and table in (None, t))

    def by_rule(self) -> list[tuple[str, Severity, str, int]]:
        """(table, severity, rule, how many found), in the order first met."""
        return [(table, severity, rule, n) for (table, severity, rule), n in self._counts.items()]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The kept faults, table by table in the order first met."""
        return tuple(self._of("fault"))

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """The kept warnings, table by table in the order first met."""
        return tuple(self._of("warning"))

    def as_json(self) -> dict[str, object]:
        """Counts by table and rule, then every kept fault and warning."""
        return {
            "faults": self.count(), "warnings": self.count(severity="warning"), "kept_per_table": KEPT_PER_TABLE,
            "counts": [dict(zip(("table", "severity", "rule", "count"), line, strict=True)) for line in self.by_rule()],
            "list": [fault.as_json() for fault in (*self.faults, *self.warnings)],
        }  # fmt: skip

    def __bool__(self) -> bool:
        return any(severity == "fault" for _, severity, _ in self._counts)

    def _of(self, severity: Severity) -> Iterator[Fault]:
        for (_, kept_severity), kept in self._kept.items():
            if kept_severity == severity:
                yield from kept


def shortened(value: str) -> str:
    """The value as a report shows it: at most `LONGEST_VALUE` characters, an ellipsis where it was cut."""
    return value if len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"


def where(source: str, row: int | None = None, column: str = "") -> Text:
    """The place, to begin a sentence with, such as "balances.csv, row 12, column balance"."""
    zh, en = [source], [source]
    if row is not None:
        zh.append(f"第 {row} 行")
        en.append(f"row {row}")
    if column:
        zh.append(f"{column} 列")
        en.append(f"column {column}")
    return Text(" ".join(part for part in zh if part), ", ".join(part for part in en if part))


def placed(problem: Text, source: str, row: int | None = None, column: str = "") -> Text:
    """The sentence of a problem at its place."""
    place = where(source, row, column)
    return Text(f"{place.zh}:{problem.zh}", f"{place.en}: {problem.en}")
