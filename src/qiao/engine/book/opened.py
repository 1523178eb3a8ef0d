"""A store's newest prepared ledger, opened for reading: its tables row by row or as Arrow, and one client's own rows.

    book = open_book(Path("store"))
    for client in book.clients(): …

Files are only read, by key where a client is asked for; no database engine is involved and nothing else is opened.
"""

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.book.days import Span, as_dates, is_inside, last_days, windows
from qiao.engine.book.ordered import Layered, OrderedFile
from qiao.engine.book.rows import (
    Account,
    Assignment,
    BatchNote,
    Branch,
    Client,
    Flow,
    Holding,
    Limit,
    Manager,
    ManagerTarget,
    Product,
)
from qiao.engine.holds import Hold
from qiao.engine.ledger import store as stores
from qiao.engine.ledger.batches import Batch
from qiao.engine.ledger.prepared import MADE, Prepared
from qiao.engine.measures import selecting
from qiao.engine.periods import day_number, from_number

_FILES = (
    *(
        "branches",
        "managers",
        "products",
        "clients",
        "accounts",
        "assignments",
        "holdings",
        "limits",
        "flows",
        "targets",
    ),
    *("intervals", "foreign_steps", "untranslated"),
)
_REPEATING = {"flows": ("kind", "currency")}
_ACCOUNTS = (
    *("account_id", "client_no", "product_no", "currency", "account_type", "opened_day", "closed_day"),
    *("matures_day", "limit_id"),
)
_ASSIGNMENTS = ("client_no", "manager_no", "from_day", "to_day", "bp", "is_lead", "inherited")
_HOLDINGS = ("client_no", "product_no", "from_day", "to_day", "used_day")
_LIMITS = ("client_no", "limit_id", "kind", "cents", "currency", "from_day", "to_day")
_FLOWS = ("account_no", "product_no", "day", "kind", "currency", "cents", "fen")
_CLIENTS = ("client_id", "name", "uscc", "industry", "scale", "group_id", "region", "opened_day")

Row = TypeVar("Row")
Make = Callable[[pa.Table], Iterator[Row]]


