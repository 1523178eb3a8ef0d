"""What somebody's result would be at the period's end, if their clients brought more or less from some day on (假如)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from qiao.desk.assess.models import Outcome
from qiao.desk.assess.words import grade
from qiao.desk.clients.models import Client
from qiao.desk.clients.models import Product as Sold
from qiao.desk.common.languages import said
from qiao.desk.people.models import User
from qiao.desk.score.queries.cards import Card, Rung
from qiao.desk.score.queries.nodes import unit_of
from qiao.desk.score.queries.results import what_ifs_of
from qiao.engine import More, Scores, Text, WhatIf, WhatIfs, manager_row, seats

NEW = "new"
Choices = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Scope:
    """What can be supposed of whom: own clients by the address's name for them, and what of them can be more or less.

    `days` are the first and the last day from which something can be supposed.
    """

    what_ifs: WhatIfs
    clients: dict[str, Client]
    things: Choices
    families: dict[str, str]
    days: tuple[date, date]


class Moved(NamedTuple):
    """An indicator that moves: what is measured and its points without the changes and with them."""

    code: str
    name: str
    unit: str
    measured: tuple[Decimal | None, Decimal | None]
    points: tuple[Decimal, Decimal]

    @property
    def change(self) -> Decimal:
        """Points more."""
        return self.points[1] - self.points[0]


class Cut(NamedTuple):
    """A category whose weight takes more or less off the sum of its indicators than without the changes."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def change(self) -> Decimal:
        """Points more."""
        return self.after - self.before


class Barred(NamedTuple):
    """A condition of a grade's threshold that moves."""

    grade: str
    name: str
    unit: str
    bar: Decimal
    before: Decimal | None
    after: Decimal | None

    @property
    def is_met(self) -> bool:
        """Whether it is met with the changes."""
        return self.after is not None and self.after >= self.bar

    @property
    def was_met(self) -> bool:
        """Whether it is met without them."""
        return self.before is not None and self.before >= self.bar


@dataclass(frozen=True, slots=True)
class Supposed:
    """A manager's result at the period's end without the changes and with them; cards so that pictures can be drawn."""

    before: Outcome
    after: Outcome
    card: Card
    rungs: list[tuple[Rung, Rung]]
    moved: list[Moved]
    cuts: list[Cut]
    bars: list[Barred]
    others: int

    @property
    def change(self) -> Decimal:
        """Points of contribution more."""
        return self.after.score - self.before.score


def scope(outcome: Outcome, user: User) -> Scope:
    """What the reader may suppose; RequestError where the run's ledger is gone."""
    found = what_ifs_of(outcome.run)
    own = Client.objects.visible_to(user).filter(number__in=found.clients(outcome.manager)).order_by("name")
    products = list(Sold.objects.visible_to(user).order_by("family", "code"))
    families = {one.family: one.code for one in reversed(products)}
    days = (found.left.as_of + timedelta(days=1), found.left.end)
    return Scope(found, {str(one.uuid): one for one in own}, list(_things(found, products)), families, days)


