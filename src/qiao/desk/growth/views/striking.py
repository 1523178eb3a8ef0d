"""A mark of a closed campaign, and its striking by two officers."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.common.roles import Role
from qiao.desk.growth.actions import striking as actions
from qiao.desk.growth.forms.marks import AnswerForm, StrikeForm
from qiao.desk.growth.models import Mark, Strike
from qiao.desk.growth.queries import marks
from qiao.desk.growth.views.campaigns import READERS
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class MarkPage:
    """A mark, who gave it as far as that is told, and what was proposed about it."""

    mark: Mark
    item: str
    rater: str
    strikes: list[Strike]
    waiting: Strike | None
    form: StrikeForm | None
    answer: AnswerForm | None
    may_withdraw: bool


@only(*READERS)
@require_http_methods(["GET", "POST"])
def mark(request: Request, uuid: UUID) -> HttpResponse:
    """One mark; propose to strike it."""
    one = _mark(request, uuid)
    if request.method == "POST" and not request.user.has_role(Role.HR):
        raise NotAllowedError
    form = StrikeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (
        _made := attempt(form, lambda: actions.strike(one, by=request.user, reason=form.cleaned_data["reason"]))
    ):
        return redirect(one)
    return show(request, "growth/mark.html", _page(request, one, form), status=status(form))


@only(Role.HR)
@require_POST
def confirm(request: Request, uuid: UUID) -> HttpResponse:
    """Agree that a mark is struck."""
    return _decide(request, uuid, lambda made, _answer: actions.confirm(made, by=request.user))


@only(Role.HR)
@require_POST
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """Turn it down, or take one's own proposal back."""
    return _decide(request, uuid, lambda made, answer: actions.refuse(made, by=request.user, answer=answer))


def _decide(request: Request, uuid: UUID, act: Callable[[Strike, str], Strike]) -> HttpResponse:
    found = Strike.objects.visible_to(request.user).select_related("mark")
    made, form = get_object_or_404(found, uuid=uuid), AnswerForm(request.POST)
    if attempt(form, lambda: act(made, form.cleaned_data["answer"])):
        return redirect(made.mark)
    one = _mark(request, made.mark.uuid)
    return show(request, "growth/mark.html", _page(request, one, StrikeForm(), form), status=status(form))


def _mark(request: Request, uuid: UUID) -> Mark:
    found = Mark.objects.visible_to(request.user).filter(seat__campaign__state="closed")
    related = ("seat__campaign__period__standard", "seat__rated", "seat__rater")
    return get_object_or_404(found.select_related(*related), uuid=uuid)


def _page(request: Request, one: Mark, form: StrikeForm, answer: AnswerForm | None = None) -> MarkPage:
    user = request.user
    audit.seen(user, on=one)
    strikes = list(Strike.objects.visible_to(user).filter(mark=one).select_related("proposed_by", "decided_by"))
    waiting = next((strike for strike in strikes if strike.waits), None)
    is_officer = user.has_role(Role.HR)
    may_decide = waiting is not None and user.reach.may_decide(Role.HR, proposed_by=waiting.proposed_by_id)
    return MarkPage(
        mark=one,
        item=marks.name_of(one),
        rater=marks.rater_of(one),
        strikes=strikes,
        waiting=waiting,
        form=form if is_officer and waiting is None and not one.struck_at else None,
        answer=(answer or AnswerForm()) if may_decide else None,
        may_withdraw=waiting is not None and waiting.proposed_by_id == user.pk,
    )
