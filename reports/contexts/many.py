"""What reports on many countries say, as plain values: what countries give together, each of them, and their needs.

Percentages are words here: whole percent, a dash where there is none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import selectors as assessing
from assessments.charts.frame import said
from assessments.comparison.compared import Compared, Line
from assessments.comparison.data_gaps import DataGaps
from assessments.comparison.grouping import group_of, groups_of
from assessments.comparison.needs import ASSISTANCE, Needs, Tally
from assessments.comparison.results import Result, Together, result_of, together
from assessments.comparison.spread import WEAKEST, SpreadRow, spread
from assessments.models import Action
from assessments.scoring import whole_percent
from assessments.selectors.comparing import group_name as group_name
from framework.selectors import framework_tree


@dataclass(frozen=True, slots=True)
class Row:
    """What some countries give together for a node: `name` is that of the node or of the group of countries."""

    name: str
    all: Together

    @property
    def countries(self) -> int:
        """Countries with a score, over which median and quartiles go."""
        return self.all.summary.count

    @property
    def coverage(self) -> str:
        return said(self.all.coverage)

    @property
    def least(self) -> str:
        return said(self.all.summary.least)

    @property
    def first_quartile(self) -> str:
        """The quartile; a dash for fewer countries than quartiles need."""
        return said(self.all.summary.first_quartile) if self.all.has_box else "–"

    @property
    def median(self) -> str:
        return said(self.all.summary.median)

    @property
    def third_quartile(self) -> str:
        """The quartile; a dash for fewer countries than quartiles need."""
        return said(self.all.summary.third_quartile) if self.all.has_box else "–"

    @property
    def most(self) -> str:
        return said(self.all.summary.most)


@dataclass(frozen=True, slots=True)
class Groups:
    """A node by groups of countries, all countries last."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A country that submitted: for all tables and for each its score, bounds and coverage in words."""

    name: str
    group: str
    rank: int | None
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpreadLine:
    """A node as the spread lists it; `points` is the distance of its quartiles, a dash where it has none."""

    row: Row
    points: str


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What is needed in a group or objective: actions and countries, and the actions by kind of assistance."""

    name: str
    submitted: int
    actions: int
    countries: int
    kinds: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NeedTables:
    """Technical-assistance needs: `kinds` are their names; `more` counts the objectives that are not listed."""

    kinds: tuple[str, ...]
    total: NeedRow
    groups: tuple[NeedRow, ...]
    objectives: tuple[NeedRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class DataGapRow:
    """An indicator and how many of the countries to which it applies are without data."""

    code: str
    text: str
    without: int
    applies: int
    share: str


@dataclass(frozen=True, slots=True)
class DataGapTable:
    """The indicators that most countries cannot answer; `more` counts those of them that are not listed."""

    rows: tuple[DataGapRow, ...]
    more: int


OBJECTIVES_LISTED, GAPS_LISTED = 20, 40


def row_of(compared: Compared, column: int, lines: Iterable[Line], name: str = "") -> Row:
    """What these lines of one cycle give together for a column, under its own name unless another is given."""
    return Row(name or assessing.name_of(compared.columns[column]), together(compared, column, lines))


def groups_for(compared: Compared, column: int, lines: Sequence[Line], by: str) -> Groups:
    """The lines of one cycle by group; groups without a submission are left out."""
    submitted = [line for line in lines if line.sealed is not None]
    rows = [
        row_of(compared, column, [line for line in lines if group_of(line.country, by) == key], group_name(key, by))
        for key in groups_of((line.country for line in submitted), by)
    ]
    every = row_of(compared, column, lines, _("All countries"))
    return Groups(assessing.name_of(compared.columns[column]), (*rows, every))


def country_row(compared: Compared, columns: Sequence[int], line: Line, by: str, rank: int | None = None) -> CountryRow:
    """What a country that submitted gives for these columns."""
    return CountryRow(
        line.country.name,
        group_name(group_of(line.country, by), by),
        rank,
        tuple(cell_words(result_of(compared, column, line)) for column in columns),
    )


def cell_words(result: Result) -> str:
    """Score, bounds in brackets where they differ, and coverage: "57 (48–66) 88%"; why there is none, and coverage."""
    coverage = said(result.coverage)
    if result.score is None:
        reasons = {"no_data": _("no data"), "not_applicable": _("n/a"), "not_asked": _("not asked")}
        return f"{reasons.get(result.state, '–')} {coverage}"
    score = str(whole_percent(result.score))
    if result.has_bounds:
        lower, upper = whole_percent(result.lower), whole_percent(result.upper)
        score += f" ({lower})" if lower == upper else f" ({lower}–{upper})"
    return f"{score} {coverage}"


def spread_lines(compared: Compared, columns: range) -> tuple[SpreadLine, ...]:
    """The nodes in these columns of one cycle, the weakest first."""
    return tuple(_spread_line(row) for row in spread(compared, columns, WEAKEST))


def _spread_line(row: SpreadRow) -> SpreadLine:
    points = whole_percent(row.spread)
    return SpreadLine(Row(assessing.name_of(row.column), row.all), "–" if points is None else str(points))


def need_tables(found: Needs, by: str) -> NeedTables:
    """The needs by group and by objective."""
    return NeedTables(
        kinds=tuple(str(Action.Assistance(kind).label) for kind in ASSISTANCE),
        total=_need_row(_("All countries"), found.total),
        groups=tuple(_need_row(group_name(tally.key, by), tally) for tally in found.groups if tally.submitted),
        objectives=tuple(
            _need_row(assessing.name_of(("objective", tally.key)), tally)
            for tally in found.objectives[:OBJECTIVES_LISTED]
        ),
        more=max(0, len(found.objectives) - OBJECTIVES_LISTED),
    )


def _need_row(name: str, tally: Tally) -> NeedRow:
    return NeedRow(
        name,
        tally.submitted,
        tally.all.actions,
        tally.all.countries,
        tuple(count.actions for count in tally.kinds),
    )


def data_gap_table(found: DataGaps) -> DataGapTable:
    """The indicators that most of the countries to which they apply cannot answer, the largest share first."""
    entries = framework_tree().indicator
    most = [gap for gap in found.indicators if gap.answers.is_most]
    return DataGapTable(
        tuple(
            DataGapRow(
                gap.code, entries[gap.code].text, gap.answers.without, gap.answers.applies, said(gap.answers.share)
            )
            for gap in most[:GAPS_LISTED]
        ),
        max(0, len(most) - GAPS_LISTED),
    )


def levels_of(compared: Compared) -> tuple[tuple[int, ...], range]:
    """The numbers of the columns for all tables together and each table, and of those behind them."""
    count = sum(level in ("overall", "table") for level, _code in compared.columns)
    return tuple(range(count)), range(count, len(compared.columns))
