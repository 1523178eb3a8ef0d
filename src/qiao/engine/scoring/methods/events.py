"""EVENTS: each group of newly non-performing accounts costs points, more when it is large."""

from collections.abc import Sequence

from qiao.engine import money
from qiao.engine.errors import Text
from qiao.engine.measures.events import Event
from qiao.engine.scoring.nodes import Node
from qiao.engine.standards.model import Events


def groups(events: Sequence[Event]) -> dict[str, int]:
    """The balances (fen) of a manager's events summed by client."""
    sums: dict[str, int] = {}
    for event in events:
        sums[event.client_id] = sums.get(event.client_id, 0) + event.amount
    return sums


def cost(scoring: Events, amount: int) -> int:
    """What one group costs: `each`, or `each` × whole multiples of the amount, whichever is more. Hundredths."""
    return scoring.each * max(1, amount // scoring.per_amount.units)


def points(scoring: Events, events: Sequence[Event]) -> int:
    """Weight less the groups' costs, not below the floor. Hundredths."""
    return max(scoring.floor, scoring.weight - sum(cost(scoring, amount) for amount in groups(events).values()))


def steps(scoring: Events, events: Sequence[Event]) -> tuple[Node, ...]:
    """Weight, each group's cost, and the floor's help if it gives any."""
    costs = tuple(
        Node("client", client, Text(f"新发生不良 {client}", f"newly non-performing {client}"), -cost(scoring, amount), 2, "points",
             note=Text(f"余额合计 {money.as_text(amount, 2)} 元", f"balances of CNY {money.as_text(amount, 2)}"))
        for client, amount in sorted(groups(events).items())
    )  # fmt: skip
    weight = Node("step", "weight", Text("分值", "weight"), scoring.weight, 2, "points")
    return (weight, *costs, *floor_line(scoring.floor, (weight, *costs)))


def floor_line(floor: int, parts: Sequence[Node]) -> tuple[Node, ...]:
    """The line that lifts a sum of deductions up to the floor; none when it is not needed."""
    total = sum(part.value for part in parts if isinstance(part.value, int))
    return (Node("step", "floor", Text("保底", "floor"), floor - total, 2, "points"),) if total < floor else ()
