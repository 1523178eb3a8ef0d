"""Spark gives the bytes that DuckDB gives; what stands in its way is said in one sentence."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import oracle_banks
import pyarrow as pa
import pyspark
import pytest
import small_bank
import test_oracle
import test_worked_cases as worked
from both_engines import Both
from oracle.folder import write_bank
from run_engine import assess, qiao, run_json
from typer.testing import CliRunner

from qiao.cli import app
from qiao.engine import runs, verification
from qiao.engine.engines import spark as engine
from qiao.engine.engines.duckdb import Database
from qiao.engine.engines.engine import Engine
from qiao.engine.engines.spark import ANSI, Spark
from qiao.engine.errors import EngineError
from qiao.engine.measures import kernels

pytestmark = pytest.mark.slow

TWO_EXECUTORS = "local-cluster[2,1,1024]"
# Small ledgers: a program for each query costs more than the query.
PLAIN = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
# Numbers of random banks that between them deliver every table.
BANKS = (1, 2)


@pytest.fixture(scope="module", autouse=True)
def quick_java() -> Iterator[None]:
    """Without the second compiler: a test ends before its work pays."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
        yield


@pytest.fixture(scope="module")
def spark(quick_java: None) -> Iterator[Spark]:
    """One application for the small ledgers."""
    with Spark("local[2]", PLAIN) as found:
        yield found


def unequal(run: Path, engine: Engine) -> list[str]:
    """The files of a run of DuckDB's that come out differently on Spark."""
    made = runs.load_run(run)
    again = verification.recompute(made, engine)
    assert len(made.hashes) >= 7
    return [name for name, expected in made.hashes.items() if again.get(name) != expected]


# --- the same bytes ---------------------------------------------------------------------------------------------------


def test_the_sample_bank_on_two_executors_is_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program itself, its application started and ended by it."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    qiao("sample", "--out", tmp_path / "bank")
    qiao("import", tmp_path / "bank", "--store", tmp_path / "store")
    assess(tmp_path / "store", "2025", tmp_path / "one")
    assess(tmp_path / "store", "2025", tmp_path / "other", "--engine", "spark", "--master", TWO_EXECUTORS)
    one, other = run_json(tmp_path / "one"), run_json(tmp_path / "other")
    assert one.pop("environment")["engine"].startswith("duckdb ")
    assert other.pop("environment")["engine"].startswith("spark 4.")
    assert one == other
    for name in one["files"]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert not list(tmp_path.glob("qiao-spark-*")), "its folder is removed"


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
        seen |= both.seen
    assert set(kernels.names()) - seen == set()


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


# --- what stands in its way -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("spark")
    qiao("import", small_bank.write(place / "bank"), "--store", place / "store")
    return place / "store"


def refusal(store: Path, tmp_path: Path, master: str = "local[1]") -> str:
    """What `qiao assess --engine spark` says; it is refused, and writes nothing."""
    words = f"assess {store} --period 2025 --out {tmp_path / 'run'} --engine spark --master {master}"
    result = CliRunner().invoke(app, words.split())
    assert isinstance(result.exception, EngineError)
    assert result.exception.exit_status == 2
    assert not (tmp_path / "run").exists()
    assert re.search("[一-鿿]", result.exception.text.zh)
    return result.exception.text.en


def test_without_java_it_says_so(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "Spark needs Java 17 or later and here is none" in refusal(store, tmp_path)


def test_of_an_old_java_it_says_so(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert "Spark needs Java 17 or later and here is 11" in refusal(store, tmp_path)


def test_without_pyspark_it_says_so(store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.delitem(sys.modules, "qiao.engine.engines.spark")
    assert "PySpark is not installed" in refusal(store, tmp_path)


def test_a_master_that_does_not_answer_is_named(store: Path, tmp_path: Path) -> None:
    assert "Spark's master spark://127.0.0.1:9,localhost:9 does not answer" in refusal(
        store, tmp_path, "spark://127.0.0.1:9,localhost:9"
    )


def test_of_a_master_that_is_none_spark_s_reason_is_told(store: Path, tmp_path: Path) -> None:
    assert "Master must either be yarn or start with spark" in refusal(store, tmp_path, "somewhere")


def test_a_cluster_without_workers_is_not_waited_for(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "PATIENCE", 2)
    classes = f"{Path(pyspark.__file__).parent}/jars/*"
    words = "org.apache.spark.deploy.master.Master --host 127.0.0.1 --port 0 --webui-port 0"
    with subprocess.Popen(["java", "-cp", classes, *words.split()], stderr=subprocess.PIPE, text=True) as master:
        assert master.stderr
        try:
            url = next(
                found[0] for line in master.stderr if (found := re.search(r"(?<=Starting Spark master at )\S+", line))
            )
            assert "gave no executor within 2 seconds" in refusal(store, tmp_path, url)
        finally:
            master.kill()


def test_one_executor_may_die_and_all_may_not(store: Path, tmp_path: Path) -> None:
    assess(store, "2025", tmp_path / "run")
    with Spark(TWO_EXECUTORS, PLAIN) as cluster:
        assert len(executors(cluster)) == 2
        assert not_only_here(cluster) == []
        os.kill(executors(cluster)[0], signal.SIGKILL)
        assert unequal(tmp_path / "run", cluster) == []
        with Dying(cluster), pytest.raises(EngineError, match=f"{re.escape(TWO_EXECUTORS)}. did not finish"):
            while True:
                unequal(tmp_path / "run", cluster)


class Dying:
    """Kill every executor as soon as it is there, until it is over."""

    def __init__(self, cluster: Spark) -> None:
        self.cluster, self.over = cluster, threading.Event()
        self.thread = threading.Thread(target=self.kill)

    def kill(self) -> None:
        while not self.over.is_set():
            for process in executors(self.cluster):
                os.kill(process, signal.SIGKILL)
            time.sleep(0.05)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def executors(cluster: Spark) -> list[int]:
    """The processes that the application's own Java process started for its executors."""
    listed = ["ps", "-o", "pid=,args=", "--ppid", str(cluster._gateway.proc.pid)]
    told = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.splitlines()
    return [int(line.split()[0]) for line in told if "ExecutorBackend" in line]


def not_only_here(cluster: Spark) -> list[str]:
    """Addresses that the application listens on and that other machines reach."""
    found = []
    for process in [cluster._gateway.proc.pid, *executors(cluster)]:
        own = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir() if link.is_symlink()}
        for family in ("tcp", "tcp6"):
            for line in Path(f"/proc/{process}/net/{family}").read_text().splitlines()[1:]:
                words = line.split()
                address, is_listening = words[1].split(":")[0], words[3] == "0A"
                if is_listening and f"socket:[{words[9]}]" in own and not address.endswith("0100007F"):
                    found.append(words[1])
    return found
