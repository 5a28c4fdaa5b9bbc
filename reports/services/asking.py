"""What people do: ask for a report, cancel it, try again."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import observing
from accounts.models import Membership
from assessments.models import Assessment, Cycle, Submission
from reports.models import ReportJob
from reports.rules import may_manage
from reports.services.bell import ring
from reports.services.subjects import subject_of_request

STATUS = ReportJob.Status


class NotPossible(Exception):
    """The job's status does not allow it. `str()` says why."""


@transaction.atomic
def request_report(
    *,
    actor: Membership,
    kind: str,
    assessment: Assessment | None = None,
    submission: Submission | None = None,
    cycle: Cycle | None = None,
    selection: str = "",
    language: str = "en",
    format: str = "pdf",
) -> ReportJob:
    """Queue a report: on a draft assessment or a submission, on all countries of a cycle, or a comparison.

    A comparison is of `selection`, the query of the comparison page ("" is what that page shows by itself), or of all
    countries of a `cycle`; what is kept is the canonical query, its cycles named. Whoever asks again while the same
    report of his is waiting or being made gets that job. Raises PermissionDenied when the actor may not read what the
    report is about, ValidationError by field.
    """
    subject = subject_of_request(
        actor,
        kind=kind,
        assessment=assessment,
        submission=submission,
        cycle=cycle,
        selection=selection,
        language=language,
        format=format,
    )
    wanted = {"kind": kind, "format": format, "language": language, "membership": actor, **subject}
    waiting = ReportJob.objects.filter(**wanted, status__in=[STATUS.QUEUED, STATUS.RUNNING]).first()
    if waiting is not None:
        return waiting
    now = timezone.now()
    job = ReportJob.objects.create(
        **wanted,
        requested_by_id=actor.user_id,
        requested_at=now,
        rung_at=now,
        request_id=observing.request_id(),
    )
    transaction.on_commit(partial(ring, job.pk))
    return job


@transaction.atomic
def cancel(*, actor: Membership, job: ReportJob) -> ReportJob:
    """Stop a job that waits or runs; what its worker makes is thrown away. Raises PermissionDenied, NotPossible."""
    _require_management(actor, job)
    stopped = ReportJob.objects.filter(pk=job.pk, status__in=[STATUS.QUEUED, STATUS.RUNNING]).update(
        status=STATUS.CANCELLED, finished_at=timezone.now(), lease_until=None
    )
    if not stopped:
        raise NotPossible(_("The report is not waiting or being made any more."))
    job.refresh_from_db()
    return job


@transaction.atomic
def retry(*, actor: Membership, job: ReportJob) -> ReportJob:
    """Queue a failed or cancelled job again, with all its attempts. Raises PermissionDenied, NotPossible."""
    _require_management(actor, job)
    now = timezone.now()
    queued = ReportJob.objects.filter(pk=job.pk, status__in=[STATUS.FAILED, STATUS.CANCELLED]).update(
        status=STATUS.QUEUED,
        attempts=0,
        progress=0,
        error="",
        cause="",
        started_at=None,
        finished_at=None,
        rung_at=now,
        request_id=observing.request_id(),
    )
    if not queued:
        raise NotPossible(_("Only a report that failed or was cancelled can be tried again."))
    transaction.on_commit(partial(ring, job.pk))
    job.refresh_from_db()
    return job


def _require_management(actor: Membership, job: ReportJob) -> None:
    if not may_manage(actor, job):
        raise PermissionDenied(_("Only who asked for the report, or the country's focal point, may do this."))
