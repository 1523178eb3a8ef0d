"""Pages of objections: all of them, one with its evidence and timeline, who answers for which table."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods

from qiao.desk.assess import objecting
from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.objections import DataOwnerForm, ObjectionFilter
from qiao.desk.assess.models import DataOwner, Objection, Turn
from qiao.desk.assess.models.objections import UPHELD, State
from qiao.desk.assess.objecting import Remedy, Standing
from qiao.desk.assess.queries import deadlines
from qiao.desk.assess.queries import objections as queries
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people import calendar
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

READERS = (*actions.ANSWERERS, Role.AUDITOR)
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """An objection in a list, with the working days until somebody has to act."""

    objection: Objection
    left: int | None


@dataclass(frozen=True, slots=True)
class ObjectionsPage:
    """Every objection that the reader may see."""

    filters: ObjectionFilter
    page: Page[Objection]
    rows: list[Row]
    reads_owners: bool


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One objection: the evidence as it stood, the figure now, what happened, what there is to do.

    Attributes:
        acts: what the reader may do now.
        reads_runs: whether its run and its batch can be opened.
    """

    objection: Objection
    left: int | None
    standing: list[Standing]
    turns: list[Turn]
    remedies: list[Remedy]
    acts: frozenset[str]
    reads_runs: bool


@dataclass(frozen=True, slots=True)
class OwnersPage:
    """Who answers for which table of the ledger."""

    owners: list[DataOwner]
    form: DataOwnerForm | None


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Every objection."""
    filters = ObjectionFilter(request.GET, user=request.user)
    page = Paginator(queries.listed(request.user, filters.wanted), _PAGE).get_page(request.GET.get("page"))
    rows = [Row(one, left(one)) for one in page]
    return show(
        request,
        "assess/objections.html",
        ObjectionsPage(filters, page, rows, request.user.reach.reads_results),
    )


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One objection."""
    objection, user = found(request, uuid), request.user
    audit.seen(user, on=objection)
    acts = _acts(request, objection)
    page = ObjectionPage(
        objection=objection,
        left=left(objection),
        standing=list(objecting.STANDING.gather(objection)),
        turns=list(queries.timeline(objection, user)),
        remedies=list(objecting.REMEDIES.gather(objection)) if "correct" in acts else [],
        acts=acts,
        reads_runs=user.reach.reads_results,
    )
    return show(request, "assess/objection.html", page)


@only(Role.HR, Role.AUDITOR)
@require_http_methods(["GET", "POST"])
def owners(request: Request) -> HttpResponse:
    """Who answers for which table; an officer names somebody."""
    user, named = request.user, queries.owners(request.user)
    form = DataOwnerForm(request.POST or None, user=user, named=named) if user.has_role(*runs.WRITERS) else None
    if request.method == "POST" and form and attempt(form, lambda: _name(request, form)):
        return redirect("assess:data_owners")
    page = OwnersPage(list(named.values()), form)
    return show(request, "assess/data_owners.html", page, status=status(form) if form else 200)


def _name(request: Request, form: DataOwnerForm) -> bool:
    given = form.cleaned_data
    actions.set_owner(given["table"], by=request.user, person=given["person"])
    return True


def found(request: Request, uuid: UUID) -> Objection:
    """An objection that the person may see."""
    return get_object_or_404(queries.whole(request.user), uuid=uuid)


def left(objection: Objection) -> int | None:
    """Working days until somebody has to act; below zero where it is late."""
    return deadlines.workdays_left(objection.due_on, calendar.today()) if objection.due_on else None


def _acts(request: Request, one: Objection) -> frozenset[str]:
    """What the reader may do with it now."""
    user = request.user
    is_officer = user.has_role(*runs.WRITERS) and user.pk != one.appellant_id
    sits = one.state == State.COMMITTEE and actions.sits(one, user)
    late = one.due_on is not None and one.due_on < calendar.today()
    may = {
        "assign": is_officer and one.state in (State.RAISED, State.WITH_OWNER),
        "answer": one.state == State.WITH_OWNER and one.owner_id == user.pk,
        "lapse": is_officer and one.state == State.ANSWERED and late,
        "propose": sits and not one.is_proposed,
        "confirm": one.is_proposed and actions.may_confirm(one, user),
        "send_back": sits and one.is_proposed,
        "correct": is_officer and one.state == State.UPHELD,
        "restated": one.state in UPHELD and user.reach.reads_results,
    }
    return frozenset(name for name, holds in may.items() if holds)
