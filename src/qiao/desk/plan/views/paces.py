"""Pages of pace: one's own, a team's, a branch's, the bank's, each open to its parts."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from qiao.desk.assess.models import Period, Run
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.plan import charts
from qiao.desk.plan.models import Division
from qiao.desk.plan.queries import figures, paces, rights, spans, trees, waiting
from qiao.desk.plan.queries.paces import Line, Part
from qiao.desk.plan.queries.spans import Clock
from qiao.desk.plan.queries.trees import Unit
from qiao.desk.plan.views.gates import READERS, Asked, asked, crumbs
from qiao.desk.ui.charts import Chart
from qiao.desk.ui.pages import show


@dataclass(frozen=True, slots=True)
class PacePage:
    """How far a unit is, indicator by indicator, and its parts.

    Attributes:
        of: the indicator whose figures the parts show.
        manager: of one person, the number by which the scorecard knows them.
    """

    unit: Unit
    period: Period
    periods: list[tuple[str, str, bool]]
    crumbs: list[tuple[str, str]]
    run: Run | None
    clock: Clock | None
    elapsed: Decimal | None
    room: int
    lines: list[Line]
    marks: dict[str, int]
    chart: Chart | None
    parts: list[Part]
    of: Line | None
    manager: str
    division: Division | None
    may_divide: bool
    may_wish: bool
    links: dict[str, str]
    waiting: int


@dataclass(frozen=True, slots=True)
class NonePage:
    """Nothing is planned yet, or nothing for this reader."""


@only(*READERS)
@require_GET
def index(request: Request) -> HttpResponse:
    """Where the reader begins: the bank, the branch, the team, themselves."""
    period, record = spans.chosen(request.GET.get("period", ""), spans.listed()), trees.own(request.user)
    if period is None or record is None:
        return show(request, "plan/none.html", NonePage())
    return redirect(Unit(trees.kind_of(record), record).url(label=period.label))


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID, kind: str) -> HttpResponse:
    """The pace of a branch, a team or a person."""
    found = asked(request, kind, uuid)
    audit.seen(request.user, on=found.record, what="pace")
    return show(request, "plan/pace.html", _page(request, found))


def _page(request: Request, found: Asked) -> PacePage:
    user, unit, period, record = request.user, found.unit, found.period, found.record
    run = paces.run_of(period, user)
    clock = spans.clock(period, run.as_of) if run else None
    targets = figures.of_units(period.label, unit.walk())
    known = paces.held(run, unit)
    lines = paces.lines(period, unit, targets, known, clock or spans.clock(period, period.first))
    wanted = request.GET.get("of", "")
    of = next((line for line in lines if line.item.code == wanted), None)
    marks = paces.counted(lines)
    return PacePage(
        unit=unit,
        period=period,
        periods=[(one.label, unit.url(label=one.label), one == period) for one in found.periods],
        crumbs=crumbs(user, record, period),
        run=run,
        clock=clock,
        elapsed=paces.rounded(clock.elapsed) if clock else None,
        room=int(100 * paces.ROOM),
        lines=lines,
        marks=marks,
        chart=charts.reached(lines, clock) if clock and any(line.pace.reached is not None for line in lines) else None,
        parts=paces.parts(period, unit, targets, known, clock or spans.clock(period, period.first), wanted, user),
        of=of,
        manager=record.staff_number if isinstance(record, User) else "",
        division=figures.division_of(period.label, unit),
        may_divide=isinstance(record, Branch | Team) and rights.may_divide(user, record) and bool(unit.parts),
        may_wish=rights.may_wish(user, record),
        links=_links(unit, period),
        waiting=waiting.count(user),
    )


def _links(unit: Unit, period: Period) -> dict[str, str]:
    pages = ("file", "wish") if unit.is_person else ("file", "wish", "divide")
    return {page: unit.url(page, period.label) for page in pages}
