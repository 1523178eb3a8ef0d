"""A store that takes its batches by deltas says the same as one that makes everything again, to the last digit."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import depth
import pytest
import small_bank
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.shapes import said

from qiao.engine import runs
from qiao.engine.book.opened import Book, open_book
from qiao.engine.book.series import series
from qiao.engine.book.summary import summaries
from qiao.engine.errors import QiaoError
from qiao.engine.ledger import keeping, store, touching
from qiao.engine.ledger.gate import RefusedError, Request

HEADS = {
    "balances": "account_id,date,balance,withdrawn",
    "flows": "flow_id,client_id,account_id,date,kind,product_code,amount,currency,withdrawn",
    "accounts": "account_id,client_id,product_code,currency,account_type,opened_on,closed_on,limit_id",
    "clients": "client_id,name,opened_on",
    "products": "product_code,name,family,tags,coefficient",
    "managers": "manager_id,name,branch_id,grade,in_post_from",
    "assignments": "client_id,manager_id,from_date,to_date,share,role,withdrawn",
    "fx_rates": "currency,date,rate_to_cny,withdrawn",
    "holdings": "client_id,product_code,from_date,to_date,last_used_on,withdrawn",
    "capital": "client_id,date,economic_capital,withdrawn",
    "loan_status": "account_id,date,five_class,overdue_days,exempted,withdrawn",
    "duties": "duty_id,client_id,kind,due_on,done_on,withdrawn",
    "limits": "limit_id,client_id,amount,currency,from_date",
    "targets": "manager_id,period,indicator,target,withdrawn",
}
BASE = {
    "holdings": "client_id,product_code,from_date,to_date,last_used_on\nC1,DD,2020-01-01,,2024-12-20\n",
    "capital": "client_id,date,economic_capital\nC1,2024-01-01,1000000.00\n",
    "loan_status": "account_id,date,five_class,overdue_days,exempted\nA2,2024-06-01,1,0,\n",
    "duties": "duty_id,client_id,kind,due_on,done_on\nD1,C1,signal,2025-02-01,2025-02-01\n",
    "limits": "limit_id,client_id,amount,currency,from_date\nL1,C1,5000000.00,CNY,2024-01-01\n",
}

days = st.integers(0, 520).map(lambda number: str(date(2024, 11, 1) + timedelta(days=number)))
amounts = st.sampled_from(["0", "1.00", "0.01", "-5000.55", "71234567.89", "120000000.00", "33.33"])
accounts, clients = (
    st.sampled_from(["A1", "A2", "A3", "A4", "A5", "A6"]),
    st.sampled_from(["C0", "C1", "C2", "C3", "C4"]),
)
managers = st.sampled_from(["M0", "M1", "M2", "M3"])
products = st.sampled_from(["DD", "TD", "LN", "AA"])
currencies = st.sampled_from(["CNY", "USD", "EUR"])
often = st.sampled_from(["", "", "", "true"])


def row(*cells: Any) -> Any:
    return st.tuples(*(cell if isinstance(cell, st.SearchStrategy) else st.just(cell) for cell in cells))


def one_of(*texts: str) -> Any:
    return st.sampled_from(texts)


ROWS = {
    "balances": row(accounts, days, amounts, often),
    "flows": row(
        one_of("F1", "F2", "F5", "F0"), clients, one_of("", "A1", "A3"), days, one_of("fee", "international_settlement"),
        one_of("", "FEE"), amounts, currencies, often,
    ),
    "accounts": row(
        accounts, clients, products, currencies, "basic", "2020-01-01", one_of("", "", "2025-06-30", "2025-03-05"), one_of("", "L1"),
    ),
    "clients": row(clients, one_of("甲", "乙"), "2020-01-01"),
    "products": row(products, "p", one_of("deposit", "loan"), one_of("", "demand"), one_of("", "0.5")),
    "managers": row(managers, "n", one_of("B1", "B2"), one_of("manager", "senior"), "2020-01-01"),
    "assignments": row(
        clients, managers, one_of("2020-01-01", "2025-02-01", "2025-07-01"), one_of("", "2025-06-30", "2025-08-31"),
        one_of("0.3", "0.7", "1"), one_of("lead", "assist"), often,
    ),
    "fx_rates": row(one_of("USD", "EUR"), days, one_of("7.1", "7.25", "0.93"), one_of("", "", "", "", "true")),
    "holdings": row(clients, products, one_of("2020-01-01", "2025-01-01"), one_of("", "2025-12-30"), one_of("", "2025-12-01", "2025-11-01"), often),
    "capital": row(clients, days, one_of("1.00", "900000.00"), often),
    "loan_status": row(accounts, days, one_of("1", "3", "5"), one_of("0", "40"), "", often),
    "duties": row(one_of("D1", "D2", "D0"), clients, "signal", days, one_of("", "2025-02-01"), often),
    "limits": row(one_of("L0", "L1"), clients, "3.00", "CNY", "2024-01-01"),
    "targets": row(managers, "2025", one_of("CORP01", "FEE01"), one_of("1", "50000000"), often),
}  # fmt: skip
KEYS = {"assignments": 3, "fx_rates": 2, "holdings": 3, "capital": 2, "loan_status": 2, "balances": 2, "targets": 3}


@st.composite
def stretches(draw: Any) -> list[tuple[str, ...]]:
    """Days in a row with one balance, as banks deliver them."""
    account, first, amount = draw(accounts), date.fromisoformat(draw(days)), draw(amounts)
    return [(account, str(first + timedelta(days=number)), amount, "") for number in range(draw(st.integers(1, 40)))]


@st.composite
def batches(draw: Any) -> dict[str, str]:
    """A few rows of one or two tables, each key once."""
    found = {}
    for name in draw(st.sets(st.sampled_from([*HEADS, "balances", "balances"]), min_size=1, max_size=3)):
        rows = draw(st.lists(ROWS[name], min_size=1, max_size=4))
        if name == "balances" and draw(st.booleans()):
            rows = [*rows, *draw(stretches())]
        once = {cells[: KEYS.get(name, 1)]: cells for cells in rows}
        found[name] = "\n".join([HEADS[name], *(",".join(cells) for cells in once.values())]) + "\n"
    return found


def shown(place: Path) -> Any:
    """What screens show of a store, whole and client by client."""
    book = open_book(place)
    names = ["branches", "managers", "products", "clients", "accounts", "assignments", "holdings", "limits", "targets"]
    tables = [sorted(map(str, getattr(book, name)())) for name in names]
    counts = {name: file.row_count for name, file in book.files.items()}
    clients = [shown_of(book, client) for client in book.client_ids.to_pylist()]
    some, columns = sorted(book.client_numbers.to_pylist())[::2], ("client_no", "account_no", "from_day", "fen")
    one_by_one = [row for number in some for row in book.files["intervals"].rows(number, columns).to_pylist()]
    assert sorted(map(str, book.files["intervals"].rows_of(some, columns).to_pylist())) == sorted(map(str, one_by_one))
    return tables, clients, counts, book.first_day, book.client_ids.to_pylist(), list(summaries(book))


def shown_of(book: Book, client: str) -> list[str]:
    """All that a client's page shows."""
    first, last = date(2024, 1, 1), date(2026, 6, 30)
    found = series(book, client, first, last, with_accounts=True)
    rows = [*book.accounts_of(client), *book.flows_of(client, first, last), *found.accounts, *found.untranslated]
    return [*sorted(map(str, rows)), str(book.client(client)), str(found.books)]


