"""Pages of exceptions: propose one, decide on it, take it back, propose those of another run anew; one's own published result."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess import words
from qiao.desk.assess.actions import exceptions as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.periods import AnswerForm
from qiao.desk.assess.forms.reviewing import RulingForm
from qiao.desk.assess.models import Outcome, Ruling
from qiao.desk.assess.models.exceptions import Kind
from qiao.desk.assess.queries import exceptions
from qiao.desk.assess.queries.exceptions import Decided
from qiao.desk.assess.queries.results import is_final
from qiao.desk.assess.views import finding
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class RulingPage:
    """An exception to propose, or to turn down."""

    outcome: Outcome
    title: str
    form: forms.BaseForm
    follows: str


@dataclass(frozen=True, slots=True)
class ResultPage:
    """One manager's published result: as it is computed, and as it is decided."""

    outcome: Outcome
    decided: Decided
    is_final: bool


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID, manager: str, kind: str) -> HttpResponse:
    """Propose an exceptional promotion, a veto, or to lift either."""
    if kind not in Kind:
        raise Http404
    found, wanted = finding.outcome(request, uuid, manager), Kind(kind)
    form = RulingForm(request.POST or None, outcome=found, kind=wanted)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.propose(found, wanted, by=request.user, case=form.case))
    ):
        return _back(made)
    page = RulingPage(found, str(words.RULE[wanted]), form, _follows(found, wanted))
    return show(request, "assess/ruling_form.html", page, status=status(form))


@only(*runs.WRITERS)
@require_POST
def carry(request: Request, uuid: UUID) -> HttpResponse:
    """Propose anew what was ruled before the figures of another run."""
    found = finding.run(request, uuid)
    actions.carry(found, by=request.user)
    return redirect("assess:review", uuid)


@only(*runs.WRITERS)
@require_POST
def approve(request: Request, uuid: UUID) -> HttpResponse:
    """Agree with what somebody else proposed."""
    found = finding.ruling(request, uuid)
    actions.approve(found, by=request.user)
    return _back(found)


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """Say why not."""
    found, form = finding.ruling(request, uuid), AnswerForm(request.POST or None)
    if request.method == "POST" and (
        made := attempt(form, lambda: actions.refuse(found, by=request.user, answer=form.cleaned_data["answer"]))
    ):
        return _back(made)
    page = RulingPage(found.outcome, _("Turn down"), form, found.reason)
    return show(request, "assess/ruling_form.html", page, status=status(form))


@only(*runs.WRITERS)
@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take back what one has proposed."""
    found = finding.ruling(request, uuid)
    actions.withdraw(found, by=request.user)
    return _back(found)


@only(Role.RM, Role.LEAD, Role.BRANCH, Role.HR, Role.AUDITOR)
@require_GET
def result(request: Request, uuid: UUID, manager: str) -> HttpResponse:
    """One's own result in a run that was shown, with the exception once it is published."""
    found = finding.outcome(request, uuid, manager)
    audit.seen(request.user, on=found.run, what="result")
    decided = Decided(found, exceptions.on(found, request.user))
    return show(request, "assess/result.html", ResultPage(found, decided, is_final(found.run)))


def _follows(outcome: Outcome, kind: Kind) -> str:
    """What a veto or its lifting leads to, in words; blank where it is chosen."""
    if kind == Kind.PROMOTION:
        return ""
    decision, to_grade = actions.vetoed(outcome) if kind == Kind.VETO else (outcome.decision, outcome.to_grade)
    told: dict[str, Any] = {"decision": words.decision(decision), "grade": words.grade(to_grade) or "–"}
    return _("What follows: %(decision)s, grade afterwards: %(grade)s.") % told


def _back(found: Ruling) -> HttpResponse:
    return redirect("assess:review_manager", found.outcome.run.uuid, found.outcome.manager)
