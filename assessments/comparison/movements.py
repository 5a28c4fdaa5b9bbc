"""What has moved from one cycle to the next, like with like (`trend.common_answers`): countries, and nodes."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.comparison.compared import Column, Compared, CountryFacts, CycleFacts
from assessments.comparison.results import Result, result_of, together
from assessments.comparison.trend import Moved, difference


@dataclass(frozen=True, slots=True)
class CountryMove:
    """A country's score for all tables together then and now, in percent; `points` is the exact difference."""

    country: CountryFacts
    before: Fraction
    now: Fraction
    points: Fraction


@dataclass(frozen=True, slots=True)
class NodeMove:
    """The median of a node then and now, None without a score; how many countries `moved` which way."""

    column: Column
    before: Fraction | None
    now: Fraction | None
    points: Fraction | None
    moved: Moved


@dataclass(frozen=True, slots=True)
class Movements:
    """Movements from `before` to `now` of the countries that submitted in both.

    `countries`: largest rise first, largest fall last; equal ones by name. `nodes`: in the order of the columns.
    """

    before: CycleFacts
    now: CycleFacts
    countries: tuple[CountryMove, ...]
    nodes: tuple[NodeMove, ...]


def movements(compared: Compared) -> Movements:
    """The movements in `compared`, whose two cycles hold like with like; countries go by its first column."""
    before, now = compared.cycles
    columns = range(len(compared.columns))
    earlier = {line.country.code: line for line in compared.lines_of(before.slug)}
    pairs = [(earlier[line.country.code], line) for line in compared.lines_of(now.slug) if line.country.code in earlier]

    def results(column: int) -> list[tuple[Result, Result]]:
        return [(result_of(compared, column, then), result_of(compared, column, line)) for then, line in pairs]

    countries = [
        CountryMove(later.country, then.score, later.score, later.score - then.score)
        for then, later in results(0)
        if then.score is not None and later.score is not None
    ]
    return Movements(
        before,
        now,
        tuple(sorted(countries, key=lambda move: -move.points)),
        tuple(_node_move(compared, column, results(column)) for column in columns),
    )


def _node_move(compared: Compared, column: int, results: list[tuple[Result, Result]]) -> NodeMove:
    changes = [change for then, later in results if (change := difference(then.score, later.score)) is not None]
    rose, fell = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    before, now = (
        together(compared, column, compared.lines_of(cycle.slug)).summary.median for cycle in compared.cycles
    )
    return NodeMove(
        compared.columns[column], before, now, difference(before, now), Moved(rose, fell, len(changes) - rose - fell)
    )
