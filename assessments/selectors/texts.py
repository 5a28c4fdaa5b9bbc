"""Answers with their texts, read for the few indicators that a page shows (`State` holds all, without texts)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

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
    """What is said about the indicators `codes`, and the previous assessment; four queries, however many codes."""
    assessment = state.assessment
    scores: dict[str, list[Score]] = defaultdict(list)
    for score in (
        Score.objects.filter(assessment=assessment, indicator__code__in=codes)
        .select_related("indicator", "ministry", "updated_by")
        .order_by("ministry__name")
    ):
        if score.ministry_id in state.assigned.get(score.indicator.code, ()):
            scores[score.indicator.code].append(score)
    previous_one = previous_assessment(assessment)
    previous = {}
    if previous_one is not None:
        counted = NationalScore.objects.filter(
            assessment=previous_one, indicator__code__in=codes, state__in=NationalScore.COUNTED
        )
        previous = {national.indicator.code: national for national in counted.select_related("indicator")}
    nationals = NationalScore.objects.filter(assessment=assessment, indicator__code__in=codes)
    return {
        national.indicator.code: Answers(
            national, tuple(scores[national.indicator.code]), previous.get(national.indicator.code)
        )
        for national in nationals.select_related("indicator", "decided_by").order_by("indicator__order")
    }, previous_one
