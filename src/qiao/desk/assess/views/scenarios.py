"""Pages of scenarios: one opened on the newest run, two side by side; put aside, made a draft of the standard, tried in the background."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qiao.desk.assess import words
from qiao.desk.assess.actions import scenarios as actions
from qiao.desk.assess.forms.scenarios import DraftForm
from qiao.desk.assess.models import Outcome, Run, Scenario, Standard
from qiao.desk.assess.queries import levers, simulating
from qiao.desk.assess.queries import scenarios as queries
from qiao.desk.assess.queries.simulating import Effect, Mover
from qiao.desk.assess.views import simulating as pages
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_LISTED = 200  # of those who move, on a page that prints


@dataclass(frozen=True, slots=True)
class DraftPage:
    """A scenario that is to be a draft; `is_trial` where it is to be tried in the background as well."""

    scenario: Scenario
    form: DraftForm
    is_trial: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One of two scenarios: what it does to a run, or why that cannot be told."""

    scenario: Scenario
    effect: Effect | None
    misfits: int
    faults: list[str]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """Two scenarios on one run."""

    run: Run
    sides: list[Side]
    rows: list[tuple[str, list[int | None]]]
    movers: list["Beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """Somebody whom at least one of the scenarios moves, with the move in each."""

    outcome: Outcome
    moved: list[Mover | None]


@only(*READERS)
@require_GET
def one(request: Request, uuid: UUID) -> HttpResponse:
    """Open it on the newest run; where a change no longer fits that run's standard, nothing is made before somebody says so."""
    scenario = _found(request, uuid)
    audit.seen(request.user, on=scenario)
    period, run = scenario.run.period, queries.base(scenario)
    lines = queries.lines(scenario, simulating.result_of(run).standard.standard)
    fits = all(line.fits for line in lines)
    wanted = [line.change for line in lines if line.fits] if fits or "fitting" in request.GET else []
    data = {**levers.fields(wanted), "run": str(run.uuid), "scenario": str(scenario.uuid)}
    return pages.answer(request, period, run, data, scenario=scenario, lines=[] if fits else lines)


@only(*READERS)
@require_GET
def compare(request: Request, uuid: UUID, other: UUID) -> HttpResponse:
    """Two scenarios side by side with the run that they change."""
    first, second = _found(request, uuid), _found(request, other)
    run = queries.base(first)
    sides = [_side(scenario, run, request) for scenario in (first, second)]
    page = ComparePage(run, sides, _counted(sides), _beside(sides))
    return show(request, "assess/scenario_compare.html", page)


@only(*actions.WRITERS)
@require_POST
def drop(request: Request, uuid: UUID) -> HttpResponse:
    """Put it aside, or take it up again."""
    made = actions.drop(_found(request, uuid), by=request.user)
    return redirect("assess:simulate", made.run.period.uuid) if made.dropped_at else redirect(made)


@only(*actions.WRITERS)
@require_http_methods(["GET", "POST"])
def draft(request: Request, uuid: UUID) -> HttpResponse:
    """Make a draft of a new version of the standard from it, or have it tried in the background."""
    scenario, is_trial = _found(request, uuid), "try" in request.GET
    form = DraftForm(request.POST or None)
    if request.method == "POST":
        made = attempt(form, lambda: _made(request, scenario, form, is_trial=is_trial))
        if made:
            return redirect("assess:trial", made.uuid) if isinstance(made, Run) else redirect(made)
    return show(request, "assess/scenario_draft.html", DraftPage(scenario, form, is_trial), status=status(form))


def _made(request: Request, scenario: Scenario, form: DraftForm, *, is_trial: bool) -> Standard | Run:
    clean = form.cleaned_data
    made = actions.draft(scenario, by=request.user, label=clean["label"], effective_from=clean["effective_from"])
    return actions.try_(scenario, made, by=request.user) if is_trial else made


def _side(scenario: Scenario, run: Run, request: Request) -> Side:
    """What fits of it on the run."""
    lines = queries.lines(scenario, simulating.result_of(run).standard.standard)
    asked = simulating.ask(run, levers.fields([line.change for line in lines if line.fits]))
    effect = simulating.effect(asked, request.user) if asked.is_shown else None
    return Side(scenario, effect, sum(not line.fits for line in lines), asked.faults or asked.measured)


def _counted(sides: list[Side]) -> list[tuple[str, list[int | None]]]:
    """People by decision: in the run, under the one, under the other; None where that cannot be told."""
    known = next((side.effect for side in sides if side.effect), None)
    if known is None:
        return []
    codes = dict.fromkeys(cell.decision for cell in known.cells)
    return [
        (words.decision(code), [_sum(known, code, "before"), *(_sum(side.effect, code, "after") for side in sides)])
        for code in codes
    ]


def _sum(effect: Effect | None, decision: str, side: str) -> int | None:
    found = effect.cells if effect else None
    return None if found is None else sum(getattr(cell, side) for cell in found if cell.decision == decision)


def _beside(sides: list[Side]) -> list[Beside]:
    """Everybody who moves in either, in the order of their ranks."""
    each = [{one.outcome.manager: one for one in (side.effect.movers if side.effect else [])} for side in sides]
    known = {manager: one.outcome for moved in each for manager, one in moved.items()}
    ordered = sorted(known.values(), key=lambda one: (one.rank or 0, one.manager))[:_LISTED]
    return [Beside(outcome, [moved.get(outcome.manager) for moved in each]) for outcome in ordered]


def _found(request: Request, uuid: UUID) -> Scenario:
    found = Scenario.objects.visible_to(request.user).select_related(
        "run__period__standard", "run__standard", "made_by"
    )
    return get_object_or_404(found, uuid=uuid)
