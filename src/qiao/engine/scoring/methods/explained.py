"""How one manager's points of one indicator came about, as nodes."""

from qiao.engine.errors import Text
from qiao.engine.measures.evidence import Evidence
from qiao.engine.scoring.indicators import MISSING, NOT_APPLICABLE, SCORED, UNASSIGNED, ScoredIndicator
from qiao.engine.scoring.methods import bonus, events, lower, rate, spells, step, target, unit
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Bonus, Events, Lower, Rate, Spells, Step, Target, Unit

_WHY = {
    MISSING: Text("缺少数据表,计 0 分", "a table was not delivered: 0 points"),
    UNASSIGNED: Text("未下达目标,计 0 分", "no target: 0 points"),
}


def method(item: ScoredIndicator, evidence: Evidence, index: int) -> Node:
    """The method's node: its points, and the steps that led there; deductions sum to the points."""
    scoring, state, points = item.indicator.scoring, item.states[index], item.points[index]
    name = Text(f"计分方法 {scoring.method}", f"method {scoring.method}")
    if state != SCORED:
        return Node("method", scoring.method, name, points, 2, "points", state=state, note=_why(state, points))
    if isinstance(scoring, Events | Spells):
        found = evidence.events.of(item.indicator.measure, index)
        below = events.steps(scoring, found) if isinstance(scoring, Events) else spells.steps(scoring, found)
        return Node("method", scoring.method, name, points, 2, "points", children=below, sums=True)
    return Node("method", scoring.method, name, points, 2, "points", children=_steps(item, index))


def _why(state: str, points: int) -> Text:
    if state == NOT_APPLICABLE:
        return (
            Text("不适用,计满分", "not applicable: full points")
            if points
            else Text("不适用,计 0 分", "not applicable: 0 points")
        )
    return _WHY[state]


def _steps(item: ScoredIndicator, index: int) -> tuple[Node, ...]:
    scoring, value = item.indicator.scoring, item.measures[index] or 0
    match scoring:
        case Target():
            return target.steps(scoring, value, item.targets[index] or 0, item.scale)
        case Unit():
            return unit.steps(scoring, value)
        case Lower():
            return lower.steps(scoring, value)
        case Step():
            return step.steps(scoring, value)
        case Rate():
            return rate.steps(scoring, value)
        case Bonus():
            return bonus.steps(scoring, value)
        case _:
            return ()
