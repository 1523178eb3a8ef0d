"""The ladder: grades in order, each asking at least as much as the one below, each within reach."""

from collections.abc import Iterator
from itertools import pairwise

from qiao.engine.standards.check.findings import Finding, fault, warning
from qiao.engine.standards.check.measures import unit_of
from qiao.engine.standards.conditions import leaves
from qiao.engine.standards.measures import AnyMeasure, NplEvents, OverdueSpells
from qiao.engine.standards.model import Condition, Grade, Standard
from qiao.engine.standards.units import PERCENT, POINTS, Amount

ORDER = ("assistant", "manager", "senior", "chief")
_ALL = 10_000
_FULL = 10_000


def findings(standard: Standard) -> Iterator[Finding]:
    """Each grade by itself, then each against the one below."""
    yield from _order(standard)
    for grade in standard.grades:
        yield from _reach(grade)
        for path, leaf in leaves(grade.threshold, f"grades.{grade.code}.threshold"):
            measure = standard.measures.get(leaf.measure)
            if measure is not None:
                yield from _bar(path, leaf, measure)
    for lower, higher in pairwise(standard.grades):
        yield from _steeper(lower, higher)
    yield from _veto(standard)


def _order(standard: Standard) -> Iterator[Finding]:
    codes = [grade.code for grade in standard.grades]
    if codes != sorted(codes, key=ORDER.index):
        yield fault("grades", f"等级须由低到高:{'、'.join(ORDER)}", f"grades go from the lowest up: {', '.join(ORDER)}")
    lacking = [code for code in ORDER if code not in codes]
    if lacking:
        listed = ", ".join(lacking)
        yield fault(
            "grades",
            f"缺少等级 {listed};在此等级的人无从评定",
            f"the grades {listed} are missing; nobody who holds one could be decided",
        )


def _reach(grade: Grade) -> Iterator[Finding]:
    path = f"grades.{grade.code}"
    if not 0 <= grade.quality_at_least <= _FULL:
        yield fault(
            f"{path}.quality_at_least",
            "综合素质线须在 0 与 100 之间,否则无人能达到",
            "a quality bar is between 0 and 100, or nobody reaches it",
        )
    for key, percent in (("rank_within", grade.rank_within), ("protected_within", grade.protected_within)):
        if percent is not None and not 0 < percent <= _ALL:
            yield fault(f"{path}.{key}", "百分数须大于 0% 且不超过 100%", "the percentage is above 0% and at most 100%")
    if grade.protected_within is not None and grade.protected_within > grade.rank_within:
        protected, cut = PERCENT.show(grade.protected_within), PERCENT.show(grade.rank_within)
        yield fault(
            f"{path}.protected_within",
            f"保护线 {protected} 宽于名次线 {cut}",
            f"the protection {protected} is wider than the rank cut {cut}",
        )


def _bar(path: str, leaf: Condition, measure: AnyMeasure) -> Iterator[Finding]:
    """A bar is in the unit of its measure: an amount in its currency, a whole number for a count, nothing for a flag."""
    unit, bar = unit_of(measure), leaf.at_least
    if unit == "flag":
        if bar not in (None, 1):
            yield fault(
                path, f"{leaf.measure} 只有是与否,不填 at_least", f"{leaf.measure} is yes or no: leave at_least out"
            )
        return
    if isinstance(measure, NplEvents | OverdueSpells) or unit in ("ratio", "points"):
        yield fault(
            path,
            f"{leaf.measure} 不能作门槛(只能用金额、计数或是与否)",
            f"{leaf.measure} is no threshold: only amounts, counts and flags are",
        )
        return
    if bar is None:
        yield fault(path, f"{leaf.measure} 缺少 at_least", f"{leaf.measure} lacks at_least")
    elif isinstance(bar, Amount):
        if bar.currency != unit:
            yield fault(
                path,
                f"{leaf.measure} 以 {unit} 计,门槛却是 {bar}",
                f"{leaf.measure} is in {unit}, and its bar is {bar}",
            )
        elif bar.units <= 0:
            yield fault(path, f"门槛须大于 0,而不是 {bar}", f"a bar is above 0, not {bar}")
    elif unit != "count":
        yield fault(
            path,
            f"{leaf.measure} 的门槛须带币种(如 60000000.00 {unit})",
            f"the bar of {leaf.measure} needs its currency, such as 60000000.00 {unit}",
        )
    elif bar <= 0:
        yield fault(path, "门槛须大于 0", "a bar is above 0")


def _bars(grade: Grade) -> dict[str, list[tuple[str, Amount | int]]]:
    """The bars of each measure with their paths, in the order written."""
    found: dict[str, list[tuple[str, Amount | int]]] = {}
    for path, leaf in leaves(grade.threshold, f"grades.{grade.code}.threshold"):
        if leaf.at_least is not None:
            found.setdefault(leaf.measure, []).append((path, leaf.at_least))
    return found


def _steeper(lower: Grade, higher: Grade) -> Iterator[Finding]:
    path = f"grades.{higher.code}"
    below, above = _bars(lower), _bars(higher)
    for measure in above:
        for (_, old), (place, new) in zip(below.get(measure, ()), above[measure], strict=False):
            if _units(new) < _units(old):
                yield fault(
                    place, f"门槛 {new} 低于下一等级的 {old}", f"the bar {new} is lower than {old} of the grade below"
                )
    if higher.rank_within > lower.rank_within:
        yield fault(
            f"{path}.rank_within",
            f"名次线 {PERCENT.show(higher.rank_within)} 宽于下一等级的 {PERCENT.show(lower.rank_within)}",
            f"the rank cut {PERCENT.show(higher.rank_within)} is wider than {PERCENT.show(lower.rank_within)} of the grade below",
        )
    if higher.quality_at_least < lower.quality_at_least:
        yield fault(
            f"{path}.quality_at_least",
            f"素质线 {POINTS.show(higher.quality_at_least)} 低于下一等级的 {POINTS.show(lower.quality_at_least)}",
            f"the quality bar {POINTS.show(higher.quality_at_least)} is lower than {POINTS.show(lower.quality_at_least)} of the grade below",
        )


def _units(bar: Amount | int) -> int:
    return bar.units if isinstance(bar, Amount) else bar


def _veto(standard: Standard) -> Iterator[Finding]:
    lowest = min(grade.quality_at_least for grade in standard.grades)
    if standard.quality.veto_cap >= lowest:
        yield warning(
            "quality.veto_cap",
            "被一票否决者仍可达到某一等级的素质线",
            "with a veto the quality bar of some grade can still be reached",
        )
