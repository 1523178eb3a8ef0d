"""References: an identifier that a row names must be there. A table that was never delivered is not looked into."""

from collections.abc import Set as AbstractSet

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule
from qiao.engine.ledger.columns import Column
from qiao.engine.ledger.faults import placed
from qiao.engine.ledger.tables import BY_NAME, TABLES, Table


def check(listing: Listing, present: AbstractSet[str], given: AbstractSet[str]) -> None:
    """Report every identifier that is not there, in the tables that the batch gives and in those that name rows of them."""
    for table in TABLES:
        if table.name in present:
            for column in table.columns:
                if column.refers_to and not given.isdisjoint((table.name, column.refers_to)):
                    _check(listing, table, column, present)


def _check(listing: Listing, table: Table, column: Column, present: AbstractSet[str]) -> None:
    other = BY_NAME[column.refers_to]
    if other.name not in present:
        _warn_unchecked(listing, table, column, other)
        return
    rows = "doubted_balances" if table.name == "balances" else f'"e_{table.name}"'
    listing.broken(
        Rule("unknown_reference", table.name, column.name),
        f"""SELECT part, row, "{column.name}" FROM {rows} WHERE "{column.name}" IN (
            SELECT "{column.name}" FROM {rows} WHERE "{column.name}" IS NOT NULL
            EXCEPT SELECT "{other.key[0]}" FROM "e_{other.name}")""",
        lambda value: Text(
            f"“{value}”在{other.zh}表 {other.name} 中不存在;请补上该{other.zh},或更正此处。",
            f'"{value}" is not in the table {other.name}; add it there or correct it here.',
        ),
    )


def _warn_unchecked(listing: Listing, table: Table, column: Column, other: Table) -> None:
    if table.name not in listing.staged:
        return
    count = listing.db.value(f'SELECT COUNT("{column.name}") FROM "t_{table.name}" WHERE NOT withdrawn')
    if count:
        text = Text(
            f"没有{other.zh}表 {other.name},{count} 处 {column.name} 未能核对。",
            f"the table {other.name} was never delivered; {count} values of {column.name} were not checked against it.",
        )
        listing.faults.warn(
            "not_checked", placed(text, table.name, column=column.name), table=table.name, column=column.name
        )
