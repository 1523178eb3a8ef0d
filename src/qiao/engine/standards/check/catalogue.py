"""The standard says what it holds, and holds it: counts, codes, sums of points, categories, pool and decision."""

from collections.abc import Iterable, Iterator

from qiao.engine.standards.check.findings import Finding, fault, warning
from qiao.engine.standards.model import Standard
from qiao.engine.standards.paths import nearest
from qiao.engine.standards.units import POINTS

MONTHS_MOST = 120
_YEAR = 366
_GRADES = 4


def findings(standard: Standard) -> Iterator[Finding]:
    """Counts and sums against the catalogue, codes once each, categories defined and filled."""
    yield from _counts(standard)
    yield from _points(standard)
    for key, coded in (
        ("categories", standard.categories),
        ("indicators", standard.indicators),
        ("grades", standard.grades),
    ):
        yield from repeated(key, [element.code for element in coded])
    yield from _categories(standard)
    yield from _pool(standard)
    yield from _decision(standard)


def repeated(path: str, codes: Iterable[str]) -> Iterator[Finding]:
    """A fault for each code that stood before."""
    seen: set[str] = set()
    for number, code in enumerate(codes):
        if code in seen:
            yield fault(f"{path}.{number}", f"代码 {code} 重复", f"the code {code} is given twice")
        seen.add(code)


def _counts(standard: Standard) -> Iterator[Finding]:
    stated = standard.catalogue
    for key, said, held, noun in (
        ("indicators", stated.indicators, len(standard.indicators), "项指标"),
        ("categories", stated.categories, len(standard.categories), "个类别"),
    ):
        if said != held:
            yield fault(
                f"catalogue.{key}",
                f"自述 {said} {noun},实有 {held} {noun}",
                f"the standard says {said} {key} and holds {held}",
            )


def _points(standard: Standard) -> Iterator[Finding]:
    stated = standard.catalogue
    for key, said, on_top in (("points", stated.points, False), ("points_on_top", stated.points_on_top, True)):
        held = sum(category.weight for category in standard.categories if category.on_top is on_top)
        if said != held:
            said_text, held_text = POINTS.show(said), POINTS.show(held)
            yield fault(
                f"catalogue.{key}",
                f"自述 {said_text} 分,各类别合计 {held_text} 分",
                f"the standard says {said_text} points and its categories add up to {held_text}",
            )


def _categories(standard: Standard) -> Iterator[Finding]:
    known = {category.code for category in standard.categories}
    for indicator in standard.indicators:
        if indicator.category not in known:
            yield fault(
                f"indicators.{indicator.code}.category",
                f"类别 {indicator.category} 未定义{hint_zh(indicator.category, known)}",
                f"the category {indicator.category} is not defined{hint_en(indicator.category, known)}",
            )
    for category in standard.categories:
        held = sum(indicator.full_points for indicator in standard.indicators if indicator.category == category.code)
        if held != category.weight:
            said_text, held_text = POINTS.show(category.weight), POINTS.show(held)
            yield fault(
                f"categories.{category.code}.weight",
                f"类别分值 {said_text},其指标分值合计 {held_text}",
                f"the category weighs {said_text} and its indicators add up to {held_text}",
            )


def hint_zh(word: str, known: Iterable[str]) -> str:
    """The known word that may have been meant, as the end of a Chinese sentence."""
    near = nearest(word, known)
    return f",是否应为 {near}?" if near else ""


def hint_en(word: str, known: Iterable[str]) -> str:
    """The known word that may have been meant, as the end of an English sentence."""
    near = nearest(word, known)
    return f"; did you mean {near}?" if near else ""


def within(path: str, value: int, least: int, most: int) -> Iterator[Finding]:
    """A fault for a whole number outside its bounds."""
    if not least <= value <= most:
        yield fault(
            path, f"应在 {least} 与 {most} 之间,而不是 {value}", f"this is between {least} and {most}, not {value}"
        )


def _pool(standard: Standard) -> Iterator[Finding]:
    yield from within("pool.months_in_post", standard.pool.months_in_post, 0, MONTHS_MOST)
    if standard.pool.absent_days_at_most >= _YEAR:
        yield warning(
            "pool.absent_days_at_most", "缺勤上限超过一年,等于没有上限", "a limit of more than a year is no limit"
        )


def _decision(standard: Standard) -> Iterator[Finding]:
    for key in ("steps_up", "steps_down"):
        steps = getattr(standard.decision, key)
        yield from within(f"decision.{key}", steps, 0, _GRADES)
        if not steps:
            yield warning(f"decision.{key}", "为 0,等级将不会向此方向变动", "with 0 no grade ever moves this way")
