"""Writes of assessments: one transaction each, the same for pages, API and commands."""

from .assessing import accept, open_assessment, reopen, share, submit
from .assigning import assign, unassign
from .confirming import confirm_carried_over
from .deciding import decide
from .discussing import comment, reopen_discussion, resolve_discussion
from .errors import Blocked, NotWritable, StaleVersion
from .evidence import add_evidence, attach, replace_evidence, withdraw_evidence
from .evidence_records import Record
from .importing import (
    ImportEnded,
    PreviewChanged,
    apply_import,
    discard_import,
    discard_old_imports,
    preview_import,
)
from .planning import Step, change_action, plan_action, report_progress
from .reviewing import change_note, mark, mark_all, take_back_note, write_note
from .scoring import Recorded, record_score
from .sharing_out import SharedOut, share_out, undo_sharing
from .targets import clear_target, set_target

__all__ = [
    "Blocked",
    "ImportEnded",
    "NotWritable",
    "PreviewChanged",
    "Record",
    "Recorded",
    "SharedOut",
    "StaleVersion",
    "Step",
    "accept",
    "add_evidence",
    "apply_import",
    "assign",
    "attach",
    "change_action",
    "change_note",
    "clear_target",
    "comment",
    "confirm_carried_over",
    "decide",
    "discard_import",
    "discard_old_imports",
    "mark",
    "mark_all",
    "open_assessment",
    "plan_action",
    "preview_import",
    "record_score",
    "reopen",
    "reopen_discussion",
    "replace_evidence",
    "report_progress",
    "resolve_discussion",
    "set_target",
    "share",
    "share_out",
    "submit",
    "take_back_note",
    "unassign",
    "undo_sharing",
    "withdraw_evidence",
    "write_note",
]
