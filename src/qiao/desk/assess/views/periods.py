"""Pages of periods: all of them, and one as a line of steps."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess.actions import periods as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.periods import NoteForm, OpenForm, PeriodForm, RunForm
from qiao.desk.assess.models import Period, Proposal, Run, Step
from qiao.desk.assess.queries import objections, results
from qiao.desk.assess.queries import periods as queries
from qiao.desk.assess.queries.objections import Notice
from qiao.desk.assess.queries.periods import Line, PeriodRow
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

READERS = (Role.HR, Role.AUDITOR)
_NOTICES = 6


@dataclass(frozen=True, slots=True)
class PeriodsPage:
    """Every period, and the ledger that runs are made from."""

    rows: list[PeriodRow]
    data_date: date | None
    may_write: bool


@dataclass(frozen=True, slots=True)
class PeriodPage:
    """A period: its steps, its runs, and what was proposed for them."""

    period: Period
    lines: list[Line]
    runs: list[Run]
    in_force: Run | None
    checked: Run | None
    proposals: list[Proposal]
    notices: list[Notice]
    said: tuple[str, ...]
    run_form: RunForm
    may_write: bool
    may_drop: bool


@dataclass(frozen=True, slots=True)
class FormPage:
    """Something about a period in a form; `period` is None for one to open."""

    period: Period | None
    form: forms.BaseForm


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Every period."""
    book, may_write = ledger.book(), request.user.has_role(*actions.WRITERS)
    page = PeriodsPage(queries.listed(request.user), book.data_date if book else None, may_write)
    return show(request, "assess/periods.html", page)


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One period."""
    found = _found(request, uuid)
    audit.seen(request.user, on=found)
    return show(request, "assess/period.html", _page(request, found, RunForm()))


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def open_(request: Request) -> HttpResponse:
    """Open a period."""
    form = OpenForm(request.POST or None)
    if request.method == "POST" and (made := attempt(form, lambda: actions.open_period(by=request.user, **form.given))):
        return redirect(made)
    return show(request, "assess/period_form.html", FormPage(None, form), status=status(form))


@only(*actions.WRITERS)
@require_POST
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Take away a period that was opened by mistake."""
    actions.drop(_found(request, uuid), by=request.user)
    return redirect("assess:periods")


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def change(request: Request, uuid: UUID) -> HttpResponse:
    """Move deadlines, or assess it under another standard."""
    found = _found(request, uuid)
    form = PeriodForm(request.POST or None, period=found)
    if request.method == "POST" and (
        made := attempt(
            form,
            lambda: actions.change(
                found,
                by=request.user,
                version=form.cleaned_data["version"],
                standard=form.cleaned_data["standard"],
                due=form.due,
            ),
        )
    ):
        return redirect(made)
    return show(request, "assess/period_form.html", FormPage(found, form), status=status(form))


@only(*actions.WRITERS)
@require_POST
def end_step(request: Request, uuid: UUID, step: str) -> HttpResponse:
    """Say that a step is done."""
    if step not in Step:
        raise Http404
    found, form = _found(request, uuid), NoteForm(request.POST)
    if (
        attempt(form, lambda: actions.end_step(found, step, by=request.user, note=form.cleaned_data["note"]))
        is not None
    ):
        return redirect(found)
    return show(request, "assess/period_form.html", FormPage(found, form), status=status(form))


@only(*actions.WRITERS)
@require_POST
def reopen_step(request: Request, uuid: UUID, step: str) -> HttpResponse:
    """Take back that a step is done."""
    if step not in Step:
        raise Http404
    found = _found(request, uuid)
    actions.reopen_step(found, step, by=request.user)
    return redirect(found)


@only(*runs.WRITERS)
@require_POST
def ask(request: Request, uuid: UUID) -> HttpResponse:
    """Have the period assessed."""
    found, form = _found(request, uuid), RunForm(request.POST)
    made = attempt(form, lambda: runs.ask_when_told(found, by=request.user, as_of=form.cleaned_data["as_of"]))
    if made:
        return redirect(made)
    return show(request, "assess/period.html", _page(request, found, form), status=status(form))


def _page(request: Request, period: Period, form: RunForm) -> PeriodPage:
    user = request.user
    may_write = user.has_role(*actions.WRITERS)
    runs, proposals = list(queries.runs(period, user)), list(queries.proposals(period, user))
    return PeriodPage(
        period=period,
        lines=queries.line(period),
        runs=runs,
        in_force=results.in_force(period),
        checked=results.newest_done(period),
        proposals=proposals,
        notices=objections.notices(runs, proposals)[:_NOTICES],
        said=tuple(actions.SAID),
        run_form=form,
        may_write=may_write,
        may_drop=may_write and not queries.is_used(period),
    )


def _found(request: Request, uuid: UUID) -> Period:
    return get_object_or_404(Period.objects.visible_to(request.user).select_related("standard", "made_by"), uuid=uuid)
