"""Pages of assessing: each reads through `selectors`, writes through `services` and holds no rule of its own."""

from .assign import assign
from .deciding import conflicts, decide
from .gaps import gaps
from .history import history
from .home import home
from .index import index, open_assessment
from .objective import indicator, objective
from .overview import overview
from .submissions import accept, share, submission, submissions
from .submitting import reopen, submit

__all__ = [
    "accept",
    "assign",
    "conflicts",
    "decide",
    "gaps",
    "history",
    "home",
    "index",
    "indicator",
    "objective",
    "open_assessment",
    "overview",
    "reopen",
    "share",
    "submission",
    "submissions",
    "submit",
]
