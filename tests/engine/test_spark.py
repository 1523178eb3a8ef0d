"""Spark gives the bytes that DuckDB gives, from every kernel, and never a figure that wrapped around."""

import csv
import io
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
from joining import joined, joined_banks
from on_spark import PLAIN, quick_java, unequal
from oracle.folder import Bank, write_bank
from run_engine import Rows, assess, rows_of

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

# Numbers of random banks of one period that between them deliver every table.
BANKS = (1, 2, 3, 4)


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    """One application for them all."""
    with quick_java(), Spark("local[2]", PLAIN) as found:
        yield found


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_the_worked_cases_are_the_same_bytes(spark: Spark, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Those of one period and the default standard as one ledger, in which each case keeps its measures; the others one by one."""
    cases = {str(parameters.id): parameters.values[0] for parameters in worked.cases()}
    runs_made = {name: worked.run_of(case, tmp_path_factory) for name, case in cases.items()}
    kinds: dict[tuple[str, ...], list[str]] = {}
    for name, case in sorted(cases.items()):
        kinds.setdefault(kind_of(case), []).append(name)
    runs_compared = {}
    for kind, names in kinds.items():
        if len(names) == 1:
            runs_compared[kind] = runs_made[names[0]]
            continue
        runs_compared[kind] = together({name: cases[name] for name in names}, tmp_path_factory)
        measures = measures_of(runs_compared[kind])
        for name in names:
            assert measures_of(runs_made[name], f"{name} ").items() <= measures.items()
    found = {kind: unequal(run, spark) for kind, run in runs_compared.items()}
    assert len(cases) >= 18
    assert max(len(names) for names in kinds.values()) >= 10
    assert {kind: files for kind, files in found.items() if files} == {}


def kind_of(case: worked.Case) -> tuple[str, ...]:
    """What cases have in common that fit in one ledger: one batch, the common rates and the default standard; else its name."""
    is_plain = case.get("base", "client") == "client" and "later" not in case and "fx_rates" not in case["tables"]
    return (case["period"], case["data_date"], *([] if is_plain else [case["name"]]))


def together(cases: dict[str, worked.Case], factory: pytest.TempPathFactory) -> Path:
    """DuckDB's run of one ledger that holds cases of one kind."""
    (period, data_date) = {(case["period"], case["data_date"]) for case in cases.values()}.pop()
    place = factory.mktemp("together")
    tables = joined({f"{name} ": rows_in(worked.tables_of(case)) for name, case in cases.items()})
    write_bank(Bank(period, None, data_date, tables), place / "ledger")
    assess(place / "ledger", period, place / "run")
    return place / "run"


def measures_of(run: Path, prefix: str = "") -> dict[tuple[str, str], str]:
    """Every manager's measures, but those of which nothing was delivered."""
    rows = rows_of(run / "measures.csv")
    return {(prefix + row["manager_id"], row["measure"]): row["value"] for row in rows if row["value"]}


def rows_in(tables: dict[str, str]) -> dict[str, Rows]:
    """Tables of a case as rows."""
    return {name: list(csv.DictReader(io.StringIO(text.strip()))) for name, text in tables.items()}


def test_random_banks_agree_with_the_oracle_and_each_kernel_with_duckdb(spark: Spark, tmp_path: Path) -> None:
    """Every kernel's own rows on both engines, and the run that they make, which is the oracle's."""
    bank = joined_banks([oracle_banks.bank_from(number) for number in BANKS], as_of="2025-11-20")
    assert test_oracle.differences(bank) == []
    write_bank(bank, tmp_path / "bank")
    test_oracle.by_the_engine(bank, tmp_path / "bank", tmp_path / "run")
    with Database() as one:
        both = Both(one, spark)
        assert unequal(tmp_path / "run", both) == []
        measure_by_sums(tmp_path / "run", both)
    assert set(kernels.names()) - both.seen == set()


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
