"""What an assessment is made of, in the order in which it comes about."""

from .assessment import Assessment, Assignment, Cycle
from .history import Change
from .scores import AnswerFields, NationalScore, Score
from .submission import Submission

__all__ = ["AnswerFields", "Assessment", "Assignment", "Change", "Cycle", "NationalScore", "Score", "Submission"]
