"""Answers with their texts, read for the few indicators that a page shows (`State` holds all, without texts)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F

from assessments.models import Assessment, NationalScore, Score

from .access import with_previous
from .discussions import Talk, talk_in, with_talk
from .state import State

ANSWER = ("answer", "level", "justification", "version", "updated_at")
"""Fields of an answer itself."""


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
    """What is said about the indicators `codes`, and the previous assessment if it had any of them.

    Two queries, however many codes; of people only how they are called, of the previous assessment that of its cycle.
    """
    assessment = state.assessment
    scores: dict[str, list[Score]] = defaultdict(list)
    for score in (
        Score.objects.filter(assessment=assessment, indicator__code__in=codes)
        .order_by()
        .select_related("updated_by")
        .only(*ANSWER, "ministry", "updated_by__name", "updated_by__email")
        .annotate(code=F("indicator__code"))
    ):
        if score.ministry_id in state.assigned.get(score.code, ()):
            score.ministry = state.ministries[score.ministry_id]
            scores[score.code].append(score)
    by_name = {pk: place for place, pk in enumerate(state.ministries)}
    now: dict[str, NationalScore] = {}
    previous: dict[str, NationalScore] = {}
    before: Assessment | None = None
    for national in with_talk(
        NationalScore.objects.filter(with_previous(assessment), indicator__code__in=codes)
        .select_related("decided_by", "assessment__cycle")
        .only(*ANSWER, "state", "rationale", "decided_by__name", "decided_by__email", "assessment__cycle__name")
        .order_by("indicator__order")
    ).annotate(code=F("indicator__code")):
        if national.assessment_id == assessment.pk:
            now[national.code] = national
        else:
            previous[national.code] = national
            before = national.assessment
    return {
        code: Answers(
            national,
            tuple(sorted(scores[code], key=lambda score: by_name[score.ministry_id])),
            previous[code] if code in previous and previous[code].counts else None,
            talk_in(national),
        )
        for code, national in now.items()
    }, before
