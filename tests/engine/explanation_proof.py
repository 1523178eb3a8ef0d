"""Open an explanation to its last row and add it up again, knowing only what is printed in it and the ledger's tables.

Every level must sum exactly to the one above, every method's points must follow from the figures beside it, and the
query of every leaf, run again, must give the same count, sum and digest.
"""

import hashlib
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from qiao.engine.engines.duckdb import Database
from qiao.engine.scoring.nodes import Leaf, Node

Steps = dict[str, Fraction]


def half_up(value: Fraction, places: int) -> Fraction:
    """Rounded half away from zero, by a way of its own."""
    scaled = abs(value) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if value >= 0 else -whole, 10**places)


# What each method makes of its printed steps and the published measure.
_POINTS: dict[str, Callable[[Steps, Fraction], Fraction]] = {
    "TARGET": lambda s, m: half_up(s["weight"] * s["counted"], 2),
    "UNIT": lambda s, m: min(s["cap"], s["per_unit"] * max(Fraction(0), m)),
    "LOWER": lambda s, m: half_up(s["weight"] * _between(m, s["good"], s["bad"]), 2),
    "STEP": lambda s, m: s["weight"] + s["deduction"] + s.get("floor", Fraction(0)),
    "RATE": lambda s, m: half_up(s["weight"] * min(m, 1), 2) if m >= s["from_rate"] else Fraction(0),
    "BONUS": lambda s, m: min(s["cap"], max(Fraction(0), m)),
}


def _between(value: Fraction, good: Fraction, bad: Fraction) -> Fraction:
    return min(Fraction(1), max(Fraction(0), (bad - value) / (bad - good)))


def problems(node: Node, db: Database) -> Iterator[str]:
    """Everything in a tree that does not add up; none for a sound one."""
    yield from _sums(node)
    if node.kind == "indicator":
        yield from _follows(node)
    if node.leaf:
        yield from _leaf(node, node.leaf, db)
    for child in node.children:
        yield from problems(child, db)


def _sums(node: Node) -> Iterator[str]:
    if node.sums and sum((child.exact for child in node.children), Fraction(0)) != node.exact:
        yield f"{node.kind} {node.code}: its parts do not add up to {node.text}"
    if node.kind == "term":
        times = Fraction(node.name.en.rpartition("× ")[2])
        if node.exact != half_up(node.children[0].exact * times, 2):
            yield f"term {node.code}: not {times} times {node.children[0].text}"
    if node.kind == "measure" and node.unit == "ratio" and node.state == "" and len(node.children) == 2:
        yield from _ratio(node)


def _ratio(node: Node) -> Iterator[str]:
    above, below = node.children
    if above.kind == "rate":
        rated = [part.exact for part in node.children if part.state == ""]
        expected = half_up(sum(rated, Fraction(0)) / len(rated), 4)
    else:
        expected = half_up(above.exact / below.exact, 4)
    if node.exact != expected:
        yield f"measure {node.code}: {node.text} is not {above.text} over {below.text}"


def _follows(node: Node) -> Iterator[str]:
    """The points are the method's, and the method's follow from its steps and the measure."""
    method, measure = node.children
    if method.exact != node.exact:
        yield f"indicator {node.code}: the method gives {method.text}, printed {node.text}"
    if node.state != "scored" or method.code not in _POINTS:
        return
    steps = {step.code: step.exact for step in method.children}
    if _POINTS[method.code](steps, measure.exact) != node.exact:
        yield f"indicator {node.code}: {node.text} does not follow from {measure.text} and {steps}"
    if method.code == "TARGET" and half_up(measure.exact / steps["target"], 4) != steps["attainment"]:
        yield f"indicator {node.code}: attainment is not {measure.text} over the target"


def _leaf(node: Node, leaf: Leaf, db: Database) -> Iterator[str]:
    rows = db.rows(leaf.sql, leaf.parameters)
    place = _amount_of(db, leaf.sql, tuple(leaf.parameters.items()))
    amount = sum(int(row[place]) for row in rows)
    if (len(rows), amount, _digest(rows)) != (leaf.rows, leaf.amount, leaf.digest):
        yield f"{node.kind} {node.code}: its query gives other rows than it says"
    if node.unit != "count" and node.kind != "event" and Fraction(leaf.amount, leaf.denominator) != node.exact:
        yield f"{node.kind} {node.code}: the rows' sum is not {node.text}"
    if node.kind == "account" and node.children and len(node.children) != leaf.rows:
        yield f"account {node.code}: lists {len(node.children)} of {leaf.rows} rows"


_PLACES: dict[str, int] = {}


def _amount_of(db: Database, sql: str, parameters: tuple[tuple[str, Any], ...]) -> int:
    """Which column of a leaf's query is the amount; there are a few dozen different queries."""
    if sql not in _PLACES:
        names = [name for name, *_ in db.rows(f"DESCRIBE {sql}", dict(parameters))]
        _PLACES[sql] = names.index("amount")
    return _PLACES[sql]


def _digest(rows: list[tuple[Any, ...]]) -> str:
    lines = ("|".join("" if value is None else str(value) for value in row) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def kinds(node: Node) -> set[str]:
    """The kinds of node that occur in a tree."""
    return {node.kind}.union(*(kinds(child) for child in node.children))
