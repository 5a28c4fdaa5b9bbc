"""Answers with their texts, read for the few indicators that a page shows (`State` holds all, without texts)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from assessments.models import Assessment, NationalScore, Score

from .access import with_previous
from .discussions import Talk, talk_in, with_talk
from .state import State


@dataclass(frozen=True, slots=True)
class Answers:
    """What is said about one indicator.

    `scores` are those of the ministries that are asked now, by name; `previous` is the country's answer in the cycle
    before, None where there is none that counted; `talk` is how much people have said to each other.
    """

    national: NationalScore
    scores: tuple[Score, ...]
    previous: NationalScore | None
    talk: Talk


def answers_of(state: State, codes: Collection[str]) -> tuple[dict[str, Answers], Assessment | None]:
    """What is said about the indicators `codes`, and the previous assessment if it had any of them, with its cycle.

    Two queries, however many codes.
    """
    assessment = state.assessment
    scores: dict[str, list[Score]] = defaultdict(list)
    for score in (
        Score.objects.filter(assessment=assessment, indicator__code__in=codes)
        .select_related("indicator", "ministry", "updated_by")
        .order_by("ministry__name")
    ):
        if score.ministry_id in state.assigned.get(score.indicator.code, ()):
            scores[score.indicator.code].append(score)
    now: dict[str, NationalScore] = {}
    previous: dict[str, NationalScore] = {}
    before: Assessment | None = None
    for national in with_talk(
        NationalScore.objects.filter(with_previous(assessment), indicator__code__in=codes)
        .select_related("indicator", "decided_by", "assessment__cycle")
        .order_by("indicator__order")
    ):
        if national.assessment_id == assessment.pk:
            now[national.indicator.code] = national
        else:
            previous[national.indicator.code] = national
            before = national.assessment
    return {
        code: Answers(
            national,
            tuple(scores[code]),
            previous[code] if code in previous and previous[code].counts else None,
            talk_in(national),
        )
        for code, national in now.items()
    }, before
