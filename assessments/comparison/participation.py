"""Who has submitted in a cycle, who is late, and how many of each region: counting, no query.

What a country does before it submits is its own affair, so one that works on its assessment is counted as one that has
not begun (DESIGN section 4).
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from math import lcm
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from assessments.comparison.compared import CountryFacts, CycleFacts, SealedAnswers
from assessments.comparison.statistics import Summary, summary
from assessments.scoring import Figure

Standing = Literal["late", "due", "not_yet", "reopened", "submitted", "clarification", "accepted"]
"""Where a country stands: *late*, *due* within `SOON` and *not yet* have not submitted; *reopened* took the submission
back to revise it; a *submitted* one is to be read, one in *clarification* has questions, an *accepted* one is done."""
STANDINGS: tuple[Standing, ...] = get_args(Standing)
SUBMITTED: tuple[Standing, ...] = ("reopened", "submitted", "clarification", "accepted")
"""Those of a country whose latest submission counts."""
MISSING: tuple[Standing, ...] = ("late", "due", "not_yet")
SOON = timedelta(days=30)
"""How long before a cycle's last day what has not come is coming due."""

Grouping = Literal["region", "subregion", "group"]
GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)
SORTS = ("country", "region", "group", "status", "sealed_at", "coverage", "score", "clarifications")
"""By what participants are sorted; with "-" in front descending. Who has no value comes last either way."""


class Question(NamedTuple):
    """A clarification that is not closed: *open* is the country's turn, *answered* the reviewer's.

    `about` is the code of its indicator or objective; `late` says whether the country's answer is overdue.
    """

    id: UUID
    about: str
    state: Literal["open", "answered"]
    due_on: date
    late: bool


