"""The days that a figure is made of: every step of a balance or every flow, their sum, and the division, exact to the fen."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from uuid import UUID

from qiao.desk.clients import ledger, measures
from qiao.desk.clients.models import Account, Assignment, Client
from qiao.desk.clients.queries import scope, shares
from qiao.desk.clients.queries.balances import seen_of, yuan
from qiao.desk.clients.queries.brought import group_of
from qiao.desk.clients.queries.shares import WHOLE, WHOLE_BP, Share
from qiao.desk.clients.spans import Span
from qiao.desk.people.models import User
from qiao.engine import BOOKS, SIGNS, AccountLine, Book, Flow, Line, part_of, series


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which figure: a book, `account` or `contribution`, over which days, whole or by the person's own share."""

    of: str
    first: date
    last: date
    account: Account | None = None
    family: str = ""
    kind: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class DayRow:
    """Days with one balance; `product` is balance × days × share, in yuan."""

    first: date
    last: date
    balance: Decimal
    share: Decimal
    days: int
    product: Decimal


@dataclass(frozen=True, slots=True)
class FlowRow:
    """A flow; `counted` is its amount with its sign and by the share, None where its exchange rate is missing."""

    flow: Flow
    product: str
    share: Decimal
    counted: Decimal | None

    @property
    def kind_name(self) -> str:
        """What kind of flow it is."""
        return str(measures.KINDS[self.flow.kind])

    @property
    def own(self) -> Decimal:
        """Its amount in its own currency."""
        return Decimal(self.flow.cents).scaleb(-2)


@dataclass(frozen=True, slots=True)
class PartRow:
    """An account's part of a book: its own balance × days × share."""

    number: str
    account: Account | None
    product: str
    product_sum: Decimal


@dataclass(frozen=True, slots=True)
class Days:
    """A figure and everything that it is made of; `figure` is `sum` ÷ `days`, or for flows `sum` itself."""

    wanted: Wanted
    shares: tuple[Share, ...]
    first: date
    last: date
    days: int
    sum: Decimal | None
    figure: Decimal | None
    rows: list[DayRow] = field(default_factory=list)
    flows: list[FlowRow] = field(default_factory=list)
    parts: list[PartRow] = field(default_factory=list)


def told_of(client: Client, user: User, days: list[Span] | None, wanted: Wanted) -> Days | None:
    """The days of a figure, of those that may be seen; None where the ledger tells nothing of them."""
    book = ledger.book()
    if book is None or book.data_date is None:
        return None
    counted = _counted(client, user, days, wanted)
    seen = seen_of(days, book.data_date)
    try:
        if wanted.of == "contribution":
            return _flows(book, client, seen, wanted, counted)
        return _balances(book, client, seen, wanted, counted)
    except KeyError:  # the newest ledger does not know this client
        return None


def account_of(client: Client, uuid: UUID, days: list[Span] | None) -> Account | None:
    """An account of the client's by its public id, if it was open on a day that may be seen."""
    found = Account.objects.filter(client=client, uuid=uuid).select_related("product").first()
    if found is None or days is None:
        return found
    was_open = Span(found.opened_on, found.closed_on)
    return found if any(was_open.meeting(span) for span in days) else None


def _counted(client: Client, user: User, days: list[Span] | None, wanted: Wanted) -> tuple[Share, ...]:
    if not wanted.is_own:
        return WHOLE
    assignments: Iterable[Assignment] = scope.assignments_of(client, days, user)
    return shares.own(assignments, user, Span(wanted.first, wanted.last)) or WHOLE