def _things(found: WhatIfs, products: list[Sold]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What can be more or less: a balance by product, a flow by what it is counted as, a product held by its family."""
    counted = set(found.balances)
    for label, sold in groupby(
        (one for one in products if one.code in counted), key=lambda one: one.get_family_display()
    ):
        yield _("Balance: %(family)s") % {"family": label}, [(f"balance.{one.code}", one.name) for one in sold]
    names = found.before.standard.measures
    yield (
        _("Flow, once"),
        [(f"flow.{name}", said(Text(names[name].name.zh, names[name].name.en))) for name in found.flows],
    )
    families = {one.family: one.get_family_display() for one in products}
    yield _("Product held and used"), [(f"held.{code}", label) for code, label in families.items()]


def suppose(outcome: Outcome, found: WhatIfs, changes: Sequence[More]) -> Supposed:
    """What the changes come to; RequestError where they cannot be."""
    told = found.of(outcome.manager, changes)
    index, standard = told.before.index[outcome.manager], told.before.standard
    before, after = _outcome(outcome, told.before, index), _outcome(outcome, told.after, index)
    rungs = [list(_rungs(one, scores, index)) for one, scores in ((before, told.before), (after, told.after))]
    return Supposed(
        before,
        after,
        Card(after, rungs[1], [], [], "", standard),
        list(zip(*rungs, strict=True)),
        sorted(_moved(told, index), key=lambda one: (-abs(one.change), one.code)),
        list(_cuts(told, index)),
        list(_bars(told, outcome.manager)),
        len(set(told.touched) - {outcome.manager}),
    )


def _outcome(outcome: Outcome, scores: Scores, index: int) -> Outcome:
    """A result as a run would have it, of which nothing is kept."""
    row = manager_row(scores, index)
    kept = (
        "grade",
        "pool_size",
        "score",
        "rank",
        "quality",
        "supported",
        "decision",
        "to_grade",
        "reason",
        "reached",
        "standing",
    )
    return Outcome(
        run=outcome.run, manager=outcome.manager, person=outcome.person, in_pool=not row.outside,
        **{name: getattr(row, name) for name in kept},
    )  # fmt: skip


def _rungs(outcome: Outcome, scores: Scores, index: int) -> Iterator[Rung]:
    """How a result stands to each grade."""
    standard = scores.standard
    codes: list[str] = [one.code for one in standard.grades]
    above = codes.index(outcome.supported) + 1 if outcome.supported else 0
    for place, (one, check) in enumerate(zip(standard.grades, scores.checks(index), strict=True)):
        last, bar = (
            seats(outcome.pool_size, one.rank_within, standard.pool.small_below),
            Decimal(one.quality_at_least).scaleb(-2),
        )
        yield Rung(
            code=one.code,
            reached=outcome.reached.get(one.code, 0),
            is_threshold_met=check.threshold,
            conditions=(),
            within=Decimal(one.rank_within).scaleb(-2),
            seats=last,
            last_score=None,
            places=None if outcome.rank is None else last - outcome.rank,
            quality_bar=bar,
            spare=None if outcome.quality is None else outcome.quality - bar,
            protected=None,
            is_present=one.code == outcome.grade,
            is_supported=one.code == outcome.supported,
            is_target=place == above,
        )


def _moved(told: WhatIf, index: int) -> Iterator[Moved]:
    for code, now in told.after.indicators.items():
        was = told.before.indicators[code]
        measured, points = (was.measures[index], now.measures[index]), (was.points[index], now.points[index])
        if measured[0] != measured[1] or points[0] != points[1]:
            name = now.indicator.name
            yield Moved(
                code,
                said(Text(name.zh, name.en)),
                unit_of(told.before.standard, now.indicator.measure),
                (_at(measured[0], now.scale), _at(measured[1], now.scale)),
                (Decimal(points[0]).scaleb(-2), Decimal(points[1]).scaleb(-2)),
            )


def _cuts(told: WhatIf, index: int) -> Iterator[Cut]:
    for category in told.before.standard.categories:
        cuts = []
        for scores in (told.before, told.after):
            own = [one.points[index] for one in scores.indicators.values() if one.indicator.category == category.code]
            column = scores.categories[category.code]
            cuts.append(Decimal(column[index] - sum(own) if column else 0).scaleb(-2))
        if cuts[0] != cuts[1]:
            yield Cut(said(Text(category.name.zh, category.name.en)), *cuts)


def _bars(told: WhatIf, manager: str) -> Iterator[Barred]:
    standard = told.before.standard
    for one in told.conditions(manager):
        if one.before != one.after:
            name = standard.measures[one.measure].name
            yield Barred(
                grade(one.grade),
                said(Text(name.zh, name.en)),
                unit_of(standard, one.measure),
                Decimal(one.bar).scaleb(-one.scale),
                _at(one.before, one.scale),
                _at(one.after, one.scale),
            )


def _at(units: int | None, scale: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-scale)
