"""What the ledger tells of a client's balances over the days that may be seen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from qiao.desk.clients import ledger
from qiao.desk.clients.models import Account, Client
from qiao.desk.clients.spans import Span
from qiao.engine import Account as KnownAccount
from qiao.engine import Line, Product, Series, series

_AT_LEAST = 2  # years: those shown, or the last and the one that it is compared with


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the page shows it, its balance in yuan (and in its own currency) on the last day that may be seen."""

    number: str
    product: Product
    account: KnownAccount
    balance: Decimal | None
    own: Decimal | None
    uuid: UUID | None  # of the desk's own record, where it knows the account


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger tells of a client over the days that may be seen; `last` is the last of them."""

    first: date
    last: date
    data_date: date
    series: Series
    accounts: list[AccountRow]
    longer: dict[str, Line]  # the books' lines over these days and those before, two years or more in all

    @property
    def deposit(self) -> Line:
        """Its deposits."""
        return self.series.books["deposit"]

    @property
    def loan(self) -> Line:
        """Its loans."""
        return self.series.books["loan"]

    @property
    def deposit_average(self) -> Decimal | None:
        """The average of its deposits over these days."""
        return yuan(self.deposit.average)

    @property
    def loan_average(self) -> Decimal | None:
        """The average of its loans over these days."""
        return yuan(self.loan.average)


def told_of(client: Client, accounts: Iterable[Account], days: list[Span] | None, years: int) -> Told | None:
    """What the ledger tells of so many years of a client, of these days alone; None where it tells nothing.

    Args:
        client: the client.
        accounts: those that the desk knows of it.
        days: what `days_of` answered.
        years: how far back from the data date.
    """
    book = ledger.book()
    if book is None or book.data_date is None:
        return None
    first, seen = years_before(book.data_date, years), seen_of(days, book.data_date)
    if years > 1 and book.first_day:
        first = max(first, book.first_day)  # a ledger that begins later tells of no zeros before it
    try:
        earliest = min(first, years_before(book.data_date, _AT_LEAST))
        read = series(book, client.number, earliest, book.data_date, spans=seen, with_accounts="at_end")
        known = book.accounts_of(client.number, seen)
    except KeyError:  # the newest ledger does not know this client
        return None
    cut = replace(read, books={name: line.between(first, book.data_date) for name, line in read.books.items()})
    steps = cut.books["deposit"].steps
    if not steps:
        return None
    products = {product.product_code: product for product in book.products()}
    lines = {line.account_id: line for line in read.accounts}
    last = steps[-1].last
    uuids = {account.number: account.uuid for account in accounts}
    rows = [
        _row(account, products[account.product_code], lines.get(account.account_id), last, uuids) for account in known
    ]
    rows.sort(key=lambda row: (row.account.closed_on is not None, -(row.balance or 0), row.number))
    return Told(steps[0].first, last, book.data_date, cut, rows, read.books)


def seen_of(days: list[Span] | None, data_date: date) -> list[tuple[date, date]] | None:
    """Days that may be seen, as the engine asks for them."""
    return None if days is None else [(span.first, span.last or data_date) for span in days]


def _row(account: KnownAccount, product: Product, line: object, last: date, uuids: dict[str, UUID]) -> AccountRow:
    cny = getattr(line, "cny", None)
    own = getattr(line, "own", None)
    balance = yuan(cny.on(last)) if cny else Decimal(0)
    in_own = yuan(own.on(last)) if own else None
    return AccountRow(account.account_id, product, account, balance, in_own, uuids.get(account.account_id))


def years_before(day: date, years: int) -> date:
    """The day after the same day so many years earlier, as twelve months up to the data date begin."""
    following = date.fromordinal(day.toordinal() + 1)
    back = following.year - years
    return following.replace(year=back) if (following.month, following.day) != (2, 29) else date(back, 3, 1)


def yuan(fen: int | None) -> Decimal | None:
    """Exact yuan of fen."""
    return None if fen is None else Decimal(fen).scaleb(-2)
