"""What every write of an answer checks and keeps."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import AnswerFields, Assessment, Change, NationalScore, Score
from assessments.services.errors import NotWritable

ANSWER = AnswerFields.Answer
JUSTIFICATION_LIMIT = 10_000
LEVELS_THAT_NEED_JUSTIFICATION = (3, 4)


def check_answer(*, answer: str, level: int | None, justification: str) -> None:
    """Check an answer against DESIGN sections 3 and 4.3: raises `ValidationError` by field."""
    faults: dict[str, str] = {}
    if answer not in ANSWER.values:
        faults["answer"] = _("Choose a level, not applicable or no data.")
    elif answer == ANSWER.LEVEL and (type(level) is not int or not 0 <= level <= 4):
        faults["level"] = _("A level is a whole number from 0 to 4.")
    elif answer != ANSWER.LEVEL and level is not None:
        faults["level"] = _("Only the answer “level” has a level.")
    if len(justification) > JUSTIFICATION_LIMIT:
        faults["justification"] = _("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}
    elif not justification and answer == ANSWER.NOT_APPLICABLE:
        faults["justification"] = _("Say why this is not applicable.")
    elif not justification and answer == ANSWER.LEVEL and level in LEVELS_THAT_NEED_JUSTIFICATION:
        faults["justification"] = _("Levels 3 and 4 need a justification.")
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})


def clean_text(text: str) -> str:
    """Text as it is stored: no space around it, one kind of line end, no NUL (PostgreSQL has none)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()


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
) -> Change:
    """A history entry, not yet saved."""
    return Change(
        assessment_id=assessment.pk,
        at=at,
        user_id=actor.user_id,
        capacity=actor.capacity,
        action=action,
        indicator_id=indicator_id,
        ministry_id=ministry_id,
        objective_id=objective_id,
        thing=thing,
        batch=batch,
        before=before,
        after=after,
    )
