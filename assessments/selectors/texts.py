"""Answers with their texts, read for the few indicators that a page shows (`State` holds all, without texts)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from assessments.models import Assessment, NationalScore, Score

from .access import previous_assessment
from .state import State


@dataclass(frozen=True, slots=True)
class Answers:
    """What is said about one indicator.

    `scores` are those of the ministries that are asked now, by name; `previous` is the country's answer in the cycle
    before, None where there is none that counted.
    """

    national: NationalScore
    scores: tuple[Score, ...]
    previous: NationalScore | None


def answers_of(state: State, codes: Collection[str]) -> tuple[dict[str, Answers], Assessment | None]:
    """What is said about the indicators `codes`, and the previous assessment; three queries, however many codes."""
    assessment = state.assessment
    scores: dict[str, list[Score]] = defaultdict(list)
    for score in (
        Score.objects.filter(assessment=assessment, indicator__code__in=codes)
        .select_related("indicator", "ministry", "updated_by")
        .order_by("ministry__name")
    ):
        if score.ministry_id in state.assigned.get(score.indicator.code, ()):
            scores[score.indicator.code].append(score)
    before = previous_assessment(assessment)
    nationals: dict[UUID, dict[str, NationalScore]] = {one.pk: {} for one in (assessment, before) if one is not None}
    for national in (
        NationalScore.objects.filter(assessment__in=nationals, indicator__code__in=codes)
        .select_related("indicator", "decided_by")
        .order_by("indicator__order")
    ):
        nationals[national.assessment_id][national.indicator.code] = national
    previous = nationals[before.pk] if before else {}
    return {
        code: Answers(
            national, tuple(scores[code]), previous[code] if code in previous and previous[code].counts else None
        )
        for code, national in nationals[assessment.pk].items()
    }, before
