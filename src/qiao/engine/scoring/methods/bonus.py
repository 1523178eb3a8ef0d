"""BONUS: approved awards, summed, never below nothing, up to a cap."""

from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Bonus


def points(scoring: Bonus, measure: int) -> int:
    """The sum of the awards between 0 and the cap. Hundredths."""
    return min(scoring.cap, max(0, measure))


def steps(scoring: Bonus, measure: int) -> tuple[Node, ...]:
    """The cap."""
    return (Node("step", "cap", Text("封顶", "cap"), scoring.cap, 2, "points"),)
