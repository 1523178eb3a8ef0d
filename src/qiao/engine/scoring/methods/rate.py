"""RATE: nothing below a rate, else the weight times the rate, of which no more counts than the whole."""

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Rate

WHOLE = 10_000


def points(scoring: Rate, measure: int) -> int:
    """Weight × rate, at most the weight, 0 below the least rate. Hundredths."""
    return 0 if measure < scoring.from_rate else money.divide_half_up(scoring.weight * min(measure, WHOLE), WHOLE)


def steps(scoring: Rate, measure: int) -> tuple[Node, ...]:
    """The least rate, what counts of one above the whole, and the weight."""
    counted = (Node("step", "counted", Text("计分的比率(封顶)", "rate that counts (capped)"), WHOLE, 4),)
    return (
        Node("step", "from_rate", Text("起计线", "no points below"), scoring.from_rate, 4),
        *(counted if measure > WHOLE else ()),
        Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points"),
    )
