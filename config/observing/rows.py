"""What the rows tell when the metrics are asked for: reports and mails, whichever worker on whichever machine has them.

Every query reads what waits or runs, or what ended within the last hour, by an index.
"""

import shutil
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.models import Notice
from config.observing.migrations import pending_migrations
from reports.models import ReportJob

WINDOW = timedelta(hours=1)


class Rows(Collector):
    """Gauges out of the database, and of the disk."""

    def collect(self) -> Iterable[Metric]:
        """All of them, as they are now. Raises `django.db.Error` where the database does not answer."""
        now = timezone.now()
        yield from reports_that_wait(now)
        yield from reports_that_ended(now)
        yield from mails(now)
        yield GaugeMetricFamily(
            "portal_migrations_pending", "Migrations that the database still lacks.", value=len(pending_migrations())
        )

    def describe(self) -> Iterable[Metric]:
        """Nothing in advance: the database is asked only when the metrics are."""
        return []


class Disk(Collector):
    """Room on the disk of `settings.VAR_DIR`."""

    def collect(self) -> Iterable[Metric]:
        """Free and whole size, in bytes."""
        disk = shutil.disk_usage(settings.VAR_DIR)
        yield GaugeMetricFamily("portal_disk_free_bytes", "Room left where the portal keeps files.", value=disk.free)
        yield GaugeMetricFamily("portal_disk_size_bytes", "Size of that disk.", value=disk.total)


def reports_that_wait(now: datetime) -> Iterator[Metric]:
    """Length and age of the queue, how many are being made, and how many lost their worker."""
    status = ReportJob.Status
    active = ReportJob.objects.filter(status__in=[status.QUEUED, status.RUNNING]).order_by()
    counted = active.values("status").annotate(count=Count("pk"), oldest=Min("requested_at"))
    found = {row["status"]: (row["count"], row["oldest"]) for row in counted}
    length = GaugeMetricFamily("portal_reports_active", "Reports that wait or are being made.", labels=["status"])
    for one in (status.QUEUED, status.RUNNING):
        length.add_metric([one.value], found[one][0] if one in found else 0)
    yield length
    yield GaugeMetricFamily(
        "portal_reports_oldest_waiting_seconds",
        "How long the report that was asked for first has been waiting; 0 where none waits.",
        value=_age(found[status.QUEUED][1] if status.QUEUED in found else None, now),
    )
    yield GaugeMetricFamily(
        "portal_reports_lapsed_leases",
        "Reports whose worker has been silent for longer than its lease.",
        value=ReportJob.objects.filter(status=status.RUNNING, lease_until__lt=now).count(),
    )


def reports_that_ended(now: datetime) -> Iterator[Metric]:
    """What was made in the last hour, how long that took, and what failed for which cause."""
    recent = ReportJob.objects.filter(finished_at__gte=now - WINDOW).order_by()
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    labels = ["kind", "format"]
    made = GaugeMetricFamily("portal_reports_made_last_hour", "Reports made in the last hour.", labels=labels)
    mean = GaugeMetricFamily("portal_report_seconds_mean_last_hour", "Seconds that one of them took.", labels=labels)
    longest = GaugeMetricFamily("portal_report_seconds_max_last_hour", "Seconds that the longest took.", labels=labels)
    done = recent.filter(status=ReportJob.Status.DONE, started_at__isnull=False)
    rows = done.values(*labels).annotate(count=Count("pk"), mean=Avg(took), longest=Max(took)).order_by(*labels)
    for row in rows:
        names = [row["kind"], row["format"]]
        made.add_metric(names, row["count"])
        mean.add_metric(names, row["mean"].total_seconds())
        longest.add_metric(names, row["longest"].total_seconds())
    yield from (made, mean, longest)
    failed = GaugeMetricFamily(
        "portal_reports_failed_last_hour", "Reports that failed in the last hour.", labels=["kind", "cause"]
    )
    failures = recent.filter(status=ReportJob.Status.FAILED).values("kind", "cause").annotate(count=Count("pk"))
    for row in failures.order_by("kind", "cause"):
        failed.add_metric([row["kind"], row["cause"]], row["count"])
    yield failed


def mails(now: datetime) -> Iterator[Metric]:
    """Length and age of what is due, what was sent in the last hour, what failed and waits for somebody."""
    status = Notice.Status
    due = Notice.objects.filter(status=status.WAITING, due_at__lte=now).order_by()
    waiting = due.aggregate(count=Count("pk"), oldest=Min("due_at"))
    yield GaugeMetricFamily("portal_mails_due", "Mails that should be on their way.", value=waiting["count"])
    yield GaugeMetricFamily(
        "portal_mails_oldest_due_seconds",
        "How long the mail that was due first has been waiting; 0 where none does.",
        value=_age(waiting["oldest"], now),
    )
    sent = Notice.objects.filter(status=status.SENT, due_at__gte=now - 48 * WINDOW, sent_at__gte=now - WINDOW)
    yield GaugeMetricFamily("portal_mails_sent_last_hour", "Mails sent in the last hour.", value=sent.count())
    yield GaugeMetricFamily(
        "portal_mails_failed",
        "Mails that failed for good and that nobody has sent again.",
        value=Notice.objects.filter(status=status.FAILED).count(),
    )
    yield GaugeMetricFamily(
        "portal_mails_lapsed_leases",
        "Mails whose worker has been silent for longer than its lease.",
        value=Notice.objects.filter(status=status.SENDING, lease_until__lt=now).count(),
    )


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
