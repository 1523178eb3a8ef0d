"""What is told of the marks behind a quality score: how many there are, and never one person's own (see docs/ratings.md)."""

from dataclasses import replace
from typing import Any

from qiao.desk.assess.models import Run
from qiao.desk.score.queries.results import result_of
from qiao.engine import Node, outline

_OTHERS = frozenset({"superior", "peer", "office"})  # whose marks are told to nobody
WITHHELD = "withheld"  # the state of a figure that there is and that is not told


def told(run: Run, manager: str) -> Node:
    """A manager's decision down to measures, as whoever does not read every result may have it.

    A group's mean of an item is withheld: of a superior that would be one person's own mark. So is the score of an item that one
    other person alone has rated.
    """
    result = result_of(run)
    tree, items = outline(result, manager), result.scores.quality_of(result.scores.index[manager]).items
    alone = {one.item.code for one in items if is_alone(one)}
    *axes, quality = tree.children
    nodes = tuple(_told(node, alone) if node.kind == "item" else node for node in quality.children)
    return replace(tree, children=(*axes, replace(quality, children=nodes)))


def is_alone(item: Any) -> bool:
    """Whether one other person alone rated an item of the engine's quality score: its score would be that person's mark."""
    others: int = sum(mean.count for mean in item.groups if mean.group in _OTHERS)
    return others == 1


def _told(item: Node, alone: set[str]) -> Node:
    groups = tuple(_withheld(one) if one.code in _OTHERS else one for one in item.children)
    return replace(_withheld(item) if item.code in alone else item, children=groups)


def _withheld(node: Node) -> Node:
    return replace(node, value=None, state=WITHHELD)
