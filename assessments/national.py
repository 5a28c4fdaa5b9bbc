"""How the country's answer to an indicator follows from its ministries' (DESIGN section 4.4). Pure, no database."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from assessments import scoring

MinistryKey = TypeVar("MinistryKey")

AGREED, CONFLICT, UNANSWERED = "agreed", "conflict", "unanswered"
DECIDED, TO_CONFIRM, CARRIED_OVER = "decided", "to_confirm", "carried_over"


@dataclass(frozen=True, slots=True)
class Outcome(Generic[MinistryKey]):
    """What the assigned ministries' answers amount to.

    `state` is agreed, conflict or unanswered; `answer` is theirs where they agree, else None; `missing` names the
    assigned ministries that have not answered, in the order of `assigned`.
    """

    state: str
    answer: scoring.Answer | None
    missing: tuple[MinistryKey, ...]


def outcome(assigned: Collection[MinistryKey], answers: Mapping[MinistryKey, scoring.Answer]) -> Outcome[MinistryKey]:
    """The outcome of `answers`, by ministry, among the `assigned` ones; answers of others do not take part.

    Two answers that differ are a conflict at once, also while a third ministry has not answered.
    """
    given = [answers[ministry] for ministry in assigned if ministry in answers]
    missing = tuple(ministry for ministry in assigned if ministry not in answers)
    if scoring.in_conflict(given):
        return Outcome(CONFLICT, None, missing)
    if missing or not given:
        return Outcome(UNANSWERED, None, missing)
    return Outcome(AGREED, given[0], ())


def next_state(current: str, result: Outcome[MinistryKey], given: int) -> str:
    """The state that follows `current` when assignments or answers change; a decision stands until an answer under it
    changes, which the caller knows (`TO_CONFIRM`), and a carried-over answer until the first of `given` answers."""
    if current in (DECIDED, TO_CONFIRM):
        return current
    if current == CARRIED_OVER and not given:
        return CARRIED_OVER
    return result.state
