"""Sharing indicators out to ministries."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments.models import Assessment, Assignment, Change, NationalScore
from assessments.rules import require
from assessments.services.answers import change_of, require_writable
from assessments.services.following import follow, ground_under, lock_national_scores
from framework.models import Indicator


@transaction.atomic
def assign(*, actor: Membership, assessment: Assessment, indicators: Collection[Indicator], ministry: Ministry) -> int:
    """Ask `ministry` to answer `indicators`; returns how many it was not asked before.

    Raises PermissionDenied, NotWritable.
    """
    _require_coordinator(actor, assessment, ministry)
    locked = lock_national_scores(assessment, [indicator.pk for indicator in indicators])
    require_writable(assessment)
    asked = set(_asked(assessment, ministry, indicators).values_list("indicator_id", flat=True))
    new = [indicator.pk for indicator in indicators if indicator.pk not in asked]
    Assignment.objects.bulk_create(Assignment(assessment=assessment, indicator_id=pk, ministry=ministry) for pk in new)
    _keep(actor, assessment, ministry, new, Change.Action.ASSIGNED, locked)
    return len(new)


@transaction.atomic
def unassign(
    *, actor: Membership, assessment: Assessment, indicators: Collection[Indicator], ministry: Ministry
) -> int:
    """Take `indicators` back from `ministry`; its answers are kept but no longer take part. Returns how many.

    Raises PermissionDenied, NotWritable.
    """
    _require_coordinator(actor, assessment, ministry)
    locked = lock_national_scores(assessment, [indicator.pk for indicator in indicators])
    require_writable(assessment)
    gone = list(_asked(assessment, ministry, indicators).values_list("indicator_id", flat=True))
    _asked(assessment, ministry, indicators).delete()
    _keep(actor, assessment, ministry, gone, Change.Action.UNASSIGNED, locked)
    return len(gone)


def _require_coordinator(actor: Membership, assessment: Assessment, ministry: Ministry) -> None:
    require("assessments.coordinate", actor, assessment)
    if ministry.country_id != assessment.country_id:
        raise PermissionDenied(_("The ministry is not of this country."))


def _asked(assessment: Assessment, ministry: Ministry, indicators: Collection[Indicator]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(
        assessment=assessment, ministry=ministry, indicator_id__in=[indicator.pk for indicator in indicators]
    )


def _keep(
    actor: Membership,
    assessment: Assessment,
    ministry: Ministry,
    indicator_ids: Collection[int],
    action: Change.Action,
    locked: Collection[NationalScore],
) -> None:
    now = timezone.now()
    there = {"assigned": True}
    history = [
        change_of(
            actor=actor,
            assessment=assessment,
            at=now,
            action=action,
            before=None if action == Change.Action.ASSIGNED else there,
            after=there if action == Change.Action.ASSIGNED else None,
            indicator_id=pk,
            ministry_id=ministry.pk,
        )
        for pk in indicator_ids
    ]
    touched = set(indicator_ids)
    history += follow(
        actor=actor,
        assessment=assessment,
        locked=[national for national in locked if national.indicator_id in touched],
        ground=ground_under(assessment, touched),
        at=now,
    )
    Change.objects.bulk_create(history)
