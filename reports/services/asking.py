"""What people do: ask for a report, cancel it, try again."""

from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.models import Assessment, Submission
from reports.models import ReportJob
from reports.rules import may_manage
from reports.services.bell import ring

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
    language: str = "en",
    format: str = "pdf",
) -> ReportJob:
    """Queue a report on a draft assessment or on a submission, exactly one of which is given.

    Whoever asks again while the same report of his is waiting or being made gets that job. Raises PermissionDenied
    when the actor may not read what the report is about, ValidationError by field.
    """
    _check(kind=kind, assessment=assessment, submission=submission, language=language, format=format)
    if assessment is not None and not assessing.drafts_for(actor).filter(pk=assessment.pk).exists():
        raise PermissionDenied(_("Only the country itself may report on its draft."))
    if submission is not None and not assessing.submissions_for(actor).filter(pk=submission.pk).exists():
        raise PermissionDenied(_("You may not read this submission."))
    wanted = {
        "kind": kind,
        "format": format,
        "language": language,
        "assessment": assessment,
        "submission": submission,
        "membership": actor,
    }
    waiting = ReportJob.objects.filter(**wanted, status__in=[STATUS.QUEUED, STATUS.RUNNING]).first()
    if waiting is not None:
        return waiting
    now = timezone.now()
    job = ReportJob.objects.create(**wanted, requested_by_id=actor.user_id, requested_at=now, rung_at=now)
    transaction.on_commit(partial(ring, job.pk))
    return job


def _check(
    *,
    kind: str,
    assessment: Assessment | None,
    submission: Submission | None,
    language: str,
    format: str,
) -> None:
    faults: dict[str, str] = {}
    if kind not in ReportJob.Kind.values:
        faults["kind"] = _("There is no such report.")
    elif format not in ReportJob.FORMATS[kind]:
        faults["format"] = _("This report does not come in this format.")
    if language not in dict(settings.LANGUAGES):
        faults["language"] = _("Reports do not come in this language.")
    if (assessment is None) == (submission is None):
        faults["assessment"] = _("Name either an assessment or a submission.")
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})


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
        status=STATUS.QUEUED, attempts=0, progress=0, error="", started_at=None, finished_at=None, rung_at=now
    )
    if not queued:
        raise NotPossible(_("Only a report that failed or was cancelled can be tried again."))
    transaction.on_commit(partial(ring, job.pk))
    job.refresh_from_db()
    return job


def _require_management(actor: Membership, job: ReportJob) -> None:
    if not may_manage(actor, job):
        raise PermissionDenied(_("Only who asked for the report, or the country's focal point, may do this."))
