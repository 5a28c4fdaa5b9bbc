"""The cycle report (DESIGN section 8) as plain values: all countries of a cycle, for reviewers and the secretariat."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.charts.frame import said
from assessments.comparison import CycleFacts, Selection
from assessments.comparison.common_gaps import CommonGap
from assessments.comparison.compared import Compared, Line
from assessments.comparison.movements import CountryMove, NodeMove
from assessments.comparison.participation import Grouping, Participation, Standing
from assessments.models import Cycle
from assessments.scoring import whole_percent
from assessments.selectors.movements import common_gaps_of, cycle_before, movements_of
from assessments.selectors.narrowing import columns_of, indicators_of
from framework.selectors import framework_tree
from reports.contexts.figures import percent_words
from reports.contexts.many import (
    CountryRow,
    DataGapTable,
    Groups,
    NeedTables,
    country_row,
    data_gap_table,
    group_name,
    groups_for,
    levels_of,
    need_tables,
)
from reports.contexts.summary import signed

GAPS_LISTED, MOVES_LISTED = 30, 10


@dataclass(frozen=True, slots=True)
class PartRow:
    """A group of countries, or all: how many are expected and stand where; `share` submitted of the expected."""

    name: str
    expected: int
    submitted: int
    accepted: int
    clarification: int
    late: int
    not_yet: int
    share: str
    coverage: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """An indicator below target in many countries; `share` is of those with a level."""

    code: str
    text: str
    below: int
    with_level: int
    share: str


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A score, or a median, then and now, and the signed difference in points."""

    name: str
    before: str
    now: str
    points: str


@dataclass(frozen=True, slots=True)
class NodeMoveRow:
    """A node: its median then and now, and how many countries rose, fell and stayed."""

    name: str
    before: str
    now: str
    points: str
    rose: int
    fell: int
    stayed: int


