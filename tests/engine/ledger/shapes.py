"""What a prepared ledger says, by identifiers: two ledgers of one content say the same, whatever their numbers and files."""

from datetime import date, timedelta

import pyarrow.parquet as pq

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.prepared import KEPT, Prepared
from qiao.engine.periods import day_number

_IDENTIFIERS = {
    "client_no": "SELECT client_id FROM clients n WHERE n.client_no = t.client_no",
    "account_no": "SELECT account_id FROM accounts n WHERE n.account_no = t.account_no",
    "product_no": "SELECT product_code FROM products n WHERE n.product_no = t.product_no",
    "manager_no": "SELECT MIN(manager_id) FROM managers n WHERE n.manager_no = t.manager_no",
}


def said(ledger: Prepared) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every prepared table, with identifiers in the place of numbers."""
    with Database(threads=1) as db:
        ledger.open(db)
        return {made.name: _rows(db, made.name) for made in KEPT}


def recent_intervals(ledger: Prepared) -> int:
    """How many intervals reach into the last three months; in their file they stand behind all others, both parts in order."""
    _recent(ledger, "foreign_steps", ("account_no", "from_day"))
    return _recent(ledger, "intervals", ("client_no", "account_no", "from_day"))


def _recent(ledger: Prepared, name: str, order: tuple[str, ...]) -> int:
    rows = pq.read_table(ledger.file(name)).to_pylist()
    since = day_number(months_before(ledger.data_date))
    places = [(row["to_day"] >= since, *(row[column] for column in order)) for row in rows]
    assert places == sorted(places), name
    return sum(is_recent for is_recent, *_ in places)


def months_before(day: date | None) -> date:
    """The first day of the month two before a day's own."""
    assert day is not None
    first = day.replace(day=1)
    for _ in range(2):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def _rows(db: Database, name: str) -> list[tuple[object, ...]]:
    columns = [column for (column, *_) in db.rows(f"DESCRIBE {name}")]
    texts = ", ".join(
        f"({_IDENTIFIERS[column]}) AS {column}" if column in _IDENTIFIERS else f"t.{column}" for column in columns
    )
    return db.rows(f"SELECT {texts} FROM {name} t ORDER BY ALL")
