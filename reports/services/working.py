"""What a worker does with a job. Every write names the attempt it belongs to, and fails when that is no longer the
job's: it was cancelled, or its lease passed and another worker has it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from accounts.failures import Cause
from reports import files
from reports.models import ReportJob

STATUS = ReportJob.Status
LEASE = timedelta(seconds=60)
"""How long a worker may be silent. It renews with its progress, every second or so; writing the pages takes seconds."""


def lapsed(now: datetime) -> Q:
    """Leases that hold no more: they have passed, or were given by a clock that has been put back since."""
    return Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * LEASE)


class AttemptLost(Exception):
    """The job is no longer this worker's; what it has made is to be thrown away."""


def claim(pk: UUID) -> ReportJob | None:
    """Take a job to work on: one conditional update, which counts the attempt and sets the lease.

    None where there is nothing to take: the job is done, cancelled, another worker's, or had its attempts. The job
    comes with what the report is about, the submission's content included.
    """
    now = timezone.now()
    claimable = ReportJob.objects.filter(pk=pk, attempts__lt=ReportJob.MAX_ATTEMPTS).filter(
        Q(status=STATUS.QUEUED) | Q(lapsed(now), status=STATUS.RUNNING)
    )
    with transaction.atomic():
        claimed = claimable.update(
            status=STATUS.RUNNING,
            attempts=F("attempts") + 1,
            lease_until=now + LEASE,
            started_at=now,
            progress=0,
        )
        if not claimed:
            return None
        return ReportJob.objects.select_related(
            "assessment__country",
            "assessment__cycle",
            "submission__assessment__country",
            "submission__assessment__cycle",
            "cycle",
            "membership",
        ).get(pk=pk)


def renew(job: ReportJob, progress: int) -> None:
    """Renew the lease of this attempt and say how far it is, 0 to 100 percent. Raises AttemptLost."""
    if not _held(job).update(progress=progress, lease_until=timezone.now() + LEASE):
        raise AttemptLost


def finish(job: ReportJob, content: bytes) -> None:
    """Keep the file and mark the job done, both or neither. Raises AttemptLost, and then nothing is kept."""
    with transaction.atomic():
        done = _held(job).update(
            status=STATUS.DONE,
            progress=100,
            lease_until=None,
            finished_at=timezone.now(),
            file_sha256=files.digest(content),
            file_size=len(content),
        )
        if not done:
            raise AttemptLost
        files.store(content, job.format)


def fail(job: ReportJob, reason: str, cause: Cause = Cause.FAULT) -> None:
    """Mark the job failed, with `reason` in words for a person. Raises AttemptLost."""
    failed = _held(job).update(
        status=STATUS.FAILED, lease_until=None, finished_at=timezone.now(), error=reason, cause=cause
    )
    if not failed:
        raise AttemptLost


def _held(job: ReportJob) -> QuerySet[ReportJob]:
    """The job's row as long as it is this attempt's; `attempts` of the claimed job is the attempt's number."""
    return ReportJob.objects.filter(pk=job.pk, status=STATUS.RUNNING, attempts=job.attempts)
