"""Rows of a list of targets: each a figure of a branch, a team or a manager, which becomes a draft of the division above it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from qiao.desk.assess.models import Period
from qiao.desk.clients.actions import imports
from qiao.desk.clients.intake import fields, said
from qiao.desk.clients.intake.rows import Cells, Done, Subject
from qiao.desk.clients.models.imports import Outcome
from qiao.desk.clients.models.imports import Subject as Of
from qiao.desk.common.roles import Role
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.plan import words
from qiao.desk.plan.actions import divisions
from qiao.desk.plan.models import Division, Target
from qiao.desk.plan.models.divisions import State
from qiao.desk.plan.models.units import Kind
from qiao.desk.plan.queries import figures, indicators, rights, spans, trees
from qiao.desk.plan.queries.indicators import Item
from qiao.desk.plan.queries.trees import Key, Record, Unit

FIELDS = (
    fields.Field("period", _("Period"), _("As the desk writes it, such as 2025."), "2025", ("期间", "考核期", "period"),
                 is_needed=True, is_identifier=False, longest=24),
    fields.Field("level", _("Level"), _("Branch, team or manager."), _("manager"), ("层级", "level"), is_needed=True, longest=20),
    fields.Field("code", _("Code"), _("The branch's or team's code, the manager's staff number."), "RM0001",
                 ("代码", "工号", "机构号", "code"), is_needed=True, is_identifier=True, longest=20),
    fields.Field("name", _("Name"), _("For reading; it is not taken over."), "", ("名称", "姓名", "name")),
    fields.Field("indicator", _("Indicator"), _("Its code, such as CORP01."), "CORP01", ("指标代码", "指标", "indicator"),
                 is_needed=True, is_identifier=True, longest=40),
    fields.Field("indicator_name", _("Indicator name"), _("For reading; it is not taken over."), "", ("指标名称",)),
    fields.Field("unit", _("Unit"), _("For reading: amounts are in ten thousands."), "", ("单位", "unit"), longest=20),
    fields.Field("target", _("Target"), _("A number; 0 takes the target away, an empty cell leaves it."), "6500",
                 ("目标", "目标值", "任务", "target"), longest=40),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What a row wants: a figure in the division of the unit above."""

    period: Period
    over: Branch | Team
    key: Key
    code: str
    figure: Decimal


def join() -> None:
    """Let lists of targets be brought in, from the application's `ready()`."""
    said.SENTENCES.update(words.SAID)
    imports.join(Of.TARGETS, listed=FIELDS, roles=(Role.HR, Role.BRANCH), of=SUBJECT)


# --- planning -----------------------------------------------------------------------------------------------------------


def plan(by: User, chunk: list[Cells], seen: dict[str, int]) -> None:
    """Plan some rows of targets."""
    looked_up = _LookedUp(by, chunk)
    for cells in chunk:
        row = cells.plan
        row.title = " · ".join(
            filter(None, (cells["name"] or cells["code"], cells["indicator_name"] or cells["indicator"]))
        )
        same = "|".join(cells[name] for name in ("period", "level", "code", "indicator"))
        if (first := seen.setdefault(same, row.number)) != row.number:
            row.fault("twice", row=first)
        if not row.is_faulty and cells["target"]:
            _plan_one(cells, looked_up)


class _LookedUp:
    """What the rows of a chunk name: periods, units within reach, their targets and the divisions that they stand in."""

    def __init__(self, by: User, chunk: Iterable[Cells]) -> None:
        self.by = by
        self.periods = {one.label: one for one in spans.listed() if not one.is_locked}
        self.records: dict[tuple[str, str], Record | None] = {}
        self.above: dict[tuple[str, Key], Branch | Team | None] = {}
        self.targets: dict[tuple[str, str, Key], figures.Known] = {}
        units = [unit for cells in chunk if (unit := self.unit(cells))]
        for label in self.periods:
            known = figures.of_units(label, units)
            self.targets |= {(label, code, key): target for (key, code), target in known.items()}
        self.waiting = {
            (one.period, one.kind.value, one.unit.pk) for one in Division.objects.filter(state=State.WAITING)
        }

    def unit(self, cells: Cells) -> Unit | None:
        """The unit that a row names, if it is one within reach."""
        kind, code = level_of(cells["level"]), cells["code"]
        if kind is None:
            return None
        if (kind.value, code) not in self.records:
            self.records[kind.value, code] = self._record(kind, code)
        record = self.records[kind.value, code]
        return Unit(kind, record) if record is not None else None

    def _record(self, kind: Kind, code: str) -> Record | None:
        found: Record | None
        if kind == Kind.BRANCH:
            found = Branch.objects.filter(code=code).first()
        elif kind == Kind.TEAM:
            found = Team.objects.select_related("branch").filter(code=code).first()
        else:
            found = User.objects.filter(staff_number=code).first()
        return found if found is not None and trees.is_within(self.by.reach, found) else None

    def over(self, unit: Unit, period: Period) -> Branch | Team | None:
        """In whose division a unit's figure is set; the bank's own in its own."""
        if unit.is_bank:
            assert isinstance(unit.record, Branch)
            return unit.record
        where = (period.label, unit.key)
        if where not in self.above:
            self.above[where] = trees.above(unit, period)
        return self.above[where]


def level_of(text: str) -> Kind | None:
    """A level by what it is called in either language."""
    for language in ("zh-hans", "en"):
        with override(language):
            for kind in Kind:
                if text.strip().lower() == str(words.LEVELS[kind]).lower():
                    return kind
    return None