def results(place: Path, root: Path) -> Any:
    """Every file of a run over a store, and its seal; or why there is none."""
    out = root / f"run-{len(list(root.iterdir()))}"
    try:
        made = runs.assess(runs.Job(place, "2025", out))
    except QiaoError as error:
        return error.text
    return made.manifest["seal"], {name: (out / name).read_bytes() for name in made.hashes}


def everything_small() -> Any:
    """Let any change be taken by deltas, and no table be folded, however small the bank."""
    return mock.patch.object(touching, "is_small", lambda part, whole: True)


def nothing_standing() -> Any:
    """Let the whole ledger be made again after each batch."""
    return mock.patch.object(store, "_standing", lambda place, of: None)


def outcome(take: Callable[[], store.Imported]) -> Any:
    """What an import did, or why it was refused."""
    try:
        imported = take()
    except RefusedError as error:
        faults = error.faults.faults
        return sorted((fault.rule, fault.table, fault.column, fault.row or 0, fault.value) for fault in faults)
    manifest = imported.batch.manifest
    return manifest["digest"], manifest["replaced"], sorted(str(warning) for warning in manifest["warnings"])


def taken(folder: Path, tables: dict[str, str], by_deltas: Path, as_whole: Path) -> Any:
    """Import a batch into both stores; what came of it, which must be the same."""
    folder.mkdir()
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    with everything_small():
        found = outcome(lambda: store.import_batch(Request(folder), by_deltas))
    with nothing_standing():
        assert outcome(lambda: store.import_batch(Request(folder), as_whole)) == found
    return found


