"""Branches are a tree with one root."""

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule

_ROOT = Rule("one_root", "branches", "parent_id")
_CIRCLE = Rule("circle", "branches", "parent_id")


def check(listing: Listing) -> None:
    """Report roots beyond the first, a missing root, and branches that are their own superior."""
    found = listing.db.rows("SELECT branch_id, parent_id, part, row FROM e_branches ORDER BY part, row, branch_id")
    roots = [(branch, part, row) for branch, parent, part, row in found if parent is None]
    for branch, part, row in roots[1:]:
        text = Text(
            f"机构 {branch} 与 {roots[0][0]} 都没有上级;机构应为一棵树,只有一个总行,请补上级机构。",
            f"{branch} has no superior and neither has {roots[0][0]}; branches are one tree with one root, name its parent.",
        )
        listing.add(_ROOT, part, row, branch, text)
    parents = {branch: parent for branch, parent, _, _ in found}
    safe: set[str] = set()
    for branch, parent, part, row in found:
        if _is_in_circle(branch, parents, safe):
            text = Text(
                f"机构 {branch} 的上级链条绕回了自己;请更正上级机构。",
                f"{branch} is its own superior along the chain of parents; correct the parent.",
            )
            listing.add(_CIRCLE, part, row, parent, text)


def _is_in_circle(branch: str, parents: dict[str, str | None], safe: set[str]) -> bool:
    """Whether the chain of parents never ends; `safe` gathers those whose chain does."""
    met: list[str] = []
    seen: set[str] = set()
    at: str | None = branch
    while at is not None and at not in safe:
        if at in seen:
            return True
        seen.add(at)
        met.append(at)
        at = parents.get(at)
    safe.update(met)
    return False
