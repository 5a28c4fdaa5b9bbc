"""Countries side by side: two to four profiles, and every answer beside the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.side_by_side import side_by_side_sheet
from assessments.charts import Svg
from assessments.charts.side_by_side import ProfileGroup, ProfileRow, profiles_chart
from assessments.comparison import Line, Selection, percent, state_of
from assessments.comparison.side_by_side import Beside, NodeBeside, Side, SideBySide
from assessments.scoring import Figure
from assessments.selecting import SideBySideForm
from assessments.selectors.narrowing import title_of
from framework.listing import listed
from framework.selectors import framework_tree

from .base import View, compare_page
from .notes import notes_of

NAME, TEMPLATE = "compare_side_by_side", "assessments/compare/side_by_side.html"
DRAWN = ("overall", "table")
"""Levels of the nodes in the picture."""


class FigureCell(NamedTuple):
    """What a country gives for a node: whole percent; `state` as `state_of` says it, or "not_submitted"."""

    line: Line
    state: str
    words: str
    score: int | None
    coverage: int | None
    lower: int | None
    upper: int | None

    @property
    def has_bounds(self) -> bool:
        """Whether the bounds differ from the score."""
        return self.lower != self.upper or (self.score is None and self.lower is not None)


class NodeRow(NamedTuple):
    """A node in the table of profiles."""

    level: str
    code: str
    title: str
    cells: list[FigureCell]


class AnswerCell(NamedTuple):
    """An answer in words; `level` is None where it has none, `words` says then what there is instead."""

    side: Side
    level: int | None
    words: str


class AnswerRow(NamedTuple):
    """An indicator with the answers beside each other."""

    code: str
    statement: str
    kind: str
    beside: Beside
    cells: list[AnswerCell]


@dataclass(frozen=True, slots=True)
class ObjectiveSection:
    """An objective with the rows that are shown, and how many of them differ."""

    code: str
    title: str
    rows: list[AnswerRow]
    differing: int


@dataclass(frozen=True, slots=True)
class TableSection:
    """A table with its objectives."""

    code: str
    title: str
    objectives: list[ObjectiveSection]


@require_safe
def side_by_side(request: PortalRequest) -> HttpResponseBase:
    """Two to four countries in one cycle."""
    return compare_page(request, NAME, TEMPLATE, side_by_side_view, SideBySideForm)


def side_by_side_view(request: PortalRequest, selection: Selection) -> View:
    """The named countries beside each other; nothing yet where none is named."""
    found = selectors.side_by_side_of(request.membership, selection)
    foot = notes_of(request.membership, found.compared)

    def picture() -> Svg:
        return picture_of(found, foot)

    rows = [_node_row(found, node) for node in found.nodes]
    context = {
        "found": found,
        "picture": picture,
        "nodes": [row for row in rows if row.level in DRAWN],
        "objective_nodes": [row for row in rows if row.level not in DRAWN],
        "tables": list(_sections(found)) if found.lines else [],
        "is_open": bool(selection.under) and selectors.level_of(selection.under) in ("objective", "part"),
        "has_more_cycles": len(selection.cycle) > 1,
    }
    return View(NAME, TEMPLATE, found.compared, context, lambda: side_by_side_sheet(found), picture)


def _node_row(found: SideBySide, node: NodeBeside) -> NodeRow:
    cells = [
        _figure_cell(line, figure, found.compared.unit) for line, figure in zip(found.lines, node.figures, strict=True)
    ]
    return NodeRow(node.level, node.code, title_of((node.level, node.code)), cells)


def _figure_cell(line: Line, figure: Figure | None, unit: int) -> FigureCell:
    state = state_of(figure) if line.figures is not None else "not_submitted"
    words = {
        "score": "",
        "no_data": _("no data"),
        "not_applicable": _("not applicable"),
        "not_asked": _("not asked"),
        "not_submitted": _("no submission to read"),
    }[state]
    if figure is None:
        return FigureCell(line, state, words, None, None, None, None)
    return FigureCell(
        line,
        state,
        words,
        percent(figure.score, unit),
        percent(100 * figure.answered, figure.total),
        percent(figure.lower, unit),
        percent(figure.upper, unit),
    )


def _sections(found: SideBySide) -> Iterator[TableSection]:
    """The indicators by table and objective, in document order."""
    tree = framework_tree()
    for table, in_table in groupby(found.indicators, lambda beside: tree.indicator[beside.code].table):
        objectives = []
        for code, group in groupby(in_table, lambda beside: tree.indicator[beside.code].objective):
            rows = [_answer_row(beside) for beside in group]
            differing = sum(row.beside.differs for row in rows)
            objectives.append(ObjectiveSection(code, tree.objective[code].title, rows, differing))
        yield TableSection(table, tree.table[table].title, objectives)


def _answer_row(beside: Beside) -> AnswerRow:
    entry = framework_tree().indicator[beside.code]
    return AnswerRow(
        beside.code,
        entry.text,
        entry.kind.name,
        beside,
        [AnswerCell(side, side.level, _answer_words(side)) for side in beside.sides],
    )


def _answer_words(side: Side) -> str:
    if side.level is not None:
        return framework_tree().levels[side.level].name
    if side.letter is None:
        return _("not asked") if side.line.sealed is not None else _("no submission to read")
    return {"n": _("Not applicable"), "d": _("No data"), "-": _("No answer")}[side.letter]


def picture_of(found: SideBySide, foot: list[str]) -> Svg:
    """The profiles of the four tables as a picture."""
    groups = [_profile_group(found, node) for node in found.nodes if node.level in DRAWN]
    names = listed(line.country.name for line in found.lines)
    return profiles_chart(
        groups,
        title=_("Profiles side by side: %(countries)s") % {"countries": names},
        facts=[_("Tick: score. Band: between its bounds, where answers are missing.")],
        description=_(
            "For each table a line a country: a tick at the score, a band between the bounds; all numbers are in the "
            "table below."
        ),
        foot=foot,
    )


def _profile_group(found: SideBySide, node: NodeBeside) -> ProfileGroup:
    unit = found.compared.unit
    title = title_of((node.level, node.code))
    return ProfileGroup(
        title if node.level == "overall" else f"{node.code} {title}",
        [
            ProfileRow(
                line.country.name,
                _exact(figure and figure.score, unit),
                _exact(figure and figure.lower, unit),
                _exact(figure and figure.upper, unit),
                profile_words(_figure_cell(line, figure, unit)),
            )
            for line, figure in zip(found.lines, node.figures, strict=True)
        ],
    )


def _exact(value: int | None, unit: int) -> Fraction | None:
    return None if value is None else Fraction(value, unit)


def profile_words(cell: FigureCell) -> str:
    """A figure in words: "58% (40–75%), coverage 88%"."""
    if cell.coverage is None:
        return cell.words
    said = cell.words or _("%(percent)d%%") % {"percent": cell.score}
    if cell.has_bounds:
        said = _("%(said)s (%(lower)d–%(upper)d%%)") % {"said": said, "lower": cell.lower, "upper": cell.upper}
    return _("%(said)s, coverage %(coverage)d%%") % {"said": said, "coverage": cell.coverage}
