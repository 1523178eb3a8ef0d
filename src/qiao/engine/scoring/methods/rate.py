"""RATE: nothing below a rate, else the weight times the rate."""

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Rate


def points(scoring: Rate, measure: int) -> int:
    """Weight × rate, 0 below the least rate. Hundredths."""
    return 0 if measure < scoring.from_rate else money.divide_half_up(scoring.weight * measure, 10_000)


def steps(scoring: Rate, measure: int) -> tuple[Node, ...]:
    """The least rate, and the weight."""
    return (
        Node("step", "from_rate", Text("起计线", "no points below"), scoring.from_rate, 4),
        Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points"),
    )
