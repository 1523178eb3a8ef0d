"""A finished run under changed figures: who moves, by which rule, how many of each decision and grade, before and after."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from qiao import engine
from qiao.desk.assess import words
from qiao.desk.assess.models import Outcome, Period, Run
from qiao.desk.assess.queries import levers, results
from qiao.desk.assess.queries.levers import Lever
from qiao.desk.common.composing import composed
from qiao.desk.common.languages import said
from qiao.desk.people.models import Branch, User
from qiao.desk.people.reach import Reach
from qiao.desk.ui import figures
from qiao.engine import (
    Cause,
    Change,
    Difference,
    Placing,
    Simulation,
    Standard,
    StandardError,
    differences,
    load_run,
    new_measures,
    together,
    under,
)
from qiao.engine import Run as Result

_KEPT = 2  # runs, and simulations, that a process keeps: paging and filtering ask for the same again
_GRADES = tuple(engine.GRADES)


# --- what is asked ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asked:
    """A run and changes of its standard: as typed, and as they come out; `standard` is None where they do not hold together."""

    run: Run
    result: Result
    levers: list[Lever]
    typed: list[Change]
    standard: Standard | None
    faults: list[str]
    changes: list[Difference]
    measured: list[str]

    @property
    def is_shown(self) -> bool:
        """Whether the effect can be told at once."""
        return self.standard is not None and not self.measured

    @property
    def patch(self) -> tuple[Change, ...]:
        """The changes as the engine takes them."""
        return tuple(Change(one.path, one.old, one.new) for one in self.changes)


def ask(run: Run, data: Mapping[str, str]) -> Asked:
    """Read what was typed."""
    result = result_of(run)
    loaded = result.standard
    found = levers.levers(loaded, data)
    typed = levers.changes(loaded, found, data)
    try:
        changed = _changed(run.folder, run.seal, tuple(typed))
    except StandardError as error:
        told = [said(fault.sentence) for fault in getattr(error, "faults", ())] or [said(error.text)]
        return Asked(run, result, found, typed, None, told, [], [])
    names = [said(_label(changed.standard, name)) for name in changed.measured]
    return Asked(run, result, found, typed, changed.standard, [], changed.differences, names)


def _label(standard: Standard, measure: str) -> engine.Text:
    name = standard.measures[measure].name
    return engine.Text(name.zh, name.en)


def bases(period: Period, user: User) -> list[Run]:
    """Finished runs to simulate on, the newest of the period's own standard first."""
    newest = results.newest_done(period)
    return sorted(_sealed(user.reach, period=period.pk), key=lambda run: (run != newest, -run.number))


@composed
def _sealed(reach: Reach, *, period: int) -> QuerySet[Run]:
    found = Run.objects.visible_to(reach.bearer).filter(period=period).exclude(seal="")
    return found.select_related("period", "standard").defer("told", "standard__text")


def result_of(run: Run) -> Result:
    """What the engine made of it."""
    return _read(run.folder, run.seal)


@lru_cache(maxsize=_KEPT)
def _read(folder: Path, seal: str) -> Result:
    found = load_run(folder)
    found.scores  # noqa: B018 - scored once, here
    return found


class _Changed(NamedTuple):
    """A run's standard with changes: what differs, and the measures that have to be made for it."""

    standard: Standard
    differences: list[Difference]
    measured: tuple[str, ...]


@lru_cache(maxsize=_KEPT)
def _changed(folder: Path, seal: str, typed: tuple[Change, ...]) -> _Changed:
    own = _read(folder, seal).standard.standard
    changed = together(own, typed)
    return _Changed(changed, differences(own, changed), new_measures(own, changed))


@lru_cache(maxsize=_KEPT)
def _simulated(folder: Path, seal: str, patch: tuple[Change, ...]) -> Simulation:
    result = _read(folder, seal)
    return under(result, _changed(folder, seal, patch).standard)


# --- what comes of it -------------------------------------------------------------------------------------------------


class Mover(NamedTuple):
    """One person whose decision or grade afterwards is another."""

    outcome: Outcome
    before: Placing
    after: Placing
    cause: Cause | None
    turn: int
    rule: str
    rule_label: str
    by: str

    @property
    def figure_before(self) -> str:
        """What was held against the bar."""
        return _number(self.cause.was.value if self.cause and self.cause.was else "")

    @property
    def bar_before(self) -> str:
        """The bar of before."""
        return _number(self.cause.was.bar if self.cause and self.cause.was else "")

    @property
    def figure_after(self) -> str:
        """What is held against the bar afterwards."""
        return _number(self.cause.now.value if self.cause and self.cause.now else "")

    @property
    def bar_after(self) -> str:
        """The bar of afterwards."""
        return _number(self.cause.now.bar if self.cause and self.cause.now else "")

    @property
    def score_before(self) -> Decimal:
        """Points before."""
        return _points(self.before.score)

    @property
    def score_after(self) -> Decimal:
        """Points afterwards."""
        return _points(self.after.score)

    @property
    def decision_before(self) -> str:
        """The decision before, with the grade where it is another."""
        return words.decision(self.before.decision)

    @property
    def decision_after(self) -> str:
        """The same afterwards."""
        return words.decision(self.after.decision)

    @property
    def to_grade_before(self) -> str:
        """The grade that they were to have."""
        return words.grade(self.before.to_grade)

    @property
    def to_grade_after(self) -> str:
        """The grade that they would have."""
        return words.grade(self.after.to_grade)


class Group(NamedTuple):
    """Movers of one rule, branch or grade: how many, and how many end higher, lower and at the same grade."""

    key: str
    label: str
    detail: str
    movers: int
    higher: int
    lower: int

    @property
    def same(self) -> int:
        """How many end at the same grade, decided otherwise."""
        return self.movers - self.higher - self.lower


