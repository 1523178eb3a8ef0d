"""A client's balances over time are those that the measures count, to the fen, and no day outside is ever told."""

from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from random import Random

import depth
import pytest
import small_bank
from shelves import random_store, small_store

from qiao import engine
from qiao.engine import Book, Span, Step, money, series, standards
from qiao.engine.engines.duckdb import Database
from qiao.engine.measures import kernels, selecting
from qiao.engine.periods import Window, bounds, from_number

pytestmark = pytest.mark.slow

DAY = timedelta(days=1)
# Banks of these numbers have no client that managers hold whole and that brings something.
NOTHING_TO_COMPARE = {705, 708}
RANDOM_BANKS = [700, *(pytest.param(number, marks=pytest.mark.slow) for number in range(701, 701 + depth.of(4, 15)))]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store(tmp_path_factory.mktemp("series"))


@pytest.fixture(scope="module")
def book(place: Path) -> Book:
    return engine.open_book(place)


def of(book: Book, client: str, first: str, last: str, *spans: tuple[str, str]) -> engine.Series:
    """A client's series with its accounts, the days given as text."""
    within = [(date.fromisoformat(since), date.fromisoformat(until)) for since, until in spans]
    return series(
        book, client, date.fromisoformat(first), date.fromisoformat(last), spans=within or None, with_accounts=True
    )


def told(line: engine.Line) -> list[tuple[str, str, int]]:
    return [(str(step.first), str(step.last), step.fen) for step in line.steps]


# --- by hand ----------------------------------------------------------------------------------------------------------


def test_an_overdraft_is_a_loan_and_an_interbank_account_is_nothing(book: Book) -> None:
    found = of(book, "C1", "2025-03-30", "2025-04-12").books
    assert told(found["deposit"]) == [
        ("2025-03-30", "2025-03-31", 71_234_567_89), ("2025-04-01", "2025-04-10", 0), ("2025-04-11", "2025-04-12", 500_00),
    ]  # fmt: skip
    assert told(found["loan"]) == [
        ("2025-03-30", "2025-03-31", 120_000_000_00), ("2025-04-01", "2025-04-10", 120_000_020_00),
        ("2025-04-11", "2025-04-12", 120_000_000_00),
    ]  # fmt: skip


@pytest.mark.parametrize("client", ["C1", "C2", "C3"])
def test_the_parts_of_all_accounts_add_up_to_the_book(book: Book, client: str) -> None:
    found = of(book, client, "2025-01-01", "2025-12-31", ("2025-01-10", "2025-04-05"), ("2025-10-01", "2025-12-31"))
    for name, chosen in engine.BOOKS.items():
        parts = [part for account in found.accounts if (part := engine.part_of(book, account, chosen)) is not None]
        assert sum(part.sum for part in parts) == found.books[name].sum, name
        assert sum(part.on(date(2025, 4, 4)) or 0 for part in parts) == found.books[name].on(date(2025, 4, 4)), name


def test_a_discounted_bill_is_a_loan(book: Book) -> None:
    found = of(book, "C1", "2025-06-30", "2025-07-01").books["loan"]
    assert told(found) == [("2025-06-30", "2025-06-30", 120_000_000_00), ("2025-07-01", "2025-07-01", 120_000_070_00)]


def test_a_closed_account_counts_nothing_from_its_closing_on(book: Book) -> None:
    found = of(book, "C1", "2025-03-10", "2025-03-12").books["trade_finance"]
    assert told(found) == [("2025-03-10", "2025-03-10", 1000_00), ("2025-03-11", "2025-03-12", 0)]


def test_nothing_is_told_of_days_after_the_data_date(book: Book) -> None:
    assert told(of(book, "C3", "2025-12-31", "2027-01-01").books["deposit"]) == [
        ("2025-12-31", "2025-12-31", 500_000_00)
    ]
    assert of(book, "C3", "2026-01-01", "2027-01-01").books["deposit"].average is None


def test_a_foreign_account_shows_both_currencies(book: Book) -> None:
    (account,) = of(book, "C2", "2025-05-04", "2025-06-02").accounts
    assert (account.account_id, account.product_code, account.currency) == ("A3", "TD", "USD")
    assert account.own is not None
    assert told(account.own) == [("2025-05-04", "2025-05-04", 3_000_000_00), ("2025-05-05", "2025-06-02", 3_333_333_33)]
    assert [fen for *_, fen in told(account.cny)] == [21_300_000_00, 23_666_666_64, 23_958_846_64]


