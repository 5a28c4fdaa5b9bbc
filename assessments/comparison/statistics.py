"""What many scores say together: median, quartiles, smallest and largest, exact.

Quartiles interpolate linearly between the two closest ranks, h = (n - 1) p + 1: Hyndman and Fan (1996), type 7, which
is QUARTILE.INC of Excel and the default of NumPy and R. Countries without a score do not take part.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Summary:
    """Of `count` scores, in percent: the smallest, the quartiles, the largest; all None where there are none."""

    count: int
    least: Fraction | None
    first_quartile: Fraction | None
    median: Fraction | None
    third_quartile: Fraction | None
    most: Fraction | None

    @property
    def spread(self) -> Fraction | None:
        """The distance between the quartiles, in percentage points."""
        if self.first_quartile is None or self.third_quartile is None:
            return None
        return self.third_quartile - self.first_quartile


NOTHING = Summary(0, None, None, None, None, None)


def summary(scores: Iterable[int | None], unit: int) -> Summary:
    """The summary of whole numbers of 1/`unit` percent (`scoring.Figure.score`); None is left out."""
    ranked = sorted(score for score in scores if score is not None)
    if not ranked:
        return NOTHING
    return Summary(
        len(ranked),
        Fraction(ranked[0], unit),
        Fraction(_quarter(ranked, 1), 4 * unit),
        Fraction(_quarter(ranked, 2), 4 * unit),
        Fraction(_quarter(ranked, 3), 4 * unit),
        Fraction(ranked[-1], unit),
    )


def _quarter(ranked: Sequence[int], quarter: int) -> int:
    """The value below which `quarter` quarters of the ranked ones lie, times 4."""
    below, rest = divmod((len(ranked) - 1) * quarter, 4)
    if rest == 0:
        return 4 * ranked[below]
    return (4 - rest) * ranked[below] + rest * ranked[below + 1]


def tenths(value: int | None, unit: int) -> float | None:
    """A whole number of 1/`unit` percent as percent with one decimal, ties away from zero, for the API and exports.

    As `scoring.one_decimal` rounds, without making a fraction for each of many thousand cells.
    """
    if value is None:
        return None
    whole = (20 * abs(value) + unit) // (2 * unit)
    return (whole if value >= 0 else -whole) / 10


def percent(value: int | None, unit: int) -> int | None:
    """A whole number of 1/`unit` percent as whole percent, ties away from zero, for pages."""
    if value is None:
        return None
    whole = (2 * abs(value) + unit) // (2 * unit)
    return whole if value >= 0 else -whole
