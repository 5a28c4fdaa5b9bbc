"""The country's own target levels with their reasons (`State.own_targets` has the levels alone)."""

from collections.abc import Collection
from dataclasses import dataclass

from assessments.models import Assessment, OwnTarget

from .access import with_previous


@dataclass(frozen=True, slots=True)
class Targets:
    """Own targets of an assessment and of the one before, by objective code in document order.

    Targets are not carried over: each cycle decides anew, and the one before is a hint.
    """

    own: dict[str, OwnTarget]
    previous: dict[str, OwnTarget]


def own_targets_of(assessment: Assessment, objectives: Collection[str] | None = None) -> dict[str, OwnTarget]:
    """The country's own targets by objective code, in document order; one query.

    Only those of these objectives where they are given.
    """
    targets = OwnTarget.objects.filter(assessment=assessment).select_related("objective", "updated_by")
    if objectives is not None:
        targets = targets.filter(objective__code__in=objectives)
    return {target.objective.code: target for target in targets.order_by("objective__order")}


def targets_of(assessment: Assessment, objectives: Collection[str]) -> Targets:
    """Own targets of these objectives, now and in the cycle before; one query, of people and cycle only the names."""
    found = Targets({}, {})
    targets = OwnTarget.objects.filter(with_previous(assessment), objective__code__in=objectives)
    of_whom = ("objective__code", "updated_by__name", "updated_by__email", "assessment__cycle__name")
    rows = targets.select_related("objective", "updated_by", "assessment__cycle").only(
        "level", "reason", "version", "updated_at", *of_whom
    )
    for target in rows.order_by("objective__order"):
        of = found.own if target.assessment_id == assessment.pk else found.previous
        of[target.objective.code] = target
    return found
