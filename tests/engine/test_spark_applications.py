"""An application of Spark's as the program starts and ends it, and what it says when something stands in its way.

Each test has an application of its own, of which a process has one at a time.
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import depth
import pyspark
import pytest
import sample_banks
import small_bank
from on_spark import PLAIN, TWO_EXECUTORS, quick_java, unequal
from run_engine import assess, qiao, run_json
from typer.testing import CliRunner

from qiao.cli import app
from qiao.engine.engines import spark
from qiao.engine.engines.spark import Spark
from qiao.engine.errors import EngineError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def quick() -> Iterator[None]:
    with quick_java():
        yield


def test_a_run_on_two_executors_is_the_same_bytes(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program itself, its application started and ended by it, with settings as a bank writes them.

    Of the small bank; `make fuzz` takes the sample bank, whose rows go the same ways.
    """
    (tmp_path / "conf").mkdir()
    lines = [f"{name} {value}\n" for name, value in PLAIN.items()]
    (tmp_path / "conf" / "spark-defaults.conf").write_text("".join(lines), encoding="utf-8")
    monkeypatch.setenv("SPARK_CONF_DIR", str(tmp_path / "conf"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    bank = sample_banks.made(7, tmp_path_factory) / "bank" if depth.IS_DEEP else small_bank.write(tmp_path / "bank")
    qiao("import", bank, "--store", tmp_path / "store")
    assess(tmp_path / "store", "2025", tmp_path / "one")
    assess(tmp_path / "store", "2025", tmp_path / "other", "--engine", "spark", "--master", TWO_EXECUTORS)
    one, other = run_json(tmp_path / "one"), run_json(tmp_path / "other")
    assert one.pop("environment")["engine"].startswith("duckdb ")
    assert other.pop("environment")["engine"].startswith("spark 4.")
    assert one == other
    for name in one["files"]:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    assert not list(tmp_path.glob("qiao-scratch-*")), "its folder is removed"


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
    monkeypatch.setattr(spark, "PATIENCE", 2)
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
    with Spark(TWO_EXECUTORS, {**PLAIN, "spark.deploy.maxExecutorRetries": "1"}) as cluster:
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
                with suppress(ProcessLookupError):  # it has ended since
                    os.kill(process, signal.SIGKILL)
            time.sleep(0.05)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def executors(cluster: Spark) -> list[int]:
    """The processes that the application's own Java process started for its executors."""
    listed = ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(cluster._gateway.proc.pid)]
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