class Cell(NamedTuple):
    """People of a present grade with a decision, before and after."""

    grade: str
    decision: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that the page says."""

    people: int
    movers: list[Mover]
    touched: int
    total_before: Decimal
    total_after: Decimal
    cells: list[Cell]
    by_rule: list[Group]
    by_branch: list[Group]
    by_grade: list[Group]
    hundredths: int

    @property
    def higher(self) -> int:
        """How many end at a higher grade."""
        return sum(one.turn > 0 for one in self.movers)

    @property
    def lower(self) -> int:
        """How many end at a lower grade."""
        return sum(one.turn < 0 for one in self.movers)

    @property
    def same(self) -> int:
        """How many end at the same grade."""
        return len(self.movers) - self.higher - self.lower

    @property
    def seconds(self) -> Decimal:
        """How long it took."""
        return Decimal(self.hundredths).scaleb(-2)


def effect(asked: Asked, user: User) -> Effect:
    """Score the run under the changes, and say who moves."""
    started = time.perf_counter()
    found = _simulated(asked.run.folder, asked.run.seal, asked.patch)
    movers = _movers(asked.run, found, user)
    by_branch = {one.outcome.branch_id: one.outcome.branch for one in movers}
    return Effect(
        people=len(found.after.evidence.people),
        movers=movers,
        touched=len(found.moves.changes) - len(movers),
        total_before=_points(found.moves.total_before),
        total_after=_points(found.moves.total_after),
        cells=_cells(found),
        by_rule=_groups(movers, lambda one: one.rule, lambda key: _rule_words(key, movers)),
        by_branch=_groups(
            movers, lambda one: str(one.outcome.branch_id or ""), lambda key: (_branch(by_branch, key), "")
        ),
        by_grade=_groups(movers, lambda one: one.outcome.grade, lambda key: (words.grade(key), ""), order=_GRADES),
        hundredths=max(1, round((time.perf_counter() - started) * 100)),
    )


def _movers(run: Run, found: Simulation, user: User) -> list[Mover]:
    """Those who end higher first, then those who end lower; with their names and branches as the desk knows them."""
    moved = {one.person.manager_id: one for one in found.moves.movers if one.before and one.after}
    outcomes = (
        Outcome.objects.visible_to(user).filter(run=run, manager__in=list(moved)).select_related("person", "branch")
    )
    movers = [_mover(moved[outcome.manager], outcome) for outcome in outcomes]
    return sorted(movers, key=lambda one: (-one.turn, one.outcome.rank or 0, one.outcome.manager))


def _mover(change: engine.Moved, outcome: Outcome) -> Mover:
    assert change.before and change.after  # the people are the same
    before, after = (_place(one.to_grade or outcome.grade) for one in (change.before, change.after))
    cause = change.cause
    code, by = (cause.rule, cause.by) if cause else ("", "bar")
    return Mover(
        outcome,
        change.before,
        change.after,
        cause,
        after - before,
        f"{code}:{by}",
        _rule_label(cause),
        str(words.BY[by]),
    )


def _place(grade: str) -> int:
    return _GRADES.index(grade) if grade in _GRADES else 0


def _rule_label(cause: Cause | None) -> str:
    if cause is None:
        return "–"
    named = cause.now or cause.was
    known = words.RULES.get(cause.rule)
    return str(known) if known else said(named.name) if named else cause.rule


def _rule_words(key: str, movers: list[Mover]) -> tuple[str, str]:
    """A rule, and through what it turned; the standard's own figures where they did."""
    first = next(one for one in movers if one.rule == key)
    bars = {(one.bar_before, one.bar_after) for one in movers if one.rule == key}
    if first.rule.endswith(":bar") and len(bars) == 1 and first.bar_before and first.bar_before != first.bar_after:
        told = {"before": first.bar_before, "after": first.bar_after}
        is_cut = first.rule.split(":")[0].endswith((".rank", ".protection"))
        return first.rule_label, (_("last place %(before)s → %(after)s") if is_cut else "%(before)s → %(after)s") % told
    return first.rule_label, first.by


def _groups(
    movers: list[Mover],
    key_of: Callable[[Mover], str],
    told: Callable[[str], tuple[str, str]],
    order: Iterable[str] = (),
) -> list[Group]:
    counted: dict[str, list[Mover]] = {}
    for one in movers:
        counted.setdefault(key_of(one), []).append(one)
    rows = [
        Group(key, *told(key), len(found), sum(one.turn > 0 for one in found), sum(one.turn < 0 for one in found))
        for key, found in counted.items()
    ]
    places = {code: place for place, code in enumerate(order)}
    return sorted(rows, key=lambda row: (places.get(row.key, 0), -row.movers, row.label))


def _branch(known: Mapping[int | None, Branch | None], key: str) -> str:
    found = known.get(int(key) if key else None)
    return str(found) if found else "–"


def _cells(found: Simulation) -> list[Cell]:
    """People by present grade and decision."""
    counts = []
    for scores in (found.before, found.after):
        people = zip(scores.evidence.people, scores.decisions, strict=True)
        counts.append(Counter((person.grade, decision.decision) for person, decision in people))
    before, after = counts
    return [
        Cell(grade, decision, before[grade, decision], after[grade, decision])
        for grade in reversed(_GRADES)
        for decision in engine.DECISIONS
    ]


def _points(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _number(value: str) -> str:
    """A figure of a rule with thousands set apart; a word stays a word."""
    try:
        return figures.number(Decimal(value), len(value.partition(".")[2]))
    except ArithmeticError:
        return value
