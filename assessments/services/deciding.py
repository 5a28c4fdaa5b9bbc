"""The focal point's decision on an indicator."""

from functools import partial

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import metrics
from accounts.models import Membership
from assessments import scoring
from assessments.models import Assessment, Change, NationalScore
from assessments.rules import require
from assessments.services.answers import (
    JUSTIFICATION_LIMIT,
    change_of,
    check_answer,
    clean_text,
    national_state,
    require_writable,
)
from assessments.services.errors import StaleVersion
from assessments.services.following import ground_under, lock_national_scores
from assessments.services.telling import untell_conflicts
from framework.models import Indicator


@transaction.atomic
def decide(
    *,
    actor: Membership,
    assessment: Assessment,
    indicator: Indicator,
    answer: str,
    level: int | None,
    justification: str,
    rationale: str,
    expected_version: int,
) -> NationalScore:
    """Decide the country's answer to `indicator`, whatever its state; it stays until an answer under it changes.

    A rationale is required where a ministry's answer differs from the decision. `expected_version` is the version of
    the national score that the focal point saw.

    Raises PermissionDenied, ValidationError by field, NotWritable, StaleVersion.
    """
    require("assessments.coordinate", actor, assessment)
    justification, rationale = clean_text(justification), clean_text(rationale)
    check_answer(answer=answer, level=level, justification=justification)
    if len(rationale) > JUSTIFICATION_LIMIT:
        raise ValidationError({"rationale": [_("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}]})

    (national,) = lock_national_scores(assessment, [indicator.pk])
    require_writable(assessment)
    if national.version != expected_version:
        raise StaleVersion(national)
    decision = scoring.Answer(scoring.AnswerKind(answer), level)
    answers = ground_under(assessment, [indicator.pk]).taking_part(indicator.pk)
    if not rationale and any(score.as_answer != decision for score in answers):
        raise ValidationError({"rationale": [_("A ministry answered otherwise: say why you decide so.")]})

    now = timezone.now()
    before = national_state(national)
    national.state = NationalScore.State.DECIDED
    national.answer, national.level = answer, level
    national.justification, national.rationale = justification, rationale
    national.decided_by_id = actor.user_id
    if national_state(national) == before:
        return national
    national.version += 1
    national.updated_at = now
    national.save()
    change_of(
        actor=actor,
        assessment=assessment,
        at=now,
        action=Change.Action.DECIDED,
        before=before,
        after=national_state(national),
        indicator_id=indicator.pk,
    ).save()
    transaction.on_commit(partial(metrics.saved, "decision"), robust=True)
    if before["state"] == NationalScore.State.CONFLICT:
        untell_conflicts(assessment=assessment, codes=[indicator.code])
    return national
