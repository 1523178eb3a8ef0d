"""The ledger as a folder of CSV files in UTF-8: read row by row, nothing prepared but the order of rows."""

import csv
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

Row = dict[str, str]

TABLES = [
    *("branches", "managers", "clients", "products", "accounts", "assignments", "balances", "flows", "capital"),
    *("loan_status", "holdings", "duties", "referrals", "awards", "ratings", "targets", "limits", "absences"),
    "fx_rates",
]


@cache
def day_of(text: str) -> date | None:
    """A date, or nothing for a blank."""
    return date.fromisoformat(text) if text else None


def on(row: Row, column: str) -> date:
    """A date that must be there."""
    return date.fromisoformat(row[column])


@cache
def number(text: str) -> Fraction:
    """A decimal, exactly."""
    return Fraction(text)


def truth(text: str) -> bool:
    """A boolean as banks write it; blank is false."""
    return text in {"true", "1", "是"}


def covers(row: Row, day: date) -> bool:
    """Whether a row with from_date and to_date (inclusive, blank = still running) holds on a day."""
    ends = day_of(row["to_date"])
    return on(row, "from_date") <= day and (ends is None or day <= ends)


class Ledger:
    """Every table of the folder as a list of rows of text; a table that is not there has no rows and is missing."""

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[Row]] = {}
        self.delivered: set[str] = set()
        for table in TABLES:
            path = folder / f"{table}.csv"
            if path.exists():
                self.delivered.add(table)
            self.rows[table] = read(path) if path.exists() else []
        self.data_date = self._stated_data_date(folder) or self._latest_date()

    @staticmethod
    def _stated_data_date(folder: Path) -> date | None:
        mapping = folder / "mapping.yaml"
        if not mapping.exists():
            return None
        for line in mapping.read_text(encoding="utf-8").splitlines():
            if line.startswith("data_date:"):
                return date.fromisoformat(line.removeprefix("data_date:").strip().strip("'\""))
        return None

    def _latest_date(self) -> date | None:
        dates = [on(row, "date") for table in ("balances", "flows") for row in self.rows[table]]
        return max(dates, default=None)

    def missing(self, tables: str) -> bool:
        """Whether one of these tables was not delivered at all."""
        return any(table not in self.delivered for table in tables.split())

    def by(self, table: str, column: str) -> dict[str, Row]:
        """The rows of a table by their identifier."""
        return {row[column]: row for row in self.rows[table]}

    def grouped(self, table: str, column: str) -> dict[str, list[Row]]:
        """The rows of a table by one of their columns."""
        groups: dict[str, list[Row]] = {}
        for row in self.rows[table]:
            groups.setdefault(row[column], []).append(row)
        return groups


def read(path: Path) -> list[Row]:
    """The rows of one file; a column that is not there reads as blank."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_Blank({key: value or "" for key, value in row.items()}) for row in csv.DictReader(file)]


class _Blank(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""