def test_the_running_average_begins_anew_each_year_where_asked(book: Book) -> None:
    line = of(book, "C3", "2024-12-31", "2025-02-02").books["deposit"]
    assert dict(line.running())[date(2025, 2, 2)] == money.divide_half_up(2 * 500_000_00, 34)
    assert dict(line.running(yearly=True))[date(2025, 2, 2)] == money.divide_half_up(2 * 500_000_00, 33)
    assert line.on(date(2025, 2, 1)) == 500_000_00
    assert line.on(date(2025, 2, 3)) is None
    assert line.between(date(2025, 1, 31), date(2025, 2, 1)).average == 250_000_00


def test_a_client_that_is_not_there_is_a_key_error(book: Book) -> None:
    with pytest.raises(KeyError):
        of(book, "C9", "2025-01-01", "2025-01-02")


def test_a_balance_without_a_rate_is_told(tmp_path: Path) -> None:
    rates = "currency,date,rate_to_cny,units\nUSD,2025-01-01,7.187654,\n"
    bank = small_bank.write(tmp_path / "bank", fx_rates=rates, flows="")
    engine.import_batch(engine.Request(bank, data_date=date(2026, 12, 31)), tmp_path / "store")
    found = of(engine.open_book(tmp_path / "store"), "C2", "2024-12-30", "2025-01-01")
    assert [fen for *_, fen in told(found.books["deposit"])] == [0, 21_562_962_00]
    assert found.untranslated == (("A3", "USD", date(2024, 12, 30), date(2024, 12, 31)),)


# --- against the measuring kernels -------------------------------------------------------------------------------------


def kernel_sums(book: Book, window: Window) -> dict[tuple[str, str], int]:
    """Balance sums of whole clients by the kernel of the measures and the books of the default standard."""
    chosen = standards.load(None).standard.books
    found: dict[tuple[str, str], int] = defaultdict(int)
    with Database() as db:
        book.ledger.open(db)
        rows = db.rows(
            f"SELECT c.client_id, a.product_no, a.positive, a.overdrawn FROM ({kernels.text('account_sums')}) a "
            "JOIN clients c ON c.client_no = a.client_no",
            {"win": "asked", **bounds(window)},
        )
    products = {product.number: product for product in book.selectable}
    for client, number, positive, overdrawn in rows:
        for name in engine.BOOKS:
            sides = {s.side for s in chosen[name] if selecting.matches(s, products[number])}
            found[client, name] += int(positive) * ("positive" in sides) + int(overdrawn) * ("overdraft" in sides)
    return found


def windows_of(luck: Random, last: date) -> list[Window]:
    starts = [last - timedelta(days=luck.randrange(1, 1100)) for _ in range(3)]
    return [Window(start, min(start + timedelta(days=luck.randrange(1, 800)), last + DAY)) for start in starts]


