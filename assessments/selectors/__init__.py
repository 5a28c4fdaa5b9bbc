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
from .latest import latest_submissions
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
from .texts import Answers, answers_of

__all__ = [
    "Answers",
    "Blocker",
    "MinistryProgress",
    "NationalRow",
    "ScoreRow",
    "State",
    "answers_of",
    "assessments_for",
    "blockers_of",
    "changes_of",
    "cycles_for",
    "draft_of",
    "drafts_for",
    "indicators_under",
    "latest_submissions",
    "openable_cycles",
    "previous_answers",
    "previous_assessment",
    "state_of",
    "submission_of",
    "submissions_for",
    "tree",
]
