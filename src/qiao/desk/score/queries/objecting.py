"""What of a scorecard is objected to: the very node of the explained tree, frozen as it stands, and found again in a newer run."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from qiao.desk.assess.actions.objections import About
from qiao.desk.assess.models import Objection, Outcome, Run
from qiao.desk.assess.models.objections import Subject
from qiao.desk.assess.objecting import Standing
from qiao.desk.assess.queries.results import newest_done
from qiao.desk.common.languages import said
from qiao.desk.score.queries import indicators, marks, results
from qiao.desk.score.queries.nodes import unit_at, value_of
from qiao.desk.ui import figures
from qiao.engine import Node, Standard

_MOST = 120  # lines of a snapshot; the run keeps all of them
_TABLES = {"flow": "flows", "days": "balances", "item": "ratings", "group": "ratings"}
_SILENT = ("term", "method", "rate", "count")  # levels that the path to a row is told without


class Place(NamedTuple):
    """Where somebody points: an indicator, a client in it, and a row; or a line of the quality score.

    Attributes:
        at: of a client: `part` or `part.row` as `indicators.rows_of` has them; else the number of the line that is shown.
    """

    indicator: str = ""
    client: str = ""
    at: str = ""


def about(outcome: Outcome, place: Place) -> About | None:
    """What is pointed at; None where there is no such thing."""
    result = results.result_of(outcome.run)
    standard = result.standard.standard
    if not place.indicator:
        return _about_rating(outcome, standard, marks.told(outcome.run, outcome.manager).children[2], place.at)
    if place.indicator not in result.scores.indicators:
        return None
    tree = results.indicator_of(outcome.run, outcome.manager, place.indicator, place.client)
    chain = _chain(tree, _pointed_at(tree, place))
    return _frozen(outcome, standard, chain, Subject.ROW, place.indicator) if chain else None


def standing(objection: Objection) -> list[Standing]:
    """The figure in the newest run of the period, as near to the very row as it still has."""
    run, outcome = newest_done(objection.period), objection.outcome
    if run is None or run == outcome.run:
        return []
    result = results.result_of(run)
    if outcome.manager not in result.scores.index:
        return []
    tree = _tree_now(objection, run)
    found, is_same = _found_again(tree, objection.key) if tree else (None, False)
    if found is None:
        return []
    value = value_of(found)
    unit = unit_at(result.standard.standard, found)
    return [Standing(str(run), said(found.name), figures.number(value) if value is not None else "–", unit, is_same)]


def _about_rating(outcome: Outcome, standard: Standard, axis: Node, at: str) -> About | None:
    """An item of the quality score, or a group of raters in it."""
    lines = [chain for item in axis.children if item.kind == "item" for chain in _chains(item, ())]
    place = _number(at)
    if place is None or place >= len(lines):
        return None
    chain = [axis, *lines[place]]
    return _frozen(outcome, standard, chain, Subject.RATING, chain[1].code)


def _pointed_at(tree: Node, place: Place) -> Node | None:
    """The node that an address means; the indicator itself where it names no more."""
    measure = tree.children[1]
    if not place.client:
        if not place.at:
            return tree
        shown = [node for child in measure.children for node in _walk(child)]
        return _nth(shown, place.at)
    accounts = indicators.accounts_below(measure, place.client)
    if not place.at:
        return next((node for node in _walk(measure) if (node.kind, node.code) == ("client", place.client)), None)
    part, _dot, row = place.at.partition(".")
    account = _nth(accounts, part)
    if account is None or not row:
        return account
    return _nth([node for child in account.children for node in _walk(child)], row)


def _frozen(outcome: Outcome, standard: Standard, chain: list[Node], subject: Subject, item: str) -> About:
    node, run = chain[-1], outcome.run
    lines = list(_lines(node, standard, 0))
    path = [one for one in chain if one.kind not in _SILENT and (one.kind != "measure" or len(chain) == 2)]
    snapshot: dict[str, Any] = {
        "run": str(run),
        "as_of": run.as_of.isoformat(),
        "standard": run.standard.label,
        "ledger": run.ledger,
        "path": [{"zh": one.name.zh, "en": one.name.en} for one in path if one.kind != "axis"],
        "lines": lines[:_MOST],
        "cut": len(lines) > _MOST,
    }
    key = "/".join(f"{one.kind}:{one.code}" for one in chain[1:])
    return About(subject, _table(chain, standard), item, key, snapshot)


def _lines(node: Node, standard: Standard, depth: int) -> Iterator[dict[str, Any]]:
    """A node and what lies below it, in decimal text and both languages."""
    value = value_of(node)
    yield {
        "depth": min(depth, 4),
        "kind": node.kind,
        "code": node.code,
        "zh": node.name.zh,
        "en": node.name.en,
        "value": "" if value is None else f"{value:f}",
        "unit": unit_at(standard, node),
        "note_zh": node.note.zh if node.note else "",
        "note_en": node.note.en if node.note else "",
    }
    for child in node.children:
        yield from _lines(child, standard, depth + 1)


def _table(chain: list[Node], standard: Standard) -> str:
    """The ledger's table that a row is of: by what it is, else by the measure that it is in."""
    for node in reversed(chain):
        if node.kind in _TABLES:
            return _TABLES[node.kind]
        if node.code in standard.measures and (tables := _needed(standard, node.code)):
            return tables[-1]
    measure = chain[0].children[1] if len(chain[0].children) > 1 else chain[0]
    found = _needed(standard, measure.code) if measure.code in standard.measures else ()
    return found[-1] if found else "targets"


def _needed(standard: Standard, name: str) -> tuple[str, ...]:
    measure = standard.measures[name]
    return (*(table for part in measure.parts for table in _needed(standard, part)), *measure.tables)


# --- ways through a tree ------------------------------------------------------------------------------------------------


def _tree_now(objection: Objection, run: Run) -> Node | None:
    """The same indicator, or the quality score, in another run."""
    manager = objection.outcome.manager
    if objection.subject == Subject.RATING:
        return marks.told(run, manager).children[2]
    if objection.item not in results.result_of(run).scores.indicators:
        return None
    client = next((part[7:] for part in objection.key.split("/") if part.startswith("client:")), "")
    return results.indicator_of(run, manager, objection.item, client)


def _found_again(tree: Node, key: str) -> tuple[Node, bool]:
    """The node at the end of a key, else the deepest that is still there."""
    node = tree
    for part in key.split("/") if key else []:
        kind, _colon, code = part.partition(":")
        below = next((one for one in node.children if (one.kind, one.code) == (kind, code)), None)
        if below is None:
            return node, False
        node = below
    return node, True


def _chain(tree: Node, target: Node | None) -> list[Node]:
    """From the top down to a node; nothing where there is none."""
    if target is None:
        return []
    return next((list(chain) for chain in _chains(tree, ()) if chain[-1] is target), [])


def _chains(node: Node, above: tuple[Node, ...]) -> Iterator[tuple[Node, ...]]:
    here = (*above, node)
    yield here
    for child in node.children:
        yield from _chains(child, here)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _nth(nodes: list[Node], text: str) -> Node | None:
    place = _number(text)
    return nodes[place] if place is not None and place < len(nodes) else None


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 6 else None
