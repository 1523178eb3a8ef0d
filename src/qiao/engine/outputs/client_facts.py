"""clients.parquet: what each client brought to each manager, exact and rounded to 0.01."""

from math import lcm

import pyarrow as pa

from qiao.engine.engines.duckdb import Database
from qiao.engine.measures.measuring import NOBODY
from qiao.engine.standards.measures import Difference
from qiao.engine.standards.model import Standard

_QUERY = f"""
SELECT m.manager_id, c.client_id, t.measure, CAST(SUM(f.numerator * t.times) AS DECIMAL(38,0)) AS numerator,
       CAST(t.denominator AS DECIMAL(38,0)) AS denominator, t.place
FROM facts f
JOIN terms t ON t.source = f.measure
JOIN (SELECT DISTINCT manager_no, manager_id FROM managers) m ON m.manager_no = f.manager_no
JOIN clients c ON c.client_no = f.client_no
WHERE f.manager_no <> {NOBODY}
GROUP BY m.manager_id, c.client_id, t.measure, t.denominator, t.place
"""

# Half up (away from zero) at 0.01, in whole numbers.
_ROUNDED = """
SELECT manager_id, client_id, measure, numerator, denominator,
       CAST(CAST(SIGN(numerator) * ((200 * ABS(CAST(numerator AS HUGEINT)) + CAST(denominator AS HUGEINT)) // (2 * CAST(denominator AS HUGEINT)))
            AS DECIMAL(36,0)) * CAST(0.01 AS DECIMAL(2,2)) AS DECIMAL(38,2)) AS value
FROM ({inner})
ORDER BY manager_id, client_id, place, measure
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
    db.run(
        "CREATE OR REPLACE TABLE terms (measure VARCHAR, source VARCHAR, times DECIMAL(38,0), denominator DECIMAL(38,0), place INTEGER)"
    )
    rows = terms(standard, denominators)
    if rows:
        kinds = (pa.string(), pa.string(), pa.decimal128(38, 0), pa.decimal128(38, 0), pa.int32())
        db.append(
            "terms",
            pa.table(
                [pa.array(list(column), kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)],
                names=list("abcde"),
            ),
        )
    return db.arrow_batches(_ROUNDED.format(inner=_QUERY))
