"""UNIT: points for each whole unit, up to a cap."""

from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Unit


def points(scoring: Unit, measure: int) -> int:
    """Points per unit × units, up to the cap; a negative count gives 0. Hundredths."""
    return min(scoring.cap, scoring.points * max(0, measure))


def steps(scoring: Unit, measure: int) -> tuple[Node, ...]:
    """Points per unit and the cap."""
    return (
        Node("step", "per_unit", Text("每单位得分", "points per unit"), scoring.points, 2, "points"),
        Node(
            "step",
            "uncapped",
            Text("未封顶得分", "points before the cap"),
            scoring.points * max(0, measure),
            2,
            "points",
        ),
        Node("step", "cap", Text("封顶", "cap"), scoring.cap, 2, "points"),
    )
