"""LOWER: the lower the better, a straight line between a good and a bad value."""

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Lower


def points(scoring: Lower, measure: int) -> int:
    """Weight at or below `good`, 0 at or above `bad`, else in proportion. Hundredths."""
    if measure <= scoring.good:
        return scoring.weight
    if measure >= scoring.bad:
        return 0
    return money.divide_half_up(scoring.weight * (scoring.bad - measure), scoring.bad - scoring.good)


def steps(scoring: Lower, measure: int) -> tuple[Node, ...]:
    """The two ends of the line and the weight."""
    return (
        Node("step", "good", Text("满分线", "full points at or below"), scoring.good, 4),
        Node("step", "bad", Text("零分线", "no points at or above"), scoring.bad, 4),
        Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points"),
    )