@dataclass(frozen=True, eq=False)
class Book:
    """One prepared ledger, open for reading; it stays readable after the store has moved on, which leaves it while it is held.

    Between calls it holds the bounds of its files' row groups, the identifiers of clients, in their order, and of managers,
    and the products.
    """

    ledger: Prepared
    batches: tuple[BatchNote, ...]
    files: dict[str, OrderedFile | Layered]
    client_ids: pa.Array
    client_numbers: pa.Array
    hold: Hold

    @property
    def digest(self) -> str:
        """The hash over everything that counts: the same digest, the same ledger."""
        return self.ledger.digest

    @property
    def data_date(self) -> date | None:
        """The latest day that the bank's data covers."""
        return self.ledger.data_date

    @cached_property
    def first_day(self) -> date | None:
        """The earliest day of which the ledger knows a balance."""
        lowest = self.files["intervals"].lowest("from_day")
        return None if lowest is None else from_number(lowest)

    # --- whole tables, in bounded memory

    def branches(self) -> Iterator[Branch]:
        """Every branch."""
        return self._each("branches", Branch._fields, _plain(Branch))

    def managers(self) -> Iterator[Manager]:
        """Every dated row of every manager."""
        columns = ("manager_id", "from_day", "name", "branch_id", "team", "grade", "in_post_from", "in_post_to")
        return self._each("managers", columns, _managers)

    def products(self) -> Iterator[Product]:
        """Every product."""
        return iter(self._products.values())

    def clients(self) -> Iterator[Client]:
        """Every client."""
        return self._each("clients", _CLIENTS, _clients)

    def accounts(self) -> Iterator[Account]:
        """Every account, by client."""
        return self._each("accounts", _ACCOUNTS, lambda piece: self._accounts(piece, self._ids_of(piece)))

    def assignments(self) -> Iterator[Assignment]:
        """Every assignment, by client."""
        return self._each("assignments", _ASSIGNMENTS, lambda piece: self._assignments(piece, self._ids_of(piece)))

    def holdings(self) -> Iterator[Holding]:
        """Every product held, by client, each with its last use."""
        return _last_used(self._each("holdings", _HOLDINGS, lambda piece: self._holdings(piece, self._ids_of(piece))))

    def limits(self) -> Iterator[Limit]:
        """Every credit line, by client."""
        return self._each("limits", _LIMITS, lambda piece: _limits(piece, self._ids_of(piece)))

    def targets(self) -> Iterator[ManagerTarget]:
        """Every target, by manager."""
        for piece in self.files["targets"].batches(("manager_no", "period", "indicator", "target")):
            for number, *cells in zip(*(column.to_pylist() for column in piece.columns), strict=True):
                yield ManagerTarget(self._manager_ids[number], *cells)

    def _each(self, table: str, columns: Sequence[str], make: Make[Row]) -> Iterator[Row]:
        for piece in self.files[table].batches(columns):
            yield from make(piece)

    # --- one client

    def client(self, client_id: str) -> Client:
        """One client; KeyError where there is none."""
        return next(_clients(self.files["clients"].rows(self.number_of(client_id), _CLIENTS)))

    def number_of(self, client_id: str) -> int:
        """A client's number in this ledger's files; KeyError where there is none."""
        ids = self.client_ids
        place = bisect_left(range(len(ids)), client_id, key=lambda at: ids[at].as_py())
        if place == len(ids) or ids[place].as_py() != client_id:
            raise KeyError(client_id)
        return int(self.client_numbers[place].as_py())

    def accounts_of(self, client_id: str, spans: Sequence[Span] | None = None) -> tuple[Account, ...]:
        """One client's accounts; with `spans` those that were open in them, telling nothing of any other day.

        A closing after the last span is left out. What is known of an account only as of now, its maturity and its
        limit, is told where the spans reach the data date.
        """
        rows = self.files["accounts"].rows(self.number_of(client_id), _ACCOUNTS)
        found = self._accounts(rows, [client_id] * rows.num_rows)
        if spans is None:
            return tuple(found)
        within = windows(date(1900, 1, 1), self.data_date or date(2999, 12, 31), spans)
        return tuple(cut for account in found if (cut := _account_within(account, within, self.data_date)) is not None)

    def flows_of(
        self,
        client_id: str,
        first: date,
        last: date,
        *,
        kinds: Collection[str] | None = None,
        spans: Sequence[Span] | None = None,
    ) -> tuple[Flow, ...]:
        """One client's flows from `first` to `last`, of these kinds only and within `spans` only where they are given, by day.

        A flow without a product of its own has that of its account.
        """
        number = self.number_of(client_id)
        rows = self.files["flows"].rows(number, _FLOWS)
        if kinds is not None:
            rows = rows.filter(pc.is_in(rows.column("kind").cast(pa.string()), value_set=pa.array(list(kinds))))
        accounts = self.files["accounts"].rows(number, ("account_no", "account_id", "product_no"))
        names = zip(*(column.to_pylist() for column in accounts.columns), strict=True)
        known = {account: (name, product) for account, name, product in names}
        within = windows(first, min(last, self.data_date or last), spans)
        return tuple(
            self._flow(client_id, row, *known.get(row[0], (None, selecting.NO_PRODUCT)))
            for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)
            if is_inside(row[2], row[2] + 1, within)
        )

    def _flow(self, client: str, row: Sequence[Any], account: str | None, product: int) -> Flow:
        _, own, day, kind, currency, cents, fen = row
        number = product if own == selecting.NO_PRODUCT else own
        code = None if number == selecting.NO_PRODUCT else self.product_code(number)
        return Flow(client, account, code, from_number(day), kind, currency, cents, fen)

    # --- names of numbers

    @cached_property
    def _places(self) -> pa.Array:
        """The place of each number among the identifiers; numbers that nobody has are blank."""
        count = len(self.client_numbers)
        places = pa.table({"number": self.client_numbers, "place": pa.array(range(count), pa.int32())}).sort_by(
            "number"
        )
        dense = pa.array(range((pc.max(self.client_numbers).as_py() or 0) + 1), pa.int32())
        return (
            places.column("place").combine_chunks().take(pc.index_in(dense, places.column("number").combine_chunks()))
        )

    def _ids_of(self, piece: pa.Table) -> list[str]:
        """The identifiers of a piece's clients."""
        return list(self.client_ids.take(self._places.take(piece.column("client_no"))).to_pylist())

    @cached_property
    def selectable(self) -> tuple[selecting.Product, ...]:
        """The products as the selections of a standard see them."""
        return tuple(
            selecting.Product(number, product.family, product.fee_line, frozenset(product.tags), product.coefficient)
            for number, product in self._products.items()
        )

    def product_code(self, number: int) -> str:
        """The code of a product's number in this ledger's files."""
        return self._products[number].product_code

    @cached_property
    def _products(self) -> dict[int, Product]:
        rows = self.files["products"].all(
            ("product_no", "product_code", "name", "family", "fee_line", "tags", "coefficient")
        )
        found = zip(*(column.to_pylist() for column in rows.columns), strict=True)
        return {
            number: Product(code, name, family, line, tuple(filter(None, (tags or "").split("|"))), coefficient)
            for number, code, name, family, line, tags, coefficient in found
        }

    @cached_property
    def _manager_ids(self) -> dict[int, str]:
        rows = self.files["managers"].all(("manager_no", "manager_id"))
        return dict(zip(rows.column(0).to_pylist(), rows.column(1).to_pylist(), strict=True))

    def _accounts(self, rows: pa.Table, clients: Sequence[str]) -> Iterator[Account]:
        found = zip(
            *(rows.column(name).to_pylist() for name in ("account_id", "product_no", "currency", "account_type")),
            as_dates(rows.column("opened_day")).to_pylist(),
            as_dates(rows.column("closed_day")).to_pylist(),
            rows.column("matures_day").cast(pa.date32()).to_pylist(),
            rows.column("limit_id").to_pylist(),
            strict=True,
        )
        for client, (account, product, *others) in zip(clients, found, strict=True):
            yield Account._make((account, client, self.product_code(product), *others))

    def _assignments(self, rows: pa.Table, clients: Sequence[str]) -> Iterator[Assignment]:
        for client, manager, since, until, share, lead, inherited in zip(
            clients,
            rows.column("manager_no").to_pylist(),
            as_dates(rows.column("from_day")).to_pylist(),
            last_days(rows.column("to_day")).to_pylist(),
            *(rows.column(name).to_pylist() for name in ("bp", "is_lead", "inherited")),
            strict=True,
        ):
            role = "lead" if lead else "assist"
            yield Assignment(client, self._manager_ids[manager], since, until, share, role, bool(inherited))

    def _holdings(self, rows: pa.Table, clients: Sequence[str]) -> Iterator[Holding]:
        for client, product, *days in zip(
            clients,
            rows.column("product_no").to_pylist(),
            as_dates(rows.column("from_day")).to_pylist(),
            last_days(rows.column("to_day")).to_pylist(),
            rows.column("used_day").cast(pa.date32()).to_pylist(),
            strict=True,
        ):
            yield Holding(client, self.product_code(product), *days)


