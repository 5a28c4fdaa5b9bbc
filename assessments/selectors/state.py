"""Where an assessment stands: read once, in four queries, and everything a page or the API shows follows from it."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Ministry
from assessments import scoring
from assessments.models import Assessment, Assignment, NationalScore, OwnTarget, Score
from framework import selectors as framework

from .access import previous_assessment

STATE = NationalScore.State
T = TypeVar("T")


class NationalRow(NamedTuple):
    """A national score without its texts. `answer` is "" where there is none."""

    state: str
    answer: str
    level: int | None
    version: int

    @property
    def counts(self) -> bool:
        """Whether it counts in the profile."""
        return self.state in NationalScore.COUNTED

    @property
    def as_answer(self) -> scoring.Answer:
        return scoring.Answer(scoring.AnswerKind(self.answer or "unanswered"), self.level)


class ScoreRow(NamedTuple):
    """A ministry's answer without its text."""

    ministry: UUID
    answer: str
    level: int | None
    version: int

    @property
    def as_answer(self) -> scoring.Answer:
        return scoring.Answer(scoring.AnswerKind(self.answer), self.level)


@dataclass(frozen=True, slots=True)
class MinistryProgress:
    """How far a ministry is: indicators answered of those assigned, and the codes that are left, in document order.

    `overdue` are those left whose due date has passed, `conflicts` those asked of it on which ministries differ, and
    `due_on` is when the next of those left is due.
    """

    ministry: Ministry
    answered: int
    assigned: int
    left: tuple[str, ...]
    overdue: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Blocker:
    """Why an indicator keeps the assessment from being submitted.

    `reason` is the national state: conflict, to_confirm, carried_over or unanswered. `missing` are the assigned
    ministries that have not answered; an indicator that is unanswered and asked of nobody has none.
    """

    indicator: str
    reason: str
    missing: tuple[Ministry, ...]


@dataclass(frozen=True)
class State:
    """An assessment's answers at one moment, by indicator code in document order.

    `due_on` has the due dates of assignments that have one, by indicator code and ministry.
    """

    assessment: Assessment
    national: Mapping[str, NationalRow]
    scores: Mapping[str, tuple[ScoreRow, ...]]
    assigned: Mapping[str, tuple[UUID, ...]]
    ministries: Mapping[UUID, Ministry]
    due_on: Mapping[tuple[str, UUID], date]

    @cached_property
    def own_targets(self) -> dict[str, int]:
        """The country's own target levels by objective code; a query when they are first asked for."""
        targets = OwnTarget.objects.filter(assessment=self.assessment).order_by("objective__order")
        return dict(targets.values_list("objective__code", "level"))

    @cached_property
    def answers(self) -> dict[str, scoring.Answer]:
        """The answers that count, by indicator code."""
        return {code: row.as_answer for code, row in self.national.items() if row.counts}

    @cached_property
    def profile(self) -> scoring.Profile:
        """The profile of the answers that count."""
        return scoring.score(tree(), self.answers)

    @cached_property
    def gaps(self) -> list[scoring.Gap]:
        """Gaps to the cycle's target, or the country's own, ranked (DESIGN section 3)."""
        return scoring.gaps(tree(), self.answers, self.assessment.cycle.target_level, self.own_targets)

    def target_of(self, objective: str) -> int:
        """The level that counts as target in an objective: the country's own, else the cycle's."""
        return self.own_targets.get(objective, self.assessment.cycle.target_level)

    def taking_part(self, code: str) -> tuple[ScoreRow, ...]:
        """Answers of the ministries that are asked now."""
        asked = self.assigned.get(code, ())
        return tuple(row for row in self.scores.get(code, ()) if row.ministry in asked)

    def missing(self, code: str) -> tuple[Ministry, ...]:
        """Assigned ministries that have not answered `code`."""
        answered = {row.ministry for row in self.scores.get(code, ())}
        return tuple(self.ministries[pk] for pk in self.assigned.get(code, ()) if pk not in answered)

    def codes_in(self, *states: str) -> list[str]:
        """Codes of the indicators whose national score is in one of `states`, in document order."""
        return [code for code, row in self.national.items() if row.state in states]

    def assigned_to(self, ministry: UUID) -> list[str]:
        """Codes of the indicators asked of a ministry, in document order."""
        return list(self._asked_of.get(ministry, ()))

    def left_for(self, ministry: UUID) -> list[str]:
        """Codes that a ministry is asked and has not answered, in document order."""
        answered = self._answered_by.get(ministry, set())
        return [code for code in self.assigned_to(ministry) if code not in answered]

    @cached_property
    def _asked_of(self) -> dict[UUID, list[str]]:
        """Codes by the ministry that is asked, in document order."""
        asked_of: dict[UUID, list[str]] = defaultdict(list)
        for code, asked in self.assigned.items():
            for ministry in asked:
                asked_of[ministry].append(code)
        return asked_of

    @cached_property
    def _answered_by(self) -> dict[UUID, set[str]]:
        """Codes by the ministry that has answered."""
        answered_by: dict[UUID, set[str]] = defaultdict(set)
        for code, rows in self.scores.items():
            for row in rows:
                answered_by[row.ministry].add(code)
        return answered_by

    def progress_of(self, ministry: UUID) -> MinistryProgress:
        """How far one ministry is."""
        assigned, left = self.assigned_to(ministry), self.left_for(ministry)
        today = timezone.localdate()
        due = {code: day for code in left if (day := self.due_on.get((code, ministry)))}
        return MinistryProgress(
            self.ministries[ministry],
            len(assigned) - len(left),
            len(assigned),
            tuple(left),
            overdue=tuple(code for code, day in due.items() if day < today),
            conflicts=tuple(code for code in assigned if self.national[code].state == STATE.CONFLICT),
            due_on=min(due.values(), default=None),
        )

    @property
    def progress(self) -> list[MinistryProgress]:
        """How far each ministry with assignments is, by name."""
        every = (self.progress_of(pk) for pk in self.ministries)
        return [progress for progress in every if progress.assigned]


