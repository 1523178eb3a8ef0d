"""What is told of the marks behind a quality score: how many there are, and never what others of a group thought of an item."""

from dataclasses import replace

from qiao.desk.assess.models import Run
from qiao.desk.score.queries.results import result_of
from qiao.engine import Node, outline

_OTHERS = frozenset({"superior", "peer", "office"})  # whose marks are told to nobody


def told(run: Run, manager: str) -> Node:
    """A manager's decision down to measures, as whoever does not read every result may have it.

    A group's mean of an item is left out: of a superior that would be one person's own mark.
    """
    tree = outline(result_of(run), manager)
    *axes, quality = tree.children
    return replace(tree, children=(*axes, replace(quality, children=tuple(map(_told, quality.children)))))


def _told(node: Node) -> Node:
    """An item with its groups; a bar as it is."""
    children = tuple(replace(one, value=None) if one.code in _OTHERS else one for one in node.children)
    return replace(node, children=children) if node.kind == "item" else node