@pytest.mark.slow
@settings(
    max_examples=depth.of(4, 1000),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not depth.IS_DEEP,
)
@given(st.lists(batches(), min_size=1, max_size=5))
def test_any_batches_by_deltas_are_a_ledger_made_again(sequence: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as place:
        root = Path(place)
        by_deltas, as_whole = root / "deltas", root / "whole"
        small_bank.write(root / "bank", **BASE)
        for one in (by_deltas, as_whole):
            store.import_batch(Request(root / "bank"), one)
        for number, tables in enumerate(sequence):
            taken(root / f"batch-{number}", tables, by_deltas, as_whole)
            ledger, _ = store.ledger(by_deltas)
            assert ledger.damaged() == []
            assert said(ledger) == said(store.ledger(as_whole)[0])
        assert shown(by_deltas) == shown(as_whole)
        assert results(by_deltas, root) == results(as_whole, root)
        keeping.compact(by_deltas)
        compact, _ = store.ledger(by_deltas)
        assert not compact.is_layered
        assert said(compact) == said(store.ledger(as_whole)[0])
        assert results(by_deltas, root) == results(as_whole, root)
        assert list(keeping.check(by_deltas)) == []


LATER = [
    {"balances": "account_id,date,balance\nA1,2026-01-02,5.00\n"},
    {"balances": "account_id,date,balance\nA4,2026-01-31,7.00\n"},
    # A month in which no balance comes, and one in which nothing comes at all.
    {
        "flows": "flow_id,client_id,account_id,date,kind,product_code,amount,currency\nF9,C1,A1,2026-02-14,fee,FEE,1.00,CNY\n"
    },
    {
        "balances": "account_id,date,balance\nA3,2026-04-01,1.00\nA2,2025-12-30,-4.00\n",
        "fx_rates": "currency,date,rate_to_cny\nUSD,2026-03-01,7.3\n",
    },
    {"accounts": HEADS["accounts"] + "\nA4,C3,DD,CNY,basic,2025-02-01,2026-05-20,\nA7,C1,DD,CNY,basic,2026-05-20,,\n"},
    {
        "balances": "account_id,date,balance\nA7,2026-05-20,9.00\nA1,2026-07-15,3.00\n",
        "clients": "client_id,name,opened_on\nC9,丁公司,2026-05-20\n",
        "flows": "flow_id,client_id,account_id,date,kind,product_code,amount,currency\nF8,C9,,2026-06-14,fee,FEE,2.00,CNY\n",
    },
    {"balances": "account_id,date,balance,withdrawn\nA1,2026-07-15,3.00,true\nA1,2026-01-02,6.00,\n"},
]


@pytest.mark.slow
def test_months_that_begin_go_on_from_the_ledger_before(tmp_path: Path) -> None:
    by_deltas, as_whole = tmp_path / "deltas", tmp_path / "whole"
    small_bank.write(tmp_path / "bank", **BASE)
    for one in (by_deltas, as_whole):
        store.import_batch(Request(tmp_path / "bank"), one)
    first = store.ledger(by_deltas)[0].file("intervals")
    for number, tables in enumerate(LATER):
        taken(tmp_path / f"batch-{number}", tables, by_deltas, as_whole)
        ledger, _ = store.ledger(by_deltas)
        assert said(ledger) == said(store.ledger(as_whole)[0]), f"after batch {number}"
        assert ledger.file("intervals").name == first.name, "the whole ledger was made again"
        assert ledger.has_layers("sums")
    assert shown(by_deltas) == shown(as_whole)
    (tmp_path / "runs").mkdir()
    assert results(by_deltas, tmp_path / "runs") == results(as_whole, tmp_path / "runs")


@pytest.mark.slow
def test_a_rate_beyond_all_data_cuts_no_sums_short(tmp_path: Path) -> None:
    by_deltas, as_whole = tmp_path / "deltas", tmp_path / "whole"
    small_bank.write(tmp_path / "bank", **BASE)
    for one in (by_deltas, as_whole):
        store.import_batch(Request(tmp_path / "bank"), one)
    ahead = {"fx_rates": "currency,date,rate_to_cny\nUSD,2026-03-01,7.3\n"}
    later = {"balances": "account_id,date,balance\nA3,2026-01-05,2.00\n"}
    for number, tables in enumerate((ahead, later)):
        taken(tmp_path / f"batch-{number}", tables, by_deltas, as_whole)
        assert said(store.ledger(by_deltas)[0]) == said(store.ledger(as_whole)[0]), f"after batch {number}"
