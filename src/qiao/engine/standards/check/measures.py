"""Measures and books are defined, used, without a circle, and made of parts that go together."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from qiao.engine.standards.check.catalogue import MONTHS_MOST, hint_en, hint_zh, within
from qiao.engine.standards.check.findings import Finding, fault, warning
from qiao.engine.standards.conditions import leaves
from qiao.engine.standards.measures import (
    ActiveClients,
    ActiveFamilies,
    AnyMeasure,
    Average,
    Awards,
    Base,
    Difference,
    Flow,
    Net,
    NewEffectiveClients,
    NewFlowClients,
    NplEvents,
    PeriodEnd,
    Quotient,
    Selection,
    TimelyDuties,
)
from qiao.engine.standards.model import Standard

DAYS_MOST = 3_660
_WORST_CLASS = 5
_MONEY = ("CNY", "USD")


def findings(standard: Standard) -> Iterator[Finding]:
    """Every reference, every book, every measure."""
    yield from _references(standard)
    yield from _circle(standard)
    yield from _unused(standard)
    for name, book in standard.books.items():
        yield from _selections(f"books.{name}", book)
    for name, measure in standard.measures.items():
        yield from _bounds(f"measures.{name}", measure)
        yield from _lists(f"measures.{name}", measure)
        if all(part in standard.measures for part in measure.parts):
            yield from _parts(standard, name, measure)


def unit_of(measure: AnyMeasure) -> str:
    """The unit of a measure's published value: CNY, USD, ratio, count, flag or points."""
    return measure.currency if isinstance(measure, Flow) else measure.unit


def _asked(standard: Standard) -> Iterator[tuple[str, str]]:
    """Every name of a measure that something asks for, with where."""
    for grade in standard.grades:
        yield from ((path, leaf.measure) for path, leaf in leaves(grade.threshold, f"grades.{grade.code}.threshold"))
    for indicator in standard.indicators:
        yield f"indicators.{indicator.code}.measure", indicator.measure
    for name, measure in standard.measures.items():
        yield from ((f"measures.{name}", part) for part in measure.parts)


def _references(standard: Standard) -> Iterator[Finding]:
    for path, name in _asked(standard):
        yield from _defined(path, name, "计量", "measure", list(standard.measures))
    for name, measure in standard.measures.items():
        book = getattr(measure, "book", None)
        if book is not None:
            yield from _defined(f"measures.{name}.book", book, "口径", "book", list(standard.books))


def _defined(path: str, name: str, zh: str, en: str, known: list[str]) -> Iterator[Finding]:
    if name not in known:
        yield fault(
            path, f"{zh} {name} 未定义{hint_zh(name, known)}", f"the {en} {name} is not defined{hint_en(name, known)}"
        )


def _circle(standard: Standard) -> Iterator[Finding]:
    try:
        TopologicalSorter({name: measure.parts for name, measure in standard.measures.items()}).prepare()
    except CycleError as error:
        names = list(error.args[1])
        chain = " → ".join(reversed(names))
        yield fault(f"measures.{names[0]}", f"计量互相引用成环:{chain}", f"measures go round in a circle: {chain}")


def _unused(standard: Standard) -> Iterator[Finding]:
    used = {name for path, name in _asked(standard) if not path.startswith("measures.")}
    waiting = list(used)
    while waiting:
        measure = standard.measures.get(waiting.pop())
        parts = set(measure.parts) - used if measure else set()
        used |= parts
        waiting += parts
    for name in standard.measures:
        if name not in used:
            yield warning(
                f"measures.{name}", "没有指标或门槛用到此计量", "no indicator and no threshold uses this measure"
            )
    books = {getattr(measure, "book", None) for measure in standard.measures.values()}
    for name in standard.books:
        if name not in books:
            yield warning(f"books.{name}", "没有计量用到此口径", "no measure uses this book")


def _selections(path: str, selections: tuple[Selection, ...]) -> Iterator[Finding]:
    if not selections:
        yield fault(path, "口径为空,任何账户都不计入", "the book is empty: no account counts")
    for number, selection in enumerate(selections):
        both = sorted(set(selection.tags) & set(selection.without_tags))
        if both:
            listed = ", ".join(both)
            yield fault(
                f"{path}.{number}",
                f"标签 {listed} 既要求有又要求没有",
                f"the tags {listed} are both asked and forbidden",
            )
        if selection in selections[:number]:
            yield fault(f"{path}.{number}", "与前面的一项完全相同", "this is the same as one before")


