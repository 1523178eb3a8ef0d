"""Apache Spark: the kernels' SQL on a cluster, over the same Parquet files, with exact Arrow results.

One application lasts as long as a `Spark`. Its driver's files and messages are in a private folder that is removed with it;
it has no web page, and on one machine it listens on the loopback address only. What belongs to a cluster (memory, cores,
shuffle) is the bank's to set in spark-defaults.conf (docs/spark.md).
"""

import contextlib
import logging
import os
import re
import shutil
import socket
import subprocess
import threading
import traceback
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from qiao.engine.engines.engine import Closing, Values
from qiao.engine.errors import EngineError, Text
from qiao.engine.scratch import Scratch

try:
    import pyspark
    from py4j.protocol import Py4JError
    from pyspark import StorageLevel
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession
except ImportError as missing:
    raise EngineError(
        "没有安装 PySpark;请执行 pip install 'qiao[spark]',或改用 --engine duckdb。",
        "PySpark is not installed; run pip install 'qiao[spark]', or use --engine duckdb.",
    ) from missing

OLDEST_JAVA = 17
# How long to wait for a cluster's first answer, and for an address to accept a connection, in seconds.
PATIENCE, CONNECTING = 120, 5
ANSI = "spark.sql.ansi.enabled"
_TYPES = {pa.int32(): "INT", pa.int64(): "BIGINT", pa.string(): "STRING", pa.decimal128(38, 0): "DECIMAL(38,0)"}
_LOOPBACK = "127.0.0.1"