def tree() -> scoring.Tree:
    """The framework as scoring sees it; built once for each edition."""
    return _tree_of(framework.edition())


@lru_cache(maxsize=2)
def _tree_of(edition: str) -> scoring.Tree:
    return scoring.Tree.build(scoring.IndicatorPlace(*row) for row in framework.scoring_rows())


def state_of(assessment: Assessment) -> State:
    """Where `assessment` stands now. Four queries; the caller has checked that it may be read (`draft_of`)."""
    codes = tree().places
    ministries = {
        ministry.pk: ministry
        for ministry in Ministry.objects.filter(country=assessment.country_id).order_by("name", "pk")
    }
    # Thousands of rows name a few ministries: each is looked up by the text of its id, not made anew.
    known = {text: pk for pk in ministries for text in (str(pk), pk.hex)}
    rank = {pk: place for place, pk in enumerate(ministries)}
    national = {
        code: NationalRow(state, answer, level, version)
        for code, state, answer, level, version in NationalScore.objects.filter(assessment=assessment).values_list(
            "indicator__code", "state", "answer", "level", "version"
        )
    }
    scores: dict[str, list[ScoreRow]] = defaultdict(list)
    for code, ministry, answer, level, version in _by_ministry(Score.objects.filter(assessment=assessment)).values_list(
        "indicator__code", "ministry_text", "answer", "level", "version"
    ):
        scores[code].append(ScoreRow(known[ministry], answer, level, version))
    assigned: dict[str, list[UUID]] = defaultdict(list)
    due_on: dict[tuple[str, UUID], date] = {}
    for code, ministry, due in _by_ministry(Assignment.objects.filter(assessment=assessment)).values_list(
        "indicator__code", "ministry_text", "due_on"
    ):
        assigned[code].append(known[ministry])
        if due is not None:
            due_on[code, known[ministry]] = due
    return State(
        assessment=assessment,
        national={code: national[code] for code in codes if code in national},
        scores={code: _sorted(scores[code], lambda row: rank[row.ministry]) for code in codes if code in scores},
        assigned={code: _sorted(assigned[code], rank.__getitem__) for code in codes if code in assigned},
        ministries=ministries,
        due_on=due_on,
    )


def _sorted(rows: list[T], key: Callable[[T], int]) -> tuple[T, ...]:
    """The rows by their key; most often there is one, for which none is worked out."""
    return tuple(sorted(rows, key=key) if len(rows) > 1 else rows)


def _by_ministry(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with the id of their ministry as text, in no order."""
    told: QuerySet[Any] = rows.order_by().annotate(ministry_text=Cast("ministry_id", CharField()))
    return told


def blockers_of(state: State) -> list[Blocker]:
    """What keeps an assessment from being submitted, in document order (DESIGN section 4.5)."""
    return [Blocker(code, row.state, state.missing(code)) for code, row in state.national.items() if not row.counts]


def indicators_under(code: str) -> list[str]:
    """Codes of the indicators of a table, section, objective, part, or the indicator itself, in document order.

    Raises KeyError where nothing has this code.
    """
    found = [
        place.indicator
        for place in tree().places.values()
        if code in (place.indicator, place.part, place.objective, place.section, place.table)
    ]
    if not found:
        raise KeyError(code)
    return found


def previous_answers(
    assessment: Assessment, codes: Collection[str] | None = None
) -> tuple[Assessment | None, dict[str, NationalScore]]:
    """The country's previous assessment and its answers that counted, by indicator code; two queries.

    Only those to the indicators `codes` where they are given.
    """
    previous = previous_assessment(assessment)
    if previous is None:
        return None, {}
    counted = NationalScore.objects.filter(assessment=previous, state__in=NationalScore.COUNTED)
    if codes is not None:
        counted = counted.filter(indicator__code__in=codes)
    return previous, {national.indicator.code: national for national in counted.select_related("indicator")}
