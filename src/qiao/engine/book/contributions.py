"""What one client brought, by measure and in points, from a finished run's own files.

brought = Brought(load_run(Path("run")))     # kept by a process for as long as it shows the run; any thread may use it
for value in brought.values("C000123"): …
"""

import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from qiao.engine import money
from qiao.engine.book.ordered import OrderedFile
from qiao.engine.runs import Run
from qiao.engine.standards.measures import (
    Average,
    Base,
    Capital,
    Difference,
    Flow,
    Net,
    NewAccounts,
    NewEffectiveClients,
    NewFlowClients,
    PeriodEnd,
)
from qiao.engine.standards.model import Standard

_ADDITIVE = (*(Average, Base, Capital, Difference, Flow, NewAccounts, NewEffectiveClients, NewFlowClients, PeriodEnd),)
_MANAGERS_KEPT = 32
_COLUMNS = ("client_id", "measure", "numerator", "denominator", "value")
Figures = dict[str, dict[str, Fraction]]


class ClientValue(NamedTuple):
    """What a client brought to a manager in one measure: exactly numerator ÷ denominator, and rounded to 0.01."""

    manager_id: str
    client_id: str
    measure: str
    numerator: int
    denominator: int
    value: Decimal


class ClientPoints(NamedTuple):
    """A client's part of a manager's points for one indicator; all the manager's clients' parts add up to the points."""

    manager_id: str
    client_id: str
    indicator: str
    measure: str
    points: Decimal