@dataclass(frozen=True, slots=True)
class MovementTables:
    """Since `cycle`, like with like: `compared` countries; those that rose and fell most; tables, and objectives."""

    cycle: str
    compared: int
    risen: tuple[MoveRow, ...]
    fallen: tuple[MoveRow, ...]
    tables: tuple[NodeMoveRow, ...]
    objectives_risen: tuple[NodeMoveRow, ...]
    objectives_fallen: tuple[NodeMoveRow, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A country with its standing in words and, where it has submitted, the day and its figures."""

    name: str
    group: str
    standing: str
    sealed_at: datetime | None
    row: CountryRow | None


@dataclass(frozen=True)
class CycleReport:
    """The whole report; `as_of` is when it was asked for, which decides who is late."""

    cycle: CycleFacts
    closes_on: date
    reader: str
    as_of: datetime
    participation: Participation
    parts: tuple[tuple[str, tuple[PartRow, ...]], ...]
    groups: tuple[tuple[str, tuple[Groups, ...]], ...]
    table_names: tuple[str, ...]
    gaps: tuple[GapRow, ...]
    more_gaps: int
    movements: MovementTables | None
    needs: NeedTables
    data_gaps: DataGapTable
    countries: tuple[Listed, ...]

    @property
    def is_synthetic(self) -> bool:
        return self.cycle.synthetic


def standing_words(standing: Standing) -> str:
    """Where a country stands."""
    return {
        "late": _("late"),
        "due": _("due soon"),
        "not_yet": _("not yet submitted"),
        "reopened": _("being revised"),
        "submitted": _("submitted"),
        "clarification": _("in clarification"),
        "accepted": _("accepted"),
    }[standing]


def cycle_report(actor: Membership, cycle: Cycle, asked_at: datetime) -> CycleReport:
    """All countries of `cycle`; the caller has checked that `actor` sees everybody."""
    selection = Selection(cycle=(cycle.slug,))
    columns = columns_of(selection, indicators_of(selection))
    compared = assessing.compared(actor, selection, columns)
    tables, _nodes = levels_of(compared)
    participation = assessing.participation_of(actor, cycle)
    facts = participation.cycle
    gaps = [gap for gap in common_gaps_of(actor, selection) if gap.is_most]
    lines = {line.country.code: line for line in compared.submitted}
    groupings: tuple[tuple[str, Grouping], ...] = ((_("By region"), "region"), (_("By regional group"), "group"))
    return CycleReport(
        cycle=facts,
        closes_on=cycle.closes_on,
        reader=actor.capacity,
        as_of=asked_at,
        participation=participation,
        parts=tuple((name, _parts(participation, by)) for name, by in groupings),
        groups=tuple(
            (name, tuple(groups_for(compared, column, compared.lines, by) for column in tables))
            for name, by in groupings
        ),
        table_names=tuple(assessing.name_of(compared.columns[column]) for column in tables),
        gaps=tuple(_gap(gap) for gap in gaps[:GAPS_LISTED]),
        more_gaps=max(0, len(gaps) - GAPS_LISTED),
        movements=_movements(actor, facts),
        needs=need_tables(assessing.needs_of(actor, selection), "region"),
        data_gaps=data_gap_table(assessing.data_gaps_of(actor, selection)),
        countries=tuple(
            Listed(
                one.country.name,
                one.country.region,
                standing_words(one.standing),
                one.sealed.sealed_at if one.sealed else None,
                _figures(lines.get(one.country.code), compared, tables),
            )
            for one in participation.participants
        ),
    )


def _figures(line: Line | None, compared: Compared, tables: tuple[int, ...]) -> CountryRow | None:
    return None if line is None else country_row(compared, tables, line, "region")


def _parts(participation: Participation, by: Grouping) -> tuple[PartRow, ...]:
    rows = [(group_name(group.name, by), group.counts) for group in participation.groups(by)]
    return tuple(
        PartRow(
            name,
            counts.expected,
            counts.submitted,
            counts.accepted,
            counts.clarification,
            counts.late,
            counts.missing - counts.late,
            percent_words((200 * counts.submitted + counts.expected) // (2 * counts.expected))
            if counts.expected
            else "–",
            said(counts.coverage.median),
        )
        for name, counts in [*rows, (_("All countries"), participation.counts)]
    )


def _gap(gap: CommonGap) -> GapRow:
    share = (200 * gap.below + gap.with_level) // (2 * gap.with_level)
    return GapRow(gap.code, framework_tree().indicator[gap.code].text, gap.below, gap.with_level, percent_words(share))


def _movements(actor: Membership, cycle: CycleFacts) -> MovementTables | None:
    before = cycle_before(actor, cycle)
    if before is None:
        return None
    everything = Selection()
    counted = indicators_of(everything)
    columns = columns_of(everything, counted) + columns_of(everything.but(level="objective"), counted)[1:]
    found = movements_of(actor, before, cycle, columns)
    objectives = [move for move in found.nodes if move.column[0] == "objective" and move.points]
    objectives.sort(key=lambda move: -(move.points or 0))
    return MovementTables(
        cycle=before.name,
        compared=len(found.countries),
        risen=tuple(_country_move(move) for move in found.countries if move.points > 0)[:MOVES_LISTED],
        fallen=tuple(_country_move(move) for move in reversed(found.countries) if move.points < 0)[:MOVES_LISTED],
        tables=tuple(_node_move(move) for move in found.nodes if move.column[0] != "objective"),
        objectives_risen=tuple(_node_move(move) for move in objectives if (move.points or 0) > 0)[:MOVES_LISTED],
        objectives_fallen=tuple(_node_move(move) for move in reversed(objectives) if (move.points or 0) < 0)[
            :MOVES_LISTED
        ],
    )


def _country_move(move: CountryMove) -> MoveRow:
    return MoveRow(move.country.name, said(move.before), said(move.now), signed(whole_percent(move.points) or 0))


def _node_move(move: NodeMove) -> NodeMoveRow:
    points = "–" if move.points is None else signed(whole_percent(move.points) or 0)
    return NodeMoveRow(assessing.name_of(move.column), said(move.before), said(move.now), points, *move.moved)
