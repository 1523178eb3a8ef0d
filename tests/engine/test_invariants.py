"""What must not change a figure does not change it: order, splits, names, things that are beside the point."""

import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random

import depth
import pytest
from oracle.folder import Bank, write_bank
from oracle_banks import bank_from
from run_engine import Rows, assess, rows_of, run_json

from qiao.engine.periods import parse_period

pytestmark = pytest.mark.slow

BANKS = [100, *(pytest.param(number, marks=pytest.mark.slow) for number in range(101, 101 + depth.of(1, 5)))]
FILES = ("managers", "indicators", "thresholds", "measures")

Row = dict[str, str]
Change = Callable[[Random, Bank], Bank | None]


def changed(bank: Bank, **tables: list[Row]) -> Bank:
    return Bank(bank.period, bank.as_of, bank.data_date, bank.tables | tables)


def results(bank: Bank, folder: Path, *options: str, period: str = "") -> dict[str, Rows]:
    """The rows of every file of an assessment."""
    shutil.rmtree(folder, ignore_errors=True)
    write_bank(bank, folder / "bank")
    as_of = ["--as-of", bank.as_of] if bank.as_of else []
    found = assess(folder / "bank", period or bank.period, folder / "run", *as_of, *options)
    return {**found, "measures": rows_of(folder / "run" / "measures.csv")}


@cache
def plain(number: int) -> dict[str, Rows]:
    """The results of a bank as it is; each process finds them out once."""
    with tempfile.TemporaryDirectory() as folder:
        return results(bank_from(number), Path(folder))


# --- changes that change nothing --------------------------------------------------------------------------------------


def shuffled(luck: Random, bank: Bank) -> Bank:
    """The rows of every table in another order."""
    return changed(bank, **{name: luck.sample(rows, len(rows)) for name, rows in bank.tables.items()})


def account_split(luck: Random, bank: Bank) -> Bank | None:
    """An account that was never below zero becomes two that share its balance; None where no account is fit for it."""
    balances = bank.tables["balances"]
    spoken_of = {row["account_id"] for row in bank.tables["loan_status"]}
    below = {row["account_id"] for row in balances if row["balance"].startswith("-")}
    fit = [
        row for row in bank.tables["accounts"]
        if row["currency"] == "CNY" and row["account_type"] != "basic" and row["account_id"] not in spoken_of | below
    ]  # fmt: skip
    if not fit:
        return None
    chosen = luck.choice(fit)
    twin = chosen | {"account_id": "twin"}
    halves = []
    for row in balances:
        if row["account_id"] != chosen["account_id"]:
            halves.append(row)
            continue
        fen = int(Decimal(row["balance"]) * 100)
        part = luck.randint(0, fen)
        halves.append(row | {"balance": f"{Decimal(fen - part) / 100:.2f}"})
        halves.append(row | {"balance": f"{Decimal(part) / 100:.2f}", "account_id": "twin"})
    return changed(bank, accounts=[*bank.tables["accounts"], twin], balances=halves)


def share_split(luck: Random, bank: Bank) -> Bank | None:
    """A stretch of days with one manager is cut in two; None where a cut meets another row."""
    rows = []
    for row in bank.tables["assignments"]:
        middle = date.fromisoformat(row["from_date"]) + timedelta(days=luck.randint(1, 300))
        if row.get("to_date") and middle > date.fromisoformat(row["to_date"]):
            rows.append(row)
        else:
            rows += [row | {"to_date": str(middle - timedelta(days=1))}, row | {"from_date": str(middle)}]
    keys = {(row["client_id"], row["manager_id"], row["from_date"]) for row in rows}
    return changed(bank, assignments=rows) if len(keys) == len(rows) else None


def named_otherwise(luck: Random, bank: Bank) -> Bank:
    """Clients and accounts under other identifiers, in another order."""
    names: dict[tuple[str, str], str] = {}

    def renamed(kind: str, old: str) -> str:
        return names.setdefault((kind, old), f"{luck.randrange(10**9):09d}-{len(names)}") if old else old

    tables = {
        name: [
            {column: renamed(column, value) if column in ("client_id", "account_id") else value for column, value in row.items()}
            for row in rows
        ]
        for name, rows in bank.tables.items()
    }  # fmt: skip
    return changed(bank, **tables)


def another_branch(luck: Random, bank: Bank) -> Bank | None:
    """A branch where nobody works; None in a bank without branches."""
    if not bank.tables.get("branches"):
        return None
    more = bank.tables["branches"][0] | {"branch_id": "elsewhere", "parent_id": bank.tables["branches"][0]["branch_id"]}
    return changed(bank, branches=[*bank.tables["branches"], more])


def history_begins_later(luck: Random, bank: Bank) -> Bank:
    """What was held long before the base period is handed over as one opening row."""
    edge = "2022-06-30"
    before: dict[str, Row] = {}
    kept = []
    for row in sorted(bank.tables["balances"], key=lambda row: row["date"]):
        if row["date"] <= edge:
            before[row["account_id"]] = row | {"date": edge}
        else:
            kept.append(row)
    return changed(bank, balances=[*before.values(), *kept])


