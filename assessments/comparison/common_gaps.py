"""Gaps that countries have in common: indicators at which many of them are below their target.

An answer without a level (no data, not applicable, unanswered) is no gap (DESIGN section 3).
"""

from collections.abc import Callable
from typing import NamedTuple

from assessments.comparison.compared import Compared, SealedAnswers
from assessments.scoring import PERCENT_PER_LEVEL


class CommonGap(NamedTuple):
    """An indicator: countries with a level, those of them `below` their target, and by how many levels together."""

    code: str
    with_level: int
    below: int
    levels: int

    @property
    def is_most(self) -> bool:
        """Whether more than half of the countries with a level are below."""
        return 2 * self.below > self.with_level


def common_gaps(compared: Compared, target_of: Callable[[SealedAnswers, str], int]) -> tuple[CommonGap, ...]:
    """The gaps at the columns of `compared`, which are indicators: the most countries below first, then the most levels
    missing, then in document order; those at which nobody is below are left out.

    `target_of` gives the level that a submission aims at in an indicator. Time grows with the answers that are read.
    """
    found = []
    step = PERCENT_PER_LEVEL * compared.unit
    for number, (_level, code) in enumerate(compared.columns):
        missing = [
            target_of(line.sealed, code) - figure.score // step
            for line in compared.submitted
            if line.sealed and line.figures and (figure := line.figures[number]) and figure.score is not None
        ]
        below = [levels for levels in missing if levels > 0]
        if below:
            found.append(CommonGap(code, len(missing), len(below), sum(below)))
    return tuple(sorted(found, key=lambda gap: (-gap.below, -gap.levels)))
