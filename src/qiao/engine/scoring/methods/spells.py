"""SPELLS: each overdue spell costs its band's points."""

from collections.abc import Sequence

from qiao.engine.errors import Text
from qiao.engine.measures.events import Event
from qiao.engine.scoring.methods.events import floor_line
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Spells


def cost(scoring: Spells, overdue_days: int) -> int:
    """The points of the first band that holds the spell's highest overdue days. Hundredths."""
    return next(
        (band.points for band in scoring.bands if band.up_to_days is None or overdue_days <= band.up_to_days), 0
    )


def points(scoring: Spells, events: Sequence[Event]) -> int:
    """Weight less the spells' costs, not below the floor. Hundredths."""
    return max(scoring.floor, scoring.weight - sum(cost(scoring, event.quantity) for event in events))


def steps(scoring: Spells, events: Sequence[Event]) -> tuple[Node, ...]:
    """Weight, each spell's cost, and the floor's help if it gives any."""
    costs = tuple(
        Node("event", event.subject, Text(f"{event.client_id} 账户 {event.subject} 最高逾期 {event.quantity} 天",
             f"{event.client_id} account {event.subject}, at most {event.quantity} days overdue"), -cost(scoring, event.quantity), 2, "points")
        for event in events
    )  # fmt: skip
    weight = Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points")
    return (weight, *costs, *floor_line(scoring.floor, (weight, *costs)))
