"""TARGET: the share of a target that was reached, from a floor up to a cap."""

from collections.abc import Callable

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Target

_ONE = 10_000


def attainment(measure: int, target: int, scale: int) -> int:
    """Measure (at `scale`) ÷ target (ten-thousandths), at 0.0001."""
    return money.divide_half_up(measure * money.power_of_ten(8 - scale), target)


def points(scoring: Target, measure: int, target: int, scale: int) -> int:
    """Below the floor 0, else weight × min(attainment, cap); a negative measure gives 0. Hundredths."""
    return rule(scoring, scale)(measure, target)


def rule(scoring: Target, scale: int) -> Callable[[int, int], int]:
    """The points of a measure and a target; its figures are taken out once, for it runs for every manager of a bank."""
    times: int = 2 * 10 ** (8 - scale)
    least, most, double = scoring.from_attainment, scoring.up_to, 2 * scoring.weight

    def found(measure: int, target: int) -> int:
        if measure <= 0:
            return 0
        reached: int = (measure * times + target) // (2 * target)  # the inlined form of `attainment`
        if reached < least:
            return 0
        return (double * min(reached, most) + _ONE) // (2 * _ONE)

    return found


def steps(scoring: Target, measure: int, target: int, scale: int) -> tuple[Node, ...]:
    """Target, attainment, what counts of it, and the weight."""
    reached = attainment(measure, target, scale)
    counted = 0 if measure < 0 or reached < scoring.from_attainment else min(reached, scoring.up_to)
    return (
        Node("step", "target", Text("目标值", "target"), target, 4),
        Node("step", "attainment", Text("完成率", "attainment"), reached, 4),
        Node(
            "step",
            "counted",
            Text("计分完成率(低于下限为零,封顶)", "attainment that counts (0 below the floor, capped)"),
            counted,
            4,
        ),
        Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points"),
    )
