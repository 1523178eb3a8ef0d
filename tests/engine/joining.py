"""Several ledgers as one, in which each keeps its own people, clients and accounts: what is slow to start then runs once for all."""

from collections.abc import Mapping

from oracle.folder import Bank

Rows = list[dict[str, str]]

OWN = {"manager_id", "client_id", "account_id", "flow_id", "duty_id", "referral_id", "award_id"}
# Tables of the whole bank, and their keys: the first ledger that has a row of a key gives it.
SHARED = {"branches": ("branch_id",), "products": ("product_code",), "fx_rates": ("currency", "date")}


def joined(ledgers: Mapping[str, Mapping[str, Rows]]) -> dict[str, Rows]:
    """The tables of all ledgers; identifiers in a ledger's own tables begin with its name."""
    found: dict[str, Rows] = {}
    for name, tables in ledgers.items():
        for table, rows in tables.items():
            if table not in SHARED:
                found.setdefault(table, []).extend(_named(row, name) for row in rows)
    for table, key in SHARED.items():
        once: dict[tuple[str, ...], dict[str, str]] = {}
        for tables in ledgers.values():
            for row in tables.get(table, []):
                once.setdefault(tuple(row[column] for column in key), row)
        found[table] = list(once.values())
    return found


def joined_banks(banks: list[Bank], as_of: str) -> Bank:
    """Banks of one period as one, as of a day."""
    (period,) = {bank.period for bank in banks}
    tables = joined({f"{place}-": bank.tables for place, bank in enumerate(banks)})
    return Bank(period, as_of, max(bank.data_date or as_of for bank in banks), tables)


def _named(row: dict[str, str], name: str) -> dict[str, str]:
    return {column: f"{name}{value}" if column in OWN and value else value for column, value in row.items()}
