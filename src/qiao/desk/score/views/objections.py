"""A manager objects to something in an own result, follows own objections, accepts an answer or goes to the committee."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess import objecting as rooms
from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions.objections import About
from qiao.desk.assess.models import Objection, Outcome, Turn
from qiao.desk.assess.models.objections import UNDECIDED, State
from qiao.desk.assess.objecting import Standing
from qiao.desk.assess.queries import deadlines, objections
from qiao.desk.assess.queries.objections import Notice
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.people import calendar
from qiao.desk.score.forms.objections import EscalationForm, ObjectionForm
from qiao.desk.score.queries import objecting
from qiao.desk.score.queries.objecting import Place
from qiao.desk.score.views.found import READERS, found
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class RaisePage:
    """Something of a result, and what is said against it; `too_late` says why nothing can be."""

    outcome: Outcome
    about: Objection
    until: date | None
    form: forms.BaseForm
    too_late: str


@dataclass(frozen=True, slots=True)
class Followed:
    """An own objection, with the working days until somebody has to act."""

    objection: Objection
    left: int | None


@dataclass(frozen=True, slots=True)
class OwnPage:
    """One's own objections, and the results to which one may still object."""

    rows: list[Followed]
    notices: list[Notice]


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One of one's own objections."""

    objection: Objection
    left: int | None
    standing: list[Standing]
    turns: list[Turn]
    acts: frozenset[str]
    result: Outcome | None
    reads_runs: bool = False


@dataclass(frozen=True, slots=True)
class EscalatePage:
    """Why one goes to the committee."""

    objection: Objection
    form: forms.BaseForm


@only(*READERS)
@require_http_methods(["GET", "POST"])
def raise_(request: Request, run: UUID, manager: str) -> HttpResponse:
    """Object to what the address points at, in one's own result."""
    outcome = found(request, run, manager)
    if outcome.person_id != request.user.pk:
        raise NotAllowedError
    about = objecting.about(outcome, _place(request))
    if about is None:
        raise Http404
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.raise_(outcome, by=request.user, about=about, claim=form.given))
    ):
        return redirect("score:objection", made.uuid)
    until = objections.may_object_until(outcome.run)
    page = RaisePage(outcome, _told(outcome, about), until, form, "" if until else _why_late(outcome))
    return show(request, "score/object.html", page, status=status(form))


@only(*READERS)
@require_GET
def mine(request: Request) -> HttpResponse:
    """One's own objections, and what is shown now."""
    rows = [Followed(one, _left(one)) for one in objections.own(request.user)]
    return show(request, "score/objections.html", OwnPage(rows, objections.notices_for(request.user)))


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One of one's own objections."""
    objection, user = _own(request, uuid), request.user
    audit.seen(user, on=objection)
    result = None
    if objection.settled_in:
        own = Outcome.objects.visible_to(user).filter(run=objection.settled_in, manager=objection.outcome.manager)
        result = own.select_related("run").first()
    page = ObjectionPage(
        objection=objection,
        left=_left(objection),
        standing=list(rooms.STANDING.gather(objection)),
        turns=list(objections.timeline(objection, user)),
        acts=_acts(objection),
        result=result,
    )
    return show(request, "score/objection.html", page)


@only(*READERS)
@require_POST
def accept(request: Request, uuid: UUID) -> HttpResponse:
    """Be content with the answer."""
    return redirect("score:objection", actions.accept(_own(request, uuid), by=request.user).uuid)


@only(*READERS)
@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take it back."""
    return redirect("score:objection", actions.withdraw(_own(request, uuid), by=request.user).uuid)


@only(*READERS)
@require_http_methods(["GET", "POST"])
def escalate(request: Request, uuid: UUID) -> HttpResponse:
    """Go to the committee."""
    objection, form = _own(request, uuid), EscalationForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.escalate(objection, by=request.user, reason=form.cleaned_data["reason"]))
    ):
        return redirect("score:objection", made.uuid)
    return show(request, "score/escalate.html", EscalatePage(objection, form), status=status(form))


def _own(request: Request, uuid: UUID) -> Objection:
    return get_object_or_404(objections.whole(request.user).filter(appellant=request.user), uuid=uuid)


def _place(request: Request) -> Place:
    return Place(*(request.GET.get(name, "") for name in Place._fields))


def _told(outcome: Outcome, about: About) -> Objection:
    """What is objected to, as it will be kept; nothing is saved."""
    return Objection(**about._asdict(), outcome=outcome, seal=outcome.run.seal)


def _why_late(outcome: Outcome) -> str:
    last = objections.last_day(outcome.run)
    return _("One could object to this result until %(day)s.") % {"day": last} if last else _("It is not shown yet.")


def _left(one: Objection) -> int | None:
    return deadlines.workdays_left(one.due_on, calendar.today()) if one.due_on else None


def _acts(one: Objection) -> frozenset[str]:
    """What its appellant may do with it now."""
    may = {
        "withdraw": one.state in UNDECIDED,
        "accept": one.state == State.ANSWERED,
        "escalate": one.state == State.ANSWERED and (one.due_on is None or one.due_on >= calendar.today()),
    }
    return frozenset(name for name, holds in may.items() if holds)
