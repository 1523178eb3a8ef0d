"""clients.parquet: what each client brought to each manager, exact and rounded to 0.01."""

from collections import Counter
from math import lcm

import pyarrow as pa
import pyarrow.compute as pc

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import IdentityError
from qiao.engine.measures.columnar import as_table
from qiao.engine.measures.measuring import NOBODY
from qiao.engine.standards.measures import Difference
from qiao.engine.standards.model import Standard

_EXACT = pa.decimal128(38, 0)
_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("manager_id", "client_id", "measure")),
        *((name, _EXACT) for name in ("numerator", "denominator")),
        ("value", pa.decimal128(38, 2)),
    ]
)
# Of each format of a run: columns whose values hardly repeat, so that a dictionary of them would take room and time.
VARIED: dict[int, tuple[str, ...]] = {1: (), 2: ("numerator", "value"), 3: ("numerator", "value")}
_TERMS = pa.schema([("source", pa.string()), ("times", _EXACT), ("line", pa.int32()), ("is_alone", pa.bool_())])
_ROUNDING = pa.schema([("line", pa.int32()), *((name, _EXACT) for name in ("times", "half", "whole", "narrow"))])
_WIDE, _PLACE = "CAST({0} AS HUGEINT) AS {0}", "CAST(ROW_NUMBER() OVER (ORDER BY client_id) - 1 AS INTEGER)"
_WIDEST, _NARROWEST = 2**63 - 1, 10**18 - 1

# A line of one source is what the kernels gave, a row a manager and client; only a line of several is summed.
_TERM_ROWS = f"""
SELECT f.manager_no, c.place AS client, t.line, f.numerator * t.times AS numerator
FROM fact_rows f
JOIN measure_names m ON m.measure_no = f.measure_no
JOIN terms t ON t.source = m.measure
JOIN client_places c ON c.client_no = f.client_no
WHERE f.manager_no <> {NOBODY} AND t.is_alone = """
_SUMS = f"""
{_TERM_ROWS} TRUE
UNION ALL
SELECT m.manager_no, m.client, m.line, SUM(m.numerator) AS numerator FROM ({_TERM_ROWS} FALSE) m GROUP BY m.manager_no, m.client, m.line
"""

# Half up (away from zero) at 0.01, in whole numbers: (times × |numerator| + half) // whole. Nearly all fit 64 bits, which DuckDB
# reaches from a wide decimal a hundred times quicker by way of a narrow one than it divides 128 bits.
_NARROW = "CAST(l.times AS BIGINT) * ABS(CAST(CAST(s.numerator AS DECIMAL(18,0)) AS BIGINT)) + CAST(l.half AS BIGINT)"
# Sorted by numbers: a manager's follows the order of identifiers, a client's place and a line are counted in it. What the
# numbers stand for is looked up afterwards.
_ROUNDED = f"""
SELECT s.manager_no, s.client, s.line, CAST(s.numerator AS DECIMAL(38,0)) AS numerator,
       CAST(CAST(SIGN(s.numerator) * CASE WHEN ABS(s.numerator) <= l.narrow THEN ({_NARROW}) // CAST(l.whole AS BIGINT)
            ELSE (l.times * ABS(CAST(s.numerator AS HUGEINT)) + l.half) // l.whole END
            AS DECIMAL(36,0)) * CAST(0.01 AS DECIMAL(2,2)) AS DECIMAL(38,2)) AS value
FROM ({_SUMS}) s JOIN lines l ON l.line = s.line
ORDER BY s.manager_no, s.client, s.line
"""


