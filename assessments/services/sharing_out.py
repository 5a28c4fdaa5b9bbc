"""Sharing indicators out to ministries, many at once, and undoing it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments.models import Assessment, Assignment, Change, NationalScore
from assessments.rules import require
from assessments.services.answers import change_of, require_writable
from assessments.services.following import follow, ground_under, lock_national_scores
from assessments.services.status import lock_assessment
from assessments.services.telling import tell_assigned, untell_assigned
from assessments.sharing_out import Asked, Due, DueDate, Move, Pair, Plan, plan, steps_to
from framework.listing import listed
from framework.models import Indicator

SHARING = (Change.Action.ASSIGNED, Change.Action.UNASSIGNED)


@dataclass(frozen=True, slots=True)
class SharedOut:
    """What was done: `batch` is what `undo_sharing` takes, None where nothing changed.

    `left` are pairs that an undo could not bring back, since somebody changed them after.
    """

    batch: UUID | None
    plan: Plan
    left: tuple[Pair, ...] = ()


@transaction.atomic
def share_out(
    *, actor: Membership, assessment: Assessment, moves: Collection[Move], due_on: DueDate = Due.KEEP
) -> SharedOut:
    """Ask and take back as `moves` say, in one operation; answers are kept and take part again when asked again.

    `due_on` is when newly asked answers are due, and those of ministries that are asked again or reminded. Ministries
    are told what they are newly asked, or by another date.

    Raises PermissionDenied (role, or a ministry of another country), ValidationError for codes that there are not,
    NotWritable.
    """
    require("assessments.coordinate", actor, assessment)
    ids = _indicator_ids({code for move in moves for code in move.codes})
    named = {pk for move in moves for pk in (*move.ask, *move.take_back, *move.remind)}
    ministries = Ministry.objects.filter(country_id=assessment.country_id).in_bulk(list(named))
    if named - ministries.keys():
        raise PermissionDenied(_("The ministry is not of this country."))
    lock_assessment(assessment.pk)
    locked = lock_national_scores(assessment, ids.values())
    require_writable(assessment)
    wanted = plan(_asked_now(assessment, ids, named), moves, due_on)
    return SharedOut(_apply(actor, assessment, wanted, ids, ministries, locked), wanted)


@transaction.atomic
def undo_sharing(*, actor: Membership, assessment: Assessment, batch: UUID) -> SharedOut:
    """Take back what the operation `batch` of `share_out` or of an undo did, as an operation of its own.

    What somebody changed after it stays as it is and is named in `left`.

    Raises PermissionDenied, ValidationError where the assessment has no such operation, NotWritable.
    """
    require("assessments.coordinate", actor, assessment)
    changes = [
        (Pair(change.indicator.code, change.ministry_id), _from_history(change.before), _from_history(change.after))
        for change in assessment.changes.filter(batch=batch, action__in=SHARING).select_related("indicator")
        if change.indicator is not None and change.ministry_id is not None
    ]
    if not changes:
        raise ValidationError({"batch": [_("There is no such operation of sharing out.")]})
    ids = _indicator_ids({pair.indicator for pair, _before, _after in changes})
    ministries = Ministry.objects.in_bulk(list({pair.ministry for pair, _before, _after in changes}))
    lock_assessment(assessment.pk)
    locked = lock_national_scores(assessment, ids.values())
    require_writable(assessment)
    current = _asked_now(assessment, ids, ministries)
    applies = {pair: before for pair, before, after in changes if current.get(pair) == after}
    left = tuple(pair for pair, _before, _after in changes if pair not in applies)
    wanted = steps_to(current, applies)
    return SharedOut(_apply(actor, assessment, wanted, ids, ministries, locked), wanted, left)


def _indicator_ids(codes: Collection[str]) -> dict[str, int]:
    """Ids of the indicators by code, in document order; raises ValidationError that names those there are not."""
    ids = dict(Indicator.objects.filter(code__in=codes).order_by("order").values_list("code", "pk"))
    if unknown := sorted(set(codes) - ids.keys()):
        raise ValidationError({"codes": [_("There is no indicator %(codes)s.") % {"codes": listed(unknown)}]})
    return ids


def _asked_now(assessment: Assessment, ids: Mapping[str, int], ministries: Collection[UUID]) -> dict[Pair, Asked]:
    rows = Assignment.objects.filter(
        assessment=assessment, indicator_id__in=ids.values(), ministry_id__in=ministries
    ).values_list("indicator__code", "ministry_id", "due_on")
    return {Pair(code, ministry): Asked(due_on) for code, ministry, due_on in rows}


def _apply(
    actor: Membership,
    assessment: Assessment,
    wanted: Plan,
    ids: Mapping[str, int],
    ministries: Mapping[UUID, Ministry],
    locked: Collection[NationalScore],
) -> UUID | None:
    """Write the steps with their history, let national scores follow, tell the ministries; the batch."""
    if not wanted.steps:
        return None
    now, batch = timezone.now(), uuid4()
    Assignment.objects.bulk_create(
        Assignment(
            assessment=assessment, indicator_id=ids[code], ministry_id=ministry, due_on=_due(wanted, code, ministry)
        )
        for code, ministry in wanted.asked
    )
    for ministry, codes in _by_ministry(wanted.taken_back).items():
        _rows(assessment, ministry, codes, ids).delete()
    for (ministry, due_on), codes in _by_ministry_and_date(wanted, wanted.dated).items():
        _rows(assessment, ministry, codes, ids).update(due_on=due_on)
    history = [
        change_of(
            actor=actor,
            assessment=assessment,
            at=now,
            action=Change.Action.UNASSIGNED if step.after is None else Change.Action.ASSIGNED,
            before=for_history(step.before),
            after=for_history(step.after),
            indicator_id=ids[pair.indicator],
            ministry_id=pair.ministry,
            batch=batch,
        )
        for pair, step in wanted.steps.items()
    ]
    touched = {ids[pair.indicator] for pair in (*wanted.asked, *wanted.taken_back)}
    history += follow(
        actor=actor,
        assessment=assessment,
        locked=[national for national in locked if national.indicator_id in touched],
        ground=ground_under(assessment, touched),
        at=now,
    )
    Change.objects.bulk_create(history)
    for ministry, codes in _by_ministry([*wanted.taken_back, *wanted.dated]).items():
        untell_assigned(assessment=assessment, ministry=ministries[ministry], codes=codes)
    told = _by_ministry_and_date(wanted, [*wanted.asked, *wanted.dated])
    for (ministry, due_on), codes in told.items():
        tell_assigned(
            actor=actor,
            assessment=assessment,
            ministry=ministries[ministry],
            codes=[code for code in ids if code in codes],
            due_on=due_on,
        )
    return batch


def _due(wanted: Plan, code: str, ministry: UUID) -> date | None:
    after = wanted.steps[Pair(code, ministry)].after
    return after.due_on if after else None


def _by_ministry(pairs: Collection[Pair]) -> dict[UUID, set[str]]:
    codes: dict[UUID, set[str]] = defaultdict(set)
    for pair in pairs:
        codes[pair.ministry].add(pair.indicator)
    return codes


def _by_ministry_and_date(wanted: Plan, pairs: Collection[Pair]) -> dict[tuple[UUID, date | None], set[str]]:
    codes: dict[tuple[UUID, date | None], set[str]] = defaultdict(set)
    for code, ministry in pairs:
        codes[ministry, _due(wanted, code, ministry)].add(code)
    return codes


def _rows(assessment: Assessment, ministry: UUID, codes: Collection[str], ids: Mapping[str, int]) -> Any:
    return Assignment.objects.filter(
        assessment=assessment, ministry_id=ministry, indicator_id__in=[ids[code] for code in codes]
    )


def for_history(asked: Asked | None) -> dict[str, Any] | None:
    """An assignment as history keeps it, None where there is none."""
    if asked is None:
        return None
    return {"assigned": True, "due_on": asked.due_on.isoformat() if asked.due_on else None}


def _from_history(kept: Mapping[str, Any] | None) -> Asked | None:
    if kept is None:
        return None
    return Asked(date.fromisoformat(kept["due_on"]) if kept.get("due_on") else None)
