"""One target with its history."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Period
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.plan.models import Change, Target, Wish
from qiao.desk.plan.queries import indicators, rights, spans, trees
from qiao.desk.plan.queries.indicators import Item
from qiao.desk.plan.queries.trees import Unit
from qiao.desk.plan.views.gates import READERS
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class TargetPage:
    """What counts, what it was before, and what was proposed from below."""

    target: Target
    unit: Unit
    period: Period
    item: Item | None
    changes: list[Change]
    wishes: list[Wish]
    may_wish: bool
    back: str
    wish_url: str


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """One target."""
    found = Target.objects.visible_to(request.user).select_related("branch", "team__branch", "person")
    target = get_object_or_404(found, uuid=uuid)
    period = spans.named(target.period)
    if period is None:
        raise Http404
    audit.seen(request.user, on=target)
    unit = Unit(trees.kind_of(target.unit), target.unit)
    page = TargetPage(
        target=target,
        unit=unit,
        period=period,
        item=next((item for item in indicators.of(period) if item.code == target.indicator), None),
        changes=list(target.changes.select_related("by", "confirmed_by")),
        wishes=list(target.wishes.select_related("by", "decided_by")),
        may_wish=rights.may_wish(request.user, target.unit) and not period.is_locked,
        back=unit.url(label=period.label),
        wish_url=f"{unit.url('wish', period.label)}&of={target.indicator}",
    )
    return show(request, "plan/target.html", page)
