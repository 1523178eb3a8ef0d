"""Figures that are proposed from below: proposing, and deciding."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.refusals import NotAllowedError
from qiao.desk.common.requests import Request
from qiao.desk.plan.actions import wishes as actions
from qiao.desk.plan.forms.wishes import DecideForm, RefuseForm, WishForm
from qiao.desk.plan.models import Division, Wish
from qiao.desk.plan.queries import indicators, rights, spans, waiting
from qiao.desk.plan.queries.indicators import Item
from qiao.desk.plan.queries.trees import Record, Unit
from qiao.desk.plan.views.gates import READERS, asked
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class WishFormPage:
    """A figure to propose."""

    unit: Unit
    period: Period
    form: WishForm
    back: str


@dataclass(frozen=True, slots=True)
class WishesPage:
    """What waits for the reader, and what was proposed lately."""

    divisions: list[Division]
    wishes: list[Wish]
    lately: list[tuple[Wish, Item | None]]


@dataclass(frozen=True, slots=True)
class WishPage:
    """A figure that was proposed, and the decision on it."""

    wish: Wish
    item: Item | None
    decide: DecideForm | None
    refuse: RefuseForm | None
    may_withdraw: bool


@only(*READERS)
@require_http_methods(["GET", "POST"])
def make(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """Propose another figure."""
    period, record, _periods = asked(request, kind, uuid)
    if not rights.may_wish(request.user, record):
        raise NotAllowedError
    form = WishForm(request.POST or None, items=indicators.of(period), chosen=request.GET.get("of", ""))
    if request.method == "POST" and (made := attempt(form, lambda: _make(request, period, record, form))):
        return redirect(made)
    unit = asked(request, kind, uuid).unit
    page = WishFormPage(unit, period, form, unit.url(label=period.label))
    return show(request, "plan/wish_form.html", page, status=status(form))


def _make(request: Request, period: Period, record: Record, form: WishForm) -> Wish:
    given = form.cleaned_data
    return actions.make(
        period, record, given["indicator"], by=request.user, figure=given["figure"], reason=given["reason"]
    )


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """What waits, and what was proposed lately."""
    lately = Wish.objects.visible_to(request.user).select_related(
        "target__branch", "target__team", "target__person", "by", "decided_by"
    )[:50]
    known = {period.label: {item.code: item for item in indicators.of(period)} for period in spans.listed()}
    page = WishesPage(
        waiting.divisions(request.user),
        waiting.wishes(request.user),
        [(wish, known.get(wish.target.period, {}).get(wish.target.indicator)) for wish in lately],
    )
    return show(request, "plan/wishes.html", page)


@only(*READERS)
@require_http_methods(["GET", "POST"])
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One of them; POST accepts it, as it is or with another figure."""
    wish = _found(request, uuid)
    page = _page(request, wish, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if page.decide is None:
            raise NotAllowedError
        decide = page.decide
        act = lambda: actions.grant(  # noqa: E731
            wish, by=request.user, figure=decide.cleaned_data["figure"], answer=decide.cleaned_data["answer"]
        )
        if attempt(decide, act):
            return redirect(wish)
        return show(request, "plan/wish.html", page, status=status(decide))
    audit.seen(request.user, on=wish)
    return show(request, "plan/wish.html", page)


@only(*READERS)
@require_POST
def refuse(request: Request, uuid: UUID) -> HttpResponse:
    """Turn it down."""
    wish, form = _found(request, uuid), RefuseForm(request.POST)
    if attempt(form, lambda: actions.refuse(wish, by=request.user, answer=form.cleaned_data["answer"])):
        return redirect(wish)
    page = _page(request, wish, None, refuse=form)
    if page.refuse is None:
        raise NotAllowedError
    return show(request, "plan/wish.html", page, status=status(form))


@only(*READERS)
@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """Take back what one has proposed."""
    wish, form = _found(request, uuid), forms.Form({})
    if not attempt(form, lambda: actions.withdraw(wish, by=request.user)):
        for sentence in form.non_field_errors():
            messages.error(request, str(sentence))
    return redirect(wish)


def _found(request: Request, uuid: UUID) -> Wish:
    found = Wish.objects.visible_to(request.user).select_related(
        "target__branch", "target__team__branch", "target__person", "by", "decided_by"
    )
    return get_object_or_404(found, uuid=uuid)


def _page(request: Request, wish: Wish, data: Any, refuse: RefuseForm | None = None) -> WishPage:
    user, period = request.user, spans.named(wish.target.period)
    if period is None:
        raise Http404
    item = next((one for one in indicators.of(period) if one.code == wish.target.indicator), None)
    is_open = wish.is_waiting and not period.is_locked
    may_decide = is_open and item is not None and rights.may_confirm(user, wish.target.unit, proposed_by=wish.by_id)
    return WishPage(
        wish=wish,
        item=item,
        decide=DecideForm(data, wish=wish, item=item) if may_decide and item else None,
        refuse=(refuse or RefuseForm()) if may_decide else None,
        may_withdraw=is_open and wish.by_id in user.reach.acts_for,
    )
