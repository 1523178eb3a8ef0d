"""The days that a figure is made of, on screen and as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger, measures
from qiao.desk.clients.forms.days import DayRangeForm, DaysForm
from qiao.desk.clients.models import Client
from qiao.desk.clients.queries import days, scope, shares
from qiao.desk.clients.queries.balances import years_before, yuan
from qiao.desk.common import sheets
from qiao.desk.common.requests import Request
from qiao.desk.ui.figures import share
from qiao.desk.ui.pages import show

_KEPT = ("of", "account", "family", "kind", "own")


@dataclass(frozen=True, slots=True)
class DaysPage:
    """A figure of a client and its days; `told` None where the ledger tells nothing of them."""

    client: Client
    title: str
    filters: DayRangeForm
    told: days.Days | None
    is_own: bool
    limit: int


@require_GET
def client_days(request: Request, uuid: UUID) -> HttpResponse:
    """What a figure of a client is made of."""
    user = request.user
    found, seen = scope.opened(user, uuid)
    book = ledger.book()
    last = (book.data_date if book else None) or user.reach.day
    form = DaysForm(request.GET, first=years_before(last, 1), last=last)
    if not form.is_valid():
        raise Http404  # an address that no figure leads to
    clean = form.cleaned_data
    account = days.account_of(found, clean["account"], seen) if clean["of"] == "account" else None
    if clean["of"] == "account" and account is None:
        raise Http404
    wanted = days.Wanted(clean["of"], clean["from"], clean["to"], account, clean["family"], clean["kind"], clean["own"])
    told = days.told_of(found, user, seen, wanted)
    if clean["format"]:
        return _file(request, found, wanted, told, clean["format"])
    audit.seen(user, on=found, what="days")
    kept = {name: request.GET[name] for name in _KEPT if request.GET.get(name)}
    filters = DayRangeForm(wanted.first, wanted.last, kept)
    is_own = told is not None and told.shares != shares.WHOLE
    limit = sheets.limit_for(post.role for post in user.posts_now)
    return show(request, "clients/days.html", DaysPage(found, _title(wanted), filters, told, is_own, limit))


def _title(wanted: days.Wanted) -> str:
    if wanted.account:
        return f"{wanted.account.number} · {wanted.account.product}"
    if wanted.of == "contribution":
        group = wanted.family or wanted.kind
        return f"{_('Contribution')} · {measures.GROUPS[group]}" if group else _("Contribution")
    return str(measures.AVERAGES[wanted.of])


def _file(request: Request, client: Client, wanted: days.Wanted, told: days.Days | None, kind: str) -> HttpResponse:
    limit = sheets.limit_for(post.role for post in request.user.posts_now)
    heading, rows = (_heading(told), list(_rows(told))[:limit]) if told else ([], [])
    audit.exported(
        request.user, "days.exported", rows=len(rows), on=client, of=wanted.of, first=wanted.first, last=wanted.last,
        account=wanted.account.uuid if wanted.account else None, group=wanted.family or wanted.kind or None, own=wanted.is_own,
    )  # fmt: skip
    now = timezone.localtime()
    taken = _("%(client)s, %(figure)s; taken by %(person)s (%(number)s), %(at)s; at most %(limit)d rows") % {
        "client": client.name,
        "figure": _title(wanted),
        "person": request.user,
        "number": request.user.staff_number,
        "at": now.strftime("%Y-%m-%d %H:%M:%S"),
        "limit": limit,
    }
    return sheets.answer(sheets.Sheet(f"days-{now:%Y%m%d-%H%M%S}", taken, heading, rows), kind)


def _heading(told: days.Days) -> Sequence[str]:
    if told.wanted.of == "contribution":
        return [_("Day"), _("Kind"), _("Product"), _("Amount (CNY)"), _("Share"), _("Counted (CNY)")]
    return [_("From"), _("To"), _("Balance (CNY)"), _("Share"), _("Days"), _("Balance × days")]


def _rows(told: days.Days) -> Iterator[Sequence[object]]:
    for flow in told.flows:
        fen = flow.flow.fen
        amount = "" if fen is None else yuan(fen)
        yield [flow.flow.day, measures.KINDS[flow.flow.kind], flow.product, amount, share(flow.share), flow.counted]
    for row in told.rows:
        yield [row.first, row.last, row.balance, share(row.share), row.days, row.product]
    yield [_("Sum"), "", "", "", told.days if told.rows else "", told.sum]
    if told.rows:
        yield [_("Average"), "", told.figure, "", "", ""]
