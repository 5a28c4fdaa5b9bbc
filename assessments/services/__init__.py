"""Writes of assessments: one transaction each, the same for pages, API and commands."""

from .assessing import accept, open_assessment, reopen, share, submit
from .assigning import assign, unassign
from .deciding import decide
from .errors import Blocked, NotWritable, StaleVersion
from .scoring import Recorded, record_score

__all__ = [
    "Blocked",
    "NotWritable",
    "Recorded",
    "StaleVersion",
    "accept",
    "assign",
    "decide",
    "open_assessment",
    "record_score",
    "reopen",
    "share",
    "submit",
    "unassign",
]