@pytest.mark.parametrize("number", RANDOM_BANKS)
def test_sums_are_those_of_the_kernels(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    _, place = random_store(number, tmp_path_factory)
    book = engine.open_book(place)
    assert book.data_date is not None
    for window in windows_of(Random(number), book.data_date):
        expected = kernel_sums(book, window)
        for client in book.clients():
            found = series(book, client.client_id, window.start, window.last, with_accounts=True)
            for name, line in found.books.items():
                assert line.sum == expected[client.client_id, name], (client.client_id, name, window)
                assert line.days == window.days
            assert sum(a.cny.sum for a in found.accounts if _counts(book, a, "deposit")) == (
                found.books["deposit"].sum - overdrafts(found, book)
            )


def _counts(book: Book, account: engine.AccountLine, name: str) -> bool:
    product = next(p for p in book.products() if p.product_code == account.product_code)
    return name == "deposit" and product.family == "deposit" and "interbank" not in product.tags


def overdrafts(found: engine.Series, book: Book) -> int:
    """What deposit accounts were below zero, as a sum above zero."""
    return sum(
        -step.fen * step.days
        for account in found.accounts
        if _counts(book, account, "deposit")
        for step in account.cny.steps
        if step.fen < 0
    )


@pytest.mark.parametrize("number", RANDOM_BANKS)
def test_the_average_over_the_period_is_the_published_one(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    bank, place = random_store(number, tmp_path_factory)
    as_of = date.fromisoformat(bank.as_of) if bank.as_of else None
    run = engine.assess(engine.Job(place, bank.period, tmp_path / "run", as_of=as_of))
    book, brought, window = engine.open_book(place), engine.Brought(run), run.period.so_far
    compared = 0
    for client in book.clients():
        if not is_whole(book, client.client_id, window):
            continue
        found = series(book, client.client_id, window.start, window.last).books
        for name, measure in (("deposit", "deposit_adb"), ("loan", "loan_adb")):
            own = [value for value in brought.values(client.client_id) if value.measure == measure]
            if own:
                published = money.divide_half_up(sum(v.numerator for v in own) * 100, own[0].denominator)
                assert found[name].average == published
                compared += 1
    assert bool(compared) == (number not in NOTHING_TO_COMPARE)


def is_whole(book: Book, client: str, window: Window) -> bool:
    """Whether managers hold all of the client on every day of the window."""
    held: dict[date, int] = defaultdict(int)
    for row in (one for one in book.assignments() if one.client_id == client):
        day = max(row.from_date, window.start)
        while day <= min(row.to_date or window.last, window.last):
            held[day] += row.share
            day += DAY
    return len(held) == window.days and set(held.values()) == {10_000}


# --- only the days that are one's own ----------------------------------------------------------------------------------


def by_day(line: engine.Line) -> dict[date, int]:
    return {from_number(n): step.fen for step in line.steps for n in days_of(step)}


def days_of(step: Step) -> range:
    first, last = ((day - date(1970, 1, 1)).days for day in (step.first, step.last))
    return range(first, last + 1)


def spans_of(luck: Random, last: date) -> list[Span]:
    starts = [last - timedelta(days=luck.randrange(900)) for _ in range(luck.randrange(4))]
    return [(start, start + timedelta(days=luck.choice([0, 1, 30, 200]))) for start in starts]


@pytest.mark.parametrize("number", RANDOM_BANKS)
def test_spans_show_the_same_days_and_no_other(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    _, place = random_store(number, tmp_path_factory)
    book, luck = engine.open_book(place), Random(number)
    assert book.data_date is not None
    first, last = book.data_date - timedelta(days=800), book.data_date
    for client in book.clients():
        spans = spans_of(luck, last + timedelta(days=40))
        allowed = {from_number(n) for span in spans for n in days_of(Step(*span, 0))}
        whole = series(book, client.client_id, first, last, with_accounts=True)
        cut = series(book, client.client_id, first, last, spans=spans, with_accounts=True)
        for name, line in cut.books.items():
            assert by_day(line) == {day: fen for day, fen in by_day(whole.books[name]).items() if day in allowed}
        lines = {account.account_id: account.cny for account in whole.accounts}
        for account in cut.accounts:
            assert by_day(account.cny).items() <= by_day(lines[account.account_id]).items()
            assert by_day(account.cny).keys() <= allowed


@pytest.mark.parametrize("number", RANDOM_BANKS)
def test_at_the_end_every_account_has_the_last_day_of_its_line(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    _, place = random_store(number, tmp_path_factory)
    book, luck = engine.open_book(place), Random(number)
    assert book.data_date is not None
    first, last = book.data_date - timedelta(days=800), book.data_date
    for client in book.clients():
        for spans in (None, spans_of(luck, last)):
            whole = series(book, client.client_id, first, last, spans=spans, with_accounts=True)
            at_end = series(book, client.client_id, first, last, spans=spans, with_accounts="at_end")
            assert at_end.books == whole.books
            assert at_end.accounts == tuple(
                one._replace(cny=_last_day(one.cny), own=one.own and _last_day(one.own)) for one in whole.accounts
            )


def _last_day(line: engine.Line) -> engine.Line:
    last = line.steps[-1].last
    return line.between(last, last)


@pytest.mark.parametrize("day", ["2025-04-30", "2025-07-01"])
def test_what_happens_outside_a_span_changes_nothing_in_it(tmp_path: Path, day: str) -> None:
    texts = {}
    for name, amount in (("one", "1.00"), ("two", "2.00")):
        more = small_bank.TABLES["balances"] + f"A4,{day},{amount}\nA4,2025-05-01,3.00\n"
        engine.import_batch(
            engine.Request(small_bank.write(tmp_path / name, balances=more)), tmp_path / f"{name}-store"
        )
        book = engine.open_book(tmp_path / f"{name}-store")
        found = of(book, "C3", "2024-01-01", "2025-12-31", ("2025-05-01", "2025-06-30"))
        spans = [(date(2025, 5, 1), date(2025, 6, 30))]
        texts[name] = repr((found, book.accounts_of("C3", spans)))
    assert texts["one"] == texts["two"]