def _plain(row: Any) -> Make[Any]:
    return lambda piece: map(row._make, zip(*(column.to_pylist() for column in piece.columns), strict=True))


def _managers(piece: pa.Table) -> Iterator[Manager]:
    dated = {"from_day": as_dates, "in_post_from": as_dates, "in_post_to": as_dates}
    return _plain(Manager)(_with(piece, dated))


def _clients(piece: pa.Table) -> Iterator[Client]:
    return _plain(Client)(_with(piece, {"opened_day": as_dates}))


def _limits(piece: pa.Table, clients: Sequence[str]) -> Iterator[Limit]:
    dated = _with(piece.drop_columns(["client_no"]), {"from_day": as_dates, "to_day": last_days})
    columns = (column.to_pylist() for column in dated.columns)
    return (Limit(*cells) for cells in zip(clients, *columns, strict=True))


def _with(piece: pa.Table, made: Mapping[str, Callable[[pa.ChunkedArray], pa.ChunkedArray]]) -> pa.Table:
    for name, make in made.items():
        piece = piece.set_column(piece.column_names.index(name), name, make(piece.column(name)))
    return piece


def _last_used(rows: Iterator[Holding]) -> Iterator[Holding]:
    """One row a holding, with its latest day of use."""
    for _, group in groupby(rows, key=lambda row: row[:3]):
        found = list(group)
        used = [row.last_used_on for row in found if row.last_used_on]
        yield found[-1]._replace(last_used_on=max(used, default=None))


def _account_within(account: Account, within: Sequence[tuple[int, int]], data_date: date | None) -> Account | None:
    """The account as somebody may know it who may see only these days; None where it was not open in them."""
    opened = day_number(account.opened_on)
    closed = day_number(account.closed_on) if account.closed_on else day_number(date.max)
    if not is_inside(opened, closed, within):
        return None
    last = from_number(within[-1][1] - 1)
    closed_on = account.closed_on if account.closed_on and account.closed_on <= last else None
    if data_date and last >= data_date:
        return account._replace(closed_on=closed_on)
    return account._replace(closed_on=closed_on, matures_on=None, limit_id=None)


# --- opening ------------------------------------------------------------------------------------------------------------


def open_book(store: Path) -> Book:
    """Open the newest ledger of a store; RequestError where there is none."""
    found, batches = stores.ledger(store)
    hold = Hold(found.folder)
    opened = {name: open_table(found, name) for name in _FILES}
    clients = opened["clients"].all(("client_id", "client_no")).combine_chunks()
    ids, numbers = (column.combine_chunks() for column in clients.sort_by("client_id").columns)
    return Book(found, tuple(_note(batch) for batch in batches), opened, ids, numbers, hold)


def open_table(ledger: Prepared, name: str) -> OrderedFile | Layered:
    """A prepared table, from all files that it stands in."""
    order, repeating = MADE[name].order, _REPEATING.get(name, ())
    base = OrderedFile(ledger.file(name), order[0], repeating=repeating)
    if not ledger.has_layers(name):
        return base
    gone = OrderedFile(ledger.file(name, "minus"), order[0])
    return Layered(base, gone, OrderedFile(ledger.file(name, "plus"), order[0], repeating=repeating), order)


def _note(batch: Batch) -> BatchNote:
    manifest = batch.manifest
    rows = {name: int(entry["rows"]) for name, entry in manifest["tables"].items()}
    told = (str(manifest[name]) for name in ("source", "imported_at", "imported_by"))
    source, at, by = told
    return BatchNote(batch.number, batch.digest, source, batch.data_date, at, by, rows)
