"""A real worker in a process of its own, on the test's own database."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import work_probes.work  # noqa: F401  # the test itself starts these kinds
from django.db import connection
from work_probes.running import RunningWorker
from work_probes.watching import backends, wait_until

from qiao.desk.server import postgres


@pytest.fixture(scope="module")
def lasting(
    empty_tables: Callable[[], None], cluster: postgres.Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningWorker]:
    """One worker for all tests of a module that leave it well; it takes every emptying of the tables for an outage."""
    worker = RunningWorker(_url(cluster), tmp_path_factory.mktemp("worker"))
    yield worker
    worker.kill()
    empty_tables()


@pytest.fixture
def worker(transactional_db: None, lasting: RunningWorker) -> RunningWorker:
    """A worker at work on the test's database."""
    return lasting


@pytest.fixture
def work(transactional_db: None, cluster: postgres.Cluster, tmp_path: Path) -> Iterator[Callable[[], RunningWorker]]:
    """`work()` starts a worker of the test's own, to be stopped or killed; all are gone after the test."""
    workers: list[RunningWorker] = []

    def started() -> RunningWorker:
        workers.append(RunningWorker(_url(cluster), tmp_path))
        return workers[-1]

    yield started
    for worker in workers:
        worker.kill()
    wait_until(lambda: not backends("qiao-job-%"))


def _url(cluster: postgres.Cluster) -> str:
    return cluster.url(postgres.APP, str(connection.settings_dict["NAME"]))
