"""What an assessment is made of, in the order in which it comes about."""

from .assessment import Assessment, Assignment, Cycle
from .clarifications import Clarification, ClarificationEntry
from .discussion import Comment, Discussion
from .evidence import Evidence, StoredFile
from .extract import Extract, Layout
from .history import Change
from .imports import AnswerImport
from .plan import Action
from .review import ReviewerMark, ReviewerNote
from .scores import AnswerFields, NationalScore, Score
from .submission import Submission
from .targets import OwnTarget

__all__ = [
    "Action",
    "AnswerFields",
    "AnswerImport",
    "Assessment",
    "Assignment",
    "Change",
    "Clarification",
    "ClarificationEntry",
    "Comment",
    "Cycle",
    "Discussion",
    "Evidence",
    "Extract",
    "Layout",
    "NationalScore",
    "OwnTarget",
    "ReviewerMark",
    "ReviewerNote",
    "Score",
    "StoredFile",
    "Submission",
]
