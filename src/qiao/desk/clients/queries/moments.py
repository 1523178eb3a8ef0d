"""This room's own moments of a client: shares, accounts, credit lines, large changes of its deposits, documents."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from qiao.desk.clients import ledger
from qiao.desk.clients.models import Account, Assignment, Client, Document, Limit
from qiao.desk.clients.models.clients import managers_within
from qiao.desk.clients.queries.balances import seen_of, years_before, yuan
from qiao.desk.clients.spans import Span
from qiao.desk.clients.timeline import Moment
from qiao.desk.people.models import User
from qiao.desk.ui import figures
from qiao.engine import Book, Line, series

KINDS = {
    "account": gettext_lazy("Accounts"),
    "limit": gettext_lazy("Credit lines"),
    "document": gettext_lazy("Documents"),
}
SHARES = {"share": gettext_lazy("Shares")}
JUMPS = {"jump": gettext_lazy("Large changes of deposits")}
JUMP_PERCENT = 20  # of the average: from so large a change within a day on it is told
_DAY = timedelta(days=1)


def moments(user: User, clients: list[int], days: list[Span] | None) -> list[Moment]:
    """What this room knows; whoever sees some days' figures alone hears of accounts."""
    seen = _within(user, clients, days)
    if not seen:
        return []
    accounts = Account.objects.filter(client__in=seen).select_related("product")
    if days is not None:
        return moments_of(user, seen, accounts)
    documents = Document.objects.visible_to(user).filter(client__in=seen).select_related("uploaded_by")
    return moments_of(user, seen, accounts, Limit.objects.filter(client__in=seen), documents)


def moments_of(
    user: User,
    clients: dict[int, Client],
    accounts: Iterable[Account],
    limits: Iterable[Limit] = (),
    documents: Iterable[Document] = (),
) -> list[Moment]:
    """What is told of these records of clients, by the clients' ids, to a person who may see them."""
    book = ledger.book()
    until = (book.data_date if book else None) or user.reach.day  # what ends after it is not known to have ended
    return [*_accounts(accounts, until), *_limits(limits, until), *_documents(documents, clients)]


def shares(user: User, clients: list[int], days: list[Span] | None) -> list[Moment]:
    """Who managed the clients from and until when."""
    assignments = Assignment.objects.filter(client__in=_within(user, clients, days)).select_related("manager")
    if days is not None:
        assignments = assignments.within(days).filter(manager__in=managers_within(user.reach))
    return list(shares_of(assignments))


def shares_of(assignments: Iterable[Assignment]) -> Iterator[Moment]:
    """Who began with what share, whose share changed, and who ended."""
    rows = sorted(assignments, key=lambda one: (one.from_date, one.pk))
    before = {(one.client_id, one.manager_id, one.to_date + _DAY): one for one in rows if one.to_date}
    after = {(one.client_id, one.manager_id, one.from_date) for one in rows}
    for one in rows:
        yield Moment(
            one.client_id,
            one.from_date,
            "share",
            _began(one, before.get((one.client_id, one.manager_id, one.from_date))),
        )
        if one.to_date and (one.client_id, one.manager_id, one.to_date + _DAY) not in after:
            words = _("%(person)s had the last day as %(part)s") % {
                "person": one.manager,
                "part": one.get_part_display(),
            }
            yield Moment(one.client_id, one.to_date, "share", words)


def _began(one: Assignment, before: Assignment | None) -> str:
    terms = {"person": one.manager, "part": one.get_part_display(), "share": figures.share(one.share)}
    if before is None:
        return _("%(person)s began as %(part)s with %(share)s") % terms
    return _("%(person)s, %(part)s: from %(before)s to %(share)s") % {**terms, "before": figures.share(before.share)}


def _accounts(accounts: Iterable[Account], until: date) -> Iterator[Moment]:
    for one in accounts:
        terms = {"number": one.number, "product": one.product}
        yield Moment(one.client_id, one.opened_on, "account", _("Account %(number)s opened, %(product)s") % terms)
        if one.closed_on:
            yield Moment(one.client_id, one.closed_on, "account", _("Account %(number)s closed, %(product)s") % terms)
        if one.matures_on and one.matures_on <= min(until, one.closed_on or until):
            yield Moment(one.client_id, one.matures_on, "account", _("Account %(number)s matured, %(product)s") % terms)


def _limits(limits: Iterable[Limit], until: date) -> Iterator[Moment]:
    for one in limits:
        amount = f"{figures.money(one.amount)} {one.currency}"
        terms = {"kind": one.kind or one.number, "amount": amount}
        yield Moment(one.client_id, one.from_date, "limit", _("Credit line begun: %(kind)s, %(amount)s") % terms)
        if one.to_date and one.to_date <= until:
            yield Moment(one.client_id, one.to_date, "limit", _("Credit line ended: %(kind)s, %(amount)s") % terms)


def _documents(documents: Iterable[Document], clients: dict[int, Client]) -> Iterator[Moment]:
    for one in documents:
        address = reverse("clients:documents", args=[clients[one.client_id].uuid])
        words = _("Document kept: %(name)s") % {"name": one.name}
        yield Moment(one.client_id, one.day, "document", words, address, str(one.uploaded_by))


def jumps(user: User, clients: list[int], days: list[Span] | None) -> list[Moment]:
    """Large changes of the clients' deposits within a day, asked of the ledger."""
    book = ledger.book()
    if book is None or book.data_date is None:
        return []
    seen = _within(user, clients, days).values()
    return [moment for client in seen for moment in jumps_of(client, user, _deposits(book, client, days))]


def jumps_of(client: Client, user: User, deposits: Line) -> Iterator[Moment]:
    """Large changes within a day of what a year's deposits are known to have been."""
    address = reverse("clients:days", args=[client.uuid])
    for day, change, percent in _large(deposits):
        sentence = _("Deposits up by %(amount)s, %(percent)s of the average") if change > 0 else _(
            "Deposits down by %(amount)s, %(percent)s of the average"
        )  # fmt: skip
        amount = f"{figures.money(abs(change), user.money_unit)} {figures.UNITS[user.money_unit].name}"
        link = f"{address}?of=deposit&from={day - _DAY}&to={day}"
        yield Moment(client.pk, day, "jump", sentence % {"amount": amount, "percent": f"{percent}%"}, link)


def _within(user: User, clients: list[int], days: list[Span] | None) -> dict[int, Client]:
    gate = Client.objects.visible_to(user) if days is None else Client.objects.figures_visible_to(user)
    return {client.pk: client for client in gate.filter(pk__in=clients).only("uuid", "number")}


def _deposits(book: Book, client: Client, days: list[Span] | None) -> Line:
    assert book.data_date is not None
    first, last = years_before(book.data_date, 1), book.data_date
    try:
        return series(book, client.number, first, last, spans=seen_of(days, last)).books["deposit"]
    except KeyError:  # the newest ledger does not know this client
        return Line(())


def _large(line: Line) -> Iterator[tuple[date, Decimal, int]]:
    """Days on which the balance changed by so much of its average that it is told, the change, and how many per cent it is."""
    average = line.average or 0
    for before, now in zip(line.steps, line.steps[1:], strict=False):
        change = now.fen - before.fen
        if before.last + _DAY == now.first and average > 0 and abs(change) * 100 >= JUMP_PERCENT * average:
            yield now.first, yuan(change) or Decimal(0), abs(change) * 100 // average
