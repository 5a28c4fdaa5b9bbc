"""The country's own target levels, one an objective."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.models import Assessment, Change, OwnTarget
from assessments.rules import require
from assessments.scoring import HIGHEST_LEVEL
from assessments.services.answers import JUSTIFICATION_LIMIT, change_of, clean_text, require_writable
from assessments.services.errors import StaleVersion
from assessments.services.following import lock_national_scores
from framework.models import Indicator, Objective


@transaction.atomic
def set_target(
    *,
    actor: Membership,
    assessment: Assessment,
    objective: Objective,
    level: int,
    reason: str,
    expected_version: int,
) -> OwnTarget:
    """Aim at `level` in all indicators of `objective` instead of at the cycle's target, and say why.

    `expected_version` is the version that the focal point saw, 0 where there was no own target. Setting what is set
    already changes nothing.

    Raises PermissionDenied, ValidationError by field, NotWritable, StaleVersion.
    """
    require("assessments.coordinate", actor, assessment)
    reason = clean_text(reason)
    check_target(level, reason)
    target = _locked(assessment, objective, expected_version)
    before = target_state(target)
    if target is not None and (target.level, target.reason) == (level, reason):
        return target
    now = timezone.now()
    if target is None:
        target = OwnTarget(assessment=assessment, objective=objective, version=0)
    aimed_by(actor, target, level, reason, now)
    target.save()
    target_change(actor, assessment, objective, before, target_state(target), now).save()
    return target


def aimed_by(actor: Membership, target: OwnTarget, level: int, reason: str, at: datetime) -> None:
    """Let the row say at which level is aimed; nothing is saved."""
    target.level, target.reason = level, reason
    target.version += 1
    target.updated_at = at
    target.updated_by_id = actor.user_id


@transaction.atomic
def clear_target(*, actor: Membership, assessment: Assessment, objective: Objective, expected_version: int) -> None:
    """Go back to the cycle's target in `objective`; nothing happens where there is no own one.

    Raises PermissionDenied, NotWritable, StaleVersion.
    """
    require("assessments.coordinate", actor, assessment)
    target = _locked(assessment, objective, expected_version)
    if target is None:
        return
    before = target_state(target)
    target.delete()
    target_change(actor, assessment, objective, before, None, timezone.now()).save()


def target_state(target: OwnTarget | None) -> dict[str, Any] | None:
    """An own target as history keeps it, None where there is none."""
    if target is None:
        return None
    return {"level": target.level, "reason": target.reason, "version": target.version}


def check_target(level: object, reason: str) -> None:
    """Raises `ValidationError` by field."""
    faults: dict[str, list[str]] = {}
    if type(level) is not int or not 0 <= level <= HIGHEST_LEVEL:
        faults["level"] = [_("A level is a whole number from 0 to 4.")]
    if not reason:
        faults["reason"] = [_("Say why the country aims at another level.")]
    elif len(reason) > JUSTIFICATION_LIMIT:
        faults["reason"] = [_("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}]
    if faults:
        raise ValidationError(faults)


def _locked(assessment: Assessment, objective: Objective, expected_version: int) -> OwnTarget | None:
    """The own target; writers wait at the national scores of the objective, as there may be no target's row yet."""
    indicators = Indicator.objects.filter(part__objective=objective).values_list("pk", flat=True)
    lock_national_scores(assessment, list(indicators))
    require_writable(assessment)
    target = OwnTarget.objects.filter(assessment=assessment, objective=objective).select_related("objective").first()
    if (target.version if target else 0) != expected_version:
        raise StaleVersion(target)
    return target


def target_change(
    actor: Membership,
    assessment: Assessment,
    objective: Objective,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    at: datetime,
) -> Change:
    """The history entry of an own target, not saved."""
    return change_of(
        actor=actor,
        assessment=assessment,
        at=at,
        action=Change.Action.TARGETED,
        before=before,
        after=after,
        objective_id=objective.pk,
    )
