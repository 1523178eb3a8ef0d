"""What the ledger tells of a client's balances over the days that may be seen."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qiao.desk.clients import ledger
from qiao.desk.clients.models import Client
from qiao.desk.clients.spans import Span
from qiao.engine import Account, Line, Product, Series, series


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account as the page shows it, its balance in yuan (and in its own currency) on the last day that may be seen."""

    number: str
    product: Product
    account: Account
    balance: Decimal | None
    own: Decimal | None


@dataclass(frozen=True, slots=True)
class Told:
    """What the ledger tells of a client over the days that may be seen; `last` is the last of them."""

    first: date
    last: date
    data_date: date
    series: Series
    accounts: list[AccountRow]

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


def told_of(client: Client, days: list[Span] | None, years: int) -> Told | None:
    """What the ledger tells of so many years of a client, of these days alone; None where it tells nothing.

    Args:
        client: the client.
        days: what `days_of` answered.
        years: how far back from the data date.
    """
    book = ledger.book()
    if book is None or book.data_date is None:
        return None
    first = _years_before(book.data_date, years)
    seen = None if days is None else [(span.first, span.last or book.data_date) for span in days]
    try:
        read = series(book, client.number, first, book.data_date, spans=seen, with_accounts=True)
        known = book.accounts_of(client.number, seen)
    except KeyError:  # the newest ledger does not know this client
        return None
    steps = read.books["deposit"].steps
    if not steps:
        return None
    products = {product.product_code: product for product in book.products()}
    lines = {line.account_id: line for line in read.accounts}
    last = steps[-1].last
    rows = [_row(account, products[account.product_code], lines.get(account.account_id), last) for account in known]
    rows.sort(key=lambda row: (row.account.closed_on is not None, -(row.balance or 0), row.number))
    return Told(steps[0].first, last, book.data_date, read, rows)


def _row(account: Account, product: Product, line: object, last: date) -> AccountRow:
    cny = getattr(line, "cny", None)
    own = getattr(line, "own", None)
    balance = yuan(cny.on(last)) if cny else Decimal(0)
    return AccountRow(account.account_id, product, account, balance, yuan(own.on(last)) if own else None)


def _years_before(day: date, years: int) -> date:
    """The day after the same day so many years earlier, as twelve months up to the data date begin."""
    following = date.fromordinal(day.toordinal() + 1)
    back = following.year - years
    return following.replace(year=back) if (following.month, following.day) != (2, 29) else date(back, 3, 1)


def yuan(fen: int | None) -> Decimal | None:
    """Exact yuan of fen."""
    return None if fen is None else Decimal(fen).scaleb(-2)