@dataclass(frozen=True, slots=True)
class Participant:
    """A country in a cycle. `sealed` is its latest submission, `figure` all tables together of it; None without one."""

    country: CountryFacts
    standing: Standing
    sealed: SealedAnswers | None
    figure: Figure | None
    questions: tuple[Question, ...]

    @property
    def has_submitted(self) -> bool:
        """Whether its latest submission counts."""
        return self.standing in SUBMITTED

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """Clarifications in which it is the country's turn."""
        return tuple(question for question in self.questions if question.state == "open")

    @property
    def answered_questions(self) -> tuple[Question, ...]:
        """Clarifications in which it is the reviewer's turn."""
        return tuple(question for question in self.questions if question.state == "answered")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many countries are expected and stand where; `submitted` counts all that have submitted, accepted too.

    `open_clarifications` and `answered_clarifications` count questions, `coverage` sums up that of the submissions.
    """

    expected: int
    submitted: int
    accepted: int
    clarification: int
    reopened: int
    late: int
    due: int
    not_yet: int
    open_clarifications: int
    answered_clarifications: int
    coverage: Summary

    @property
    def to_read(self) -> int:
        """Submissions that wait for the reviewers."""
        return self.submitted - self.accepted - self.clarification - self.reopened

    @property
    def missing(self) -> int:
        """Countries that have not submitted, late or not."""
        return self.expected - self.submitted


class Group(NamedTuple):
    """The countries of a region, subregion or regional group, counted; `name` is as `CountryFacts` has it."""

    by: Grouping
    name: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class ParticipationFilter:
    """Which participants to list and in which order; what is not given does not limit.

    `standing` holds those that are wanted, `region` a region or subregion, `q` a part of the name, or the code.
    """

    standing: tuple[Standing, ...] = ()
    region: str = ""
    group: str = ""
    q: str = ""
    sort: str = "country"


@dataclass(frozen=True)
class Participation:
    """All countries that are expected in a cycle or have submitted in it, by name; scores in 1/`unit` percent."""

    cycle: CycleFacts
    participants: tuple[Participant, ...]
    unit: int

    @cached_property
    def counts(self) -> Counts:
        """All countries, counted."""
        return counts_of(self.participants)

    def groups(self, by: Grouping) -> tuple[Group, ...]:
        """The groups that have a country, by name; subregions in the order of their regions."""

        def key(participant: Participant) -> tuple[str, ...]:
            return _path(participant.country, by)

        ranked = groupby(sorted(self.participants, key=key), key)
        return tuple(Group(by, path[-1], counts_of(members)) for path, members in ranked)

    def wanted(self, wanted: ParticipationFilter) -> list[Participant]:
        """The participants of a filter, in its order."""
        sought = _plain(wanted.q)
        found = [
            one
            for one in self.participants
            if (not wanted.standing or one.standing in wanted.standing)
            and (not wanted.region or wanted.region in (one.country.region, one.country.subregion))
            and (not wanted.group or wanted.group == one.country.group)
            and (sought in _plain(one.country.name) or sought == one.country.code.casefold())
        ]
        return _ranked(found, wanted.sort)


def standing_of(status: str | None, *, cycle_status: str, closes_on: date, today: date) -> Standing:
    """Where a country stands whose assessment has this `Assessment.Status`, None where it has not submitted.

    Without a submission it is late once the cycle (`Cycle.Status`) is closed or its last day is over; nothing is due
    in one that is still a draft.
    """
    if status is not None:
        known: dict[str, Standing] = {
            "in_progress": "reopened",
            "submitted": "submitted",
            "clarification": "clarification",
            "accepted": "accepted",
        }
        return known[status]
    if cycle_status == "draft":
        return "not_yet"
    if cycle_status == "closed" or today > closes_on:
        return "late"
    return "due" if closes_on - today <= SOON else "not_yet"


def counts_of(participants: Iterable[Participant]) -> Counts:
    """These countries, counted."""
    members = tuple(participants)
    standings = [one.standing for one in members]
    count = standings.count
    return Counts(
        expected=len(members),
        submitted=sum(count(standing) for standing in SUBMITTED),
        accepted=count("accepted"),
        clarification=count("clarification"),
        reopened=count("reopened"),
        late=count("late"),
        due=count("due"),
        not_yet=count("not_yet"),
        open_clarifications=sum(len(one.open_questions) for one in members),
        answered_clarifications=sum(len(one.answered_questions) for one in members),
        coverage=coverage_of(one.figure for one in members if one.figure is not None),
    )


def coverage_of(figures: Iterable[Figure]) -> Summary:
    """The summary of the coverage of some figures, in percent."""
    known = tuple(figures)
    unit = lcm(*(figure.total for figure in known))
    return summary((100 * figure.answered * (unit // figure.total) for figure in known), unit)


def _path(country: CountryFacts, by: Grouping) -> tuple[str, ...]:
    """The group of a country, below what it lies in."""
    if by == "group":
        return (country.group,)
    return (country.region,) if by == "region" else (country.region, country.subregion)


def _ranked(participants: list[Participant], sort: str) -> list[Participant]:
    """Sorted by one of `SORTS`; ties, and those without a value, stay by name."""
    name = sort.removeprefix("-")

    def value(one: Participant) -> object:
        match name:
            case "region":
                return one.country.region, one.country.subregion
            case "group":
                return one.country.group
            case "status":
                return STANDINGS.index(one.standing)
            case "sealed_at":
                return one.sealed and one.sealed.sealed_at
            case "coverage":
                return one.figure and one.figure.answered / one.figure.total
            case "score":
                return one.figure and one.figure.score
            case "clarifications":
                return len(one.open_questions), len(one.answered_questions)
        return _plain(one.country.name)

    valued = [one for one in participants if value(one) is not None]
    without = [one for one in participants if value(one) is None]
    return sorted(valued, key=value, reverse=sort.startswith("-")) + without  # type: ignore[arg-type]  # all of a kind


def _plain(text: str) -> str:
    """A text as it is sought and ranked: without accents and case."""
    parted = unicodedata.normalize("NFKD", text.strip())
    return "".join(letter for letter in parted if not unicodedata.combining(letter)).casefold()