class Spark:
    """One application on a cluster; use it as a context manager. A process has one at a time."""

    def __init__(self, master: str, settings: Mapping[str, str] | None = None) -> None:
        """Start it on `master` (`local[2]`, `spark://host:7077`, `yarn` …); `settings` go before spark-defaults.conf.

        Raises:
            EngineError: Java is missing or too old, the master is not reached, or the cluster gives no executor.
        """
        _need_java()
        _need_answer(master)
        self.master = master
        self._place = Scratch()
        self._log = self._place.path / "driver.log"
        self._gateway: Any = None
        self._context: Any = None
        self._held: list[Closing] = []
        # Spark's Python side writes every exception to the standard error as well as raising it.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL + 1)
        try:
            with self._told():
                self._start(dict(settings or {}))
        except BaseException:
            self.close()
            raise

    def _start(self, settings: dict[str, str]) -> None:
        conf = pyspark.SparkConf().setAll([*_settings(self.master, self._place.path).items(), *settings.items()])
        with _environment(_surroundings(self.master, self._place.path)), self._log.open("wb") as log:
            self._gateway = _launched(conf, log)
            self._context = pyspark.SparkContext(conf=conf, gateway=self._gateway)
        self._session = SparkSession.builder.getOrCreate()
        self._need_exact()
        self._need_executor()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the application and remove its folder."""
        self.close()

    def close(self) -> None:
        """End the application, its Java process and its folder."""
        if self._context is not None:
            with contextlib.suppress(Py4JError, PySparkException, OSError):
                self._context.stop()
        if self._gateway is not None:
            self._gateway.shutdown()
            pyspark.SparkContext._gateway = pyspark.SparkContext._jvm = None
            _end(self._gateway.proc)
        self._context = self._gateway = None
        for held in self._held:
            held.close()
        self._place.close()

    @property
    def version(self) -> str:
        """Its name and version."""
        return f"spark {pyspark.__version__}"

    def hold(self, what: Closing) -> None:
        """Close this too, once the application has ended."""
        self._held.append(what)

    def view(self, name: str, files: Iterable[Path]) -> None:
        """Make a view over Parquet files, which every executor finds at the same place; tables kept until now are let go."""
        paths = [path.resolve() for path in files]
        schema = _schema(pq.read_schema(paths[0]))
        with self._told():
            self._session.catalog.clearCache()
            frame = self._session.read.schema(schema).parquet(*[path.as_uri() for path in paths])
            frame.createOrReplaceTempView(name)

    def define(self, name: str, sql: str) -> None:
        """Make a view of a query."""
        with self._told():
            self._query(sql, None).createOrReplaceTempView(name)

    def put(self, name: str, rows: pa.Table) -> None:
        """Make a small table of these rows, or make it anew."""
        with self._told():
            self._session.createDataFrame(rows, schema=_schema(rows.schema)).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str, values: Values | None = None) -> None:
        """Make a table of a query's rows, or make it anew; it is computed once, when it is first read."""
        with self._told():
            self._kept(sql, values).createOrReplaceTempView(name)

    def extend(self, name: str, sql: str, values: Values | None = None) -> None:
        """Add a query's rows to a table."""
        with self._told():
            self._session.table(name).unionAll(self._kept(sql, values)).createOrReplaceTempView(name)

    def rows(self, sql: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query; whole numbers are `int` or a `Decimal` without a fraction."""
        table = self.arrow(sql, values)
        return list(zip(*(column.to_pylist() for column in table.columns), strict=True))

    def arrow(self, sql: str, values: Values | None = None) -> pa.Table:
        """A query's rows as an Arrow table."""
        with self._told():
            return self._query(sql, values).toArrow()

    def _query(self, sql: str, values: Values | None) -> Any:
        self._need_exact()
        return self._session.sql(re.sub(r"\$([a-z_]+)", r":\1", sql), args=_needed(sql, values or {}))

    def _kept(self, sql: str, values: Values | None) -> Any:
        return self._query(sql, values).persist(StorageLevel.MEMORY_AND_DISK)

    def _need_exact(self) -> None:
        """Without ANSI mode Spark's sums wrap around and its casts give NULL instead of failing."""
        if self._session.conf.get(ANSI).lower() != "true":
            raise EngineError(
                f"Spark 的 {ANSI} 不是 true,溢出会得出错误数字而不报错,因此拒绝计算;请在 spark-defaults.conf 中改为 true。",
                f"Spark's {ANSI} is not true, so that an overflow would give a wrong figure instead of failing; "
                "set it to true in spark-defaults.conf.",
            )

    def _need_executor(self) -> None:
        """A first job, which a cluster without free executors would let wait for ever."""
        answered, late = threading.Event(), threading.Event()

        def give_up() -> None:
            if answered.wait(PATIENCE):
                return
            late.set()
            while not answered.wait(1):  # again and again: the job may be put in later than it is given up
                self._context.cancelAllJobs()

        threading.Thread(target=give_up, daemon=True).start()
        try:
            self._session.range(1).count()
        except (PySparkException, Py4JError) as error:
            if not late.is_set():
                raise
            raise EngineError(
                f"Spark({self.master})在 {PATIENCE} 秒内没有给出可用的执行器;请确认有 worker 在运行且有空闲的核和内存。",
                f"Spark ({self.master}) gave no executor within {PATIENCE} seconds; see that workers run and have free cores and memory.",
            ) from error
        finally:
            answered.set()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What Spark or its Java process raises, as one sentence."""
        try:
            yield
        except (PySparkException, Py4JError, OSError) as error:
            what = _first_line(error) if self._gateway else _last_error(self._log)
            raise EngineError(
                f"Spark({self.master})没有算完,未写出任何结果:{what}。请检查 master、执行器是否在运行及其内存后重试。",
                f"Spark ({self.master}) did not finish and nothing was written: {what}. "
                "See that the master and its executors are running and have enough memory, and try again.",
            ) from error


def _settings(master: str, place: Path) -> dict[str, str]:
    """What Qiao decides of an application; all else is spark-defaults.conf's."""
    settings = {
        "spark.master": master,
        "spark.app.name": "qiao",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.local.dir": str(place / "local"),
        "spark.sql.warehouse.dir": (place / "warehouse").as_uri(),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.driver.maxResultSize": "0",
    }
    if _is_here(master):
        settings |= {"spark.driver.bindAddress": _LOOPBACK, "spark.driver.host": _LOOPBACK}
    if master.startswith("local"):
        # Spark's own 200 is for a cluster: here most would be empty, at a cost each.
        settings["spark.sql.shuffle.partitions"] = str(2 * (os.cpu_count() or 1))
    return settings


def _surroundings(master: str, place: Path) -> dict[str, str]:
    """The environment of the driver."""
    found = {"SPARK_LOCAL_IP": _LOOPBACK, "SPARK_LOCAL_HOSTNAME": "localhost"} if _is_here(master) else {}
    if "SPARK_HOME" not in os.environ:
        # The workers of a local cluster write below SPARK_HOME, which is the installed package: give them a place beside it.
        home = place / "home"
        home.mkdir()
        for entry in Path(pyspark.__file__).parent.iterdir():
            (home / entry.name).symlink_to(entry)
        found["SPARK_HOME"] = str(home)
    return found


def _is_here(master: str) -> bool:
    """Whether driver and executors are on this machine."""
    hosts = [host for host, _ in _addresses(master)]
    return master.startswith("local") or (bool(hosts) and set(hosts) <= {"localhost", _LOOPBACK})


def _addresses(master: str) -> list[tuple[str, int]]:
    """Hosts and ports of a standalone master, of which there may be several: `spark://a:7077,b:7077`."""
    listed = re.findall(r"([^,/:]+):(\d+)", master.removeprefix("spark://")) if master.startswith("spark://") else []
    return [(host, int(port)) for host, port in listed]


def _need_answer(master: str) -> None:
    """Spark itself would ask a master that is away for a minute before it says so."""
    addresses = _addresses(master)
    for address in addresses:
        with contextlib.suppress(OSError), socket.create_connection(address, CONNECTING):
            return
    if addresses:
        raise EngineError(
            f"连接不上 Spark 的 master {master};请检查地址,并确认集群已启动。",
            f"Spark's master {master} does not answer; check the address and that the cluster is running.",
        )


def _need_java() -> None:
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=str(Path(home, "bin"))) if home else shutil.which("java")
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False).stderr if java else ""
    found = re.search(r'version "(\d+)', told)
    if not found or int(found[1]) < OLDEST_JAVA:
        here = Text(f"这里是 {found[1]}", f"here is {found[1]}") if found else Text("这里没有", "here is none")
        raise EngineError(
            f"Spark 需要 Java {OLDEST_JAVA} 或更高版本,{here.zh};请安装 openjdk-17-jre-headless,或让 JAVA_HOME 指向它。",
            f"Spark needs Java {OLDEST_JAVA} or later and {here.en}; install openjdk-17-jre-headless, or let JAVA_HOME name it.",
        )


