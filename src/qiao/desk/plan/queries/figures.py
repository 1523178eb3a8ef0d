"""Targets of units: what is in force, what is being set, and whether the parts make the whole."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from qiao.desk.assess.models import Period
from qiao.desk.common.composing import among, composed
from qiao.desk.plan.models import Division, Target
from qiao.desk.plan.models.units import UNITS, Kind, key_of
from qiao.desk.plan.queries import indicators
from qiao.desk.plan.queries.indicators import Item
from qiao.desk.plan.queries.trees import Key, Unit
from qiao.desk.ui.figures import signed


class Known(NamedTuple):
    """What a target says: the figure that counts, and what it shall be."""

    uuid: UUID
    figure: Decimal | None
    draft: Decimal | None

    @property
    def url(self) -> str:
        """The target's history."""
        return reverse("plan:target", args=[self.uuid])


Figures = Mapping[tuple[Key, str], Known]


def of_period(period: Period) -> list[object]:
    """A target or a division of a period, if there is any."""
    return [*Target.objects.filter(period=period.label)[:1], *Division.objects.filter(period=period.label)[:1]]


def of_units(label: str, units: Iterable[Unit]) -> Figures:
    """What every target of some units in a period says, by unit and indicator, in one question.

    Whoever may see a unit may see what it is made of, those included who have left since: its sums would not be its own else.
    """
    return {
        (key_of(branch, team, person), code): Known(*said)
        for branch, team, person, code, *said in _figures(label=label, **_by_field(units))
    }


def targets_of(label: str, units: Iterable[Unit]) -> dict[tuple[Key, str], Target]:
    """The targets themselves, for whoever changes them."""
    return {(one.key, one.indicator): one for one in _targets(label=label, **_by_field(units))}


def _by_field(units: Iterable[Unit]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {field: [] for field in UNITS}
    for unit in units:
        found[unit.field].append(int(unit.record.pk))
    return found


@composed
def _targets(*, label: str, branch: list[int], team: list[int], person: list[int]) -> QuerySet[Target]:
    of = among("branch", branch) | among("team", team) | among("person", person)
    return Target.objects.filter(of, period=label)


@composed
def _figures(*, label: str, branch: list[int], team: list[int], person: list[int]) -> QuerySet[Target, Any]:
    of = among("branch", branch) | among("team", team) | among("person", person)
    columns = ("branch_id", "team_id", "person_id", "indicator", "uuid", "figure", "draft")
    return Target.objects.filter(of, period=label).order_by().values_list(*columns)


def in_force(figures: Figures, unit: Unit, item: Item) -> Decimal | None:
    """What a unit is to reach: its own figure, else that of its parts together where they add up; None where there is none."""
    own = figures.get((unit.key, item.code))
    if own is not None and own.figure is not None:
        return own.figure or None
    if not item.adds_up:
        return None
    parts = [found for part in unit.parts if (found := in_force(figures, part, item)) is not None]
    return sum(parts, Decimal()) if parts else None


class Cell(NamedTuple):
    """A part's figure in a division: what counts, and what it shall be."""

    unit: Unit
    item: Item
    target: Known | None

    @property
    def figure(self) -> Decimal | None:
        """What counts now."""
        return self.target.figure if self.target else None

    @property
    def draft(self) -> Decimal | None:
        """What is being set; None where nothing is."""
        return self.target.draft if self.target else None

    @property
    def meant(self) -> Decimal | None:
        """What it comes to once the division is confirmed."""
        return self.figure if self.draft is None else self.draft

    @property
    def is_changing(self) -> bool:
        """Whether a figure that counts is to become another one."""
        return self.draft is not None and bool(self.figure)

    @property
    def typed(self) -> str | None:
        """What it comes to, as it is typed."""
        return self.item.written(self.meant or None)

    @property
    def typed_figure(self) -> str | None:
        """What counts now, as it is typed."""
        return self.item.written(self.figure or None)


class Row(NamedTuple):
    """An indicator of a division: the whole and its parts.

    Attributes:
        whole: None where nobody has set one.
        total: of the parts; None where they do not add up.
        own: the bank's own figure, which head office sets in the same sheet.
    """

    item: Item
    whole: Decimal | None
    total: Decimal | None
    cells: tuple[Cell, ...]
    own: Cell | None = None

    @property
    def gap(self) -> Decimal:
        """By how much the parts are more than the whole; nothing where there is no whole or they do not add up."""
        if self.whole is None or self.total is None:
            return Decimal()
        return self.total - self.whole

    @property
    def typed_whole(self) -> str | None:
        """The whole, as it is typed."""
        return self.item.written(self.whole)

    @property
    def typed_total(self) -> str | None:
        """The parts together, as they are typed."""
        return self.item.written(self.total)

    @property
    def typed_gap(self) -> str:
        """By how much the parts are more or less, with its sign."""
        return signed(self.item.written(self.gap) or "")

    @property
    def is_changed(self) -> bool:
        """Whether anything of it is being set."""
        return self.changing > 0

    @property
    def changing(self) -> int:
        """How many figures of it are being set."""
        return sum(cell.draft is not None for cell in (*self.cells, *([self.own] if self.own else [])))


def rows(period: Period, unit: Unit, figures: Figures) -> list[Row]:
    """A unit's targets over its parts, as they are meant to be."""
    return [_row(unit, item, figures) for item in indicators.of(period)]


def _row(unit: Unit, item: Item, figures: Figures) -> Row:
    cells = tuple(Cell(part, item, figures.get((part.key, item.code))) for part in unit.parts)
    own = Cell(unit, item, figures.get((unit.key, item.code)))
    given = [cell.meant for cell in cells if cell.meant is not None]
    total = sum(given, Decimal()) if item.adds_up else None
    whole = (own.meant if unit.is_bank else own.figure) or None
    return Row(item, whole, total, cells, own if unit.is_bank else None)


def gaps(found: Iterable[Row]) -> list[Row]:
    """Those whose parts do not make the whole."""
    return [row for row in found if row.gap]


def standing(found: Iterable[Row]) -> dict[str, list[str]]:
    """By indicator, how many figures are being set and by how much the parts differ from the whole; what is neither is left out."""
    told = {
        row.item.code: [str(row.changing), f"{row.gap.normalize():f}"] for row in found if row.is_changed or row.gap
    }
    return dict(sorted(told.items()))


def division_of(label: str, unit: Unit) -> Division | None:
    """The division of a unit in a period, once anybody has begun it."""
    if unit.kind == Kind.PERSON:
        return None
    return next(iter(_divisions(unit.field, label=label, unit=unit.record.pk)), None)


@composed
def _divisions(field: str, *, label: str, unit: int) -> QuerySet[Division]:
    found = Division.objects.select_related("branch", "team", "proposed_by", "decided_by")
    return found.filter(**{"period": label, field: unit})[:1]
