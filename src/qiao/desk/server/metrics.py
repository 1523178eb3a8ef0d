"""Figures for Prometheus; their labels hold routes, methods and classes of status, never a name or an id."""

import os
from collections.abc import Iterator
from contextlib import suppress

from django.apps import apps
from django.db import connection
from django.db.models import Count
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from qiao.desk.clients import inbox
from qiao.desk.server import health

_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_LABELS = ("route", "method", "status")
_SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_requests = Counter("qiao_requests_total", "Requests answered", _LABELS)
_duration = Histogram("qiao_request_seconds", "How long an answer took", _LABELS, buckets=_SECONDS)


def count(*, route: str, method: str, status: int, seconds: float) -> None:
    """Count an answer."""
    labels = (route, method if method in _METHODS else "other", f"{status // 100}xx")
    _requests.labels(*labels).inc()
    _duration.labels(*labels).observe(seconds)


def exposition() -> bytes:
    """What Prometheus reads: the figures of all processes, and what the database knows."""
    gathered = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        gathered = CollectorRegistry()
        MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
    now = CollectorRegistry()
    now.register(_Now())
    return generate_latest(gathered) + generate_latest(now)


class _Now(Collector):
    """What is read off the database at each scrape."""

    def collect(self) -> Iterator[Metric]:
        connections = GaugeMetricFamily("qiao_database_connections", "Connections of the desk to its database")
        connections.add_metric([], _connections())
        yield connections
        if apps.is_installed("qiao.desk.jobs"):
            jobs = GaugeMetricFamily("qiao_jobs", "Jobs of the background", labels=["state"])
            for state, total in _jobs():
                jobs.add_metric([state], total)
            yield jobs
        with suppress(OSError):  # a folder that may not be read has no figure, and the others stay
            yield GaugeMetricFamily("qiao_inbox_refused", "Refused batches beside the inbox", inbox.refused())
        for name, words, age in (
            ("qiao_audit_unsealed_seconds", "Age of the oldest event without a seal", health.unsealed_age()),
            ("qiao_worker_heartbeat_seconds", "Age of the newest sign of life of a worker", health.heartbeat_age()),
        ):
            if age is not None:
                yield GaugeMetricFamily(name, words, age.total_seconds())


def _connections() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename = user")
        return int(cursor.fetchone()[0])


def _jobs() -> list[tuple[str, int]]:
    jobs = apps.get_app_config("jobs").get_model("Job")._base_manager
    return list(jobs.values_list("state").annotate(total=Count("pk")).order_by("state"))
