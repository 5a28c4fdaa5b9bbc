"""Reads of assessments, limited to what the acting membership may see (DESIGN section 5)."""

from .access import (
    assessments_for,
    cycles_for,
    draft_of,
    drafts_for,
    openable_cycles,
    previous_assessment,
    submission_of,
    submissions_for,
)
from .history import changes_of
from .state import (
    Blocker,
    MinistryProgress,
    NationalRow,
    ScoreRow,
    State,
    blockers_of,
    indicators_under,
    previous_answers,
    state_of,
    tree,
)

__all__ = [
    "Blocker",
    "MinistryProgress",
    "NationalRow",
    "ScoreRow",
    "State",
    "assessments_for",
    "blockers_of",
    "changes_of",
    "cycles_for",
    "draft_of",
    "drafts_for",
    "indicators_under",
    "openable_cycles",
    "previous_answers",
    "previous_assessment",
    "state_of",
    "submission_of",
    "submissions_for",
    "tree",
]
