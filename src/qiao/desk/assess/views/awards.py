"""Pages of awards and adjustments: a period's list with its sums, one to read and decide on, one to propose."""

from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess import words
from qiao.desk.assess.actions import awards as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.awards import AwardFilter, AwardForm, WithdrawalForm
from qiao.desk.assess.forms.periods import AnswerForm
from qiao.desk.assess.models import Award, Period
from qiao.desk.assess.queries import awards as queries
from qiao.desk.assess.queries.awards import Kind, Sum, Told
from qiao.desk.audit import actions as audit
from qiao.desk.audit.forms import ExportForm
from qiao.desk.clients import ledger
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

READERS = (Role.HR, Role.AUDITOR, *queries.HEADS)
_PAGE = 50


@dataclass(frozen=True, slots=True)
class AwardsPage:
    """A period's awards and adjustments.

    Attributes:
        waiting: what a second person has to decide.
        told: what the ledger has from elsewhere.
        sums: what counts for whom, indicator by indicator.
        why_not: why none can be proposed; blank where one can.
    """

    period: Period
    periods: list[Period]
    kinds: list[Kind]
    filters: AwardFilter
    page: Page[Award]
    waiting: int
    told: list[Told]
    sums: list[Sum]
    in_effect: frozenset[int]
    may_propose: bool
    why_not: str


@dataclass(frozen=True, slots=True)
class AwardPage:
    """One award, and what its reader may do with it."""

    award: Award
    indicator: str
    counts: bool
    withdrawals: list[Award]
    may_decide: bool
    may_take_back: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """An award to propose, to turn down or to take back."""

    period: Period
    award: Award | None
    title: str
    form: forms.BaseForm


@only(*READERS)
@require_GET
def now(request: Request) -> HttpResponse:
    """The newest period's."""
    newest = queries.periods(request.user).order_by("-last").first()
    if newest is None:
        raise Http404
    return redirect("assess:awards", newest.uuid)


@only(*READERS)
@require_GET
def index(request: Request, uuid: UUID) -> HttpResponse:
    """One period's."""
    user, period = request.user, _period(request, uuid)
    audit.seen(user, on=period, what="awards")
    filters = AwardFilter(request.GET)
    found, kinds = queries.of_period(period, user), queries.kinds(period.standard.loaded.standard)
    counting, told = list(found.filter(pk__in=queries.in_effect())), queries.told(period, user)
    shown = found.filter(state=filters.state_wanted) if filters.state_wanted else found
    why_not = _why_not(period)
    page = AwardsPage(
        period=period,
        periods=list(queries.periods(user)),
        kinds=kinds,
        filters=filters,
        page=Paginator(shown, _PAGE).get_page(request.GET.get("page")),
        waiting=found.filter(state="proposed").count(),
        told=told,
        sums=queries.sums(kinds, counting, told),
        in_effect=frozenset(one.pk for one in counting),
        may_propose=user.has_role(*actions.PROPOSERS) and not why_not,
        why_not=why_not,
    )
    return show(request, "assess/awards.html", page, part="rows")


