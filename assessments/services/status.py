"""The status of an assessment, every move of it in history."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from accounts.models import Membership
from assessments.models import Assessment, Change, Clarification
from assessments.services.answers import change_of

STATUS = Assessment.Status
IN_REVIEW = (STATUS.SUBMITTED, STATUS.CLARIFICATION)


def lock_assessment(assessment_id: UUID) -> Assessment:
    """The assessment with its country and cycle, locked until the transaction ends: whoever moves it locks it first.

    The key itself stays free, so that rows that refer to the assessment can be written meanwhile.
    """
    return (
        Assessment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("country", "cycle")
        .get(pk=assessment_id)
    )


def status_in_review(assessment: Assessment) -> Assessment.Status:
    """The status of an assessment that the reviewers have: *clarification* while a clarification is open."""
    is_open = Clarification.objects.filter(submission__assessment=assessment, state=Clarification.State.OPEN).exists()
    return STATUS.CLARIFICATION if is_open else STATUS.SUBMITTED


def move(
    actor: Membership,
    assessment: Assessment,
    status: Assessment.Status,
    action: Change.Action,
    extra: Mapping[str, object],
) -> None:
    """Give the assessment its `status`; history keeps it with what `extra` says. Call it under the lock."""
    change = moved(actor, assessment, status, action, extra, timezone.now())
    assessment.save(update_fields=["status"])
    change.save()


def moved(
    actor: Membership,
    assessment: Assessment,
    status: Assessment.Status,
    action: Change.Action,
    extra: Mapping[str, object],
    at: datetime,
) -> Change:
    """Give the assessment its `status` in memory; returns the history entry, not saved either."""
    before = assessment.status
    assessment.status = status
    return change_of(
        actor=actor,
        assessment=assessment,
        at=at,
        action=action,
        before={"status": before},
        after={"status": status, **extra},
    )
