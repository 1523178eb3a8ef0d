"""STEP: points off for each whole step below a line."""

from qiao.engine.errors import Text
from qiao.engine.scoring.methods.events import floor_line
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Step


def whole_steps(scoring: Step, measure: int) -> int:
    """How many whole steps the measure lies below the line."""
    return max(0, (scoring.below - measure) // scoring.step)


def points(scoring: Step, measure: int) -> int:
    """Weight less the deductions, not below the floor. Hundredths."""
    return max(scoring.floor, scoring.weight - scoring.points * whole_steps(scoring, measure))


def steps(scoring: Step, measure: int) -> tuple[Node, ...]:
    """Weight, steps below the line, what they cost, and the floor's help if it gives any."""
    count = whole_steps(scoring, measure)
    weight = Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points")
    below = Node("step", "below", Text("扣分线", "line"), scoring.below, 4)
    whole = Node("step", "steps", Text("低于扣分线的整步数", "whole steps below the line"), count, 0)
    deduction = Node("step", "deduction", Text("扣分", "deduction"), -scoring.points * count, 2, "points")
    return (weight, below, whole, deduction, *floor_line(scoring.floor, (weight, deduction)))
