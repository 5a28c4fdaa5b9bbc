"""A ministry's answer: the one way by which a score gets in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import metrics
from accounts.models import Membership, Ministry
from assessments.models import Assessment, Change, NationalScore, Score
from assessments.rules import require
from assessments.services.answers import change_of, check_answer, clean_text, require_writable, score_state
from assessments.services.errors import StaleVersion
from assessments.services.following import Ground, answer_changed_under, follow, ground_under, lock_national_scores
from framework.models import Indicator


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recorded answer and the national score after it."""

    score: Score
    national: NationalScore


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that is given, checked and not yet written."""

    indicator_id: int
    answer: str
    level: int | None
    justification: str


def first_score(assessment: Assessment, indicator_id: int, ministry: Ministry) -> Score:
    """The row of a ministry that has not answered yet, not saved."""
    return Score(assessment=assessment, indicator_id=indicator_id, ministry=ministry, version=0)


def given_by(actor: Membership, score: Score, given: Given, at: datetime) -> Score:
    """The row with the answer that is given, not saved."""
    score.answer, score.level, score.justification = given.answer, given.level, given.justification
    score.version += 1
    score.updated_at = at
    score.updated_by_id = actor.user_id
    return score


@transaction.atomic
def record_score(
    *,
    actor: Membership,
    assessment: Assessment,
    indicator: Indicator,
    ministry: Ministry,
    answer: str,
    level: int | None,
    justification: str,
    expected_version: int,
) -> Recorded:
    """Record `ministry`'s answer to `indicator`; the national score follows.

    `expected_version` is the version the person saw, 0 for a first answer. Recording what is stored already changes
    nothing, also when the same person sends it again because the acknowledgement got lost. The assessment must be one
    that the actor may see (`selectors.draft_of`).

    Raises PermissionDenied (role, or the ministry is not asked), ValidationError by field, NotWritable, StaleVersion.
    """
    require("assessments.answer_for", actor, ministry)
    if ministry.country_id != assessment.country_id:
        raise PermissionDenied(_("The ministry is not of this country."))
    justification = clean_text(justification)
    check_answer(answer=answer, level=level, justification=justification)

    (national,) = lock_national_scores(assessment, [indicator.pk])
    require_writable(assessment)
    ground = ground_under(assessment, [indicator.pk])
    if ministry.pk not in ground.asked.get(indicator.pk, ()):
        raise PermissionDenied(_("This indicator is not assigned to this ministry."))
    score = ground.scores.get(indicator.pk, {}).get(ministry.pk)
    is_stored = score is not None and (score.answer, score.level, score.justification) == (answer, level, justification)
    if (score.version if score else 0) != expected_version:
        if score is None or not (is_stored and is_own_next(actor, score, expected_version)):
            raise StaleVersion(score)
        return Recorded(score, national)
    if score is not None and is_stored:
        return Recorded(score, national)

    (written,) = write_answers(
        actor=actor,
        assessment=assessment,
        ministry=ministry,
        given=[Given(indicator.pk, answer, level, justification)],
        locked={indicator.pk: national},
        ground=ground,
    )
    return Recorded(written, national)


def is_own_next(actor: Membership, score: Score, seen_version: int) -> bool:
    """Whether what is stored is what the actor himself made of the version that he saw."""
    return score.version == seen_version + 1 and score.updated_by_id == actor.user_id


def write_answers(
    *,
    actor: Membership,
    assessment: Assessment,
    ministry: Ministry,
    given: Sequence[Given],
    locked: Mapping[int, NationalScore],
    ground: Ground,
    batch: UUID | None = None,
) -> list[Score]:
    """Write answers that differ from what is stored, with their history; the national scores follow.

    `locked` are the national scores by indicator and `ground` what they rest on, read under their lock; the caller
    has checked roles, answers and versions. Changes made together share a `batch`.
    """
    now = timezone.now()
    written: list[Score] = []
    history: list[Change] = []
    following: list[NationalScore] = []
    for one in given:
        national = locked[one.indicator_id]
        stored = ground.scores.get(one.indicator_id, {}).get(ministry.pk)
        before = score_state(stored)
        answer_changed = stored is None or (stored.answer, stored.level) != (one.answer, one.level)
        score = given_by(actor, stored or first_score(assessment, one.indicator_id, ministry), one, now)
        score.save()
        written.append(score)
        ground = ground.with_score(score)
        history.append(
            change_of(
                actor=actor,
                assessment=assessment,
                at=now,
                action=Change.Action.SCORED,
                before=before,
                after=score_state(score),
                indicator_id=one.indicator_id,
                ministry_id=ministry.pk,
            )
        )
        if national.state == NationalScore.State.DECIDED and answer_changed:
            history += answer_changed_under(actor=actor, assessment=assessment, national=national, at=now)
        else:
            following.append(national)
    history += follow(actor=actor, assessment=assessment, locked=following, ground=ground, at=now)
    for change in history:
        change.batch = batch
    Change.objects.bulk_create(history)
    transaction.on_commit(partial(metrics.saved, "score", len(written)), robust=True)
    return written
