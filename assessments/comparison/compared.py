"""What each country gives in each cycle for each node that is compared."""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from math import lcm
from typing import Literal, NamedTuple
from uuid import UUID

from assessments.comparison.selection import Level, Selection
from assessments.comparison.statistics import Summary, summary
from assessments.scoring import HIGHEST_LEVEL, PERCENT_PER_LEVEL, Figure, Tree

State = Literal["score", "no_data", "not_applicable", "not_asked", "not_submitted"]
Column = tuple[Level, str]
"""A node or an indicator: its level and code, ("overall", "overall") for all tables."""
SYNTHETIC_FILE = "SYNTHETIC-"
"""What the names of files begin with whose data is made up."""


def alphabetical(name: str) -> str:
    """What names are sorted by: letters without their marks and without case, so that Türkiye comes before Tuvalu."""
    letters = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


@dataclass(frozen=True, slots=True)
class CountryFacts:
    """A country as comparison groups it; `group` is a value of `Country.RegionalGroup`."""

    code: str
    name: str
    region: str
    subregion: str
    group: str
    landlocked: bool


@dataclass(frozen=True, slots=True)
class CycleFacts:
    """A cycle; `synthetic` ones are marked as such wherever they show."""

    slug: str
    name: str
    opens_on: date
    target_level: int
    synthetic: bool


class SealedAnswers(NamedTuple):
    """What counts of one country in one cycle: the letters of its latest submission in the order of `layout`."""

    submission: UUID
    country: str
    cycle: str
    number: int
    sealed_at: datetime
    layout: str
    letters: str


class Line(NamedTuple):
    """One country in one cycle; `figures` has one for each column, None where its edition did not ask for the node.

    `sealed` and `figures` are None where the country has not submitted, or not to this reader.
    """

    country: CountryFacts
    cycle: CycleFacts
    sealed: SealedAnswers | None
    figures: tuple[Figure | None, ...] | None


def state_of(figure: Figure | None) -> State:
    """What a cell of a submission says."""
    if figure is None:
        return "not_asked"
    if figure.score is not None:
        return "score"
    return "not_applicable" if figure.not_applicable == figure.total else "no_data"


@dataclass(frozen=True)
class Compared:
    """The lines of a selection, by cycle in the order in which they opened, then by the country's name.

    `trees` are the tables as far as they are compared, by layout; the unit of all scores is `unit`. `indicators` are
    the codes that count, in document order.
    """

    selection: Selection
    cycles: tuple[CycleFacts, ...]
    countries: tuple[CountryFacts, ...]
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    trees: Mapping[str, Tree]
    unit: int
    indicators: tuple[str, ...]

    @property
    def submitted(self) -> tuple[Line, ...]:
        """The lines with a submission."""
        return tuple(line for line in self.lines if line.sealed is not None)

    @property
    def is_synthetic(self) -> bool:
        """Whether any of it is made up."""
        return any(cycle.synthetic for cycle in self.cycles)

    def lines_of(self, cycle: str) -> tuple[Line, ...]:
        """The lines of one cycle."""
        return tuple(line for line in self.lines if line.cycle.slug == cycle)

    def summary_of(self, column: int, lines: Iterable[Line]) -> Summary:
        """The summary of a column over some lines."""
        return summary(
            (
                figure.score
                for line in lines
                if line.figures is not None and (figure := line.figures[column]) is not None
            ),
            self.unit,
        )

    @cached_property
    def summaries(self) -> dict[str, tuple[Summary, ...]]:
        """By cycle, the summary of every column."""
        return {
            cycle.slug: tuple(self.summary_of(column, self.lines_of(cycle.slug)) for column in range(len(self.columns)))
            for cycle in self.cycles
        }


def compare(
    *,
    selection: Selection,
    cycles: Sequence[CycleFacts],
    countries: Sequence[CountryFacts],
    columns: Sequence[Column],
    indicators: Sequence[str],
    layouts: Mapping[str, Tree],
    sealed: Iterable[SealedAnswers],
) -> Compared:
    """What `countries` (by name) give in `cycles` (as they opened) for `columns`, from the indicators that count.

    `layouts` are the whole trees in which the answers were sealed, `indicators` the codes that count, in the document
    order of the present tables. Time grows with countries times indicators; a layout is narrowed once.
    """
    counted = frozenset(indicators)
    readers = {layout: _Reader.of(tree, counted, columns) for layout, tree in layouts.items()}
    unit = lcm(*(reader.tree.unit for reader in readers.values() if reader.tree))
    by_place = {(one.cycle, one.country): one for one in sealed}
    lines = []
    for cycle in cycles:
        for country in countries:
            found = by_place.get((cycle.slug, country.code))
            figures = readers[found.layout].figures(found.letters, unit) if found else None
            lines.append(Line(country, cycle, found, figures))
    return Compared(
        selection=selection,
        cycles=tuple(cycles),
        countries=tuple(countries),
        columns=tuple(columns),
        lines=tuple(lines),
        trees={layout: reader.tree for layout, reader in readers.items() if reader.tree},
        unit=unit,
        indicators=tuple(indicators),
    )


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the letters of one layout: which of them count, and where each column is."""

    tree: Tree | None
    picked: tuple[int, ...]
    nodes: tuple[int | None, ...]
    letters: tuple[int | None, ...]

    @classmethod
    def of(cls, whole: Tree, counted: Collection[str], columns: Sequence[Column]) -> "_Reader":
        picked = tuple(number for number, code in enumerate(whole.places) if code in counted)
        codes = [code for code in whole.places if code in counted]
        tree = Tree.build(whole.places[code] for code in codes) if codes else None
        node = {key: number for number, key in enumerate(tree.nodes)} if tree else {}
        letter = {code: number for number, code in enumerate(codes)}
        return cls(
            tree,
            picked,
            tuple(None if level == "indicator" else node.get((level, code)) for level, code in columns),
            tuple(letter.get(code) if level == "indicator" else None for level, code in columns),
        )

    def figures(self, letters: str, unit: int) -> tuple[Figure | None, ...]:
        if self.tree is None:
            return (None,) * len(self.nodes)
        counted = "".join([letters[number] for number in self.picked])
        scale = unit // self.tree.unit
        wanted = [node for node in self.nodes if node is not None]
        found = iter(self.tree.figures(counted, wanted) if wanted else ())
        alone = figures_of_letters(unit)
        return tuple(
            _scaled(next(found), scale) if node is not None else None if letter is None else alone[counted[letter]]
            for node, letter in zip(self.nodes, self.letters, strict=True)
        )


def figures_of_letters(unit: int) -> dict[str, Figure]:
    """The figure of a single indicator by the letter of its answer, in 1/`unit` percent."""
    percents = [PERCENT_PER_LEVEL * level * unit for level in range(HIGHEST_LEVEL + 1)]
    levels = {str(level): Figure(percent, percent, percent, 1, 0, 0, 0) for level, percent in enumerate(percents)}
    return levels | {
        "n": Figure(None, None, None, 1, 1, 0, 0),
        "d": Figure(None, 0, percents[-1], 1, 0, 1, 0),
        "-": Figure(None, 0, percents[-1], 1, 0, 0, 1),
    }


def _scaled(figure: Figure, scale: int) -> Figure:
    if scale == 1:
        return figure
    score, lower, upper, *counts = figure
    return Figure(
        None if score is None else score * scale,
        None if lower is None else lower * scale,
        None if upper is None else upper * scale,
        *counts,
    )
