"""Checks: raw text to typed rows, every broken rule at once."""

from datetime import date
from typing import Any

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.tables import BY_NAME
from qiao.engine.periods import Window


def stage(
    db: Database, delivered: list[Any], faults: Faults, *, blank_period: str | None = None, progress: Any = None
) -> set[str]:
    """Type every delivered table as `t_…`; anything that is not of its kind is a fault."""
    for item in delivered:
        table = item.table
        for number, part in enumerate(item.parts):
            db.create("_raw", part.reader())
            columns = ", ".join(
                (
                    f"COALESCE(LOWER(\"{c.name}\") IN ('true', '1', '是'), FALSE)"
                    if c.name == "withdrawn"
                    else f'TRY_CAST("{c.name}" AS {c.kind.sql})'
                )
                + f' AS "{c.name}"'
                for c in table.columns
            )
            sql = f"SELECT CAST({number} AS SMALLINT) AS part, row, {columns} FROM _raw"
            db.run(
                f'CREATE OR REPLACE TABLE "t_{table.name}" AS {sql}'
                if number == 0
                else f'INSERT INTO "t_{table.name}" {sql}'
            )
            for c in table.columns:
                for row, value in db.rows(
                    f'SELECT row, "{c.name}" FROM _raw WHERE "{c.name}" IS NOT NULL AND TRY_CAST("{c.name}" AS {c.kind.sql}) IS NULL LIMIT 100'
                ):
                    faults.add(
                        "shape",
                        Text(
                            f"{table.name} 第 {row} 行 {c.name}:{value}", f"{table.name}, row {row}, {c.name}: {value}"
                        ),
                        table=table.name,
                        column=c.name,
                        row=row,
                        value=value,
                    )
        if blank_period and table.name == "ratings":
            db.run("UPDATE t_ratings SET period = $1 WHERE period IS NULL", [blank_period])
    return {item.table.name for item in delivered}


def cross_check(
    db: Database, present: set[str], faults: Faults, *, staged: Any, data_date: date | None, needed: Window | None
) -> None:
    """Nothing yet."""
    assert BY_NAME
