"""One indicator of one manager: points, curve, and the clients that what was measured is made of."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from qiao.desk.assess.models import Outcome
from qiao.desk.common.languages import said
from qiao.desk.score import words
from qiao.desk.score.queries import results
from qiao.desk.score.queries.nodes import Line, line_of, lines
from qiao.engine import Node, Standard, curve

_MOST_COLUMNS = 3
_LARGEST = 5


class ClientRow(NamedTuple):
    """What a client brought: a figure for each column and in all, its part of the whole, its part of the points."""

    number: str
    name: str
    figures: tuple[Decimal | None, ...]
    total: Decimal
    part: Decimal | None
    points: Decimal | None

    @property
    def bar(self) -> int:
        """Its part in whole per cent from 0 to 100: the length of a bar."""
        return max(0, min(100, int(100 * (self.part or 0))))


@dataclass(frozen=True, slots=True)
class Clients:
    """The clients of a measure, the largest first; `headings` name the columns beside the total."""

    headings: tuple[str, ...]
    sums: tuple[Decimal | None, ...]
    rows: list[ClientRow]
    rounding: Decimal | None

    @property
    def largest(self) -> list[ClientRow]:
        """The few that most of it comes from."""
        return [row for row in self.rows if row.part is not None][:_LARGEST]


class Rows(NamedTuple):
    """An account of a client in a measure, or the client itself, with the days and flows that count; `above` names the measure."""

    above: str
    line: Line
    rows: list[Line]


@dataclass(frozen=True, slots=True)
class Opened:
    """An indicator opened.

    Attributes:
        steps: how the method came to the points.
        corners, at: the scoring curve, and where one stands on it; `axis` is what it runs along.
        clients: None where what was measured is no list of clients; then `lines` say what it is made of.
    """

    code: str
    name: str
    points: Decimal
    full: Decimal
    state: str
    method: str
    note: str
    measured: Line
    steps: list[Line]
    axis: str
    is_ratio: bool
    corners: list[tuple[Decimal, Decimal]]
    at: tuple[Decimal, Decimal] | None
    clients: Clients | None
    lines: list[Line]

    @property
    def state_label(self) -> str:
        """Why it has no figure."""
        return str(words.STATES.get(self.state, self.state))


def opened(outcome: Outcome, code: str) -> Opened | None:
    """An indicator, opened down to clients; None where the standard has none of that code."""
    result = results.result_of(outcome.run)
    if code not in result.scores.indicators:
        return None
    standard = result.standard.standard
    item = result.scores.indicators[code].indicator
    tree = results.indicator_of(outcome.run, outcome.manager, code)
    method, measure = tree.children
    axis, scale, corners, at = curve(result.scores, outcome.manager, code)
    clients = _clients(measure, standard, _points(outcome, code))
    return Opened(
        code=code,
        name=said(tree.name),
        points=Decimal(tree.text or 0),
        full=Decimal(item.full_points).scaleb(-2),
        state=tree.state,
        method=str(words.METHODS.get(method.code, method.code)),
        note=" ".join(said(node.note) for node in (tree, method) if node.note),
        measured=line_of(measure, standard),
        steps=[line for node in method.children for line in lines(node, standard)],
        axis=said(axis),
        is_ratio=scale == 4,  # a share or an attainment, at ten-thousandths
        corners=[(_at(x, scale), _at(y, 2)) for x, y in corners],
        at=None if at is None else (_at(at[0], scale), _at(at[1], 2)),
        clients=clients,
        lines=[] if clients else [line for node in measure.children for line in lines(node, standard)],
    )


def rows_of(outcome: Outcome, code: str, client: str) -> tuple[str, list[Rows]]:
    """A client's name, and its accounts with their days and flows, in an indicator; nothing for a client not in it."""
    standard = results.result_of(outcome.run).standard.standard
    _method, measure = results.indicator_of(outcome.run, outcome.manager, code, client).children
    found = list(_clients_below(measure, client, ()))
    name = said(found[0][1].name) if found else ""
    return name, [rows for above, node in found for rows in _rows(node, " › ".join(above), standard)]


