"""Forecast (预测): what every indicator that has a target comes to by the period's end, for all managers of a run at once.

Balances are held as the outlook holds them: averages and increases are measured over the whole period with what stands on the
as-of going on, (S + B × L) ÷ D. Totals (flows and counts) go on at the pace of the working days so far. A sum of measures is
the sum of its parts' forecasts; a ratio stays as it is.
"""

from collections.abc import Iterator
from typing import NamedTuple

from qiao.engine import money, workdays
from qiao.engine.errors import RequestError
from qiao.engine.measures import published
from qiao.engine.measures.evidence import Column, Evidence
from qiao.engine.outlooks import projection
from qiao.engine.periods import Period
from qiao.engine.runs import Run
from qiao.engine.scoring.scores import Scores
from qiao.engine.standards.measures import ActiveClients, ActiveFamilies, Average, Capital, Difference, Net, Quotient
from qiao.engine.standards.model import Standard, Target


class Standing(NamedTuple):
    """Where a manager stands with an indicator, in units of its scale; None where there is no figure.

    `earned` is what of the whole period's figure is there already: an average fills with the days, a total counts as it is.
    `above` and `below` are what a ratio is made of, so that those of several managers can be put together.
    """

    manager_id: str
    indicator: str
    scale: int
    value: int | None
    earned: int | None
    forecast: int | None
    above: int | None
    below: int | None


def standings(run: Run) -> Iterator[Standing]:
    """Every manager's standing with every indicator that is scored by a target, in the standard's order."""
    scores = run.scores
    ahead = _ahead(run)
    for code, item in scores.indicators.items():
        if not isinstance(item.indicator.scoring, Target):
            continue
        measure = item.indicator.measure
        earned, forecast = _earned(measure, scores), _forecast(measure, scores, ahead)
        above, below = _parts(measure, scores.standard, scores.evidence, scores.measures)
        for person, *figures in zip(scores.evidence.people, item.measures, earned, forecast, above, below, strict=True):
            yield Standing(person.manager_id, code, item.scale, *figures)


def _ahead(run: Run) -> dict[str, Column]:
    """The measures of the whole period; those of the run itself where it is over, none where its ledger is gone."""
    if not run.period.is_provisional:
        return run.scores.measures
    try:
        return projection(run).measures
    except RequestError:
        return {}


def _earned(name: str, scores: Scores) -> Column:
    values, measure = scores.measures[name], scores.standard.measures[name]
    if isinstance(measure, Average | Capital | Difference):
        days, whole = scores.period.so_far.days, scores.period.days
        return [None if value is None else money.divide_half_up(value * days, whole) for value in values]
    return (
        _added_up([_earned(term.measure, scores) for term in measure.terms], measure)
        if isinstance(measure, Net)
        else values
    )


def _added_up(columns: list[Column], measure: Net) -> Column:
    times = [term.times for term in measure.terms]
    return [None if None in row else sum(map(published.product, row, times)) for row in zip(*columns, strict=True)]


def _forecast(name: str, scores: Scores, ahead: dict[str, Column]) -> Column:
    values, measure = scores.measures[name], scores.standard.measures[name]
    if not scores.period.is_provisional:
        return values
    if isinstance(measure, Average | Capital | Difference):
        return ahead.get(name, [None] * len(values))
    if isinstance(measure, Net):
        return _added_up([_forecast(term.measure, scores, ahead) for term in measure.terms], measure)
    return _at_this_pace(values, scores.period) if measure.is_scaled_with_days else values


def _at_this_pace(values: Column, period: Period) -> Column:
    so_far = workdays.between(period.start, period.as_of)
    whole = workdays.between(period.start, period.end)
    if not so_far:
        return [None] * len(values)
    return [None if value is None else money.divide_half_up(value * whole, so_far) for value in values]


def _parts(name: str, standard: Standard, evidence: Evidence, columns: dict[str, Column]) -> tuple[Column, Column]:
    """A ratio's numerators and denominators."""
    match measure := standard.measures[name]:
        case Quotient():
            return columns[measure.numerator], columns[measure.denominator]
        case ActiveFamilies():
            return published.part(evidence, f"{name}/held"), published.part(evidence, f"{name}/clients")
        case ActiveClients():
            return published.part(evidence, f"{name}/active"), published.part(evidence, f"{name}/clients")
    nothing: Column = [None] * len(evidence.people)
    return nothing, nothing
