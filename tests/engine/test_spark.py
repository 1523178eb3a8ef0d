"""Spark gives the bytes that DuckDB gives, from every kernel, and never a figure that wrapped around."""

from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import oracle_banks
import pyarrow as pa
import pytest
import small_bank
import test_oracle
import test_worked_cases as worked
from both_engines import Both
from on_spark import PLAIN, quick_java, unequal
from oracle.folder import write_bank
from run_engine import assess

from qiao.engine import runs
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.spark import ANSI, Spark
from qiao.engine.errors import EngineError
from qiao.engine.ledger import store, touching
from qiao.engine.ledger.gate import Request
from qiao.engine.measures import kernels
from qiao.engine.measures.balances import FromSums
from qiao.engine.measures.measuring import Measuring

pytestmark = pytest.mark.slow

# Numbers of random banks that between them deliver every table.
BANKS = (1, 2)


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """One application for them all."""
    with quick_java(), Spark("local[2]", PLAIN) as found:
        yield found


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_the_worked_cases_are_the_same_bytes(spark: Spark, tmp_path: Path) -> None:
    found = {}
    for parameters in worked.cases():
        (case,), place = parameters.values, tmp_path / str(parameters.id)
        place.mkdir()
        ledger = worked.ledger_of(case, place)
        assess(ledger, case["period"], place / "run", *worked.standard_of(case, place))
        found[parameters.id] = unequal(place / "run", spark)
    assert len(found) >= 18
    assert {name: files for name, files in found.items() if files} == {}


def test_random_banks_agree_with_the_oracle_and_each_kernel_with_duckdb(spark: Spark, tmp_path: Path) -> None:
    """Every kernel's own rows on both engines, and the run that they make, which is the oracle's."""
    seen: set[str] = set()
    for number in BANKS:
        bank, place = oracle_banks.bank_from(number), tmp_path / str(number)
        place.mkdir()
        assert test_oracle.differences(bank) == []
        write_bank(bank, place / "bank")
        test_oracle.by_the_engine(bank, place / "bank", place / "run")
        with Database() as one:
            both = Both(one, spark)
            assert unequal(place / "run", both) == []
            measure_by_sums(place / "run", both)
        seen |= both.seen
    assert set(kernels.names()) - seen == set()


def measure_by_sums(run: Path, engine: Both) -> None:
    """Measure a run once more, by the sums that its ledger keeps, as `qiao assess` does."""
    made = runs.load_run(run)
    ledger = made.ledger()
    with Database() as db:
        ledger.open(db)
        ledger.open(engine)
        Measuring(db, made.standard.standard, made.period, ledger.present, engine, FromSums()).run()


def test_a_ledger_in_layers_is_read_alike(spark: Spark, tmp_path: Path) -> None:
    place = tmp_path / "store"
    store.import_batch(Request(small_bank.write(tmp_path / "bank")), place)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "balances.csv").write_text("account_id,date,balance\nA1,2025-12-31,7.00\n", encoding="utf-8")
    with mock.patch.object(touching, "is_small", lambda part, whole: True):
        ledger = store.import_batch(Request(tmp_path / "later"), place).ledger
    assert ledger.has_layers("intervals")
    assert ledger.has_layers("sums")
    with Database() as one:
        both = Both(one, spark)
        ledger.open(both)
        for name in ("intervals", "sums"):
            assert both.rows(f"SELECT * FROM {name}")


# --- exactness is asked for -------------------------------------------------------------------------------------------


def test_nothing_is_computed_without_ansi_mode(spark: Spark) -> None:
    spark._session.conf.set(ANSI, "false")
    try:
        with pytest.raises(EngineError, match=f"{ANSI} is not true"):
            spark.rows("SELECT 1 AS one")
    finally:
        spark._session.conf.set(ANSI, "true")
    assert spark.rows("SELECT 1 AS one") == [(1,)]


@pytest.mark.parametrize(
    ("kind", "largest", "sql"),
    [
        (pa.int64(), 2**63 - 1, "SELECT SUM(b.amount) AS s FROM big b"),
        (pa.int64(), 2**63 - 1, "SELECT b.amount * $times AS s FROM big b"),
        (pa.int32(), 2**31 - 1, "SELECT b.amount + b.amount AS s FROM big b"),
        (pa.decimal128(38, 0), 10**38 - 1, "SELECT SUM(b.amount) AS s FROM big b"),
        (pa.decimal128(38, 0), 10**38 - 1, "SELECT SUM(b.amount * $times) AS s FROM big b"),
    ],
)
def test_an_overflow_fails_and_never_wraps(spark: Spark, kind: pa.DataType, largest: int, sql: str) -> None:
    spark.put("big", pa.table({"amount": pa.array([largest, largest], kind)}))
    with pytest.raises(EngineError, match="did not finish and nothing was written"):
        spark.rows(sql, {"times": 10_000})


def test_a_value_is_never_read_as_sql(spark: Spark) -> None:
    hostile = "'; DROP VIEW words --\\' $other :other 甲"
    spark.put("words", pa.table({"word": [hostile, "other"]}))
    assert spark.rows("SELECT w.word FROM words w WHERE w.word = $word", {"word": hostile}) == [(hostile,)]


def test_whole_numbers_come_back_whole(spark: Spark) -> None:
    spark.put("big", pa.table({"amount": pa.array([10**38 - 1, None], pa.decimal128(38, 0))}))
    assert spark.rows("SELECT SUM(b.amount) AS s, COUNT(*) AS n FROM big b") == [(10**38 - 1, 2)]
