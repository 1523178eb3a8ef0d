"""What a client brings by measure over the twelve months up to the data date, from the ledger itself."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from qiao.desk.clients import ledger, measures
from qiao.desk.clients.models import Assignment, Client
from qiao.desk.clients.queries import shares
from qiao.desk.clients.queries.balances import Told, seen_of, years_before, yuan
from qiao.desk.clients.queries.shares import Share
from qiao.desk.clients.spans import Span
from qiao.desk.people.models import User
from qiao.engine import SIGNS, Book, Flow, Line

COSTS = tuple(kind for kind, sign in SIGNS.items() if sign < 0)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Sum:
    """A sum of flows in fen and ten-thousandths; None once a flow lacks its exchange rate."""

    weighted: int | None = 0

    def add(self, fen: int | None, factor: int) -> None:
        """Count one flow."""
        self.weighted = None if fen is None or self.weighted is None else self.weighted + fen * factor

    @property
    def value(self) -> Decimal | None:
        """In yuan."""
        return None if self.weighted is None else yuan(shares.rounded(self.weighted, shares.WHOLE_BP))


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure's figure now and in the twelve months before; `query` says which days it is made of."""

    name: str
    value: Decimal | None
    before: Decimal | None
    query: str = ""

    @property
    def label(self) -> str:
        """What it is called."""
        is_average = self.query == f"of={self.name}"
        return str(measures.AVERAGES[self.name] if is_average else measures.GROUPS[self.name])

    @property
    def change(self) -> Decimal | None:
        """By how much it grew."""
        return None if self.value is None or self.before is None else self.value - self.before


@dataclass(frozen=True, slots=True)
class Brought:
    """What a client brings: averages of its balances, its contribution by family and cost, and their sum."""

    first: date
    last: date
    is_own: bool
    averages: list[Measure] = field(default_factory=list)
    parts: list[Measure] = field(default_factory=list)
    total: Measure = Measure("contribution", None, None)


def brought_of(
    client: Client, user: User, told: Told, assignments: list[Assignment], days: list[Span] | None
) -> Brought:
    """What a client brings, by the person's own share where they have one.

    Args:
        client: the client.
        user: who looks.
        told: what the ledger tells, two years of it.
        assignments: those that may be seen.
        days: the days that may be seen; what lies before is then not compared with.
    """
    book = ledger.book()
    assert book is not None, "the ledger has just told"
    last = told.data_date
    first, before = years_before(last, 1), years_before(last, 2)
    own = shares.own(assignments, user, Span(first, last))
    counted = own or shares.WHOLE
    now, then = Span(first, last), Span(before, first - _DAY) if days is None else None
    flows = book.flows_of(client.number, before, last, kinds=SIGNS, spans=seen_of(days, last))
    groups = _groups(book, flows, counted, first)
    parts = [
        Measure(name, now.value, then.value if days is None else None, query)
        for (query, name), (now, then) in groups.items()
    ]
    total, total_before = _total(flows, counted, first)
    return Brought(
        first, last, bool(own),
        [m for m in (_average(name, line, counted, now, then) for name, line in told.longer.items()) if m.value or m.before],
        sorted(parts, key=lambda one: (one.name in COSTS, -(one.value or 0), one.name)),
        Measure("contribution", total.value, total_before.value if days is None else None, "of=contribution"),
    )  # fmt: skip


def _average(name: str, line: Line, counted: Iterable[Share], now: Span, then: Span | None) -> Measure:
    return Measure(name, _averaged(line, counted, now), _averaged(line, counted, then) if then else None, f"of={name}")


def _averaged(line: Line, counted: Iterable[Share], within: Span) -> Decimal | None:
    cut = line.between(within.first, within.last or date.max)
    return yuan(shares.rounded(shares.weight(cut, counted), shares.WHOLE_BP * cut.days)) if cut.days else None


def _groups(
    book: Book, flows: Iterable[Flow], counted: Iterable[Share], first: date
) -> dict[tuple[str, str], tuple[Sum, Sum]]:
    """The flows' sums now and before, by the query of their days and the name of their group."""
    families = {product.product_code: product.family for product in book.products()}
    found: dict[tuple[str, str], tuple[Sum, Sum]] = defaultdict(lambda: (Sum(), Sum()))
    for flow in flows:
        name = group_of(flow, families)
        key = "kind" if name in SIGNS else "family"
        sums = found[f"of=contribution&{key}={name}", name]
        sums[flow.day < first].add(flow.fen, SIGNS[flow.kind] * shares.on(flow.day, counted))
    return found


def _total(flows: Iterable[Flow], counted: Iterable[Share], first: date) -> tuple[Sum, Sum]:
    sums = Sum(), Sum()
    for flow in flows:
        sums[flow.day < first].add(flow.fen, SIGNS[flow.kind] * shares.on(flow.day, counted))
    return sums


def group_of(flow: Flow, families: dict[str, str]) -> str:
    """The family that a flow belongs to; a cost, or a flow without a product, stands for itself."""
    return flow.kind if flow.kind in COSTS or flow.product_code is None else families[flow.product_code]
