"""Indicators: the measure's kind fits the method, and the method's figures make sense."""

from collections.abc import Iterator

from qiao.engine.standards.check.findings import Finding, fault, warning
from qiao.engine.standards.check.measures import unit_of
from qiao.engine.standards.measures import (
    ActiveClients,
    AnyMeasure,
    Awards,
    NplEvents,
    OverdueSpells,
    Quotient,
    TimelyDuties,
)
from qiao.engine.standards.model import Bonus, Events, Indicator, Lower, Rate, Spells, Standard, Step, Target, Unit
from qiao.engine.standards.units import POINTS, RATIO

_ONE = 10_000
_HARM = (NplEvents, OverdueSpells)


def findings(standard: Standard) -> Iterator[Finding]:
    """Every indicator."""
    for indicator in standard.indicators:
        path = f"indicators.{indicator.code}"
        measure = standard.measures.get(indicator.measure)
        if measure is not None and not fits(indicator, measure):
            method, kind = indicator.scoring.method, measure.kind
            zh, en = _WANTED[method]
            yield fault(
                f"{path}.measure",
                f"{method} 计分需要{zh},而 {indicator.measure} 是 {kind}",
                f"{method} needs {en}, and {indicator.measure} is of kind {kind}",
            )
        if indicator.full_points <= 0:
            yield fault(
                f"{path}.scoring",
                f"分值须大于 0,而不是 {POINTS.show(indicator.full_points)}",
                f"its points are above 0, not {POINTS.show(indicator.full_points)}",
            )
        yield from _figures(f"{path}.scoring", indicator)


_WANTED = {
    "TARGET": (
        "金额、计数或比率(不良与逾期除外)",
        "an amount, a count or a ratio (not of non-performing or overdue loans)",
    ),
    "UNIT": ("计数(不良与逾期除外)", "a count (not of non-performing or overdue loans)"),
    "LOWER": ("比率", "a ratio"),
    "EVENTS": (" npl_events 计量", "a measure of kind npl_events"),
    "SPELLS": (" overdue_spells 计量", "a measure of kind overdue_spells"),
    "STEP": ("比率", "a ratio"),
    "RATE": ("不超过 1 的比率(timely_duties、active_clients、ratio)", "a rate: timely_duties, active_clients or ratio"),
    "BONUS": ("以本指标代码登记加分的 awards 计量", "a measure of kind awards that names this indicator"),
}


def fits(indicator: Indicator, measure: AnyMeasure) -> bool:
    """Whether an indicator's method can score what the measure gives."""
    unit = unit_of(measure)
    match indicator.scoring:
        case Target():
            return unit in ("CNY", "USD", "count", "ratio") and not isinstance(measure, _HARM)
        case Unit():
            return unit == "count" and not isinstance(measure, _HARM)
        case Lower() | Step():
            return unit == "ratio"
        case Rate():
            return isinstance(measure, TimelyDuties | ActiveClients | Quotient)
        case Events():
            return isinstance(measure, NplEvents)
        case Spells():
            return isinstance(measure, OverdueSpells)
        case Bonus():
            return isinstance(measure, Awards) and measure.indicator == indicator.code


def _figures(path: str, indicator: Indicator) -> Iterator[Finding]:
    match indicator.scoring:
        case Target() as scoring:
            yield from _target(path, scoring)
        case Unit() as scoring:
            yield from _above_nothing(path, scoring, "points")
            if scoring.points > scoring.cap:
                yield warning(f"{path}.cap", "封顶低于一件的得分", "the cap is below the points of one unit")
        case Lower() as scoring:
            if scoring.good >= scoring.bad:
                yield fault(path, "满分线须低于零分线", "good lies below bad")
        case Events() as scoring:
            yield from _floor(path, scoring)
            yield from _above_nothing(path, scoring, "each")
            yield from _per_amount(path, scoring)
        case Spells() as scoring:
            yield from _floor(path, scoring)
            yield from _bands(path, scoring)
        case Step() as scoring:
            yield from _floor(path, scoring)
            yield from _above_nothing(path, scoring, "points", "step", "below")
        case Rate() as scoring:
            if not 0 <= scoring.from_rate <= _ONE:
                yield fault(
                    f"{path}.from_rate", "起计比率须在 0 与 1 之间", "the rate to begin from is between 0 and 1"
                )


def _above_nothing(path: str, scoring: object, *keys: str) -> Iterator[Finding]:
    for key in keys:
        if getattr(scoring, key) <= 0:
            yield fault(f"{path}.{key}", "须大于 0", "this is above 0")


def _floor(path: str, scoring: Events | Spells | Step) -> Iterator[Finding]:
    if scoring.floor >= scoring.weight:
        yield fault(
            f"{path}.floor",
            "保底分须低于分值,否则永远不会扣分",
            "the floor is below the weight, or nothing is ever deducted",
        )


def _target(path: str, scoring: Target) -> Iterator[Finding]:
    if not 0 <= scoring.from_attainment <= scoring.up_to:
        yield fault(
            f"{path}.from_attainment",
            "起计完成率须在 0 与封顶完成率之间",
            "the attainment to begin from is between 0 and up_to",
        )
    if scoring.up_to < _ONE:
        text = RATIO.show(scoring.up_to)
        yield warning(
            f"{path}.up_to",
            f"封顶 {text},完成目标也得不到满分",
            f"capped at {text}, a reached target does not give full points",
        )


def _per_amount(path: str, scoring: Events) -> Iterator[Finding]:
    amount = scoring.per_amount
    if amount.units <= 0 or amount.currency != "CNY":
        yield fault(
            f"{path}.per_amount",
            f"须是大于 0 的人民币金额,而不是 {amount}",
            f"this is an amount in CNY above 0, not {amount}",
        )


def _bands(path: str, scoring: Spells) -> Iterator[Finding]:
    """Ascending, without overlap or gap, the last one without a limit, and none cheaper than the one before."""
    *limited, last = scoring.bands
    days = 0
    for number, band in enumerate(limited):
        if band.up_to_days is None:
            yield fault(
                f"{path}.bands.{number}", "只有末档可以不设天数上限", "only the last band is without a limit of days"
            )
            continue
        if band.up_to_days <= days:
            yield fault(
                f"{path}.bands.{number}.up_to_days",
                f"天数上限须大于前一档的 {days}",
                f"its limit of days is above {days}, where the band before ends",
            )
        days = max(days, band.up_to_days)
    if last.up_to_days is not None:
        yield fault(
            f"{path}.bands",
            f"末档不设天数上限,否则逾期 {last.up_to_days} 天以上无从扣分",
            f"the last band is without a limit, or spells of more than {last.up_to_days} days cost nothing",
        )
    for number, band in enumerate(scoring.bands):
        before = scoring.bands[number - 1].points if number else 0
        if band.points < before:
            yield fault(f"{path}.bands.{number}.points", "逾期越久扣分不得越少", "a longer spell never costs less")
