"""Scoring: from answers to indicators to a profile of the four tables (DESIGN section 3, docs/methodology.md).

Pure functions over plain values: no database, no clock, no settings. Every number is exact (`fractions.Fraction`, in
percent from 0 to 100), so equal inputs give equal results to the last digit; rounding is the last step, by
`one_decimal` for the API and exports and by `whole_percent` for pages.

    tree = Tree.build(rows)                       # once for a framework, rows in document order
    profile = score(tree, {"1.1.E1": Answer.of_level(3), "1.1.E2": NOT_APPLICABLE})
    profile.objective("1.1").score                # Fraction(75, 1)
"""

from .answers import (
    HIGHEST_LEVEL,
    LETTERS,
    NO_DATA,
    NOT_APPLICABLE,
    UNANSWERED,
    Answer,
    AnswerKind,
    answer_of,
    letter_of,
)
from .profile import Node, Profile, change, score
from .ranking import Gap, gaps, in_conflict
from .rounding import one_decimal, whole_percent
from .tree import OVERALL, PERCENT_PER_LEVEL, Figure, IndicatorPlace, NodeKey, NodeLevel, Tree

__all__ = [
    "HIGHEST_LEVEL",
    "LETTERS",
    "NOT_APPLICABLE",
    "NO_DATA",
    "OVERALL",
    "PERCENT_PER_LEVEL",
    "UNANSWERED",
    "Answer",
    "AnswerKind",
    "Figure",
    "Gap",
    "IndicatorPlace",
    "Node",
    "NodeKey",
    "NodeLevel",
    "Profile",
    "Tree",
    "answer_of",
    "change",
    "gaps",
    "in_conflict",
    "letter_of",
    "one_decimal",
    "score",
    "whole_percent",
]
