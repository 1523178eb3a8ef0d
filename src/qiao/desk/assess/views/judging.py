"""What is done with an objection at the assessment desk, each act with its form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.assess.actions import objections as actions
from qiao.desk.assess.actions import runs
from qiao.desk.assess.forms.objections import (
    CorrectionForm,
    ObjectionAnswerForm,
    OwnerForm,
    SendBackForm,
    VerdictForm,
)
from qiao.desk.assess.models import Objection
from qiao.desk.assess.views.objections import found
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class JudgingPage:
    """An act on an objection."""

    objection: Objection
    title: str
    form: forms.BaseForm


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def assign(request: Request, uuid: UUID) -> HttpResponse:
    """Give it to whoever answers for the data."""
    one, form = found(request, uuid), OwnerForm(request.POST or None)
    form.ask(request.user)
    return _acted(
        request, one, form, _("Give it to somebody"), lambda given: actions.assign(one, by=request.user, **given)
    )


@only(*actions.ANSWERERS)
@require_http_methods(["GET", "POST"])
def answer(request: Request, uuid: UUID) -> HttpResponse:
    """Say whether the data is wrong."""
    one, form = found(request, uuid), ObjectionAnswerForm(request.POST or None)
    if one.owner_id != request.user.pk:
        raise NotAllowedError
    return _acted(request, one, form, _("Answer"), lambda given: actions.answer(one, by=request.user, **given))


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def propose(request: Request, uuid: UUID) -> HttpResponse:
    """Propose a decision."""
    one, form = found(request, uuid), VerdictForm(request.POST or None)
    return _acted(
        request, one, form, _("Propose a decision"), lambda given: actions.propose(one, by=request.user, **given)
    )


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def send_back(request: Request, uuid: UUID) -> HttpResponse:
    """Not agree to a proposed decision."""
    one, form = found(request, uuid), SendBackForm(request.POST or None)
    return _acted(request, one, form, _("Send back"), lambda given: actions.send_back(one, by=request.user, **given))


@only(*runs.WRITERS)
@require_http_methods(["GET", "POST"])
def correct(request: Request, uuid: UUID) -> HttpResponse:
    """Name the batch that corrects it."""
    one = found(request, uuid)
    form = CorrectionForm(request.POST or None, objection=one, user=request.user)
    return _acted(
        request, one, form, _("It is corrected"), lambda given: actions.correct(one, by=request.user, **given)
    )


@only(*runs.WRITERS)
@require_POST
def confirm(request: Request, uuid: UUID) -> HttpResponse:
    """Agree to what another of the committee proposes."""
    return redirect(actions.confirm(found(request, uuid), by=request.user))


@only(*runs.WRITERS)
@require_POST
def lapse(request: Request, uuid: UUID) -> HttpResponse:
    """Close it, since the time to go to the committee has passed."""
    return redirect(actions.lapse(found(request, uuid), by=request.user))


def _acted(
    request: Request, one: Objection, form: forms.BaseForm, title: str, act: Callable[[dict[str, Any]], Objection]
) -> HttpResponse:
    if request.method == "POST" and (made := attempt(form, lambda: act(form.cleaned_data))):
        return redirect(made)
    return show(request, "assess/objection_form.html", JudgingPage(one, title, form), status=status(form))
