"""Confirming what came along from the last cycle."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import Assessment, Change, NationalScore
from assessments.rules import require
from assessments.services.answers import change_of, check_answer, national_state, require_writable
from assessments.services.following import lock_national_scores
from framework.listing import labelled
from framework.models import Indicator

FIELDS = ("state", "decided_by", "version", "updated_at")


@transaction.atomic
def confirm_carried_over(
    *, actor: Membership, assessment: Assessment, indicators: Collection[Indicator]
) -> list[NationalScore]:
    """Decide those of `indicators` that are still carried over with the answer that they hold; returns them in order.

    Others stay as they are: a ministry has answered or the focal point has decided meanwhile. All or nothing: where
    one lacks a justification that its answer needs, nothing is confirmed.

    Raises PermissionDenied, NotWritable, ValidationError on `codes` that names what cannot be confirmed as it is.
    """
    require("assessments.coordinate", actor, assessment)
    codes = {indicator.pk: indicator.code for indicator in sorted(indicators, key=lambda one: one.order)}
    locked = {national.indicator_id: national for national in lock_national_scores(assessment, list(codes))}
    require_writable(assessment)
    carried = [locked[pk] for pk in codes if pk in locked and locked[pk].state == NationalScore.State.CARRIED_OVER]
    _require_whole(carried, codes)
    now = timezone.now()
    history = []
    for national in carried:
        before = national_state(national)
        national.state = NationalScore.State.DECIDED
        national.decided_by_id = actor.user_id
        national.version += 1
        national.updated_at = now
        national.save(update_fields=FIELDS)
        history.append(
            change_of(
                actor=actor,
                assessment=assessment,
                at=now,
                action=Change.Action.DECIDED,
                before=before,
                after=national_state(national),
                indicator_id=national.indicator_id,
            )
        )
    Change.objects.bulk_create(history)
    return carried


def _require_whole(carried: Collection[NationalScore], codes: dict[int, str]) -> None:
    faults = []
    for national in carried:
        try:
            check_answer(answer=national.answer, level=national.level, justification=national.justification)
        except ValidationError as error:
            faults.append(labelled(codes[national.indicator_id], " ".join(error.messages)))
    if faults:
        raise ValidationError({"codes": [_("Nothing is confirmed. Decide these one by one first."), *faults]})
