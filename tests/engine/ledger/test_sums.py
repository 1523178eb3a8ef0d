"""Balance sums that the ledger keeps give what the intervals themselves give, to the last fen and row."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger import months, summing, whole
from qiao.engine.measures.balances import FromIntervals, FromSums, Way
from qiao.engine.periods import Window, day_number, from_number

EPOCH = date(1970, 1, 1)
FIRST, LAST = day_number(date(2023, 12, 1)), day_number(date(2025, 3, 15))
FAR = day_number(date(9999, 1, 1))
DAYS = st.integers(FIRST, LAST)
# First days of months and their neighbours are where a month's sum could be off by one day or one row.
MONTHS = [day_number(date(2023 + (11 + n) // 12, (11 + n) % 12 + 1, 1)) for n in range(16)]
EDGES = DAYS | st.sampled_from(MONTHS).flatmap(lambda day: st.integers(day - 1, day + 1))
FEN = st.sampled_from([0, 1, -1, -250, 10**16, -(10**16)]) | st.integers(-(10**6), 10**6)
ACCOUNT_SUMS = pa.schema(
    [
        ("win", pa.string()),
        *((name, pa.int32()) for name in ("client_no", "span_from", "account_no", "product_no")),
        *((name, pa.decimal128(38, 0)) for name in ("positive", "overdrawn")),
        ("row_count", pa.int64()),
    ]
)
Account = list[tuple[int, int, int]]


@st.composite
def accounts(draw: st.DrawFn) -> Account:
    """Intervals of one account: (from, to, fen), gaps between some, the last one perhaps without an end."""
    days = sorted(draw(st.sets(EDGES, min_size=2, max_size=9)))
    if draw(st.booleans()):
        days[-1] = FAR
    pieces = [(start, stop, draw(FEN)) for start, stop in pairwise(days)]
    return [piece for piece in pieces if draw(st.integers(0, 4))]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Any days, often whole months, a last day of a month, or a part of one month."""
    start, stop = sorted(draw(st.lists(EDGES, min_size=2, max_size=2, unique=True)))
    if not draw(st.integers(0, 3)):
        stop = start + 1
    return Window(EPOCH + timedelta(start), EPOCH + timedelta(stop))


@pytest.fixture(scope="module")
def db() -> Iterator[Database]:
    with Database(threads=1) as opened:
        yield opened


def fill(db: Database, held: list[Account], handed_over: list[list[int]]) -> None:
    """Two accounts a client, whose shares change on the given days."""
    intervals = [(n // 2, n, n % 3, *piece) for n, account in enumerate(held) for piece in account]
    spans = [
        (client, start, stop)
        for client, days in enumerate(handed_over)
        for start, stop in pairwise([-60_000, *sorted(set(days)), FAR + 1])
    ]
    db.run("""CREATE OR REPLACE TABLE intervals (client_no INTEGER, account_no INTEGER, product_no INTEGER, from_day INTEGER,
        to_day INTEGER, fen BIGINT)""")
    db.run("CREATE OR REPLACE TABLE spans (client_no INTEGER, from_day INTEGER, to_day INTEGER)")
    for name, rows in (("intervals", intervals), ("spans", spans)):
        for row in rows:
            db.run(f"INSERT INTO {name} VALUES {row}")
    db.run("CREATE OR REPLACE TABLE clients AS SELECT DISTINCT client_no FROM spans")
    db.run("CREATE OR REPLACE TABLE accounts AS SELECT DISTINCT client_no, account_no FROM intervals")
    db.run(
        "CREATE OR REPLACE TABLE status (account_no INTEGER, from_day INTEGER, five_class INTEGER, class_before INTEGER)"
    )
    last = db.value("SELECT MAX(from_day) FROM intervals")
    whole.add_sums(db, None if last is None else months.next_month(from_number(last)), is_first=True)


def measured(db: Database, way: Way, asked: list[Window]) -> tuple[list[tuple[object, ...]], list[object]]:
    """The sums of every account and span over the windows, and the bank's totals by product."""
    named = {f"w{n}": window for n, window in enumerate(asked)}
    db.put("account_sums", ACCOUNT_SUMS.empty_table())
    way.begin(db, named)
    for name, window in named.items():
        way.add(db, name, window)
    rows = db.rows("SELECT * FROM account_sums ORDER BY ALL")
    totals = [sorted(row for row in way.totals(db, window) if any(row[1:])) for window in asked]
    return rows, totals


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    held=st.lists(accounts(), min_size=2, max_size=6),
    handed_over=st.lists(st.lists(EDGES, max_size=2), min_size=3, max_size=3),
    asked=st.lists(windows(), min_size=1, max_size=4),
)
def test_kept_sums_give_what_the_intervals_give(
    db: Database, held: list[Account], handed_over: list[list[int]], asked: list[Window]
) -> None:
    fill(db, held, handed_over)
    assert measured(db, FromSums(), asked) == measured(db, FromIntervals(), asked)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(held=st.lists(accounts(), min_size=2, max_size=6), step=st.integers(1, 5))
def test_totals_do_not_depend_on_how_the_intervals_are_cut(held: list[Account], step: int) -> None:
    names = ("client_no", "account_no", "product_no", "from_day", "to_day")
    rows = [(n // 2, n, n % 3, *piece) for n, account in enumerate(held) for piece in account]
    schema = pa.schema([*((name, pa.int32()) for name in names), ("fen", pa.int64())])
    batch = pa.RecordBatch.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
    month_of_day = pa.array([day // 30 for day in range(FIRST - 2, LAST + 41)], pa.int32())

    def crossed(batches: list[pa.RecordBatch]) -> list[dict[str, object]]:
        adder = summing.Adder(month_of_day, FIRST - 2, LAST + 40)
        return [row for batch in adder.crossings(batches) for row in batch.to_pylist()]

    pieces = [batch.slice(start, step) for start in range(0, len(rows), step)]
    assert crossed(pieces) == crossed([batch] if rows else [])


def test_the_sums_of_an_account_are_of_its_own_intervals_alone(db: Database) -> None:
    first: Account = [(FIRST, FIRST + 40, 500), (FIRST + 40, FAR, -300)]
    second: Account = [(FIRST + 3, LAST, 700), (LAST, FAR, 1)]
    fill(db, [first, second], [[]])
    together = db.rows("SELECT * FROM sums WHERE account_no = 0 ORDER BY ALL")
    fill(db, [[*first[:1], (FIRST + 40, LAST, -300), (LAST, FAR, -300)]], [[]])
    alone = db.rows(
        "SELECT client_no, account_no, product_no, day, positive, overdrawn, fen, standing FROM sums ORDER BY ALL"
    )
    assert [(*row[:6], *row[8:]) for row in together] == alone


def test_whole_months_and_their_last_days_are_read_without_the_intervals(db: Database) -> None:
    fill(db, [[(FIRST, FIRST + 31, 500), (FIRST + 31, FAR, 700)]], [[]])
    db.run("DELETE FROM intervals")
    december = Window(date(2023, 12, 1), date(2024, 1, 1))
    found, totals = measured(db, FromSums(), [december, Window(date(2023, 12, 31), date(2024, 1, 1))])
    assert [row[5:] for row in found] == [(500 * 31, 0, 1), (500, 0, 1)]
    assert totals == [[(0, 500 * 31, 0)], [(0, 500, 0)]]
