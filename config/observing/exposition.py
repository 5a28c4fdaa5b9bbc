"""The page of the metrics, in Prometheus's text format."""

from pathlib import Path

import structlog
from django.db import Error
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from config.observing import multiprocess
from config.observing.rows import Disk, Rows

logger = structlog.get_logger(__name__)


def page() -> tuple[bytes, str]:
    """Content and its type: what the processes of this machine count, what the rows tell, and the disk.

    A database that does not answer takes only its own metrics away: `portal_database_up` is 0 then.
    """
    folder = multiprocess.folder()
    counted = generate_latest(REGISTRY) if folder is None else counted_in(folder)
    return counted + _told(), CONTENT_TYPE_LATEST


def counted_in(folder: Path) -> bytes:
    """What all processes that count in `folder` have counted, also those that have ended."""
    multiprocess.gather_the_gone(folder)
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))
    with multiprocess.locked(folder):
        return generate_latest(registry)


def _told() -> bytes:
    """What the rows and the disk tell."""
    metrics: list[Metric] = list(Disk().collect())
    try:
        metrics += Rows().collect()
        is_up = 1
    except Error:
        logger.warning("metrics_without_database", exc_info=True)
        is_up = 0
    metrics.append(GaugeMetricFamily("portal_database_up", "Whether the database told the others.", value=is_up))
    registry = CollectorRegistry()
    registry.register(_Collected(metrics))
    return generate_latest(registry)


class _Collected(Collector):
    """Metrics that are there already."""

    def __init__(self, metrics: list[Metric]) -> None:
        self.metrics = metrics

    def collect(self) -> list[Metric]:
        return self.metrics

    def describe(self) -> list[Metric]:
        return []
