"""An explanation's nodes as lines: exact figures with their units, ready to be shown, printed or written into a file."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from qiao.desk.common.languages import said
from qiao.desk.score import words
from qiao.engine import Node, Standard


class Line(NamedTuple):
    """A node of an explanation: how deep it lies, what it is, its figure, and what it is measured by.

    Attributes:
        value: exact as it is printed; None for none.
        unit: `CNY`, `USD`, `points`, `count`, `ratio`, `rank`, `flag`, or blank.
        margin: by how much a bar is met or missed.
        bar: what is asked.
        verdict: `met`, `missed`, or blank.
        state: why there is no value: a code of the engine's, or blank.
        has_more: whether something lies below.
    """

    depth: int
    kind: str
    code: str
    name: str
    value: Decimal | None
    unit: str
    verdict: str = ""
    margin: Decimal | None = None
    bar: Decimal | None = None
    note: str = ""
    state: str = ""
    has_more: bool = False

    @property
    def short(self) -> Decimal:
        """By how much a bar is missed."""
        return max(Decimal(0), -(self.margin or Decimal(0)))

    @property
    def state_label(self) -> str:
        """Why there is no value."""
        return str(words.STATES.get(self.state, self.state))


def line_of(node: Node, standard: Standard, depth: int = 0) -> Line:
    """One node."""
    value = value_of(node)
    margin = None if node.margin is None else Decimal(node.margin).scaleb(-(node.scale or 0))
    return Line(
        depth,
        node.kind,
        node.code,
        said(node.name),
        value,
        unit_at(standard, node),
        node.verdict or "",
        margin,
        None if value is None or margin is None else value - margin,
        said(node.note) if node.note else "",
        node.state,
        bool(node.children),
    )


def lines(node: Node, standard: Standard, depth: int = 0) -> Iterator[Line]:
    """A node and everything below it, from above to below."""
    yield line_of(node, standard, depth)
    for child in node.children:
        yield from lines(child, standard, depth + 1)


def value_of(node: Node) -> Decimal | None:
    """A node's figure as it is printed; None for none, and for an outcome, which is none."""
    if isinstance(node.value, int):
        return Decimal(node.value).scaleb(-(node.scale or 0))
    return None if node.value is None or isinstance(node.value, str) else Decimal(node.text)


def unit_at(standard: Standard, node: Node) -> str:
    """What a node's figure is read in; blank for a bare number."""
    return unit_of(standard, node.code) if node.code in standard.measures else node.unit


def unit_of(standard: Standard, measure: str) -> str:
    """What a measure is counted in; blank for what is no measure."""
    found = standard.measures.get(measure)
    if found is None:
        return ""
    # An average number of products is a ratio of counts, and nothing that is read in per cent.
    return "" if found.kind == "active_families" else str(getattr(found, "currency", None) or found.unit)