def _bounds(path: str, measure: AnyMeasure) -> Iterator[Finding]:
    """Figures of one measure: months and days that a calendar has, classes that exist, amounts in CNY."""
    match measure:
        case NewEffectiveClients():
            yield from within(f"{path}.months", measure.months, 1, MONTHS_MOST)
        case NewFlowClients():
            yield from within(f"{path}.months_before", measure.months_before, 0, MONTHS_MOST)
            yield from within(f"{path}.consecutive_months", measure.consecutive_months, 0, MONTHS_MOST)
        case NplEvents():
            yield from within(f"{path}.five_class_at_least", measure.five_class_at_least, 2, _WORST_CLASS)
            yield from _selections(f"{path}.selections", measure.selections)
        case PeriodEnd():
            yield from within(f"{path}.five_class_at_least", measure.five_class_at_least, 0, _WORST_CLASS)
        case ActiveFamilies():
            yield from within(f"{path}.used_within_days", measure.used_within_days, 1, DAYS_MOST)
            yield from within(f"{path}.at_most", measure.at_most, 1, 999_999)
        case ActiveClients():
            yield from within(f"{path}.within_days", measure.within_days, 1, DAYS_MOST)
    asked = getattr(measure, "average_at_least", None)
    if asked is not None and asked.currency != "CNY":
        yield fault(
            f"{path}.average_at_least",
            f"存款日均以人民币计,不能是 {asked.currency}",
            f"deposits are averaged in CNY, not in {asked.currency}",
        )


def _lists(path: str, measure: AnyMeasure) -> Iterator[Finding]:
    lists: dict[str, tuple[str, ...]] = {}
    if isinstance(measure, Flow):
        lists = {"flow_kinds": measure.flow_kinds, "fee_lines": measure.fee_lines}
        others = sorted(set(measure.flow_kinds) - {"fee"})
        if measure.fee_lines and others:
            listed = ", ".join(others)
            yield warning(
                f"{path}.fee_lines",
                f"收费条线通常只用于 fee 流水,这里还有 {listed}",
                f"fee lines are meant for fees, and here are also {listed}",
            )
    elif isinstance(measure, TimelyDuties):
        lists = {"duty_kinds": measure.duty_kinds}
    for key, values in lists.items():
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            yield fault(f"{path}.{key}", f"{', '.join(twice)} 重复", f"{', '.join(twice)} is listed twice")


def _parts(standard: Standard, name: str, measure: AnyMeasure) -> Iterator[Finding]:
    """Whether the parts of a derived measure go together."""
    parts = [standard.measures[part] for part in measure.parts]
    path = f"measures.{name}"
    match measure:
        case Difference():
            yield from _increase(path, parts[0], parts[1])
        case Quotient():
            if unit_of(parts[0]) != unit_of(parts[1]):
                zh, en = f"{unit_of(parts[0])} 与 {unit_of(parts[1])}", f"{unit_of(parts[0])} and {unit_of(parts[1])}"
                yield fault(path, f"分子分母的单位不同({zh})", f"numerator and denominator have different units: {en}")
        case Net():
            units = sorted({unit_of(part) for part in parts})
            if len(units) > 1 or units[0] != "CNY":
                yield fault(
                    f"{path}.terms",
                    f"各项须均为人民币金额,这里是 {', '.join(units)}",
                    f"every term is an amount in CNY; here are {', '.join(units)}",
                )
        case Awards():
            yield from _awarded(standard, name, measure)


def _increase(path: str, of: AnyMeasure, less: AnyMeasure) -> Iterator[Finding]:
    if not isinstance(of, Average | PeriodEnd) or not isinstance(less, Base):
        yield fault(path, "新增须是日均或时点减去基数", "an increase is an average or a period-end balance less a base")
        return
    same: list[tuple[str, Any, Any]] = [
        ("book", of.book, less.book),
        ("coefficient", getattr(of, "coefficient", "one"), less.coefficient),
        ("five_class_at_least", getattr(of, "five_class_at_least", 0), 0),
    ]
    for key, one, other in same:
        if one != other:
            yield fault(path, f"两边的 {key} 不同({one} 与 {other})", f"its sides differ in {key}: {one} and {other}")


def _awarded(standard: Standard, name: str, measure: Awards) -> Iterator[Finding]:
    known = [indicator.code for indicator in standard.indicators]
    yield from _defined(f"measures.{name}.indicator", measure.indicator, "指标", "indicator", known)
