"""The banks that benchmarks measure on are what they say: so many rows, so many of each kind, the same every time."""

import importlib.util
import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import duckdb
import pytest
from project import ROOT


def _load() -> ModuleType:
    """The module, by its path: benchmarks are scripts and no package."""
    spec = importlib.util.spec_from_file_location("bench_banks", ROOT / "bench" / "banks.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["bench_banks"] = module
    spec.loader.exec_module(module)
    return module


banks = _load()
SMALL = replace(banks.BRANCH, managers=20, clients=400, accounts=1_000, flows=20_000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small branch as daily rows."""
    made = tmp_path_factory.mktemp("banks") / "daily"
    banks.write(made, SMALL)
    return Path(made)


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    """The rows of a query in which {table} names a file of the bank."""
    names = {path.stem: f"'{path}'" for path in folder.iterdir()}
    return duckdb.connect(config={"threads": 1}).execute(query.format(**names)).fetchall()


def count(folder: Path, rest: str) -> object:
    """How many rows `SELECT count(*) FROM` finds."""
    return ask(folder, f"SELECT count(*) FROM {rest}")[0][0]


def digest(folder: Path, table: str) -> object:
    """A digest of all rows of a table in the order of its file."""
    return digest_of(folder, f"FROM {{{table}}}")


def digest_of(folder: Path, query: str) -> object:
    """A digest of what a query finds, in its order."""
    return ask(folder, f"SELECT md5(string_agg(md5(CAST(t AS VARCHAR)), '')) FROM ({query}) t")[0][0]


def test_a_branch_has_the_size_that_is_measured() -> None:
    bank = banks.BRANCH
    assert (bank.managers, bank.clients, bank.accounts, bank.flows) == (2_000, 100_000, 300_000, 20_000_000)
    assert sum(Fraction(365, stretch) for stretch in bank.stretches) / len(bank.stretches) == pytest.approx(60, abs=0.5)


def test_a_country_has_the_size_that_is_measured() -> None:
    bank = banks.NATIONAL
    assert (bank.managers, bank.clients, bank.accounts) == (20_000, 1_000_000, 10_000_000)
    changes = sum(Fraction(banks.DAYS, stretch) for stretch in bank.stretches) / len(bank.stretches) * bank.accounts
    assert float(changes) == pytest.approx(240_000_000, rel=0.01)


def test_every_table_has_its_rows(folder: Path) -> None:
    found = {name: count(folder, f"{{{name}}}") for name in ("managers", "clients", "accounts", "flows", "loan_status")}
    lent = count(folder, "{accounts} WHERE product_code IN ('L01', 'L03', 'B01')")
    assert found == {
        "managers": 20,
        "clients": 400,
        "accounts": 1_000,
        "flows": 20_000,
        "loan_status": 8 * int(str(lent)),
    }
    assert lent == 320


def test_every_account_has_a_row_for_each_day_that_it_is_open(folder: Path) -> None:
    first, last = banks.FIRST, f"DATE '{banks.FIRST}' + {banks.DAYS}"
    open_for = f"date_diff('day', greatest(opened_on, DATE '{first}'), coalesce(closed_on, {last}))"
    days = f"SELECT account_id, CAST({open_for} AS BIGINT) AS days FROM {{accounts}}"
    rows = "SELECT account_id, count(DISTINCT date) AS days FROM {balances} GROUP BY 1"
    assert ask(folder, f"({days} EXCEPT {rows}) UNION ALL ({rows} EXCEPT {days})") == []
    assert count(folder, "{balances}") == ask(folder, f"SELECT CAST(sum(days) AS BIGINT) FROM ({days})")[0][0]
    assert count(folder, "{accounts} WHERE opened_on >= DATE '2025-01-01'") == 3
    assert count(folder, "{accounts} WHERE closed_on IS NOT NULL") == 3


def test_an_account_changes_sixty_times_a_year(folder: Path) -> None:
    changed = (
        "(SELECT balance <> lag(balance) OVER (PARTITION BY account_id ORDER BY date) AS is_change FROM {balances})"
    )
    changes = int(str(count(folder, f"{changed} WHERE is_change")))
    assert changes / SMALL.accounts / 2 == pytest.approx(60, abs=1)


def test_the_shares_of_the_bank_are_exact(folder: Path) -> None:
    assert ask(folder, "SELECT count(*), count(DISTINCT currency) FROM {accounts} WHERE currency <> 'CNY'") == [(50, 3)]
    assert ask(folder, "SELECT count(*), count(DISTINCT client_id) FROM {assignments} WHERE role = 'assist'") == [
        (40, 40)
    ]
    handed = """(SELECT client_id FROM {assignments} WHERE role = 'lead' GROUP BY 1
        HAVING count(DISTINCT manager_id) = 2 AND year(max(from_date)) = 2025)"""
    assert count(folder, handed) == 20
    lent = "(SELECT account_id FROM {accounts} WHERE product_code IN ('L01', 'L03', 'B01'))"
    assert count(folder, f"{lent} WHERE account_id NOT IN (SELECT account_id FROM {{loan_status}})") == 0


def test_daily_rows_and_changes_tell_the_same(folder: Path, tmp_path: Path) -> None:
    banks.write(tmp_path / "changes", replace(SMALL, is_daily=False))
    kept = """SELECT account_id, date, balance FROM {balances}
        QUALIFY balance IS DISTINCT FROM lag(balance) OVER (PARTITION BY account_id ORDER BY date) ORDER BY ALL"""
    assert ask(folder, kept) == ask(tmp_path / "changes", "SELECT * FROM {balances} ORDER BY ALL")


def test_the_rows_day_by_day_are_the_same_in_that_order(folder: Path, tmp_path: Path) -> None:
    banks.write_by_day(folder / "balances.parquet", tmp_path / "balances.parquet")
    assert digest(tmp_path, "balances") == digest_of(folder, "FROM {balances} ORDER BY date, account_id")


def test_a_bank_is_the_same_every_time_and_as_csv(folder: Path, tmp_path: Path) -> None:
    banks.write(tmp_path / "again", SMALL)
    banks.write(tmp_path / "csv", SMALL, "csv")
    for path in sorted(folder.iterdir()):
        assert digest(folder, path.stem) == digest(tmp_path / "again", path.stem), path.stem
    written = f"read_csv('{tmp_path / 'csv' / 'balances.csv'}', all_varchar=true)"
    texts = "SELECT account_id, CAST(date AS VARCHAR), CAST(balance AS VARCHAR) FROM {balances}"
    assert count(folder, written) == count(folder, "{balances}")
    assert count(folder, f"({texts} EXCEPT SELECT * FROM {written})") == 0


def test_a_night_gives_every_open_account_a_balance_and_changes_one_in_six(folder: Path, tmp_path: Path) -> None:
    banks.write_night(tmp_path / "night", SMALL)
    given, last = f"'{tmp_path / 'night' / 'balances.parquet'}'", "{balances} WHERE date = DATE '2025-12-31'"
    assert ask(folder, f"SELECT DISTINCT CAST(date AS VARCHAR) FROM {given}") == [("2026-01-01",)]
    assert ask(folder, f"SELECT account_id FROM {given}") == ask(folder, f"SELECT account_id FROM {last} ORDER BY 1")
    changed = int(
        str(count(folder, f"(SELECT account_id, balance FROM {given} EXCEPT SELECT account_id, balance FROM {last})"))
    )
    assert changed / SMALL.accounts == pytest.approx(1 / 6, abs=0.05)


def test_a_correction_gives_other_balances_to_so_many_accounts_in_one_month(folder: Path, tmp_path: Path) -> None:
    banks.write_correction(tmp_path / "correction", SMALL, 50)
    given = f"'{tmp_path / 'correction' / 'balances.parquet'}'"
    assert ask(folder, f"SELECT count(*), count(DISTINCT account_id), min(date)::VARCHAR, max(date)::VARCHAR FROM {given}") == [
        (1_500, 50, "2025-11-01", "2025-11-30")
    ]  # fmt: skip
    changed = f"{given} given JOIN {{balances}} earlier USING (account_id, date) WHERE given.balance <> earlier.balance"
    assert count(folder, changed) == 1_500
