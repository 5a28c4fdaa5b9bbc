"""What every write of an answer checks and keeps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.answering import JUSTIFICATION_LIMIT as JUSTIFICATION_LIMIT
from assessments.answering import check_answer as check_answer
from assessments.answering import clean_text as clean_text
from assessments.models import Assessment, Change, NationalScore, Score
from assessments.services.errors import NotWritable


def require_writable(assessment: Assessment) -> None:
    """Raise `NotWritable` unless answers of `assessment` may change. Call it under the lock of the row to write."""
    fresh = Assessment.objects.select_related("cycle").get(pk=assessment.pk)
    if not fresh.cycle.is_open:
        raise NotWritable(_("The cycle is not open."))
    if not fresh.is_writable:
        raise NotWritable(_("The assessment is submitted. The focal point can reopen it."))


def score_state(score: Score | None) -> dict[str, Any] | None:
    """A ministry's answer as history keeps it, None where there is none."""
    if score is None:
        return None
    return {
        "answer": score.answer,
        "level": score.level,
        "justification": score.justification,
        "version": score.version,
    }


def national_state(national: NationalScore) -> dict[str, Any]:
    """A national score as history keeps it."""
    return {
        "state": national.state,
        "answer": national.answer,
        "level": national.level,
        "justification": national.justification,
        "rationale": national.rationale,
        "version": national.version,
    }


def change_of(
    *,
    actor: Membership,
    assessment: Assessment,
    at: datetime,
    action: Change.Action,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    indicator_id: int | None = None,
    ministry_id: Any = None,
    objective_id: int | None = None,
    thing: UUID | None = None,
    batch: UUID | None = None,
    capacity: str = "",
) -> Change:
    """A history entry, not yet saved. `capacity` is the actor's where it is at hand in words."""
    return Change(
        assessment_id=assessment.pk,
        at=at,
        user_id=actor.user_id,
        capacity=capacity or actor.recorded_capacity,
        action=action,
        indicator_id=indicator_id,
        ministry_id=ministry_id,
        objective_id=objective_id,
        thing=thing,
        batch=batch,
        before=before,
        after=after,
    )
