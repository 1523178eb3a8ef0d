"""What the tests of Spark share: Java that starts soon, settings for small ledgers, and a run's files on another engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from qiao.engine import runs, verification
from qiao.engine.engines.engine import Engine

TWO_EXECUTORS = "local-cluster[2,1,1024]"
# Small ledgers: a program for each query costs more than the query.
PLAIN = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    # Nor does the driver clear a young generation away again and again, or a task a page of many MiB.
    "spark.driver.extraJavaOptions": "-Xms1g -Xmn500m",
    "spark.buffer.pageSize": "1m",
}


@contextmanager
def quick_java() -> Iterator[None]:
    """Without the second compiler, whose work pays after a test's end; Spark's own classes need no proof that they are well formed."""
    plain = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:MetaspaceSize=300m"
    unproved = "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JAVA_TOOL_OPTIONS", f"{plain} {unproved}")
        yield


def unequal(run: Path, engine: Engine) -> list[str]:
    """The files of a run of DuckDB's that come out differently on Spark."""
    made = runs.load_run(run)
    assert len(made.hashes) >= 7
    return verification.unequal_files(made, verification.recompute(made, engine))