def _balances(
    book: Book, client: Client, seen: list[tuple[date, date]] | None, wanted: Wanted, counted: tuple[Share, ...]
) -> Days | None:
    read = series(book, client.number, wanted.first, wanted.last, spans=seen, with_accounts=True)
    whole = read.books["deposit"]  # covers the days asked for, as every line does
    line = _of_account(read.accounts, wanted.account, whole) if wanted.of == "account" else read.books[wanted.of]
    if line is None or not line.steps:
        return None
    rows = [_day(step.first, step.last, step.fen, bp) for step, bp in shares.pieces(line, counted)]
    weighted = shares.weight(line, counted)
    return Days(
        wanted, counted, line.steps[0].first, line.steps[-1].last, line.days,
        _exact(weighted), yuan(shares.rounded(weighted, WHOLE_BP * line.days)), rows,
        parts=[] if wanted.of == "account" else _parts(book, client, read.accounts, wanted.of, counted),
    )  # fmt: skip


def _of_account(accounts: Iterable[AccountLine], account: Account | None, whole: Line) -> Line | None:
    """An account's own line; one without a balance in these days has 0 on each of them."""
    if account is None:
        return None
    nothing = Line(tuple(step._replace(fen=0) for step in whole.steps))
    return next((found.cny for found in accounts if found.account_id == account.number), nothing)


def _parts(
    book: Book, client: Client, accounts: Iterable[AccountLine], of: str, counted: tuple[Share, ...]
) -> list[PartRow]:
    known = {account.number: account for account in Account.objects.filter(client=client)}
    names = {product.product_code: product.name or product.product_code for product in book.products()}
    lines = [(account, line) for account in accounts if (line := part_of(book, account, BOOKS[of])) is not None]
    rows = [
        PartRow(one.account_id, known.get(one.account_id), names[one.product_code], _exact(shares.weight(line, counted)))
        for one, line in lines
    ]  # fmt: skip
    return sorted((row for row in rows if row.product_sum), key=lambda row: (-row.product_sum, row.number))


def _flows(
    book: Book, client: Client, seen: list[tuple[date, date]] | None, wanted: Wanted, counted: tuple[Share, ...]
) -> Days | None:
    families = {product.product_code: product.family for product in book.products()}
    names = {product.product_code: product.name or product.product_code for product in book.products()}
    found = [
        flow
        for flow in book.flows_of(client.number, wanted.first, wanted.last, kinds=SIGNS, spans=seen)
        if _is_wanted(flow, families, wanted)
    ]
    rows = [_flow(flow, names.get(flow.product_code or "", ""), shares.on(flow.day, counted)) for flow in found]
    weights = [
        None if flow.fen is None else flow.fen * SIGNS[flow.kind] * shares.on(flow.day, counted) for flow in found
    ]
    known = [weight for weight in weights if weight is not None]
    total = sum(known) if len(known) == len(weights) else None
    lines = series(book, client.number, wanted.first, wanted.last, spans=seen).books["deposit"]
    if not lines.steps:
        return None
    return Days(
        wanted, counted, lines.steps[0].first, lines.steps[-1].last, lines.days,
        None if total is None else _exact(total), None if total is None else yuan(shares.rounded(total, WHOLE_BP)), flows=rows,
    )  # fmt: skip


def _is_wanted(flow: Flow, families: dict[str, str], wanted: Wanted) -> bool:
    group = group_of(flow, families)
    return (not wanted.family or group == wanted.family) and (not wanted.kind or group == wanted.kind)


def _flow(flow: Flow, product: str, bp: int) -> FlowRow:
    counted = None if flow.fen is None else _exact(flow.fen * SIGNS[flow.kind] * bp)
    return FlowRow(flow, product, Decimal(bp).scaleb(-4), counted)


def _day(first: date, last: date, fen: int, bp: int) -> DayRow:
    days = (last - first).days + 1
    return DayRow(first, last, Decimal(fen).scaleb(-2), Decimal(bp).scaleb(-4), days, _exact(fen * days * bp))


def _exact(weighted: int) -> Decimal:
    """Fen and ten-thousandths as yuan, with no more places than it needs beyond the second."""
    value = Decimal(weighted).scaleb(-6)
    short = value.quantize(Decimal("0.01"))
    return short if short == value else value.normalize()
