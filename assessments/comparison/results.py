"""What a country gives for a node, in percent, and what countries give together: the values that views show.

Everything is exact (`fractions.Fraction`, percent from 0 to 100); rounding is the last step of who shows it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from assessments.comparison.compared import Compared, CountryFacts, Line, State, state_of
from assessments.comparison.statistics import Summary

BOX_FROM = 3
"""Countries with a score from which on quartiles are drawn: one or two are shown as they are."""


@dataclass(frozen=True, slots=True)
class Result:
    """One country in one cycle for one node; numbers in percent.

    `score`, `lower` and `upper` as `scoring.Node`; `coverage` is None where nothing was asked. `answered` and `total`
    count indicators.
    """

    line: Line
    state: State
    score: Fraction | None = None
    coverage: Fraction | None = None
    lower: Fraction | None = None
    upper: Fraction | None = None
    answered: int = 0
    total: int = 0

    @property
    def country(self) -> CountryFacts:
        """Whose it is."""
        return self.line.country

    @property
    def has_bounds(self) -> bool:
        """Whether the bounds differ, so that they are shown."""
        return self.lower != self.upper


@dataclass(frozen=True)
class Together:
    """What countries give together for a node, the column with this number, in one cycle.

    `key` is the group ("" for all together), `lines` are those of all its countries. `coverage` is that of all its
    submissions as one: their answered indicators of the node in percent of all of them.
    """

    key: str
    lines: tuple[Line, ...]
    summary: Summary
    coverage: Fraction | None
    compared: Compared = field(repr=False)
    column: int

    @cached_property
    def results(self) -> tuple[Result, ...]:
        """What each of its countries gives, in the order of the comparison; made when somebody asks."""
        return tuple(result_of(self.compared, self.column, line) for line in self.lines)

    @property
    def scored(self) -> tuple[Result, ...]:
        """The countries with a score, over which the summary goes."""
        return tuple(result for result in self.results if result.score is not None)

    @property
    def submitted(self) -> int:
        """How many countries have submitted."""
        return sum(line.figures is not None for line in self.lines)

    @property
    def without_score(self) -> int:
        """How many have submitted and have no score here: no data, not applicable or not asked."""
        return self.submitted - self.summary.count

    @property
    def not_submitted(self) -> int:
        """How many have not submitted, or not to this reader."""
        return len(self.lines) - self.submitted

    @property
    def has_box(self) -> bool:
        """Whether there are enough countries for quartiles to say something."""
        return self.summary.count >= BOX_FROM


def result_of(compared: Compared, column: int, line: Line) -> Result:
    """What a line gives for the column with this number."""
    if line.figures is None:
        return Result(line, "not_submitted")
    figure = line.figures[column]
    if figure is None:
        return Result(line, "not_asked")

    def percent(value: int | None) -> Fraction | None:
        return None if value is None else Fraction(value, compared.unit)

    return Result(
        line,
        state_of(figure),
        percent(figure.score),
        Fraction(100 * figure.answered, figure.total),
        percent(figure.lower),
        percent(figure.upper),
        figure.answered,
        figure.total,
    )


def together(compared: Compared, column: int, lines: Iterable[Line], key: str = "") -> Together:
    """What these lines of one cycle give together for a column."""
    lines = tuple(lines)
    figures = [figure for line in lines if line.figures is not None and (figure := line.figures[column]) is not None]
    total = sum(figure.total for figure in figures)
    return Together(
        key,
        lines,
        compared.summary_of(column, lines),
        Fraction(100 * sum(figure.answered for figure in figures), total) if total else None,
        compared,
        column,
    )
