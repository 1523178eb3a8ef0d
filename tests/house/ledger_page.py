"""docs/ledger.md's tables, made from the descriptions that the program itself uses: `python tests/house/ledger_page.py`."""

import sys
from pathlib import Path

from qiao.engine.ledger.columns import Column
from qiao.engine.ledger.tables import TABLES, Table

PAGE = Path(__file__).parents[2] / "docs" / "ledger.md"
MARK = "<!-- From here on made by tests/house/ledger_page.py; change src/qiao/engine/ledger/tables.py instead. -->\n"


def value_of(column: Column) -> str:
    """What a cell may hold."""
    told = ", ".join(f"`{value}` {aliases[0]}" for value, aliases in column.choices)
    rule = column.kind.rule.en
    if column.choices and column.kind.name in ("currency", "tags"):
        told = f"{rule}: {told}"
    elif not column.choices:
        told = rule
    return f"{told}; must exist in `{column.refers_to}`" if column.refers_to else told


def section(table: Table) -> str:
    """One table."""
    also = f" Also known as {'、'.join(table.aliases)}." if table.aliases else ""
    key = ", ".join(f"`{name}`" for name in table.key)
    lines = [
        f"## {table.name} {table.zh}",
        "",
        f"Key: {key}.{also}",
        "",
        "| column | 中文 | may be blank | value |",
        "| --- | --- | --- | --- |",
        *(
            f"| `{column.name}` | {'、'.join(column.headings[1:])} | {'yes' if column.blank else ''} | {value_of(column)} |"
            for column in table.columns
        ),
    ]
    return "\n".join(lines)


def page() -> str:
    """The whole page: what people wrote, then the tables."""
    written = PAGE.read_text(encoding="utf-8").partition(MARK)[0]
    return written + MARK + "\n" + "\n\n".join(section(table) for table in TABLES) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
