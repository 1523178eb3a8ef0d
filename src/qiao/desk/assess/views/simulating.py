"""The simulation's page: levers on the left, their effect on the right; the form carries the changes, nothing is kept by looking."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from qiao.desk.assess import words
from qiao.desk.assess.actions import scenarios as actions
from qiao.desk.assess.actions.scenarios import Kept
from qiao.desk.assess.forms.scenarios import MoverFilter, ScenarioForm
from qiao.desk.assess.models import Period, Run, Scenario
from qiao.desk.assess.pictures import Before, before_after
from qiao.desk.assess.queries import levers, scenarios, simulating
from qiao.desk.assess.queries.levers import Part
from qiao.desk.assess.queries.scenarios import Line
from qiao.desk.assess.queries.simulating import Asked, Effect, Mover
from qiao.desk.assess.views.periods import READERS
from qiao.desk.audit import actions as audit
from qiao.desk.audit.forms import ExportForm
from qiao.desk.common import sheets
from qiao.desk.common.access import only
from qiao.desk.common.requests import Request
from qiao.desk.common.versions import ConflictError
from qiao.desk.ui import figures
from qiao.desk.ui.forms import attempt, status
from qiao.desk.ui.pages import show

_PAGE = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """One change as it is listed: `key` is its field where it stands nowhere among the levers, such as a new method's figure."""

    path: str
    label: str
    before: str
    after: str
    key: str
    needs_ledger: bool


@dataclass(frozen=True, slots=True)
class SimulatePage:
    """Levers, changes and their effect; `effect` is None where it cannot be told at once, `run` where nothing was run yet."""

    period: Period
    run: Run | None
    bases: list[Run]
    saved: list[Scenario]
    scenario: Scenario | None
    is_own: bool
    lines: list[Line]
    asked: Asked | None
    parts: list[Part]
    changed: list[Changed]
    effect: Effect | None
    picture: Before | None
    filters: MoverFilter | None
    page: Page[Mover] | None
    form: ScenarioForm
    may_write: bool


@only(*READERS)
@require_http_methods(["GET", "POST"])
def simulate(request: Request, uuid: UUID) -> HttpResponse:
    """Change figures and see at once who moves; asking keeps nothing."""
    period = _period(request, uuid)
    data = request.POST.dict() if request.method == "POST" else {}
    if undo := data.pop("undo", ""):
        data = {} if undo == "all" else levers.undone(data, undo)
    run = _base(request, period, data)
    if request.method == "GET" and run:
        audit.seen(request.user, on=run, what="simulation")
    return answer(request, period, run, data)


@only(*actions.WRITERS)
@require_POST
def save(request: Request, uuid: UUID) -> HttpResponse:
    """Keep the changes under a name: anew, or in the place of the scenario that they come from."""
    period, user, data = _period(request, uuid), request.user, request.POST.dict()
    run, scenario = _base(request, period, data), _scenario(request, data)
    form = ScenarioForm(request.POST)
    if run is None:
        return answer(request, period, None, data)
    asked = simulating.ask(run, data)

    def act() -> Scenario:
        kept = Kept(form.cleaned_data["name"], asked.patch, form.cleaned_data["note"], form.cleaned_data["is_shared"])
        if scenario and "anew" not in data:
            return actions.change(scenario, run, kept, by=user, version=form.cleaned_data["version"] or 0)
        return actions.save(run, kept, by=user)

    try:
        if asked.standard is not None and (made := attempt(form, act)):
            return redirect(made)
    except ConflictError:
        form.add_error(None, _("Somebody changed this scenario meanwhile. Save yours under another name."))
    return answer(request, period, run, data, form=form)


@only(*READERS)
@require_POST
def export(request: Request, uuid: UUID) -> HttpResponse:
    """Who moves, as a file, with the filters of the page."""
    user, period, data = request.user, _period(request, uuid), request.POST.dict()
    run, wish = _base(request, period, data), ExportForm(request.POST)
    asked = simulating.ask(run, data) if run else None
    if not wish.is_valid() or run is None or asked is None or not asked.is_shown:
        return HttpResponse(status=422)
    effect = simulating.effect(asked, user)
    filters = MoverFilter(data, effect=effect)
    rows = [_exported(one) for one in filters.chosen(effect.movers)[: sheets.limit_for(user.reach.roles)]]
    wanted = filters.wanted
    audit.exported(
        user, "scenario.exported", rows=len(rows), on=run, changes=[one.path for one in asked.changes],
        rule=wanted.get("rule"), branch=wanted.get("branch"), grade=wanted.get("grade"),
    )  # fmt: skip
    taken = _("%(run)s under %(count)s changed figures, taken by %(person)s on %(moment)s") % {
        "run": run, "count": len(asked.changes), "person": user, "moment": f"{timezone.localtime():%Y-%m-%d %H:%M}",
    }  # fmt: skip
    heading = [str(label) for label in words.MOVER_COLUMNS.values()]
    sheet = sheets.Sheet(f"simulation-{period.label}-{run.number}", taken, heading, rows)
    return sheets.answer(sheet, wish.cleaned_data["format"])


