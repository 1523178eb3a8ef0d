"""The small bank through the gate, with what the tests change of it."""

from datetime import date
from pathlib import Path

import small_bank

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import checks, gate
from qiao.engine.ledger.faults import Faults

TABLES = small_bank.TABLES
WINDOW = checks.Needed(balances=date(2024, 1, 1), flows=date(2025, 1, 1), stop=date(2026, 1, 1))
Place = tuple[str, str, str, int | None, str]


def admitted(
    folder: Path,
    *,
    period: str | None = "2025",
    needed: checks.Needed | None = WINDOW,
    today: date | None = None,
    **changes: str,
) -> Faults:
    """What the gate says of the small bank with some tables changed."""
    source = small_bank.write(folder / "ledger", **changes)
    with Database() as db:
        try:
            request = gate.Request(source, blank_period=period, needed=needed, is_complete=True, today=today)
            return gate.admit(db, request).faults
        except gate.RefusedError as error:
            return error.faults


def places(faults: Faults, severity: str = "fault") -> list[Place]:
    """Where faults lie: rule, table, column, row, value."""
    listed = faults.faults if severity == "fault" else faults.warnings
    return [(found.rule, found.table, found.column, found.row, found.value) for found in listed]


def changed(table: str, old: str, new: str) -> dict[str, str]:
    """A table with a text in it replaced."""
    assert TABLES[table].count(old) == 1, "the change must be told apart"
    return {table: TABLES[table].replace(old, new)}


def added(table: str, *lines: str) -> dict[str, str]:
    """A table with more lines."""
    return {table: TABLES[table] + "".join(f"{line}\n" for line in lines)}


def next_row(table: str) -> int:
    """The row that a line added to a table gets."""
    return TABLES[table].count("\n") + 1