def _schema(columns: pa.Schema) -> str:
    """An Arrow schema as Spark writes it, so that no job is needed to find it out."""
    return ", ".join(f"`{column.name}` {_TYPES[column.type]}" for column in columns)


def _needed(sql: str, values: Values) -> Values:
    """Those values that a query names."""
    return {name: values[name] for name in re.findall(r"\$([a-z_]+)", sql)}


@contextlib.contextmanager
def _environment(values: Mapping[str, str]) -> Iterator[None]:
    """Variables of the environment, for as long as the driver takes to start; those that are set stay as they are."""
    fresh = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(fresh)
    try:
        yield
    finally:
        for name in fresh:
            del os.environ[name]


def _launched(conf: Any, log: IO[bytes]) -> Any:
    """The gateway to a new Java process. One that ends before it answers is forgotten by PySpark, its input left open."""
    try:
        return launch_gateway(conf, {"stdout": log, "stderr": log})
    except PySparkException as error:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if isinstance(process := frame.f_locals.get("proc"), subprocess.Popen):
                _end(process)
        raise


def _end(process: Any) -> None:
    """Let the Java process end, which it does when its input is closed; else kill it."""
    process.stdin.close()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _first_line(error: Exception) -> str:
    """What an exception of Spark says, without the trace of Java."""
    cause = getattr(error, "java_exception", None)
    text = str(cause) if cause is not None else str(error)
    return next((line.strip().rstrip(".。") for line in text.splitlines() if line.strip()), "")


def _last_error(log: Path) -> str:
    """The last line of the driver's messages that tells of an error."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    told = [line for line in lines if re.search(r"ERROR|Exception", line)]
    return told[-1].strip()[:300].rstrip(".") if told else "?"
