"""Every client in one row, for lists and tiers: balances, averages and what it brought in the last twelve months."""

from collections.abc import Iterator
from datetime import date
from importlib import resources
from typing import NamedTuple

import pyarrow as pa

from qiao.engine.book.days import as_dates
from qiao.engine.book.opened import Book
from qiao.engine.book.series import BOOKS
from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError
from qiao.engine.measures import selecting
from qiao.engine.periods import DAY, Window, bounds, months_before

# What CONTRIB01 of the default standard adds and takes away.
SIGNS = {"ftp_margin": 1, "fee": 1, "credit_cost": -1, "direct_cost": -1}


class ClientSummary(NamedTuple):
    """One client, unattributed, in CNY fen; None where an exchange rate is missing, so that no figure is silently short.

    Averages and `contribution` are of the twelve months up to the data date, those `…_before` of the twelve before them;
    `has_contribution` tells a client that brought 0 from one without such flows.
    """

    client_id: str
    deposits: int | None
    deposit_average: int | None
    deposit_average_before: int | None
    loans: int | None
    loan_average: int | None
    contribution: int | None
    contribution_before: int | None
    has_contribution: bool
    last_flow_on: date | None
    settles_abroad: bool


def last_year(book: Book) -> tuple[Window, Window]:
    """The twelve months up to the data date, and the twelve before them; RequestError without a data date."""
    if book.data_date is None:
        raise RequestError("台账没有数据日期,无法汇总。", "The ledger has no data date, so there is nothing to sum up.")
    stop = book.data_date + DAY
    start, before = months_before(stop, 12), months_before(stop, 24)
    return Window(start, stop), Window(before, start)


def summary_batches(book: Book) -> Iterator[pa.RecordBatch]:
    """The columns of ClientSummary as Arrow, by client; within the memory that the engine may use, and spilling beyond it."""
    now, before = last_year(book)
    with Database() as db:
        book.ledger.open(db)
        db.confine([book.ledger.folder])
        _make_tables(db, book)
        earlier = {f"{name}_before": day for name, day in bounds(before).items()}
        for batch in db.arrow_batches(
            _text(), {**bounds(now), **earlier, "days": now.days, "days_before": before.days}, 16_384
        ):
            yield _dated(batch)


def summaries(book: Book) -> Iterator[ClientSummary]:
    """Every client in one row, by client."""
    for batch in summary_batches(book):
        yield from map(ClientSummary._make, zip(*(column.to_pylist() for column in batch.columns), strict=True))


def _text() -> str:
    return resources.files(__package__).joinpath("summary_sql", "summary.sql").read_text(encoding="utf-8")


def _make_tables(db: Database, book: Book) -> None:
    """Which products count where, and which flows add or take away: the two small tables that the query joins with."""
    db.run("CREATE TABLE booked (product_no INTEGER, deposit TINYINT, loan TINYINT, overdraft TINYINT)")
    for product in book.selectable:
        deposit = any(selecting.matches(chosen, product) for chosen in BOOKS["deposit"])
        sides = {chosen.side for chosen in BOOKS["loan"] if selecting.matches(chosen, product)}
        flags = [int(deposit), int("positive" in sides), int("overdraft" in sides)]
        db.run("INSERT INTO booked VALUES ($1, $2, $3, $4)", [product.number, *flags])
    db.run("CREATE TABLE signs (kind VARCHAR, sign BIGINT)")
    for kind, sign in SIGNS.items():
        db.run("INSERT INTO signs VALUES ($1, $2)", [kind, sign])


def _dated(batch: pa.RecordBatch) -> pa.RecordBatch:
    table = pa.Table.from_batches([batch])
    place = table.column_names.index("last_flow_day")
    dated = table.set_column(place, "last_flow_on", as_dates(table.column("last_flow_day")))
    return dated.combine_chunks().to_batches()[0] if dated.num_rows else dated.schema.empty_table().to_batches()[0]
