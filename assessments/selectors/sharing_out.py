"""Who is asked what, what a sharing out would change, and what was shared out before."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from assessments import national as national_rules
from assessments import suggesting
from assessments.models import Assessment, Assignment, Change, NationalScore, Score
from assessments.sharing_out import Asked, Due, DueDate, Move, Pair, Plan, plan
from framework.selectors import framework_tree

from .access import previous_assessment
from .state import State

STATE = NationalScore.State
ACTION = Change.Action


def asked_in(state: State) -> dict[Pair, Asked]:
    """Who is asked what, and until when."""
    return {
        Pair(code, ministry): Asked(state.due_on.get((code, ministry)))
        for code, ministries in state.assigned.items()
        for ministry in ministries
    }


@dataclass(frozen=True)
class Preview:
    """What a sharing out would change."""

    state: State
    plan: Plan

    @cached_property
    def kept(self) -> list[Pair]:
        """Of what is taken back, what has been answered: the answers stay stored and no longer take part."""
        return [pair for pair in self.plan.taken_back if self._is_answered(pair)]

    @cached_property
    def returning(self) -> list[Pair]:
        """Of what is newly asked, what has an answer from before, which takes part again."""
        return [pair for pair in self.plan.asked if self._is_answered(pair)]

    @cached_property
    def unsettled(self) -> list[str]:
        """Indicators on which ministries agree now and that will be without an answer or in conflict."""
        return [code for code, state in self._agreed_now.items() if state != STATE.AGREED]

    @cached_property
    def nobodys(self) -> list[str]:
        """Indicators that nobody will be asked any more."""
        return [code for code in self._touched if self.state.assigned.get(code) and not self._asked_after(code)]

    @property
    def indicators(self) -> list[str]:
        """Indicators for which anything changes, in document order."""
        changed = {pair.indicator for pair in self.plan.steps}
        return [code for code in self.state.national if code in changed]

    @cached_property
    def _touched(self) -> list[str]:
        changed = {pair.indicator for pair in (*self.plan.asked, *self.plan.taken_back)}
        return [code for code in self.state.national if code in changed]

    @cached_property
    def _agreed_now(self) -> dict[str, str]:
        """The states that follow for those that are agreed now."""
        following = {}
        for code in self._touched:
            if self.state.national[code].state == STATE.AGREED:
                answers = {row.ministry: row.as_answer for row in self.state.scores.get(code, ())}
                following[code] = national_rules.outcome(self._asked_after(code), answers).state
        return following

    def _asked_after(self, code: str) -> set[UUID]:
        asked = set(self.state.assigned.get(code, ()))
        for pk in self.state.ministries:
            step = self.plan.steps.get(Pair(code, pk))
            if step is not None:
                (asked.discard if step.after is None else asked.add)(pk)
        return asked

    def _is_answered(self, pair: Pair) -> bool:
        return any(row.ministry == pair.ministry for row in self.state.scores.get(pair.indicator, ()))


def preview_of(state: State, moves: Collection[Move], due_on: DueDate = Due.KEEP) -> Preview:
    """What `services.share_out` would change now; no query."""
    return Preview(state, plan(asked_in(state), moves, due_on))


def assignments_of(assessment: Assessment) -> QuerySet[Any]:
    """Assignments in document order, each with `answered`: whether the ministry has answered."""
    answers = Score.objects.filter(
        assessment=assessment, indicator=OuterRef("indicator"), ministry=OuterRef("ministry")
    )
    return Assignment.objects.filter(assessment=assessment).annotate(answered=Exists(answers))


def shared_out_before(assessment: Assessment) -> dict[str, list[UUID]]:
    """Who was asked what in the country's cycle before, by indicator code; only ministries that are still active.

    Two queries; empty where there is no cycle before.
    """
    previous = previous_assessment(assessment)
    asked: dict[str, list[UUID]] = defaultdict(list)
    if previous is not None:
        rows = Assignment.objects.filter(assessment=previous, ministry__active=True).order_by("ministry__name")
        for code, ministry in rows.values_list("indicator__code", "ministry_id"):
            asked[code].append(ministry)
    return dict(asked)


def indicator_places() -> list[suggesting.Place]:
    """Every indicator as the suggestion sees it, in document order."""
    return [
        suggesting.Place(entry.code, entry.kind.slug, entry.objective, entry.section, entry.table)
        for entry in framework_tree().indicator.values()
    ]


def likely_fields(state: State, before: Mapping[str, Collection[UUID]]) -> dict[str, UUID]:
    """The active ministry that probably covers each field of government, by the field's slug."""
    names = {pk: f"{ministry.slug} {ministry.name}" for pk, ministry in state.ministries.items() if ministry.active}
    return suggesting.likely_ministries(indicator_places(), before, names)


def suggested_by_field(state: State, fields: Mapping[str, UUID | None]) -> list[Move]:
    """What to ask whom, of what nobody is asked, where `fields` say which ministry covers which field."""
    free = [place for place in indicator_places() if place.code not in state.assigned]
    codes: dict[UUID, list[str]] = defaultdict(list)
    for code, ministry in suggesting.suggest(free, fields).items():
        codes[ministry].append(code)
    return [Move(codes[ministry], ask=[ministry]) for ministry in state.ministries if ministry in codes]


def suggested_as_before(state: State, before: Mapping[str, Collection[UUID]]) -> list[Move]:
    """What to ask whom, of what nobody is asked, as in the cycle before."""
    codes: dict[tuple[UUID, ...], list[str]] = defaultdict(list)
    for code in state.national:
        if code in before and code not in state.assigned:
            codes[tuple(before[code])].append(code)
    return [Move(together, ask=ministries) for ministries, together in codes.items()]


@dataclass(frozen=True, slots=True)
class Operation:
    """One sharing out: who did it when, and how much. `dated` counts other due dates."""

    batch: UUID
    at: datetime
    by: str
    asked: int
    taken_back: int
    dated: int


def operations_of(assessment: Assessment, newest: int = 5) -> list[Operation]:
    """The newest operations of sharing out, newest first; one query."""
    rows: Any = (
        assessment.changes.filter(batch__isnull=False, action__in=(ACTION.ASSIGNED, ACTION.UNASSIGNED))
        .order_by()
        .values("batch", "user__name", "user__email")
        .annotate(
            first=Min("at"),
            asked=Count("pk", filter=Q(before__isnull=True)),
            taken_back=Count("pk", filter=Q(action=ACTION.UNASSIGNED)),
            steps=Count("pk"),
        )
        .order_by("-first")[:newest]
    )
    return [
        Operation(
            batch=row["batch"],
            at=row["first"],
            by=row["user__name"] or row["user__email"],
            asked=row["asked"],
            taken_back=row["taken_back"],
            dated=row["steps"] - row["asked"] - row["taken_back"],
        )
        for row in rows
    ]
