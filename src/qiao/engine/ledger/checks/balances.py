"""Balances on their way in: kept as stretches, and row by row only where a rule might have something to say.

Every rule on balances speaks of the rows of one account at a time. So the rows are read once and kept as stretches
(`balance_stretches`; `balance_lives` says when each account first and last had anything, and up to when it is told of). Then the accounts that any
rule might speak of, found from their stretches alone, are read once more and kept row by row, each with its place in the
file (`balance_rows`). What the rules say of these is what they would say if all rows were kept; of the other accounts
they would say nothing. The view `r_balances` shows both, `t_balances` shows
every day as a row of its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.ahead import ahead
from qiao.engine.engines.duckdb import Database
from qiao.engine.ledger.checks import cells, days, texts
from qiao.engine.ledger.checks.days import DayJoiner
from qiao.engine.ledger.checks.horizons import Horizon
from qiao.engine.ledger.checks.stretches import SCHEMA, Joined, Joiner, join
from qiao.engine.ledger.reading import Delivered, Part
from qiao.engine.ledger.tables import BY_NAME
from qiao.engine.progress import Progress

_TABLE = BY_NAME["balances"]
_NEEDED = {column.name for column in _TABLE.columns if not column.blank}
_MOST_ACCOUNTS = 100_000  # more doubtful ones than these, and all rows are kept
_ONE_INSERT = 1 << 18  # rows

_BESIDE_THE_LAST = """
SELECT *, LAG(n) OVER () AS n_before, LAG(through) OVER () AS before, LAG(balance) OVER () AS balance_before FROM _pieces"""
_IS_TWICE = "n = n_before AND date <= before"
_GOES_ON = "n = n_before AND date = before + 1 AND balance = balance_before"

Doubtful = set[str | None]
"""Accounts whose rows are wanted one by one; None is what has no account."""


def is_one(item: Delivered) -> bool:
    """Whether the delivered table is that of balances."""
    return item.table is _TABLE


def stage(db: Database, item: Delivered, limit: Horizon, progress: Progress) -> None:
    """Make `balance_stretches`, and `t_balances` of the rows that may be at fault by themselves."""
    db.run(
        "CREATE OR REPLACE TABLE balance_stretches (account_id VARCHAR, date DATE, through DATE, balance DECIMAL(18,2))"
    )
    db.run("CREATE OR REPLACE TABLE balance_lives (account_id VARCHAR, first DATE, last DATE, through DATE)")
    if not all(set(part.layout.columns) >= _NEEDED for part in item.parts):  # nothing to join: every row is at fault
        for place, part in enumerate(item.parts):
            texts.add(db, part, place, texts.told(part, part.reader(), progress))
        return
    joiners = _Joiners()
    doubtful: Doubtful = set()
    _append(db, _stretches(db, item.parts, joiners, doubtful, progress))
    db.run("""INSERT INTO balance_lives SELECT account_id, MIN(date) FILTER (balance <> 0), MAX(through) FILTER (balance <> 0),
        MAX(through) FROM balance_stretches GROUP BY account_id""")
    if not joiners.is_ordered:
        doubtful |= _sort(db)
    is_odd = f"{cells.problem(_TABLE.column('account_id'), 'TRUE')} IS NOT NULL"
    is_late = f"through > DATE '{limit.day}'"
    doubtful |= _accounts(db, f"SELECT account_id FROM balance_lives WHERE {is_odd} OR {is_late}")
    _open(db, item, doubtful)


def settle(db: Database) -> None:
    """Keep the rows of `t_balances` beside the stretches, and show both as `r_balances` and, day by day, as `t_balances`."""
    db.run("DROP TABLE IF EXISTS balance_rows")
    db.run("ALTER TABLE t_balances RENAME TO balance_rows")
    _show(db)


def open_doubtful(db: Database, item: Delivered, present: AbstractSet[str]) -> bool:
    """Keep the rows of accounts of which a rule across tables may have something to say; whether there are any."""
    if "accounts" not in present:
        return False
    rates = "e_fx_rates" if "fx_rates" in present else "(SELECT '' AS currency, CAST(NULL AS DATE) AS date WHERE FALSE)"
    doubtful = _accounts(db, f"""SELECT s.account_id
        FROM balance_lives s LEFT JOIN e_accounts a ON a.account_id = s.account_id
        LEFT JOIN (SELECT currency, MIN(date) AS first FROM {rates} GROUP BY currency) r ON r.currency = a.currency
        WHERE a.account_id IS NULL OR s.first < a.opened_on OR s.last >= a.closed_on
          OR (a.currency <> 'CNY' AND (s.first < r.first OR (s.first IS NOT NULL AND r.first IS NULL)))""")  # fmt: skip
    if doubtful:
        db.run("DROP VIEW t_balances")
        _open(db, item, doubtful)
        # Where all rows were read once more, some of them are kept already, as they stand after what was told of them.
        db.run(
            "INSERT INTO balance_rows SELECT * EXCLUDE (_bad) FROM t_balances ANTI JOIN balance_rows USING (part, row)"
        )
        db.run("DROP TABLE t_balances")
        _show(db)
    return bool(doubtful)


def _show(db: Database) -> None:
    nowhere = "CAST(NULL AS SMALLINT) AS part, CAST(NULL AS BIGINT) AS row"
    db.run(f"""CREATE OR REPLACE VIEW r_balances AS
        SELECT {nowhere}, account_id, date, through, balance, FALSE AS withdrawn FROM balance_stretches
        UNION ALL SELECT part, row, account_id, date, date, balance, withdrawn FROM balance_rows""")
    db.run(f"""CREATE OR REPLACE VIEW t_balances AS
        SELECT {nowhere}, account_id, CAST(UNNEST(generate_series(date, through, INTERVAL 1 DAY)) AS DATE) AS date,
               balance, FALSE AS withdrawn FROM balance_stretches
        UNION ALL SELECT part, row, account_id, date, balance, withdrawn FROM balance_rows""")


def _open(db: Database, item: Delivered, doubtful: Doubtful) -> None:
    """Move the rows of these accounts from the stretches to `t_balances`, one by one as they are delivered."""
    everything = len(doubtful) > _MOST_ACCOUNTS
    wanted = pa.array(doubtful, pa.string())
    if doubtful:
        with db.incoming(pa.table({"account_id": wanted})) as incoming:
            of_them = "" if everything else f" WHERE account_id IN (SELECT account_id FROM {incoming})"
            for kept in ("balance_stretches", "balance_lives"):
                db.run(f"DELETE FROM {kept}{of_them}")
    for place, part in enumerate(item.parts):
        texts.add(db, part, place, _chosen(part, None if everything else wanted) if doubtful else ())


@dataclass
class _Joiners:
    """Rows joined as they come: day by day, or in whatever order, of which that by account and day spares the most."""

    by_day: DayJoiner = field(default_factory=DayJoiner)
    in_order: Joiner = field(default_factory=Joiner)

    @property
    def is_ordered(self) -> bool:
        """Whether the stretches came by account and day, so that no day was given twice."""
        is_mixed = self.by_day.is_used and self.in_order.is_used
        return not is_mixed and self.by_day.is_ordered and self.in_order.is_ordered

    def add(self, rows: Joined | list[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """The stretches that are known to have ended by the next rows."""
        return self.in_order.add(rows) if isinstance(rows, Joined) else self.by_day.add(rows)

    def rest(self) -> Iterator[pa.RecordBatch]:
        """The stretches that are still open, when no more rows come."""
        yield from self.by_day.rest()
        yield from self.in_order.rest()


def _stretches(
    db: Database, parts: Sequence[Part], joiners: _Joiners, doubtful: Doubtful, progress: Progress
) -> Iterator[pa.RecordBatch]:
    """The stretches of all rows whose cells are good and that withdraw nothing; the accounts of the others are doubtful."""
    for part in parts:
        blocks = texts.told(part, part.blocks(is_told=True), progress)
        for block, proved in ahead(blocks, partial(_prepared_if_proved, part)):
            if proved is not None:
                yield from joiners.add(proved)
                continue
            good, odd = texts.sorted_out(db, part, block) if block.num_rows else ([], set())
            doubtful |= odd
            for rows in good:
                if rows.num_rows:
                    yield from joiners.add(_prepared(rows))
    yield from joiners.rest()


def _prepared_if_proved(part: Part, block: pa.RecordBatch) -> Joined | list[pa.RecordBatch] | None:
    return _prepared(block) if block.num_rows and not block.schema.equals(part.schema) else None


def _prepared(rows: pa.RecordBatch) -> Joined | list[pa.RecordBatch]:
    """Rows cut by the day if they come so, else joined among themselves."""
    return days.cut(rows) or join(*(rows.column(name) for name in ("account_id", "date", "balance")))


def _append(db: Database, stretches: Iterable[pa.RecordBatch]) -> None:
    """Keep the stretches, many at a time, while the next ones are made."""
    with db.beside() as other, ThreadPoolExecutor(1, thread_name_prefix="qiao-keeping") as pool:
        kept: Future[None] | None = None
        for some in _gathered(stretches):
            if kept:
                kept.result()
            kept = pool.submit(other.append, "balance_stretches", some)
        if kept:
            kept.result()


def _gathered(stretches: Iterable[pa.RecordBatch]) -> Iterator[pa.Table]:
    waiting: list[pa.RecordBatch] = []
    count = 0
    for found in stretches:
        waiting.append(found)
        count += found.num_rows
        if count >= _ONE_INSERT:
            yield pa.Table.from_batches(waiting)
            waiting, count = [], 0
    yield pa.Table.from_batches(waiting, SCHEMA)


def _sort(db: Database) -> Doubtful:
    """Put the stretches in order and join those that go on; the accounts of which a day was given twice.

    There may be as many as rows: their accounts are numbered first, since numbers are put in order sooner.
    """
    numbered = "SELECT account_id, CAST(ROW_NUMBER() OVER (ORDER BY account_id) AS INTEGER) AS n FROM balance_lives"
    db.run(f"""CREATE OR REPLACE TABLE _pieces AS
        SELECT n, account_id, date, through, balance FROM balance_stretches JOIN ({numbered}) USING (account_id) ORDER BY n, date""")
    found = f"COUNT(*) FILTER ({_IS_TWICE}), COUNT(*) FILTER ({_GOES_ON})"
    ((days_twice, going_on),) = db.rows(f"SELECT {found} FROM ({_BESIDE_THE_LAST})")
    twice = f"SELECT DISTINCT account_id FROM ({_BESIDE_THE_LAST}) WHERE {_IS_TWICE}"
    doubtful = _accounts(db, twice) if days_twice else set()
    if going_on:
        last = "(SELECT through FROM _pieces ORDER BY rowid DESC LIMIT 1)"
        db.run(f"""CREATE OR REPLACE TABLE balance_stretches AS
            SELECT account_id, date, COALESCE(LEAD(before) OVER (), {last}) AS through, balance
            FROM ({_BESIDE_THE_LAST}) WHERE ({_GOES_ON}) IS NOT TRUE""")
        db.run("DROP TABLE _pieces")
    else:
        db.run("DROP TABLE balance_stretches")
        db.run("ALTER TABLE _pieces DROP COLUMN n")
        db.run("ALTER TABLE _pieces RENAME TO balance_stretches")
    return doubtful


def _accounts(db: Database, query: str) -> Doubtful:
    """The accounts of a query; more than `_MOST_ACCOUNTS` need not be named."""
    return {account for (account,) in db.rows(f"{query} LIMIT {_MOST_ACCOUNTS + 1}")}


def _chosen(part: Part, wanted: pa.Array | None) -> Iterator[pa.RecordBatch]:
    """The rows of the accounts wanted (None: all), as text."""
    for block in part.blocks(is_told=False):
        account = block.column("account_id").cast(pa.string())
        chosen = block if wanted is None else block.filter(pc.is_in(account, wanted))
        if chosen.num_rows:
            yield chosen if chosen.schema.equals(part.schema) else _as_texts(part, chosen)


def _as_texts(part: Part, block: pa.RecordBatch) -> pa.RecordBatch:
    there = set(block.schema.names)
    nothing = pa.nulls(block.num_rows, pa.string())
    columns = [block.column(field.name).cast(field.type) if field.name in there else nothing for field in part.schema]
    return pa.RecordBatch.from_arrays(columns, schema=part.schema)