def accounts_below(measure: Node, client: str) -> list[Node]:
    """The nodes that `rows_of` tells a part of, in the same order."""
    return [node for _above, found in _clients_below(measure, client, ()) for node in _accounts(found)]


def _clients_below(node: Node, client: str, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    """Wherever a tree has the client, with the names of what lies above it there."""
    for child in node.children:
        if child.kind == "client":
            if child.code == client:
                yield above, child
        else:
            # A term and its measure are one thing: the term says by what it is multiplied.
            named = () if child.kind == "measure" and node.kind == "term" else (said(child.name),)
            yield from _clients_below(child, client, (*above, *named))


def _rows(node: Node, above: str, standard: Standard) -> Iterator[Rows]:
    for one in _accounts(node):
        yield Rows(above, line_of(one, standard), [line for child in one.children for line in lines(child, standard)])


def _accounts(client: Node) -> list[Node]:
    """A client's accounts, or the client itself where what counts is not by account."""
    return [child for child in client.children if child.kind == "account"] or [client]


def _points(outcome: Outcome, code: str) -> dict[str, Decimal]:
    found = results.brought_of(outcome.run).points_of(outcome.manager)
    return {one.client_id: one.points for one in found if one.indicator == code}


def _clients(measure: Node, standard: Standard, points: dict[str, Decimal]) -> Clients | None:
    """The clients of a measure that is a sum over them, or of its terms that are."""
    parts = _parts(measure, standard)
    if not parts or not any(node.kind == "client" for _factor, part in parts for node in part.children):
        return None
    columns = [{node.code: node for node in part.children if node.kind == "client"} for _factor, part in parts]
    names = {code: said(node.name) for column in columns for code, node in column.items()}
    totals = {
        code: sum(
            (
                factor * column[code].exact
                for (factor, _part), column in zip(parts, columns, strict=True)
                if code in column
            ),
            Fraction(0),
        )
        for code in names
    }
    whole = sum(totals.values(), Fraction(0))
    has_columns = 1 < len(parts) <= _MOST_COLUMNS
    scale = measure.scale if measure.scale is not None else 2
    rows = [
        ClientRow(
            code,
            names[code],
            tuple(_rounded(column[code].exact, scale) if code in column else None for column in columns)
            if has_columns
            else (),
            _rounded(totals[code], scale),
            _rounded(totals[code] / whole, 4) if whole else None,
            points.get(code),
        )
        for code in sorted(names, key=lambda code: (-abs(totals[code]), code))
    ]
    left = [node for _factor, part in parts for node in part.children if node.kind == "rounding"]
    return Clients(
        tuple(said(part.name) for _factor, part in parts) if has_columns else (),
        tuple(line_of(part, standard).value for _factor, part in parts) if has_columns else (),
        rows,
        _rounded(left[0].exact, 4) if len(left) == 1 and len(parts) == 1 else None,
    )


def _parts(measure: Node, standard: Standard) -> list[tuple[Fraction, Node]]:
    """A measure as sums over clients, each with the factor by which it enters; nothing where it is something else."""
    if any(child.kind == "client" for child in measure.children):
        return [(Fraction(1), measure)]
    terms = [child for child in measure.children if child.kind == "term"]
    if not terms or len(terms) != len(measure.children):
        return []
    found = []
    for node, factor in zip(terms, _factors(standard, measure.code), strict=True):
        below = node.children[0]
        if any(child.kind == "term" for child in below.children):
            found += [(factor * inner, part) for inner, part in _parts(below, standard)]
        else:
            found.append((factor, below))
    return found


def _factors(standard: Standard, name: str) -> list[Fraction]:
    """What the terms of a measure are multiplied by; an increase is the one less the other."""
    terms = getattr(standard.measures[name], "terms", None)
    return [Fraction(1), Fraction(-1)] if terms is None else [Fraction(term.times, 10_000) for term in terms]


def _rounded(value: Fraction, scale: int) -> Decimal:
    """An exact value as it is read, half up."""
    units = abs(value) * 10**scale
    whole = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-scale)


def _at(units: int, scale: int) -> Decimal:
    return Decimal(units).scaleb(-scale)
