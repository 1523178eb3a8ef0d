"""Decide grades (评聘决定): what the three axes support, how far one may move, and who is protected."""

from typing import NamedTuple

from qiao.engine.measures.evidence import Person
from qiao.engine.periods import Period
from qiao.engine.scoring.ranking import Ranked, seats
from qiao.engine.standards.model import Decision as Rules
from qiao.engine.standards.model import Grade, Standard

PROMOTE, KEEP, PROTECTED, DEMOTE, IMPROVE, NOT_ASSESSED = (
    "promote",
    "keep",
    "keep_protected",
    "demote",
    "improve",
    "not_assessed",
)
ALL_HOLD = "all_axes_hold"
DECISIONS = (PROMOTE, KEEP, PROTECTED, DEMOTE, IMPROVE, NOT_ASSESSED)


class GradeCheck(NamedTuple):
    """One grade's three axes for one manager; rank and quality are None where there is none."""

    grade: str
    threshold: bool
    rank: bool | None
    quality: bool | None
    is_protected: bool

    @property
    def holds(self) -> bool:
        """Whether all three axes support the grade."""
        return bool(self.threshold and self.rank and self.quality)


class _Bars(NamedTuple):
    """What a grade asks beside its threshold: the last ranks inside its cut and its protection by size of the pool (0: it has none)."""

    grade: str
    within: dict[int, int]
    protection: dict[int, int]
    quality: int

    def check(self, is_met: bool, rank: int | None, size: int, score: int | None) -> GradeCheck:
        """The grade's axes for a manager of that rank and score."""
        return GradeCheck(
            self.grade,
            is_met,
            None if rank is None else rank <= self.within[size],
            None if score is None else score >= self.quality,
            rank is not None and rank <= self.protection[size],
        )


class Decision(NamedTuple):
    """The outcome for one manager: supported grade, decision, grade afterwards, and the reason's code."""

    supported: str
    decision: str
    to_grade: str
    reason: str


def check_grades(
    standard: Standard, met: dict[str, list[bool]], ranked: Ranked, quality: list[int | None], index: int
) -> tuple[GradeCheck, ...]:
    """The three axes of every grade for one manager."""
    rank, size, score = ranked.ranks[index], ranked.sizes[index], quality[index]
    return tuple(
        _bars(standard, grade, {size}).check(met[grade.code][index], rank, size, score) for grade in standard.grades
    )


def supported_grades(
    standard: Standard, met: dict[str, list[bool]], ranked: Ranked, quality: list[int | None]
) -> list[int]:
    """The place on the ladder of the highest grade that all three axes support, -1 for none.

    A column for everybody, without a `GradeCheck` for each of a bank's managers and grades.
    """
    best = [-1] * len(quality)
    for place, grade in enumerate(standard.grades):
        _, last, _, bar = _bars(standard, grade, set(ranked.sizes))
        for index, (holds, rank, size, score) in enumerate(
            zip(met[grade.code], ranked.ranks, ranked.sizes, quality, strict=True)
        ):
            if holds and rank is not None and score is not None and rank <= last[size] and score >= bar:
                best[index] = place
    return best


_Case = tuple[int, GradeCheck | str]
"""What a decision follows from: the place that is supported, and the own grade's axes or why they are not asked."""


def decide(
    standard: Standard,
    people: list[Person],
    met: dict[str, list[bool]],
    ranked: Ranked,
    quality: list[int | None],
    period: Period,
) -> list[Decision]:
    """The decision of every manager; who stands alike shares one, since a bank has many managers and few outcomes."""
    codes: list[str] = [grade.code for grade in standard.grades]
    places = {code: place for place, code in enumerate(codes)}
    is_decided = standard.decision.periods == "any" or period.is_year
    bars = [_bars(standard, grade, set(ranked.sizes)) for grade in standard.grades]
    known: dict[_Case, Decision] = {}
    decisions = []
    supports = supported_grades(standard, met, ranked, quality)
    for index, (person, supported, outside, rank, size, score) in enumerate(
        zip(people, supports, ranked.outside, ranked.ranks, ranked.sizes, quality, strict=True)
    ):
        case: _Case
        reason = _no_decision(is_decided, outside, score)
        if reason:
            case = supported, reason
        else:
            case = supported, bars[places[person.grade]].check(met[person.grade][index], rank, size, score)
        if case not in known:
            known[case] = _decided(standard.decision, codes, *case)
        decisions.append(known[case])
    return decisions


def _bars(standard: Standard, grade: Grade, sizes: set[int]) -> _Bars:
    """What a grade asks in pools of these sizes."""
    small, protected = standard.pool.small_below, grade.protected_within
    within = {size: seats(size, grade.rank_within, small) for size in sizes}
    protection = {size: 0 if protected is None else seats(size, protected, small) for size in sizes}
    return _Bars(grade.code, within, protection, grade.quality_at_least)


def _decided(rules: Rules, codes: list[str], supported: int, why: GradeCheck | str) -> Decision:
    named = codes[supported] if supported >= 0 else ""
    if isinstance(why, str):
        return Decision(named, NOT_ASSESSED, "", why)
    decision, place, reason = move(rules, why, codes.index(why.grade), supported)
    return Decision(named, decision, codes[place], reason)


def _no_decision(is_decided: bool, outside: str, quality: int | None) -> str:
    if not is_decided:
        return "not_a_year"
    return outside or ("ratings_incomplete" if quality is None else "")


def move(rules: Rules, own: GradeCheck, present: int, supported: int) -> tuple[str, int, str]:
    """Decision, place afterwards and reason of somebody who is decided about; who may not move keeps the grade, or improves."""
    if supported == present:
        return KEEP, present, ALL_HOLD
    if supported > present:
        above = min(supported, present + rules.steps_up)
        return (PROMOTE if above > present else KEEP), above, ALL_HOLD
    if not own.threshold and own.is_protected and own.quality:
        return PROTECTED, present, "threshold_missed_protected"
    below = rules.below(present)
    return (DEMOTE if below < present else IMPROVE), below, missed_axes(own)


def missed_axes(check: GradeCheck) -> str:
    """Which axes of a grade are missed, as a code such as `threshold_rank_missed`."""
    named = [
        name
        for name, holds in (("threshold", check.threshold), ("rank", check.rank), ("quality", check.quality))
        if not holds
    ]
    return "_".join([*named, "missed"])