@only(*READERS)
@require_GET
def export(request: Request, uuid: UUID) -> HttpResponse:
    """The list as a file, the ledger's other awards behind it."""
    user, period, wish = request.user, _period(request, uuid), ExportForm(request.GET)
    if not wish.is_valid():
        return HttpResponse(status=422)
    counting = set(queries.in_effect().values_list("pk", flat=True))
    found = queries.of_period(period, user)[: sheets.limit_for(user.reach.roles)]
    rows = [_exported(one, counts=one.pk in counting) for one in found]
    rows += [_exported_told(one) for one in queries.told(period, user)]
    audit.exported(user, "awards.exported", rows=len(rows), on=period)
    taken = _("Awards of %(period)s, taken by %(person)s on %(moment)s") % {
        "period": period, "person": user, "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    heading = [str(label) for label in words.AWARD_COLUMNS.values()]
    return sheets.answer(sheets.Sheet(f"awards-{period.label}", taken, heading, rows), wish.cleaned_data["format"])


@only(*actions.PROPOSERS)
@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Propose points for somebody."""
    user, period = request.user, _period(request, uuid)
    form = AwardForm(request.POST or None, period=period, user=user, initial={"number": request.GET.get("for", "")})
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.propose(period, form.person, by=user, case=form.case))
    ):
        return redirect(made)
    page = FormPage(period, None, _("Propose an award or adjustment"), form)
    return show(request, "assess/award_form.html", page, status=status(form))


@only(Role.RM, *READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One award."""
    user, found = request.user, _award(request, uuid)
    audit.seen(user, on=found)
    names = {kind.code: kind.name for kind in queries.kinds(found.period.standard.loaded.standard)}
    withdrawals, counts = list(found.withdrawals.visible_to(user)), queries.in_effect().filter(pk=found.pk).exists()
    page = AwardPage(
        award=found,
        indicator=names.get(found.indicator, found.indicator),
        counts=counts,
        withdrawals=withdrawals,
        may_decide=actions.may_decide(found, user),
        may_take_back=found.state == "proposed" and found.proposed_by_id == user.pk,
        may_withdraw=counts
        and not _why_not(found.period)
        and not any(other.state == "proposed" for other in withdrawals)
        and actions.may_propose(user, found.person),
    )
    return show(request, "assess/award.html", page)


@only(*runs.WRITERS)
@require_POST
def approve(request: Request, uuid: UUID) -> HttpResponse:
    """Agree with what somebody else proposed."""
    return redirect(actions.approve(_award(request, uuid), by=request.user))


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """Say why not."""
    found, form = _award(request, uuid), AnswerForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.refuse(found, by=request.user, answer=form.cleaned_data["answer"]))
    ):
        return redirect(made)
    page = FormPage(found.period, found, _("Turn down"), form)
    return show(request, "assess/award_form.html", page, status=status(form))


@only(*actions.PROPOSERS)
@require_POST
def take_back(request: Request, uuid: UUID) -> HttpResponse:
    """Take back what one has proposed."""
    return redirect(actions.take_back(_award(request, uuid), by=request.user))


@only(*actions.PROPOSERS)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Propose to take an approved award back."""
    found, form = _award(request, uuid), WithdrawalForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.withdraw(found, by=request.user, reason=form.cleaned_data["reason"]))
    ):
        return redirect(made)
    page = FormPage(found.period, found, _("Propose to withdraw it"), form)
    return show(request, "assess/award_form.html", page, status=status(form))


def _why_not(period: Period) -> str:
    """Why nothing can be proposed for the period; blank where something can."""
    if not ledger.is_ours(queries.TABLE):
        return str(words.FAULTS["awards_of_bank"])
    return str(words.FAULTS["award_locked"]) if period.is_locked else ""


def _exported(one: Award, *, counts: bool) -> list[object]:
    told = {
        "name": str(one.person),
        "what": one.what_label,
        "state": one.get_state_display(),
        "counts": _("yes") if counts else _("no"),
        "proposed_by": str(one.proposed_by),
        "decided_by": str(one.decided_by or ""),
    }
    return [told[name] if name in told else getattr(one, name) for name in words.AWARD_COLUMNS]


def _exported_told(one: Told) -> list[object]:
    told = one._asdict() | {
        "what": _("of the ledger itself"),
        "counts": _("yes"),
        "decided_by": one.approved_by,
    }
    return [told.get(name, "") for name in words.AWARD_COLUMNS]


def _period(request: Request, uuid: UUID) -> Period:
    return get_object_or_404(queries.periods(request.user), uuid=uuid)


def _award(request: Request, uuid: UUID) -> Award:
    shown = Award.objects.visible_to(request.user).select_related(
        "period__standard", "person", "proposed_by", "decided_by", "withdraws__period"
    )
    return get_object_or_404(shown, uuid=uuid)