def _plan_one(cells: Cells, looked_up: _LookedUp) -> None:
    row, period = cells.plan, looked_up.periods.get(cells["period"])
    if period is None:
        row.fault("plan_period")
        return
    item = next((one for one in indicators.of(period) if one.code == cells["indicator"]), None)
    unit, figure = looked_up.unit(cells), None if item is None else figure_of(cells["target"], item)
    if level_of(cells["level"]) is None:
        row.fault("plan_level")
    elif unit is None:
        row.fault("plan_unit")
    elif item is None:
        row.fault("plan_indicator")
    elif figure is None:
        row.fault("plan_figure")
    else:
        _plan_figure(cells, looked_up, period, unit, item, figure)


def _plan_figure(cells: Cells, looked_up: _LookedUp, period: Period, unit: Unit, item: Item, figure: Decimal) -> None:
    row, over = cells.plan, looked_up.over(unit, period)
    if over is None or not rights.may_divide(looked_up.by, over):
        row.fault("plan_rights")
        return
    if (period.label, trees.kind_of(over).value, over.pk) in looked_up.waiting:
        row.fault("plan_waits")
        return
    target = looked_up.targets.get((period.label, item.code, unit.key))
    meant = None if target is None else target.figure if target.draft is None else target.draft
    if meant != figure and not (meant is None and not figure):
        row.outcome = Outcome.NEW if meant is None else Outcome.CHANGED
        row.wanted = Wish(period, over, unit.key, item.code, figure)


def figure_of(text: str, item: Item) -> Decimal | None:
    """A figure as it is typed, in the indicator's own unit; None for one that is none."""
    try:
        figure = Decimal(text.replace(",", "").replace("\N{FULLWIDTH COMMA}", "").strip()) * item.factor
    except InvalidOperation:
        return None
    if not figure.is_finite() or figure < 0 or figure >= Decimal(10) ** 18:
        return None
    kept = figure.quantize(Decimal(1).scaleb(-item.places))
    return kept if kept == figure else None


# --- carrying out, and back -------------------------------------------------------------------------------------------


def make(by: User, wanted: list[Wish]) -> list[Done]:
    """Put the figures into their divisions as drafts, all at once."""
    together: defaultdict[tuple[str, Any], list[Wish]] = defaultdict(list)
    for one in wanted:
        together[one.period.label, one.over].append(one)
    done: dict[tuple[str, Key, str], Done] = {}
    for (label, over), wishes in together.items():
        division = divisions.begin(wishes[0].period, over, by=by)
        units = [_unit(one.key) for one in wishes]
        before = {key: target.draft for key, target in figures.targets_of(label, units).items()}
        given = {(one.key, one.code): one.figure for one in wishes}
        divisions.put(division, by=by, version=division.version, given=given)
        after = figures.targets_of(label, units)
        for one in wishes:
            target, was = after[one.key, one.code], before.get((one.key, one.code))
            undo = {"before": None if was is None else str(was), "version": target.version}
            done[label, one.key, one.code] = Done(target.uuid, undo)
    return [done[one.period.label, one.key, one.code] for one in wanted]


def _unit(key: Key) -> Unit:
    kind, pk = Kind(key[0]), key[1]
    record: Record = Branch(pk=pk) if kind == Kind.BRANCH else Team(pk=pk) if kind == Kind.TEAM else User(pk=pk)
    return Unit(kind, record)


def undo(by: User, done: list[tuple[UUID, dict[str, Any]]]) -> list[str]:
    """Put drafts back that nobody has touched or confirmed since; of each why it stays, if it does."""
    divisions.need_ours()
    known = Target.objects.select_for_update(of=("self",)).filter(uuid__in=[record for record, _how in done])
    found = {one.uuid: one for one in known.order_by("pk")}
    reasons = []
    for record, how in done:
        target = found.get(record)
        reason = (
            "gone" if target is None else "touched" if target.version != how["version"] or _is_fixed(target) else ""
        )
        if target is not None and not reason:
            target.draft = None if how["before"] is None else Decimal(how["before"])
            target.version += 1
            target.save(update_fields=["draft", "version"])
        reasons.append(reason)
    return reasons


def _is_fixed(target: Target) -> bool:
    """Whether the draft waits for confirmation, or its period is locked."""
    period = spans.named(target.period)
    if period is None or period.is_locked:
        return True
    unit = Unit(target.kind, target.unit)
    over = target.branch if unit.is_bank else trees.above(unit, period)
    if over is None:
        return True
    place = Q(branch=over) if isinstance(over, Branch) else Q(team=over)
    return Division.objects.filter(place, period=target.period, state=State.WAITING).exists()


# --- the template -----------------------------------------------------------------------------------------------------


def filled(by: User) -> Iterator[Mapping[str, str]]:
    """Every figure of the newest open period that is somebody's to set, as it is meant now."""
    period = next((one for one in spans.listed() if not one.is_locked), None)
    top = trees.own(by)
    if period is None or top is None or isinstance(top, User):
        return
    whole = trees.tree(top, period)
    units = [unit for unit in whole.walk() if unit is not whole or unit.is_bank]
    known = figures.of_units(period.label, units)
    for unit in units:
        for item in indicators.of(period):
            meant = figures.Cell(unit, item, known.get((unit.key, item.code))).meant
            yield {
                "period": period.label,
                "level": str(words.LEVELS[unit.kind]),
                "code": unit.code,
                "name": str(unit),
                "indicator": item.code,
                "indicator_name": item.name,
                "unit": str(words.UNITS[item.unit]),
                "target": "" if meant is None else f"{item.typed(meant):f}",
            }


SUBJECT = Subject(plan, make, undo, lambda uuid: reverse("plan:target", args=[uuid]), filled)
