"""What a prepared ledger says, by identifiers: two ledgers of one content say the same, whatever their numbers and files."""

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.prepared import KEPT, Prepared

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


def _rows(db: Database, name: str) -> list[tuple[object, ...]]:
    columns = [column for (column, *_) in db.rows(f"DESCRIBE {name}")]
    texts = ", ".join(
        f"({_IDENTIFIERS[column]}) AS {column}" if column in _IDENTIFIERS else f"t.{column}" for column in columns
    )
    return db.rows(f"SELECT {texts} FROM {name} t ORDER BY ALL")
