"""Looking after jobs whose worker died and messages that got lost (DEPENDENCIES section 3)."""

from datetime import datetime, timedelta

import structlog
from django.db.models import Q
from django.utils import timezone, translation

from accounts import observing
from accounts.failures import Cause, said, with_reference
from reports.models import ReportJob
from reports.services.bell import ring
from reports.services.working import lapsed

logger = structlog.get_logger(__name__)
STATUS = ReportJob.Status
RING_AGAIN = timedelta(seconds=60)
RUNG_AT_ONCE = 10
"""How many of the oldest waiting jobs are rung again in one sweep: a long queue only waits, its messages are there."""


def sweep(*, rung_before: datetime | None = None) -> None:
    """Put jobs with a lapsed lease back into the queue, fail those that had all their attempts, and ring for waiting
    jobs that nobody was told of since `rung_before`, a minute ago unless given.

    Any number of workers may sweep at the same time: every step is a conditional update.
    """
    now = timezone.now()
    for job in ReportJob.objects.filter(lapsed(now), status=STATUS.RUNNING).order_by("requested_at"):
        with observing.working_for(job.request_id):
            _take_back(job, now)
    _ring_again(now, rung_before or now - RING_AGAIN)


def _take_back(job: ReportJob, now: datetime) -> None:
    """Let a job whose lease has lapsed wait again, or fail it. Nothing happens where another has it by now."""
    held = ReportJob.objects.filter(
        pk=job.pk, status=STATUS.RUNNING, attempts=job.attempts, lease_until=job.lease_until
    )
    if job.attempts < ReportJob.MAX_ATTEMPTS:
        if held.update(status=STATUS.QUEUED, lease_until=None, progress=0, rung_at=None):
            logger.warning("report_waits_again", job=str(job.pk), kind=job.kind, attempt=job.attempts)
        return
    with translation.override(job.language):
        reason = with_reference(said(Cause.WORKER_STOPPED), job.pk)
    if held.update(status=STATUS.FAILED, lease_until=None, finished_at=now, error=reason, cause=Cause.WORKER_STOPPED):
        logger.error(
            "report_failed",
            job=str(job.pk),
            kind=job.kind,
            format=job.format,
            attempt=job.attempts,
            cause=Cause.WORKER_STOPPED.value,
        )


def _ring_again(now: datetime, rung_before: datetime) -> None:
    # A time in the future is of a clock that has been put back since.
    told = Q(rung_at__gte=rung_before, rung_at__lte=now + RING_AGAIN)
    unheard = ReportJob.objects.filter(Q(rung_at=None) | ~told, status=STATUS.QUEUED)
    waiting = unheard.order_by("requested_at").values_list("pk", "rung_at", "request_id")
    for pk, rung_at, request_id in waiting[:RUNG_AT_ONCE]:
        # Whoever changes the time rings; another worker that sweeps at this moment does not.
        if ReportJob.objects.filter(pk=pk, status=STATUS.QUEUED, rung_at=rung_at).update(rung_at=now):
            with observing.working_for(request_id):
                ring(pk)
