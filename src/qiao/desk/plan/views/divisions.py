"""The sheet on which targets are divided, and what becomes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.clients import ledger
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.people.models import User
from qiao.desk.plan.actions import deliveries
from qiao.desk.plan.actions import divisions as actions
from qiao.desk.plan.forms.divisions import DivideForm, Line, ProposeForm, SendBackForm
from qiao.desk.plan.models import Division
from qiao.desk.plan.models.divisions import State
from qiao.desk.plan.queries import figures, rights, spans
from qiao.desk.plan.queries.figures import Row
from qiao.desk.plan.queries.trees import Unit
from qiao.desk.plan.views.gates import READERS, Asked, asked, crumbs
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class DividePage:
    """A unit's targets over its parts.

    Attributes:
        gaps: the rows whose parts do not make the whole.
        may_set: whether this reader may set figures now; else the sheet is shown to be read.
    """

    unit: Unit
    period: Period
    crumbs: list[tuple[str, str]]
    division: Division | None
    lines: list[Line]
    form: DivideForm
    gaps: list[Row]
    propose: ProposeForm | None
    send_back: SendBackForm | None
    may_set: bool
    may_confirm: bool
    may_take_back: bool
    is_banks: bool
    url: str
    pace_url: str
    import_url: str


@only(*READERS)
@require_http_methods(["GET", "POST"])
def divide(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """Look at a unit's targets over its parts, and set them."""
    found = asked(request, kind, uuid)
    if isinstance(found.record, User):
        raise Http404
    if request.method == "POST" and not rights.may_divide(request.user, found.record):
        raise NotAllowedError
    page = _page(request, found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and (_kept := attempt(page.form, lambda: _put(request, found, page.form))):
        return redirect(page.url)
    return show(request, "plan/divide.html", page, status=status(page.form))


def _put(request: Request, found: Asked, form: DivideForm) -> Division:
    assert not isinstance(found.record, User)
    division = actions.begin(found.period, found.record, by=request.user)
    return actions.put(division, by=request.user, version=form.cleaned_data["version"], given=form.given)


@only(*READERS)
@require_POST
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Ask for confirmation."""
    division = _found(request, uuid)
    if not rights.may_divide(request.user, division.unit):
        raise NotAllowedError
    form = ProposeForm(request.POST, division=division, asks_gap=True)
    if attempt(form, lambda: actions.propose(division, by=request.user, version=form.cleaned_data["version"],
                                             gap=form.cleaned_data["gap"])):  # fmt: skip
        return redirect(division.get_absolute_url())
    page = _page(request, _asked(division), None, propose=form)
    return show(request, "plan/divide.html", page, status=status(form))


@only(*READERS)
@require_POST
def confirm(request: Request, uuid: UUID) -> HttpResponse:
    """Agree with what somebody else proposed."""
    return _do(request, uuid, lambda division: actions.confirm(division, by=request.user))


@only(*READERS)
@require_POST
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Say why not, or take it back."""
    answer = request.POST.get("answer", "")[:300]
    return _do(request, uuid, lambda division: actions.send_back(division, by=request.user, answer=answer))


def _do(request: Request, uuid: UUID, act: Callable[[Division], Division]) -> HttpResponse:
    division, form = _found(request, uuid), forms.Form({})
    if not attempt(form, lambda: act(division)):
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return redirect(division.get_absolute_url())


def _found(request: Request, uuid: UUID) -> Division:
    found = Division.objects.visible_to(request.user).select_related("branch", "team__branch", "proposed_by")
    return get_object_or_404(found, uuid=uuid)


def _asked(division: Division) -> Asked:
    period = spans.named(division.period)
    if period is None:
        raise Http404
    return Asked(period, division.unit)


def _page(request: Request, found: Asked, data: Any, propose: ProposeForm | None = None) -> DividePage:
    user, unit, period = request.user, found.unit, found.period
    assert not isinstance(unit.record, User)
    division = figures.division_of(period.label, unit)
    rows = figures.rows(period, unit, figures.of_units(period.label, (unit, *unit.parts)))
    gaps, waits = figures.gaps(rows), division is not None and division.state == State.WAITING
    form = DivideForm(data, rows=rows, version=division.version if division else 0)
    is_banks = not ledger.is_ours(deliveries.TABLE)
    may_write = not is_banks and not period.is_locked and bool(unit.parts)
    may_set = may_write and not waits and rights.may_divide(user, unit.record)
    proposer = division.proposed_by_id if division and waits else None
    may_confirm = may_write and proposer is not None and rights.may_confirm(user, unit.record, proposed_by=proposer)
    may_propose = may_set and division is not None and any(row.is_changed for row in rows)
    if division is not None:
        audit.seen(user, on=division)
    return DividePage(
        unit=unit,
        period=period,
        crumbs=crumbs(user, unit.record, period),
        division=division,
        lines=list(form.lines()),
        form=form,
        gaps=gaps,
        propose=propose or (ProposeForm(division=division, asks_gap=bool(gaps)) if may_propose and division else None),
        send_back=SendBackForm() if may_confirm else None,
        may_set=may_set,
        may_confirm=may_confirm,
        may_take_back=may_write and proposer is not None and proposer in user.reach.acts_for,
        is_banks=is_banks,
        url=unit.url("divide", period.label),
        pace_url=unit.url(label=period.label),
        import_url=f"{reverse('clients:imports')}?of=targets" if user.has_role(Role.HR, Role.BRANCH) else "",
    )
