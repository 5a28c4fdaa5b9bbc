"""Comparing sealed submissions: which countries and indicators, what each node gives, and what many give together.

Pure functions over plain values (DESIGN sections 3 and 7; docs/methodology.md defines every statistic). What is
compared comes from `selectors.compared`, limited to what the reader may see.
"""

from .compared import Compared, CountryFacts, CycleFacts, Line, SealedAnswers, State, alphabetical, compare, state_of
from .selection import LEVELS, Level, Selection
from .statistics import Summary, percent, summary, tenths

__all__ = [
    "LEVELS",
    "Compared",
    "CountryFacts",
    "CycleFacts",
    "Level",
    "Line",
    "SealedAnswers",
    "Selection",
    "State",
    "Summary",
    "alphabetical",
    "compare",
    "percent",
    "state_of",
    "summary",
    "tenths",
]