def terms(standard: Standard, denominators: dict[str, int]) -> list[tuple[str, str, int, int, int]]:
    """(measure, source, times, denominator, place): how client figures are made of facts, over one denominator each."""
    rows = []
    for place, (name, measure) in enumerate(standard.measures.items()):
        if isinstance(measure, Difference) and measure.of in denominators and measure.less in denominators:
            common = lcm(denominators[measure.of], denominators[measure.less])
            rows.append((name, measure.of, common // denominators[measure.of], common, place))
            rows.append((name, measure.less, -(common // denominators[measure.less]), common, place))
        elif name in denominators:
            rows.append((name, name, 1, denominators[name], place))
        rows += [(part, part, 1, 1, place) for part in denominators if part.startswith(f"{name}/")]
    return rows


def client_table(db: Database, standard: Standard, denominators: dict[str, int]) -> pa.RecordBatchReader:
    """The rows of clients.parquet, ordered; the facts of the run stand in `db`."""
    found = terms(standard, denominators)
    lines = sorted({(place, name, denominator) for name, _, _, denominator, place in found})
    numbers = {(place, name): line for line, (place, name, _) in enumerate(lines)}
    sources = Counter((place, name) for name, *_, place in found)
    made_of = [
        (source, times, numbers[place, name], sources[place, name] == 1) for name, source, times, _, place in found
    ]
    db.put("terms", as_table(_TERMS, made_of))
    db.put("rounded_by", as_table(_ROUNDING, [(line, *_rounding(each[2])) for line, each in enumerate(lines)]))
    db.keep("lines", f"SELECT line, {', '.join(map(_WIDE.format, ('times', 'half', 'whole')))}, narrow FROM rounded_by")
    db.keep("client_places", f"SELECT client_no, {_PLACE} AS place FROM clients")
    looked_up = (
        db.arrow("SELECT manager_id FROM (SELECT DISTINCT manager_no, manager_id FROM managers) ORDER BY manager_no"),
        db.arrow("SELECT client_id FROM clients ORDER BY client_id"),
        pa.table({"measure": pa.array([name for _, name, _ in lines], pa.string())}),
        pa.table({"denominator": pa.array([denominator for *_, denominator in lines], _EXACT)}),
    )
    managers, clients, measures, wholes = (table.column(0).combine_chunks() for table in looked_up)

    last = pa.scalar(-1, pa.int64())

    def named(rows: pa.RecordBatch) -> pa.RecordBatch:
        nonlocal last
        manager, client, line, numerator, value = rows.columns
        last = _need_rising(last, _places((manager, client, line), (len(clients), len(lines))))
        # A manager's number counts from 1.
        who = [managers.take(pc.subtract(manager, 1)), clients.take(client), measures.take(line)]
        return pa.record_batch([*who, numerator, wholes.take(line), value], schema=_SCHEMA)

    return pa.RecordBatchReader.from_batches(_SCHEMA, map(named, db.arrow_batches(_ROUNDED)))


def _places(digits: tuple[pa.Array, ...], sizes: tuple[int, ...]) -> pa.Array:
    """One number a row, by which rows follow each other as by their digits, each counted from 0 up to its size."""
    found = digits[0].cast(pa.int64())
    for digit, size in zip(digits[1:], sizes, strict=True):
        found = pc.add(pc.multiply(found, size), digit.cast(pa.int64()))
    return found


def _need_rising(last: pa.Scalar, places: pa.Array) -> pa.Scalar:
    """The last place of these, each above the one before it; IdentityError where a kernel gave a manager and client twice (a bug)."""
    before = pa.concat_arrays([pa.array([last], pa.int64()), places.slice(0, len(places) - 1)])
    if not pc.all(pc.greater(places, before), min_count=0).as_py():
        raise IdentityError(
            "同一客户经理、客户和指标的计量结果出现两次,本次考评中止;这是程序错误,请报告。",
            "A manager, client and measure were measured twice; the run is stopped. This is a bug, please report it.",
        )
    return places[-1] if len(places) else last


def _rounding(denominator: int) -> tuple[int, int, int, int]:
    """(times, half, whole, narrow): (times × numerator + half) // whole are hundredths; up to `narrow` 64 bits hold all of it."""
    if denominator % 200:
        times, half, whole = 200, denominator, 2 * denominator
    else:
        times, half, whole = 1, denominator // 200, denominator // 100
    return times, half, whole, min((_WIDEST - half) // times, _NARROWEST) if whole <= _WIDEST else -1