NOTHING: dict[str, Change] = {
    "the order of rows": shuffled,
    "an account split in two": account_split,
    "a stretch of days cut in two": share_split,
    "other identifiers": named_otherwise,
    "an unrelated branch": another_branch,
    "a later start of history": history_begins_later,
}


def all_at_once(luck: Random, bank: Bank) -> Bank | None:
    """Every one of them, one after the other; None where one cannot be made."""
    found: Bank | None = bank
    for change in reversed(NOTHING.values()):
        found = found and change(luck, found)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", range(100, 100 + depth.of(6, 24)))
def test_what_must_not_matter_does_not(tmp_path: Path, number: int) -> None:
    """All the changes at once; where that mattered, which of them does so alone."""
    found, other = fit_for(all_at_once, number)
    if results(other, tmp_path) != plain(found):
        alone = {what: change(Random(number), bank_from(found)) for what, change in NOTHING.items()}
        guilty = [what for what, bank in alone.items() if bank and results(bank, tmp_path) != plain(found)]
        pytest.fail(f"bank {found}: {guilty or 'only together'}")


def fit_for(change: Change, number: int) -> tuple[int, Bank]:
    """The first bank from a number on that can be changed so, and it when changed."""
    for candidate in range(number, number + 50_000, 1000):
        other = change(Random(number), bank_from(candidate))
        if other:
            return candidate, other
    raise AssertionError("no bank is fit for this change")


# --- changes with a known effect --------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", BANKS)
def test_a_manager_without_clients_changes_nobody_else(tmp_path: Path, number: int) -> None:
    bank = bank_from(number)
    more = bank.tables["managers"][0] | {"manager_id": "newcomer", "from_date": ""}
    found = results(changed(bank, managers=[*bank.tables["managers"], more]), tmp_path / "more")
    before = plain(number)
    assert {file: [row for row in found[file] if row["manager_id"] != "newcomer"] for file in FILES} == before
    (own,) = [row for row in found["managers"] if row["manager_id"] == "newcomer"]
    assert (own["in_pool"], own["decision"]) == ("false", "not_assessed")


@pytest.mark.parametrize("number", BANKS)
def test_managers_under_other_names_keep_their_figures(tmp_path: Path, number: int) -> None:
    bank = bank_from(number)
    tables = {
        name: [row | {"manager_id": f"N-{row['manager_id']}"} if row.get("manager_id") else row for row in rows]
        for name, rows in bank.tables.items()
    }
    found = results(changed(bank, **tables), tmp_path / "named")
    named = {file: [row | {"manager_id": row["manager_id"][2:]} for row in rows] for file, rows in found.items()}
    assert named == plain(number)


@pytest.mark.parametrize("number", BANKS)
def test_a_period_has_the_same_figures_under_each_of_its_names(tmp_path: Path, number: int) -> None:
    bank = bank_from(number)
    period = run_period(bank)
    assert results(bank, tmp_path, period=period) == plain(number)


def run_period(bank: Bank) -> str:
    """The bank's period as START..END."""
    period = parse_period(bank.period)
    return f"{period.start}..{period.end}"


@pytest.mark.parametrize("number", BANKS)
def test_ten_times_the_money_against_ten_times_the_target(tmp_path: Path, number: int) -> None:
    """Attainment stays where it was, but for the rounding of figures that are now ten times finer."""
    drawn = bank_from(number)
    bank = changed(drawn, targets=[row for row in drawn.tables.get("targets", []) if row["indicator"] in _OF_MONEY])
    columns = {"balances": "balance", "flows": "amount", "targets": "target"}
    tenfold = {
        name: [_times_ten(row, column) for row in bank.tables[name]]
        for name, column in columns.items()
        if name in bank.tables
    }
    found = results(changed(bank, **tenfold), tmp_path / "ten")["indicators"]
    for row, other in zip(results(bank, tmp_path / "one")["indicators"], found, strict=True):
        if row["indicator"] in _OF_MONEY and row["target"] and Decimal(row["target"]) > 1000:
            near = abs(Decimal(row["points"]) - Decimal(other["points"]))
            at_the_floor = "0.00" in (row["points"], other["points"])
            assert near <= Decimal("0.01") or at_the_floor, (row, other)


_OF_MONEY = {"CORP01", "CORP03", "CORP04", "INTL01", "INTL03", "FEE01", "FEE02"}


def _times_ten(row: Row, column: str) -> Row:
    return row | {column: f"{Decimal(row[column]) * 10:f}" if row[column] else ""}


@pytest.mark.parametrize("number", BANKS)
def test_what_managers_have_and_what_nobody_has_is_the_banks(tmp_path: Path, number: int) -> None:
    bank = bank_from(number)
    results(bank, tmp_path)
    totals = run_json(tmp_path / "run")["totals"]
    for total in totals:
        parts = int(total["assigned_numerator"]) + int(total["unassigned_numerator"])
        assert parts == int(total["total_numerator"]), total
