"""A ledger in the making: tables as text, and their folder of CSV files."""

import csv
from dataclasses import dataclass, field, replace
from pathlib import Path

COLUMNS = {
    "branches": ["branch_id", "name", "parent_id"],
    "managers": [
        *("manager_id", "from_date", "name", "branch_id", "team", "grade", "in_post_from", "in_post_to"),
    ],
    "clients": ["client_id", "name", "uscc", "industry", "scale", "group_id", "region", "opened_on"],
    "products": ["product_code", "name", "family", "fee_line", "tags", "coefficient"],
    "accounts": ["account_id", "client_id", "product_code", "currency", "account_type", "opened_on", "closed_on"],
    "assignments": ["client_id", "manager_id", "from_date", "to_date", "share", "role", "inherited"],
    "balances": ["account_id", "date", "balance"],
    "flows": ["flow_id", "client_id", "account_id", "date", "kind", "product_code", "amount", "currency"],
    "capital": ["client_id", "date", "economic_capital"],
    "loan_status": ["account_id", "date", "five_class", "overdue_days", "exempted"],
    "holdings": ["client_id", "product_code", "from_date", "to_date", "last_used_on"],
    "duties": ["duty_id", "client_id", "kind", "due_on", "done_on"],
    "referrals": ["referral_id", "manager_id", "client_id", "date", "accepted_on", "active_after_90_days"],
    "awards": ["award_id", "manager_id", "date", "indicator", "points", "reason", "approved_by"],
    "ratings": ["manager_id", "period", "item", "rater_group", "rater", "score", "veto"],
    "targets": ["manager_id", "period", "indicator", "target"],
    "absences": ["manager_id", "from_date", "to_date", "kind"],
    "fx_rates": ["currency", "date", "rate_to_cny", "units"],
}


@dataclass
class Bank:
    """The tables of one ledger as text, and what is asked of it."""

    period: str
    as_of: str | None = None
    data_date: str | None = None
    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)

    def add(self, table: str, **values: str) -> None:
        """Add a row; columns that are not given are blank."""
        self.tables.setdefault(table, []).append(values)


def storable(bank: Bank) -> Bank:
    """The bank without the balances and flows after the data date that it states: a run leaves them out, a store refuses them."""
    tables = {
        name: [
            row for row in rows if name not in ("balances", "flows") or row["date"] <= (bank.data_date or row["date"])
        ]
        for name, rows in bank.tables.items()
    }
    return replace(bank, tables=tables)


def write_bank(bank: Bank, folder: Path) -> None:
    """Write the bank as a folder of CSV tables, with a mapping file if it states its data date."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, rows in bank.tables.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[table], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    if bank.data_date:
        (folder / "mapping.yaml").write_text(f"data_date: {bank.data_date}\n", encoding="utf-8")
