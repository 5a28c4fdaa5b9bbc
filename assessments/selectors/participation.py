"""Who has submitted in a cycle: for those who follow all countries (`assessments.follow_cycles`)."""

from collections import Counter, defaultdict
from datetime import date
from typing import Literal, NamedTuple

from django.utils import timezone

from accounts.models import Membership
from assessments.comparison import Selection
from assessments.comparison.participation import SUBMITTED, Participant, Participation, Question, standing_of
from assessments.models import Clarification, Cycle

from .access import assessments_for, cycles_for
from .clarifications import clarifications_for
from .comparing import compared, expected_countries, facts_of_cycle

STATE = Clarification.State


class FollowedCycle(NamedTuple):
    """A cycle with its counts: countries `expected` (those that submitted unasked too), and how many stand where.

    `late` counts those that have not submitted once the cycle is over. `open_clarifications` wait for countries.
    """

    cycle: Cycle
    expected: int
    submitted: int
    accepted: int
    late: int
    open_clarifications: int

    @property
    def days_left(self) -> int:
        """Days until the last one of the cycle; negative once it is over."""
        return (self.cycle.closes_on - timezone.localdate()).days


def participation_of(actor: Membership | None, cycle: Cycle) -> Participation:
    """Where each country stands in a cycle, with its latest submission. Six queries, however many countries."""
    found = compared(actor, Selection(cycle=(cycle.slug,)), columns=[("overall", "overall")])
    statuses = dict(assessments_for(actor).filter(cycle=cycle).values_list("country__code", "status"))
    today = timezone.localdate()
    questions = _questions(actor, cycle, today)
    return Participation(
        cycle=facts_of_cycle(cycle),
        participants=tuple(
            Participant(
                line.country,
                standing_of(
                    statuses[line.country.code] if line.sealed else None,
                    cycle_status=cycle.status,
                    closes_on=cycle.closes_on,
                    today=today,
                ),
                line.sealed,
                line.figures[0] if line.figures else None,
                tuple(questions[line.country.code]),
            )
            for line in found.lines
        ),
        unit=found.unit,
    )


def _questions(actor: Membership | None, cycle: Cycle, today: date) -> defaultdict[str, list[Question]]:
    """The clarifications of a cycle that are not closed, by country, those that are due first first."""
    rows = (
        clarifications_for(actor)
        .filter(submission__assessment__cycle=cycle)
        .exclude(state=STATE.CLOSED)
        .order_by("-state", "due_on", "pk")
        .values_list(
            "submission__assessment__country__code", "pk", "indicator__code", "objective__code", "state", "due_on"
        )
    )
    questions: defaultdict[str, list[Question]] = defaultdict(list)
    for country, pk, indicator, objective, state, due_on in rows:
        is_open = state == STATE.OPEN
        turn: Literal["open", "answered"] = "open" if is_open else "answered"
        questions[country].append(Question(pk, indicator or objective, turn, due_on, is_open and due_on < today))
    return questions


def followed_cycles(actor: Membership | None) -> list[FollowedCycle]:
    """The cycles that the actor may see, newest first, counted. Five queries, however many cycles."""
    cycles = list(cycles_for(actor))
    expected = {
        synthetic: set(expected_countries([facts_of_cycle(one)]).values_list("pk", flat=True))
        for synthetic, one in {cycle.synthetic: cycle for cycle in cycles}.items()
    }
    standings: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for cycle_id, country_id, status in assessments_for(actor).values_list("cycle", "country", "status").order_by():
        standings[cycle_id][country_id] = status
    asked = clarifications_for(actor).filter(state=STATE.OPEN).order_by()
    questions = Counter(asked.values_list("submission__assessment__cycle", flat=True))
    today = timezone.localdate()
    return [
        _followed(cycle, expected[cycle.synthetic], standings[cycle.pk], questions[cycle.pk], today) for cycle in cycles
    ]


def _followed(
    cycle: Cycle, expected: set[int], statuses: dict[int, str], open_clarifications: int, today: date
) -> FollowedCycle:
    standings = Counter(
        standing_of(statuses.get(country), cycle_status=cycle.status, closes_on=cycle.closes_on, today=today)
        for country in expected | statuses.keys()
    )
    return FollowedCycle(
        cycle=cycle,
        expected=standings.total(),
        submitted=sum(standings[standing] for standing in SUBMITTED),
        accepted=standings["accepted"],
        late=standings["late"],
        open_clarifications=open_clarifications,
    )
