"""The comparison report (DESIGN section 8) as plain values: what one reader may see of a selection."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.comparison import Selection
from assessments.comparison.compared import Column, Compared, CycleFacts, Line
from assessments.comparison.ordering import ordered, ranks
from assessments.selecting import SelectionForm
from assessments.selectors.narrowing import columns_of, indicators_of, level_of
from framework.selectors import framework_tree
from reports.contexts.many import (
    CountryRow,
    DataGapTable,
    Groups,
    NeedTables,
    Row,
    SpreadLine,
    country_row,
    data_gap_table,
    groups_for,
    levels_of,
    need_tables,
    row_of,
    spread_lines,
)

MATRIX_LEVELS = ("objective", "part", "indicator")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A field of the selection and what is chosen in it, in words."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The nodes below `lead`, a column of their own before `columns`: numbers of the columns of the comparison."""

    title: str
    lead: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class CycleChapter:
    """One cycle: who takes part, what they give together for all tables and each, and every country with its lines.

    `missing` names the expected countries without a submission; None for readers who do not see everybody.
    """

    cycle: CycleFacts
    lines: tuple[Line, ...]
    expected: int
    together: tuple[Row, ...]
    countries: tuple[CountryRow, ...]
    missing: tuple[str, ...] | None

    @property
    def submitted(self) -> int:
        """Countries whose submission the reader may see."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class Course:
    """All tables or one over the cycles, what countries give together in each; in the order of the chapters."""

    name: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Comparison:
    """The whole report. What is about one cycle only is about the newest; `by` is what countries are grouped by.

    `as_of` is when the last submission in it was sealed, or the report asked for where there is none. `table_names`
    and `levels` explain the columns of the countries' table.
    """

    compared: Compared
    reader: str
    sees_everybody: bool
    as_of: datetime
    address: str
    chosen: tuple[Chosen, ...]
    by: str
    chapters: tuple[CycleChapter, ...]
    courses: tuple[Course, ...]
    matrices: tuple[Matrix, ...]
    groups: tuple[Groups, ...]
    spread: tuple[SpreadLine, ...]
    needs: NeedTables
    data_gaps: DataGapTable

    @property
    def newest(self) -> CycleChapter:
        return self.chapters[-1]

    @property
    def table_names(self) -> tuple[str, ...]:
        """What the cells of a country stand for."""
        return tuple(row.name for row in self.newest.together)

    @property
    def has_ranks(self) -> bool:
        return self.compared.selection.ranks

    @property
    def is_synthetic(self) -> bool:
        return self.compared.is_synthetic


def comparison(actor: Membership, selection: Selection, form: SelectionForm, asked_at: datetime) -> Comparison:
    """What `actor` may see of `selection`, whose words come from the `form` that was filled with it."""
    columns = _columns(selection)
    compared = assessing.compared(actor, selection, columns)
    newest = assessing.compared(actor, selection.in_one_cycle, columns) if len(compared.cycles) > 1 else compared
    by = selection.by or "region"
    tables, nodes = levels_of(compared)
    everybody = assessing.sees_everybody(actor)
    chapters = tuple(_chapter(compared, cycle, tables, by, everybody) for cycle in compared.cycles)
    lines = newest.lines_of(newest.cycles[-1].slug)
    return Comparison(
        compared=compared,
        reader=actor.capacity,
        sees_everybody=everybody,
        as_of=max((line.sealed.sealed_at for line in compared.submitted if line.sealed), default=asked_at),
        address=f"{reverse('assessments:compare')}?{selection.query}",
        chosen=_chosen(form, selection),
        by=by,
        chapters=chapters,
        courses=_courses(chapters) if len(chapters) > 1 else (),
        matrices=_matrices(compared, tables, nodes),
        groups=tuple(groups_for(newest, column, lines, by) for column in tables),
        spread=spread_lines(newest, nodes),
        needs=need_tables(assessing.needs_of(actor, selection), by),
        data_gaps=data_gap_table(assessing.data_gaps_of(actor, selection)),
    )


def _columns(selection: Selection) -> tuple[Column, ...]:
    """All tables together, each table, and the nodes of the matrix; only those in which something counts."""
    indicators = indicators_of(selection)
    level = selection.level
    if level not in MATRIX_LEVELS:
        lowest = selection.under and level_of(selection.under) in ("objective", "part")
        level = "indicator" if lowest else "objective"
    found = columns_of(selection.but(level="table"), indicators) + columns_of(selection.but(level=level), indicators)
    heads = [column for column in found if column[0] in ("overall", "table")]
    nodes = [column for column in found if column[0] == level]
    return tuple(dict.fromkeys([*heads, *nodes]))


def _chapter(compared: Compared, cycle: CycleFacts, tables: tuple[int, ...], by: str, everybody: bool) -> CycleChapter:
    of_cycle = [line for line in ordered(compared) if line.cycle.slug == cycle.slug]
    lines = tuple(line for line in of_cycle if line.sealed is not None)
    ranked = ranks(compared) if compared.selection.ranks else {}
    return CycleChapter(
        cycle=cycle,
        lines=lines,
        expected=len(of_cycle),
        together=tuple(row_of(compared, column, of_cycle) for column in tables),
        countries=tuple(
            country_row(compared, tables, line, by, ranked.get((line.country.code, cycle.slug))) for line in lines
        ),
        missing=tuple(line.country.name for line in of_cycle if line.sealed is None) if everybody else None,
    )


def _courses(chapters: tuple[CycleChapter, ...]) -> tuple[Course, ...]:
    return tuple(Course(rows[0].name, rows) for rows in zip(*(chapter.together for chapter in chapters), strict=True))


def _matrices(compared: Compared, tables: tuple[int, ...], nodes: range) -> tuple[Matrix, ...]:
    """One matrix for each table: its score, then its nodes."""
    found = []
    for lead in tables:
        level, table = compared.columns[lead]
        below = tuple(number for number in nodes if table_of(compared.columns[number]) == table)
        if level == "table" and below:
            found.append(Matrix(assessing.name_of(compared.columns[lead]), lead, below))
    return tuple(found)


def table_of(column: Column) -> str:
    """Code of the table in which a node stands."""
    level, code = column
    tree = framework_tree()
    if level == "indicator":
        code = tree.indicator[code].objective
    elif level == "part":
        code = tree.part[code].objective
    return tree.objective[code].table


def _chosen(form: SelectionForm, selection: Selection) -> tuple[Chosen, ...]:
    """Everything that the selection names, field by field, in the words of the page's form."""
    found = []
    for field in (
        "cycle",
        "country",
        "region",
        "group",
        "like",
        "under",
        "kind",
        "instrument",
        "article",
        "topic",
        "principle",
    ):
        value = getattr(selection, field)
        values = value if isinstance(value, tuple) else (value,) if value else ()
        if field == "cycle":
            values = tuple(reversed(values))
        if values:
            found.append(Chosen(str(form.fields[field].label), tuple(_words(form, field, one) for one in values)))
    if not selection.narrows_countries:
        found.insert(1, Chosen(_("Countries"), (_("all"),)))
    return tuple(found)


def _words(form: SelectionForm, field: str, value: str) -> str:
    if field == "under":
        return assessing.name_of((level_of(value), value))
    choices = form.fields[field].choices  # type: ignore[attr-defined]  # all of them are fields with choices
    return next((str(label) for key, label in choices if key == value), value)