class Brought:
    """Reads a run's clients.parquet by manager, so that it costs the same in a bank of any size."""

    def __init__(self, run: Run) -> None:
        """Open the run's client figures."""
        self.run = run
        self._file = OrderedFile(
            run.folder / "clients.parquet", "manager_id", repeating=("manager_id", "client_id", "measure")
        )
        self._lock = threading.Lock()
        self._rows = lru_cache(_MANAGERS_KEPT)(lambda manager: self._file.rows(manager, _COLUMNS))
        self._shared = lru_cache(_MANAGERS_KEPT)(self._share)

    def values(self, client_id: str, manager_ids: Iterable[str] | None = None) -> tuple[ClientValue, ...]:
        """What the client brought to these managers (None: to all that had it), by manager in the run's order of measures.

        Without managers the first call of all reads the file through once, to know who had whom; its size then stays small.
        """
        asked = self.managers_of(client_id) if manager_ids is None else sorted(set(manager_ids))
        return tuple(value for manager in asked for value in self._values(manager, client_id))

    def values_in(self, manager_id: str, measures: Collection[str]) -> dict[str, dict[str, Decimal]]:
        """What every client brought to one manager in these measures, rounded to 0.01, by client and measure."""
        rows = self._rows(manager_id)
        own = rows.filter(pc.is_in(rows.column("measure"), value_set=pa.array(sorted(measures), pa.string())))
        found: dict[str, dict[str, Decimal]] = defaultdict(dict)
        columns = (own.column(name).to_pylist() for name in ("client_id", "measure", "value"))
        for client, measure, value in zip(*columns, strict=True):
            found[client][measure] = value
        return dict(found)

    def points(self, client_id: str, manager_ids: Iterable[str] | None = None) -> tuple[ClientPoints, ...]:
        """The client's points with these managers, for every indicator whose measure is a sum over clients.

        An indicator's points × the client's measure ÷ the manager's, by the largest remainder to 0.01 (of equal ones the
        lower client_id first); none where the manager's measure is 0.
        """
        asked = self.managers_of(client_id) if manager_ids is None else sorted(set(manager_ids))
        return tuple(found for manager in asked for found in self._points(manager, client_id))

    def points_of(self, manager_id: str) -> tuple[ClientPoints, ...]:
        """What every client brought to a manager in points, by indicator; see `points`."""
        measures = {indicator.code: indicator.measure for indicator in self.run.standard.standard.indicators}
        return tuple(
            ClientPoints(manager_id, client, code, measures[code], money.as_decimal(points, 2))
            for code, parts in self._shared(manager_id).items()
            for client, points in parts.items()
        )

    def managers_of(self, client_id: str) -> list[str]:
        """The managers with figures of the client."""
        clients, managers = self._pairs
        first = bisect_left(range(len(clients)), client_id, key=lambda place: clients[place].as_py())
        found = []
        while first < len(clients) and clients[first].as_py() == client_id:
            found.append(str(managers[first].as_py()))
            first += 1
        return sorted(set(found))

    @property
    def _pairs(self) -> tuple[pa.Array, pa.Array]:
        with self._lock:
            return self._read_pairs

    @cached_property
    def _read_pairs(self) -> tuple[pa.Array, pa.Array]:
        """Client and manager of every row once, ordered by client."""
        key = ["client_id", "manager_id"]
        schema = pq.read_schema(self.run.folder / "clients.parquet")
        plain = pa.schema([schema.field(name) for name in key])
        found = [plain.empty_table()]
        found.extend(
            piece.group_by(key, use_threads=False).aggregate([]).cast(plain) for piece in self._file.batches(key)
        )
        pairs = pa.concat_tables(found).group_by(key, use_threads=False).aggregate([]).sort_by("client_id")
        return pairs.column("client_id").combine_chunks(), pairs.column("manager_id").combine_chunks()

    def _values(self, manager: str, client: str) -> list[ClientValue]:
        rows = self._rows(manager)
        own = rows.filter(pc.equal(rows.column("client_id"), client))
        columns = (column.to_pylist() for column in own.columns)
        return [
            ClientValue(manager, client, measure, int(numerator), int(denominator), value)
            for _, measure, numerator, denominator, value in zip(*columns, strict=True)
        ]

    def _points(self, manager: str, client: str) -> list[ClientPoints]:
        measures = {indicator.code: indicator.measure for indicator in self.run.standard.standard.indicators}
        return [
            ClientPoints(manager, client, code, measures[code], money.as_decimal(parts[client], 2))
            for code, parts in self._shared(manager).items()
            if client in parts
        ]

    def _share(self, manager: str) -> dict[str, dict[str, int]]:
        """The manager's points of each indicator, in hundredths, shared among all clients."""
        scored = self._scored(manager)
        standard = self.run.standard.standard
        sums = {
            i.code: i.measure for i in standard.indicators if i.code in scored and _is_additive(standard, i.measure)
        }
        figures = _figures(standard, set(sums.values()), self._rows(manager))
        return {code: shared(scored[code], figures[measure]) for code, measure in sums.items()}

    @cached_property
    def _indicators(self) -> pa.Table:
        texts = dict.fromkeys(("manager_id", "indicator", "points"), pa.string())
        options = arrow_csv.ConvertOptions(
            include_columns=list(texts), column_types=texts, strings_can_be_null=False, quoted_strings_can_be_null=False
        )
        return arrow_csv.read_csv(
            self.run.folder / "indicators.csv",
            read_options=arrow_csv.ReadOptions(use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=options,
        )

    def _scored(self, manager: str) -> dict[str, int]:
        """The manager's points by indicator, in hundredths."""
        rows = self._indicators.filter(pc.equal(self._indicators.column("manager_id"), manager))
        codes, points = (rows.column(name).to_pylist() for name in ("indicator", "points"))
        return {code: money.parse(text, 2) for code, text in zip(codes, points, strict=True) if text}


def _is_additive(standard: Standard, name: str) -> bool:
    measure = standard.measures[name]
    if isinstance(measure, Net):
        return all(_is_additive(standard, term.measure) for term in measure.terms)
    return isinstance(measure, _ADDITIVE)


def _figures(standard: Standard, wanted: set[str], rows: pa.Table) -> Figures:
    """Each client's exact figure of every measure asked for."""
    direct: Figures = defaultdict(dict)
    names = {name for measure in wanted for name in _terms(standard, measure)}
    own = rows.filter(pc.is_in(rows.column("measure"), value_set=pa.array(sorted(names), pa.string())))
    columns = (own.column(name).to_pylist() for name in ("client_id", "measure", "numerator", "denominator"))
    for client, measure, numerator, denominator in zip(*columns, strict=True):
        direct[measure][client] = Fraction(int(numerator), int(denominator))
    return {measure: _summed(direct, _terms(standard, measure)) for measure in wanted}


def _terms(standard: Standard, name: str) -> dict[str, Fraction]:
    """The measures that stand in the run's client figures, each with the factor by which it enters this one."""
    measure = standard.measures[name]
    if not isinstance(measure, Net):
        return {name: Fraction(1)}
    terms: dict[str, Fraction] = defaultdict(Fraction)
    for term in measure.terms:
        for part, factor in _terms(standard, term.measure).items():
            terms[part] += factor * Fraction(term.times, 10_000)
    return dict(terms)


def _summed(direct: Mapping[str, Mapping[str, Fraction]], terms: Mapping[str, Fraction]) -> dict[str, Fraction]:
    figures: dict[str, Fraction] = defaultdict(Fraction)
    for part, factor in terms.items():
        for client, figure in direct.get(part, {}).items():
            figures[client] += factor * figure
    return dict(figures)


def shared(total: int, figures: Mapping[str, Fraction]) -> dict[str, int]:
    """`total` shared in proportion to the figures by the largest remainder; nothing where they add up to 0."""
    whole = sum(figures.values(), Fraction(0))
    if not whole:
        return {}
    quotas = {name: total * figure / whole for name, figure in figures.items()}
    parts = {name: quota.__floor__() for name, quota in quotas.items()}
    by_remainder: Sequence[str] = sorted(quotas, key=_largest_remainder(quotas, parts))
    for name in by_remainder[: total - sum(parts.values())]:
        parts[name] += 1
    return parts


def _largest_remainder(
    quotas: Mapping[str, Fraction], parts: Mapping[str, int]
) -> Callable[[str], tuple[Fraction, str]]:
    return lambda name: (parts[name] - quotas[name], name)
