"""Take faulty rows out of a query and into the report: a sentence each, the first of a table kept, all counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.faults import Faults, Severity, placed
from qiao.engine.ledger.tables import BY_NAME


@dataclass(frozen=True)
class Staged:
    """The tables of the incoming batch that could be typed (`t_…`), and the files or sheets that they came from."""

    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __contains__(self, table: object) -> bool:
        return table in self.sources

    def source(self, table: str, part: int | None) -> str:
        """The file or sheet of a row; empty for a row that an earlier batch stored."""
        return "" if part is None else self.sources[table][part]


@dataclass(frozen=True)
class Rule:
    """One rule: its stable code, the table and column that it speaks of, and whether breaking it refuses the batch."""

    code: str
    table: str
    column: str = ""
    severity: Severity = "fault"


@dataclass(frozen=True)
class Listing:
    """Where the checks work: the typed rows, and the report that they fill."""

    db: Database
    faults: Faults
    staged: Staged

    def broken(self, rule: Rule, query: str, sentence: Callable[..., Text]) -> None:
        """Report each row of `query`: part, row and value of the cell, then whatever `sentence` takes after the value."""
        room = self.faults.room(rule.table, rule.severity)
        found = self.db.rows(f"SELECT * FROM ({query}) ORDER BY ALL LIMIT {room}")
        for part, row, value, *details in found:
            self.add(rule, part, row, value, sentence(value, *details))
        if len(found) == room:  # a flood: what is not listed is counted, which asks everything again
            count = int(self.db.value(f"SELECT COUNT(*) FROM ({query})"))
            self.faults.count_more(rule.code, count - room, table=rule.table, severity=rule.severity)

    def add(self, rule: Rule, part: int | None, row: int | None, value: Any, text: Text) -> None:
        """Report one row."""
        source = self.staged.source(rule.table, part)
        self.faults.add(
            rule.code, placed(text, source or _stored(rule.table), row, rule.column), table=rule.table,
            column=rule.column, row=row, value="" if value is None else str(value), source=source, severity=rule.severity,
        )  # fmt: skip


def _stored(table: str) -> str:
    return f"{table}({BY_NAME[table].zh})"
