"""Why a write was refused. A refused write has changed nothing."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from accounts import metrics
from assessments.models import Action, Clarification, NationalScore, OwnTarget, ReviewerNote, Score

if TYPE_CHECKING:
    from assessments.selectors import Blocker


class NotWritable(Exception):
    """The assessment is submitted or its cycle is not open. `str()` says which."""


class StaleVersion(Exception):
    """Somebody changed it meanwhile. `current` is the stored row, None where there is none yet."""

    def __init__(self, current: Score | NationalScore | Action | OwnTarget | ReviewerNote | None) -> None:
        super().__init__("It was changed meanwhile.")
        metrics.stale("score" if current is None else type(current).__name__.lower())
        self.current = current


class StaleClarification(Exception):
    """Somebody took a step in the clarification meanwhile. `current` is the stored row; who sees what of it differs."""

    def __init__(self, current: Clarification) -> None:
        super().__init__("The clarification went on meanwhile.")
        metrics.stale("clarification")
        self.current = current


class Blocked(Exception):
    """The assessment cannot be submitted yet. `blockers` lists what is missing, in document order."""

    def __init__(self, blockers: "Sequence[Blocker]") -> None:
        super().__init__(f"{len(blockers)} indicators are not ready.")
        self.blockers = blockers
