"""A book gives the rows in force, tells cheaply whether anything is new, and is one thing for any number of threads."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
import small_bank
from shelves import imported, small_store

from qiao import engine
from qiao.engine import Account, Assignment, Client, Holding, Limit, RequestError

pytestmark = pytest.mark.slow

Y2025 = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store(tmp_path_factory.mktemp("book"))


@pytest.fixture(scope="module")
def book(place: Path) -> engine.Book:
    return engine.open_book(place)


def test_every_table_comes_with_every_column(book: engine.Book) -> None:
    assert next(book.branches()) == ("B1", "东城支行", "HO")
    assert next(book.managers()) == ("M1", None, "李明", "B1", "一队", "manager", date(2020, 1, 1), None)
    assert next(book.clients()) == Client(
        "C1", "甲公司", "91110000100000009U", "C13", "large", "G1", "华北", date(2020, 1, 1)
    )
    assert {p.product_code: (p.family, p.tags, p.coefficient) for p in book.products()}["TD"] == (
        "deposit",
        ("time",),
        8000,
    )
    assert list(book.accounts())[1] == Account(
        "A2", "C1", "LN", "CNY", "loan", date(2020, 1, 1), None, date(2026, 6, 30), "L1"
    )
    assert list(book.assignments())[-2] == Assignment("C2", "M3", date(2025, 7, 1), None, 10_000, "lead", True)
    assert list(book.assignments())[2].to_date == date(2025, 6, 30)
    assert list(book.holdings()) == [
        Holding("C1", "DD", date(2020, 1, 1), None, date(2025, 12, 1)),
        Holding("C1", "FEE", date(2024, 1, 1), date(2025, 6, 30), None),
        Holding("C2", "TD", date(2021, 1, 1), None, date(2025, 11, 11)),
    ]
    assert list(book.limits()) == [
        Limit("C1", "L1", "综合授信", 50_000_000_00, "CNY", date(2024, 1, 1), date(2026, 12, 31)),
        Limit("C1", "L2", None, 100_50, "USD", date(2024, 1, 1), None),
    ]


@pytest.mark.parametrize("client", ["C1", "C2", "C3"])
def test_one_clients_rows_are_those_of_the_tables(book: engine.Book, client: str) -> None:
    assert list(book.accounts_of(client)) == [row for row in book.accounts() if row.client_id == client]
    assert book.client(client) == next(row for row in book.clients() if row.client_id == client)


def test_an_unknown_client_is_a_key_error(book: engine.Book) -> None:
    for asked in ("", "C0", "C11", "ZZ"):
        with pytest.raises(KeyError):
            book.client(asked)


def test_accounts_within_spans_tell_nothing_of_other_days(book: engine.Book) -> None:
    def found(since: str, until: str) -> dict[str, Account]:
        span = (date.fromisoformat(since), date.fromisoformat(until))
        return {account.account_id: account for account in book.accounts_of("C1", [span])}

    assert set(found("2024-01-01", "2024-12-31")) == {"A1", "A2", "A6", "A7"}, "A5 was opened later"
    assert found("2025-01-01", "2025-02-28")["A5"].closed_on is None, "it was closed later"
    assert found("2025-01-01", "2025-03-31")["A5"].closed_on == date(2025, 3, 11)
    assert "A5" not in found("2025-04-01", "2025-12-31")
    assert found("2025-01-01", "2025-12-30")["A2"].matures_on is None, "it is known as of the data date"
    assert found("2025-01-01", "2025-12-31")["A2"].limit_id == "L1"
    assert book.accounts_of("C1", []) == ()


def test_flows_are_of_the_days_asked_for_alone(book: engine.Book) -> None:
    assert [(str(flow.day), flow.account_id, flow.product_code, flow.fen) for flow in book.flows_of("C1", *Y2025)] == [
        ("2025-03-03", "A1", "FEE", 12_345_67),
        ("2025-05-05", "A1", "DD", 700_000_00),
    ], "a flow without a product has that of its account"
    spans = [(date(2025, 1, 1), date(2025, 3, 3)), (date(2025, 6, 1), date(2025, 12, 31))]
    assert [flow.kind for flow in book.flows_of("C1", *Y2025, spans=spans)] == ["fee"]
    assert [flow.fen for flow in book.flows_of("C1", *Y2025, kinds=["fee"])] == [12_345_67]
    (abroad,) = book.flows_of("C2", *Y2025)
    assert (abroad.currency, abroad.cents, abroad.fen) == ("USD", 80_000_01, 568_000_07)


def test_a_book_says_which_batches_it_is_of(book: engine.Book) -> None:
    (note,) = book.batches
    assert (note.number, note.source, note.data_date) == (1, "bank", date(2025, 12, 31))
    assert note.rows["limits"] == 2
    assert len(note.digest) == len(book.digest) == 64


def test_a_shelf_gives_the_same_book_until_the_store_moves_on(tmp_path: Path) -> None:
    place = small_store(tmp_path)
    shelf = engine.Shelf(place)
    first = shelf.book()
    assert shelf.book() is first
    for number in range(4):  # more than the prepared ledgers that a store keeps
        folder = tmp_path / f"more-{number}"
        folder.mkdir()
        (folder / "balances.csv").write_text(f"account_id,date,balance\nA4,2025-12-30,{number}.00\n", encoding="utf-8")
        imported(folder, place)
    newest = shelf.book()
    assert [note.number for note in newest.batches] == [1, 2, 3, 4, 5]
    assert newest.digest != first.digest
    line = engine.series(newest, "C3", *Y2025).books["deposit"]
    assert line.on(date(2025, 12, 31)) == 3_00
    assert engine.series(first, "C3", *Y2025).books["deposit"].on(date(2025, 12, 31)) == 500_000_00, "still open"
    assert first.ledger.folder.exists(), "not cleared away while somebody reads it"


def test_threads_share_a_shelf(tmp_path: Path) -> None:
    shelf = engine.Shelf(small_store(tmp_path))
    expected = {
        client: engine.series(shelf.book(), client, *Y2025, with_accounts=True) for client in ("C1", "C2", "C3")
    }

    def ask(number: int) -> bool:
        client = f"C{1 + number % 3}"
        return engine.series(shelf.book(), client, *Y2025, with_accounts=True) == expected[client]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(200)))


def test_no_store_and_an_empty_one_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="not a store"):
        engine.Shelf(tmp_path).book()


def test_a_store_without_balances_still_opens(tmp_path: Path) -> None:
    bank = small_bank.write(tmp_path / "bank", balances="", flows="", fx_rates="")
    imported(bank, tmp_path / "store", data_date=date(2025, 12, 31))
    book = engine.open_book(tmp_path / "store")
    assert engine.series(book, "C1", *Y2025, with_accounts=True).books["deposit"].sum == 0
    assert [row.deposits for row in engine.summaries(book)] == [0, 0, 0]


def test_a_batch_stored_before_a_column_was_added_reads_as_blank(tmp_path: Path) -> None:
    place = small_store(tmp_path)
    shutil.rmtree(place / "ledgers")
    book = engine.open_book(place)
    assert book.client("C1").scale == "large"
    imported(
        small_bank.write(tmp_path / "old"), tmp_path / "old-store"
    )  # its accounts have no matures_on and no limit_id
    assert {a.limit_id for a in engine.open_book(tmp_path / "old-store").accounts()} == {None}
