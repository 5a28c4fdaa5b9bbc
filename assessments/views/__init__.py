"""Pages of assessing: each reads through `selectors`, writes through `services` and holds no rule of its own."""

from . import comparing
from .agreement import agreement
from .asking import ask, clarifications
from .assign import assign, assign_preview, assign_suggest, assign_undo
from .carried_over import carried_over
from .clarification import (
    clarification,
    clarification_answer,
    clarification_close,
    clarification_contribute,
    clarification_delegate,
    clarification_follow_up,
)
from .cycles import cycle, cycles
from .data import data
from .deciding import conflicts, decide
from .discussing import discussion, discussions, resolve
from .evidence import (
    clarification_evidence_file,
    evidence,
    evidence_add,
    evidence_file,
    evidence_replace,
    evidence_withdraw,
    sealed_evidence_file,
)
from .gaps import gaps
from .history import history
from .home import home
from .index import index, open_assessment
from .objective import indicator, objective
from .overview import overview
from .plan import plan
from .planning import plan_action, plan_add, plan_progress
from .public import public, public_country
from .reviewing import mark, mark_unchanged, note, note_write
from .spreadsheets import answer_import, confirm_import, discard_import, spreadsheet, workbook
from .submissions import accept, share, submission, submissions
from .submitting import reopen, submit
from .target import target

__all__ = [
    "accept",
    "agreement",
    "answer_import",
    "ask",
    "assign",
    "assign_preview",
    "assign_suggest",
    "assign_undo",
    "carried_over",
    "clarification",
    "clarification_answer",
    "clarification_close",
    "clarification_contribute",
    "clarification_delegate",
    "clarification_evidence_file",
    "clarification_follow_up",
    "clarifications",
    "comparing",
    "confirm_import",
    "conflicts",
    "cycle",
    "cycles",
    "data",
    "decide",
    "discard_import",
    "discussion",
    "discussions",
    "evidence",
    "evidence_add",
    "evidence_file",
    "evidence_replace",
    "evidence_withdraw",
    "gaps",
    "history",
    "home",
    "index",
    "indicator",
    "mark",
    "mark_unchanged",
    "note",
    "note_write",
    "objective",
    "open_assessment",
    "overview",
    "plan",
    "plan_action",
    "plan_add",
    "plan_progress",
    "public",
    "public_country",
    "reopen",
    "resolve",
    "sealed_evidence_file",
    "share",
    "spreadsheet",
    "submission",
    "submissions",
    "submit",
    "target",
    "workbook",
]
