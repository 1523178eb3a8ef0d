"""Questions about clients, each within what the person may see."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Prefetch, Q
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy as _

from qiao.desk.clients import ledger, spans
from qiao.desk.clients.models import Assignment, Client, ClientFigures, Delivery, Holding, Limit
from qiao.desk.clients.models.clients import ClientQuerySet, managers_within
from qiao.desk.clients.spans import Span
from qiao.desk.people.models import User
from qiao.desk.ui.searching import Hit
from qiao.engine import Account, Line, Product, Series, series

SORTS = ("deposit_average", "deposit_change", "deposits", "loans", "contribution", "tier")


def is_whole(client: Client, user: User) -> bool:
    """Whether the whole client is in the person's scope today, not just some days' figures."""
    return Client.objects.visible_to(user).filter(pk=client.pk).exists()


def days_of(client: Client, user: User) -> list[Span] | None:
    """The days of which the person may see this client's figures; None is every day.

    Somebody who handed the client over sees the days of their own share in periods that are not locked yet (and a team lead or
    branch head those of their people), and nothing else of the client.
    """
    if is_whole(client, user):
        return None
    open_spans = spans.unlocked(user.reach.day)
    managed = Assignment.objects.within(open_spans).filter(client=client, manager__in=managers_within(user.reach))
    return spans.joined(met for one in managed for span in open_spans if (met := one.span.meeting(span)) is not None)


def found(user: User, words: str, most: int) -> list[Hit]:
    """What the search box finds among the clients that the person may see whole."""
    clients = Client.objects.visible_to(user).found_by(words).order_by("name_key", "pk")
    return [Hit(client.name, _("client"), client.get_absolute_url(), client.credit_code) for client in clients[:most]]


def assignments_of(client: Client, days: list[Span] | None, user: User) -> list[Assignment]:
    """Who manages the client since when; whoever handed it over sees their own part alone."""
    assignments = Assignment.objects.filter(client=client).select_related("manager")
    if days is not None:
        assignments = assignments.within(days).filter(manager__in=managers_within(user.reach))
    return list(assignments)


# --- the list ----------------------------------------------------------------------------------------------------------


def listed(
    user: User, *, text: str = "", tier: str = "", manager: User | None = None, sort: str = "name"
) -> ClientQuerySet:
    """The clients that the person may see whole, with their figures and today's managers.

    Args:
        user: who asks.
        text: words to find them by.
        tier: theirs.
        manager: who has a share today.
        sort: `name` or one of `SORTS`, with a minus for falling; clients without the figure come last.
    """
    clients = Client.objects.visible_to(user).found_by(text).select_related("figures")
    if tier:
        clients = clients.filter(figures__tier=tier)
    today = Assignment.objects.on(user.reach.day)
    if manager:
        clients = clients.filter(pk__in=today.filter(manager=manager).values("client"))
    managed = Prefetch("assignments", today.select_related("manager").order_by("-part", "-share"), to_attr="managed")
    return clients.order_by(*_order(sort)).prefetch_related(managed)


def _order(sort: str) -> list[str | OrderBy]:
    name = sort.removeprefix("-")
    if name not in SORTS:
        return ["-name_key", "-pk"] if sort == "-name" else ["name_key", "pk"]
    figure = F(f"figures__{name}")
    is_falling = sort.startswith("-")
    return [figure.desc(nulls_last=True) if is_falling else figure.asc(nulls_last=True), "pk"]


def deliveries(user: User) -> list[Delivery]:
    """The newest batches that came to the desk."""
    return list(Delivery.objects.visible_to(user)[:200])


# --- a client's balances -----------------------------------------------------------------------------------------------


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


# --- what a whole client has -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Held:
    """A product that the client has; `idle` days without use at the data date, None where use was never told."""

    holding: Holding
    is_used: bool
    idle: int | None


IDLE_DAYS = 90  # from then on a product counts as asleep


def figures_of(client: Client, user: User) -> ClientFigures | None:
    """Its row of figures, for whoever sees it whole."""
    return ClientFigures.objects.visible_to(user).filter(client=client).first()


def held_by(client: Client, user: User, day: date) -> list[Held]:
    """The products that it has on a day, those in use first."""
    holdings = Holding.objects.visible_to(user).filter(client=client, from_date__lte=day).select_related("product")
    running = holdings.filter(Q(to_date=None) | Q(to_date__gte=day))
    rows = [_held(holding, day) for holding in running]
    return sorted(rows, key=lambda row: (not row.is_used, row.holding.product.code))


def _held(holding: Holding, day: date) -> Held:
    idle = max((day - holding.last_used_on).days, 0) if holding.last_used_on else None
    return Held(holding, idle is not None and idle < IDLE_DAYS, idle)


def limits_of(client: Client, user: User, day: date) -> list[Limit]:
    """Its credit lines on a day."""
    limits = Limit.objects.visible_to(user).filter(client=client, from_date__lte=day)
    return list(limits.filter(Q(to_date=None) | Q(to_date__gte=day)).order_by("to_date", "number"))
