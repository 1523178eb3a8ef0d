"""A client's balances over time, by the books of the measures: steps of CNY fen, their sums and averages, exact."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine import money
from qiao.engine.book.days import Days, Span, windows
from qiao.engine.book.opened import Book
from qiao.engine.measures import selecting
from qiao.engine.periods import day_number, from_number
from qiao.engine.standards.measures import Selection

# The same accounts as the books of the default standard; a bank's own standard may be given instead.
BOOKS: Mapping[str, tuple[Selection, ...]] = {
    "deposit": (Selection(family="deposit", without_tags=("interbank",)),),
    "loan": (
        Selection(family="loan"),
        Selection(family="bill", tags=("discount",)),
        Selection(family="deposit", without_tags=("interbank",), side="overdraft"),
    ),
    "trade_finance": (Selection(family="trade_finance"),),
}

_SIGNS = {"positive": 1, "overdraft": -1}
_OF_INTERVALS = ("account_no", "product_no", "from_day", "to_day", "fen")
_OF_STEPS = ("account_no", "from_day", "to_day", "cents")
Changes = dict[int, int]
Rows = list[tuple[int, ...]]


class Step(NamedTuple):
    """Days with one balance, both ends included, in fen (an account's own steps: in hundredths of its currency)."""

    first: date
    last: date
    fen: int

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Line:
    """A balance over time: steps in order that cover every day asked for, and none else."""

    steps: tuple[Step, ...]

    @property
    def days(self) -> int:
        """How many days it covers."""
        return sum(step.days for step in self.steps)

    @property
    def sum(self) -> int:
        """The balance sum (积数): fen × days."""
        return sum(step.fen * step.days for step in self.steps)

    @property
    def average(self) -> int | None:
        """The average daily balance (日均), rounded half up to the fen; None where no day is covered."""
        return money.divide_half_up(self.sum, self.days) if self.steps else None

    def between(self, first: date, last: date) -> "Line":
        """The same balance over fewer days."""
        touched = slice(
            bisect_left(self.steps, first, key=lambda step: step.last),
            bisect_right(self.steps, last, key=lambda step: step.first),
        )
        steps = list(self.steps[touched])
        if steps:
            steps[0] = steps[0]._replace(first=max(steps[0].first, first))
            steps[-1] = steps[-1]._replace(last=min(steps[-1].last, last))
        return Line(tuple(steps))

    def on(self, day: date) -> int | None:
        """The balance on a day; None where the day is not covered."""
        return next((step.fen for step in self.steps if step.first <= day <= step.last), None)

    def running(self, *, yearly: bool = False) -> Iterator[tuple[date, int]]:
        """Each day with the average since the first day, rounded to the fen; `yearly` begins anew on 1 January."""
        total, days, year = 0, 0, 0
        for step in self.steps:
            for number in range(day_number(step.first), day_number(step.last) + 1):
                day = from_number(number)
                if yearly and day.year != year:
                    total, days, year = 0, 0, day.year
                total, days = total + step.fen, days + 1
                yield day, money.divide_half_up(total, days)


class AccountLine(NamedTuple):
    """One account's balance, below zero too: in CNY, and in its own currency where that is another (else None)."""

    account_id: str
    product_code: str
    currency: str
    cny: Line
    own: Line | None


class Untranslated(NamedTuple):
    """Days on which an account's balance lacks an exchange rate and is missing from every line."""

    account_id: str
    currency: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Series:
    """A client's balances by book over the days asked for, never later than the ledger's data date."""

    client_id: str
    books: dict[str, Line]
    accounts: tuple[AccountLine, ...]
    untranslated: tuple[Untranslated, ...]


def series(
    book: Book,
    client_id: str,
    first: date,
    last: date,
    *,
    spans: Sequence[Span] | None = None,
    with_accounts: bool | Literal["at_end"] = False,
    selections: Mapping[str, tuple[Selection, ...]] = BOOKS,
) -> Series:
    """A client's balances from `first` to `last`, within `spans` only where they are given; KeyError for no such client.

    With accounts `at_end` their lines have the last of these days alone, which is less to work out.
    """
    client = book.number_of(client_id)
    within = windows(first, min(last, book.data_date or last), spans)
    rows = _rows(_touching(book.files["intervals"].rows(client, _OF_INTERVALS), within), _OF_INTERVALS)
    lines = {name: _line(_booked(book, rows, chosen), within) for name, chosen in selections.items()}
    of_accounts = [(stop - 1, stop) for _start, stop in within[-1:]] if with_accounts == "at_end" else within
    accounts = tuple(_account_lines(book, client, rows, of_accounts)) if with_accounts and rows else ()
    return Series(client_id, lines, accounts, _untranslated(book, client, within))


def part_of(book: Book, account: AccountLine, chosen: Sequence[Selection]) -> Line | None:
    """An account's part of a book's balance, as the measures count it; None where its product is not of the book.

    The parts of all accounts add up to the book's own line on every day.
    """
    product = next(found for found in book.selectable if book.product_code(found.number) == account.product_code)
    signs = {_SIGNS[selection.side] for selection in chosen if selecting.matches(selection, product)}
    if not signs:
        return None
    return Line(tuple(step._replace(fen=sum(max(sign * step.fen, 0) for sign in signs)) for step in account.cny.steps))


def _touching(rows: pa.Table, within: Sequence[Days]) -> pa.Table:
    """The rows that touch the windows, so that nothing else is even looked at."""
    if not within:
        return rows.slice(0, 0)
    touch = [
        pc.and_(pc.less(rows.column("from_day"), stop), pc.greater(rows.column("to_day"), start))
        for start, stop in within
    ]
    found = touch[0]
    for more in touch[1:]:
        found = pc.or_(found, more)
    return rows.filter(found)


def _rows(rows: pa.Table, names: Sequence[str]) -> Rows:
    """A client's rows are few: counting them here is quicker than asking Arrow, and exact whatever the sums."""
    return list(zip(*(rows.column(name).to_pylist() for name in names), strict=True))


def _booked(book: Book, rows: Rows, chosen: Sequence[Selection]) -> Changes:
    """The changes of a book by day: each account counts on each side that the book takes of it, once."""
    changes: Changes = defaultdict(int)
    present = {row[1] for row in rows}
    signs = {
        product.number: {_SIGNS[one.side] for one in chosen if selecting.matches(one, product)}
        for product in book.selectable
        if product.number in present
    }
    for _account, product, since, until, fen in rows:
        if counted := sum(max(sign * fen, 0) for sign in signs[product]):
            changes[since] += counted
            changes[until] -= counted
    return changes


def _line(changes: Changes, within: Sequence[Days]) -> Line:
    """Steps from changes, cut to the windows."""
    days = sorted(day for day, change in changes.items() if change)
    steps: list[Step] = []
    place, fen = 0, 0
    for start, stop in within:
        day = start
        while day < stop:
            while place < len(days) and days[place] <= day:
                fen, place = fen + changes[days[place]], place + 1
            until = min(stop, days[place]) if place < len(days) else stop
            steps.append(Step(from_number(day), from_number(until - 1), fen))
            day = until
    return Line(tuple(steps))


def _account_lines(book: Book, client: int, rows: Rows, within: Sequence[Days]) -> Iterator[AccountLine]:
    """A line over the windows for every account of these rows."""
    cny = _by_account((account, since, until, fen) for account, _product, since, until, fen in rows)
    known = book.files["accounts"].rows(client, ("account_no", "account_id", "product_no", "currency"))
    own = _foreign(book, cny, within) if any(code != "CNY" for code in known.column("currency").to_pylist()) else {}
    for account in known.to_pylist():
        number, currency = account["account_no"], account["currency"]
        if number in cny:
            yield AccountLine(
                account["account_id"],
                book.product_code(account["product_no"]),
                currency,
                _line(cny[number], within),
                None if currency == "CNY" else _line(own.get(number, {}), within),
            )


def _foreign(book: Book, numbers: Collection[int], within: Sequence[Days]) -> dict[int, Changes]:
    """The changes of these accounts in their own currency; accounts whose numbers follow each other are read at once."""
    found: dict[int, Changes] = {}
    ordered = sorted(numbers)
    firsts = [number for number in ordered if number - 1 not in numbers]
    lasts = [number for number in ordered if number + 1 not in numbers]
    for first, last in zip(firsts, lasts, strict=True):
        steps = book.files["foreign_steps"].rows(first, _OF_STEPS, to=last)
        found |= _by_account(_rows(_touching(steps, within), _OF_STEPS))
    return found


def _by_account(rows: Iterable[Any]) -> dict[int, Changes]:
    found: dict[int, Changes] = defaultdict(lambda: defaultdict(int))
    for account, since, until, value in rows:
        found[account][since] += value
        found[account][until] -= value
    return found


def _untranslated(book: Book, client: int, within: Sequence[Days]) -> tuple[Untranslated, ...]:
    if not book.files["untranslated"].row_count:
        return ()
    accounts = book.files["accounts"].rows(client, ("account_id",)).column(0)
    rows = book.files["untranslated"].all(("source", "id", "currency", "from_day", "to_day"))
    rows = rows.filter(
        pc.and_(pc.equal(rows.column("source"), "balances"), pc.is_in(rows.column("id"), value_set=accounts))
    )
    return tuple(
        Untranslated(row["id"], row["currency"], from_number(max(row["from_day"], start)), from_number(min(row["to_day"], stop) - 1))
        for row in _touching(rows, within).to_pylist()
        for start, stop in within
        if row["from_day"] < stop and row["to_day"] > start
    )  # fmt: skip