def answer(
    request: Request,
    period: Period,
    run: Run | None,
    data: Mapping[str, str],
    *,
    scenario: Scenario | None = None,
    lines: list[Line] | None = None,
    form: ScenarioForm | None = None,
) -> HttpResponse:
    """The page, or for htmx what follows the levers; `lines` stand there where changes of a scenario no longer fit."""
    user = request.user
    scenario = scenario or _scenario(request, data)
    asked = simulating.ask(run, data) if run else None
    effect = simulating.effect(asked, user) if asked and asked.is_shown and asked.changes else None
    filters = MoverFilter(data, effect=effect) if effect else None
    chosen = filters.chosen(effect.movers) if filters and effect else []
    page = SimulatePage(
        period=period,
        run=run,
        bases=simulating.bases(period, user),
        saved=scenarios.of(period, user),
        scenario=scenario,
        is_own=scenario is not None and scenario.made_by_id == user.pk,
        lines=lines or [],
        asked=asked,
        parts=levers.parts(asked.levers) if asked else [],
        changed=_changed(asked) if asked else [],
        effect=effect,
        picture=before_after(effect.cells) if effect else None,
        filters=filters,
        page=Paginator(chosen, _PAGE).get_page(data.get("page")) if effect else None,
        form=form or _begun(scenario),
        may_write=user.has_role(*actions.WRITERS),
    )
    return show(request, "assess/simulate.html", page, part="live", status=status(form) if form else 200)


def _begun(scenario: Scenario | None) -> ScenarioForm:
    return ScenarioForm(instance=scenario, initial={"version": scenario.version} if scenario else None)


def _changed(asked: Asked) -> list[Changed]:
    """The changes as they are listed: as they come out, or as typed where they do not hold together."""
    known = {lever.path: lever for lever in asked.levers}
    methods = {one.path.removesuffix("method") for one in asked.typed if one.path.endswith(".scoring.method")}
    standard = asked.standard or asked.result.standard.standard
    found = []
    for one in asked.changes or asked.typed:
        lever = known.get(one.path)
        is_method = any(one.path.startswith(holder) for holder in methods) and not one.path.endswith(".method")
        if is_method and one.new is None:
            continue  # goes with its method, which says so
        label = f"{lever.group} · {lever.label}" if lever else levers.named(standard, one.path)
        shown = lever.shown if lever and lever.choices else _told
        key = f"{levers.KEY}{one.path}" if is_method else ""
        after = one.new or "" if key else shown(one.new)
        found.append(Changed(one.path, label, shown(one.old), after, key, bool(lever and lever.needs_ledger)))
    return found


def _told(value: str | None) -> str:
    """A figure with thousands set apart, its unit behind it; a word stays a word."""
    head, _, unit = (value or "–").partition(" ")
    try:
        told = figures.number(Decimal(head), 0 if Decimal(head) == int(Decimal(head)) else len(head.partition(".")[2]))
    except ArithmeticError:
        return value or "–"
    return f"{told} {unit}".strip()


def _exported(one: Mover) -> list[Any]:
    told = {
        "manager": one.outcome.manager,
        "name": str(one.outcome.person or ""),
        "branch": str(one.outcome.branch or ""),
        "grade": one.outcome.grade_label,
        "rank_before": one.before.rank,
        "rank_after": one.after.rank,
        "rule": one.rule_label,
    }
    return [told[name] if name in told else getattr(one, name) for name in words.MOVER_COLUMNS]


def _period(request: Request, uuid: UUID) -> Period:
    return get_object_or_404(Period.objects.visible_to(request.user).select_related("standard"), uuid=uuid)


def _base(request: Request, period: Period, data: Mapping[str, str]) -> Run | None:
    """The run that is named, else the newest of the period's own standard."""
    found = simulating.bases(period, request.user)
    named = data.get("run") or request.GET.get("run")
    if named:
        return next((run for run in found if str(run.uuid) == named), found[0] if found else None)
    return found[0] if found else None


def _scenario(request: Request, data: Mapping[str, str]) -> Scenario | None:
    named = data.get("scenario")
    if not named:
        return None
    return get_object_or_404(
        Scenario.objects.visible_to(request.user).select_related("run__period", "made_by"), uuid=named
    )
