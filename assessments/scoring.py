"""Scoring: from answers to indicators to a profile of the four tables (DESIGN section 3, docs/methodology.md).

Pure functions over plain values: no database, no clock, no settings. Every number is exact (`fractions.Fraction`, in
percent from 0 to 100), so equal inputs give equal results to the last digit; rounding is the last step, by
`one_decimal` for the API and exports and by `whole_percent` for pages.

    tree = Tree.build(rows)                       # once for a framework, rows in document order
    profile = score(tree, {"1.1.E1": Answer.of_level(3), "1.1.E2": NOT_APPLICABLE})
    profile.objective("1.1").score                # Fraction(75, 1)
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import lcm
from types import MappingProxyType
from typing import Literal, Self

HIGHEST_LEVEL = 4
PERCENT_PER_LEVEL = 25
OVERALL = "overall"

NodeLevel = Literal["overall", "table", "section", "objective", "part"]
NodeKey = tuple[NodeLevel, str]


class AnswerKind(StrEnum):
    """What an answer says: a level, one of the two answers without a level, or nothing yet."""

    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"
    NO_DATA = "no_data"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one indicator; `level` is 0 to 4 when `kind` is LEVEL and None otherwise.

    Raises ValueError that names the field.
    """

    kind: AnswerKind
    level: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.kind, AnswerKind):
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(AnswerKind)}")
        if self.kind is AnswerKind.LEVEL:
            _require_level("level", self.level)
        elif self.level is not None:
            raise ValueError(f"level: an answer {self.kind} has none, but {self.level!r} was given")

    @classmethod
    def of_level(cls, level: int) -> Self:
        """The answer that gives `level`, 0 (not in place) to 4 (fully in place)."""
        return cls(AnswerKind.LEVEL, level)


NOT_APPLICABLE = Answer(AnswerKind.NOT_APPLICABLE)
NO_DATA = Answer(AnswerKind.NO_DATA)
UNANSWERED = Answer(AnswerKind.UNANSWERED)


@dataclass(frozen=True, slots=True)
class IndicatorPlace:
    """Where an indicator stands, by codes, and the rank of its kind among gaps of one size (lower comes first)."""

    indicator: str
    part: str
    objective: str
    section: str
    table: str
    kind_rank: int


@dataclass(frozen=True, slots=True)
class Part:
    """A part and the codes of its indicators."""

    code: str
    indicators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Objective:
    """An objective and its parts; without lettered parts it has one part with the same code."""

    code: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A section and its objectives."""

    code: str
    objectives: tuple[Objective, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table and its sections."""

    code: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Tree:
    """The tables as scoring sees them: what lies in what, in document order. Made by `Tree.build`, never changed.

    `places` has every indicator by code, in document order.
    """

    tables: tuple[Table, ...]
    places: Mapping[str, IndicatorPlace]
    # Any mean over a node's children is a whole number of 1/scale, because scale is divisible by every number of
    # children there can be. Sums stay integers over these denominators and become a Fraction once per result.
    _part_scale: int = field(repr=False)
    _objective_scale: int = field(repr=False)
    _table_scale: int = field(repr=False)

    @classmethod
    def build(cls, rows: Iterable[IndicatorPlace]) -> Self:
        """The tree of `rows`, one per indicator, in document order (1.2 before 1.10).

        Raises ValueError when there is no row, an indicator is repeated, or the rows of a part, objective, section or
        table are not in one piece (its code is repeated, or the rows are out of order).
        """
        places: dict[str, IndicatorPlace] = {}
        nested: dict[str, dict[str, dict[str, dict[str, list[str]]]]] = {}
        path: list[str] = []
        seen: set[tuple[str, str]] = set()
        for row in rows:
            if row.indicator in places:
                raise ValueError(f"indicator {row.indicator} is repeated")
            row_path = [row.table, row.section, row.objective, row.part]
            for depth, level in enumerate(("table", "section", "objective", "part"), start=1):
                if path[:depth] == row_path[:depth]:
                    continue
                code = row_path[depth - 1]
                if (level, code) in seen:
                    raise ValueError(f"{level} {code} is repeated or out of order, at indicator {row.indicator}")
                seen.add((level, code))
            path = row_path
            places[row.indicator] = row
            sections = nested.setdefault(row.table, {})
            parts = sections.setdefault(row.section, {}).setdefault(row.objective, {})
            parts.setdefault(row.part, []).append(row.indicator)
        if not places:
            raise ValueError("a tree needs at least one indicator")
        tables = tuple(
            Table(
                table,
                tuple(
                    Section(
                        section,
                        tuple(
                            Objective(objective, tuple(Part(part, tuple(codes)) for part, codes in parts.items()))
                            for objective, parts in objectives.items()
                        ),
                    )
                    for section, objectives in sections.items()
                ),
            )
            for table, sections in nested.items()
        )
        return cls._of_tables(tables, places)

    @classmethod
    def _of_tables(cls, tables: tuple[Table, ...], places: Mapping[str, IndicatorPlace]) -> Self:
        objectives_of = [[one for section in table.sections for one in section.objectives] for table in tables]
        objectives = [one for many in objectives_of for one in many]
        return cls(
            tables=tables,
            places=places,
            _part_scale=_scale(len(part.indicators) for objective in objectives for part in objective.parts),
            _objective_scale=_scale(len(objective.parts) for objective in objectives),
            _table_scale=_scale(len(many) for many in objectives_of),
        )


@dataclass(frozen=True, slots=True)
class Node:
    """The result for one node of the tables; numbers in percent, 0 to 100, exact.

    `score`: mean of what lies below and has one; None when nothing has a level.
    `coverage`: 100 × answered / total.
    `lower`, `upper`: the score if every no-data and unanswered indicator were 0, and if it were 4; None when every
    indicator is not applicable.
    `answered`: indicators with a level or not applicable, that is, those that coverage counts; the rest of `total` is
    `no_data` and `unanswered`. `not_applicable` is a part of `answered`.
    """

    level: NodeLevel
    code: str
    score: Fraction | None
    coverage: Fraction
    lower: Fraction | None
    upper: Fraction | None
    answered: int
    total: int
    not_applicable: int
    no_data: int
    unanswered: int


@dataclass(frozen=True)
class Profile:
    """The result of scoring a set of answers: one node each for overall, tables, sections, objectives and parts.

    `nodes` is in document order: overall, then each table followed by its sections, each section by its objectives,
    each objective by its parts. Looking up a code that is not there raises KeyError.
    """

    nodes: tuple[Node, ...]
    _by_key: Mapping[NodeKey, Node] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {(node.level, node.code): node for node in self.nodes})

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def node(self, level: NodeLevel, code: str) -> Node:
        """The node of `level` with `code`; an objective and its only part may share one."""
        return self._by_key[level, code]

    def find(self, level: NodeLevel, code: str) -> Node | None:
        """The node of `level` with `code`, or None."""
        return self._by_key.get((level, code))

    def of_level(self, level: NodeLevel) -> tuple[Node, ...]:
        """All nodes of one level, in document order."""
        return tuple(node for node in self.nodes if node.level == level)

    @property
    def overall(self) -> Node:
        """The node of all tables together."""
        return self._by_key["overall", OVERALL]

    def table(self, code: str) -> Node:
        """The node of a table, "1"."""
        return self._by_key["table", code]

    def section(self, code: str) -> Node:
        """The node of a section, "1.criminalization"."""
        return self._by_key["section", code]

    def objective(self, code: str) -> Node:
        """The node of an objective, "1.1"."""
        return self._by_key["objective", code]

    def part(self, code: str) -> Node:
        """The node of a part, "2.6a", or "1.1" where the objective has no letters."""
        return self._by_key["part", code]


@dataclass(slots=True)
class _Sum:
    """What lies below one node, added up: sums for the three means in the node's unit, and counts of indicators."""

    scored: int = 0
    score: int = 0
    applicable: int = 0
    lower: int = 0
    upper: int = 0
    total: int = 0
    not_applicable: int = 0
    no_data: int = 0
    unanswered: int = 0

    def add(self, child: "_Sum", scale: int) -> None:
        """Add a child's means, turned into whole numbers of 1/`scale` of the child's unit, and its counts."""
        if child.scored:
            self.scored += 1
            self.score += child.score * scale // child.scored
        if child.applicable:
            self.applicable += 1
            self.lower += child.lower * scale // child.applicable
            self.upper += child.upper * scale // child.applicable
        self.total += child.total
        self.not_applicable += child.not_applicable
        self.no_data += child.no_data
        self.unanswered += child.unanswered

    def node(self, level: NodeLevel, code: str, unit: int) -> Node:
        """The finished node; the sums are whole numbers of 1/`unit` percent."""
        answered = self.total - self.no_data - self.unanswered
        return Node(
            level,
            code,
            Fraction(self.score, self.scored * unit) if self.scored else None,
            Fraction(100 * answered, self.total),
            Fraction(self.lower, self.applicable * unit) if self.applicable else None,
            Fraction(self.upper, self.applicable * unit) if self.applicable else None,
            answered,
            self.total,
            self.not_applicable,
            self.no_data,
            self.unanswered,
        )


def score(tree: Tree, answers: Mapping[str, Answer]) -> Profile:
    """The profile of `answers`, by indicator code; an indicator without an answer is unanswered.

    Part: mean of its indicators that have a level. Objective: mean of its parts that have a score. Section: mean of
    its objectives that have one. Table: mean of its objectives (not of its sections) that have one. Overall: mean of
    the tables that have one. Bounds go through the same means. The order of `answers` has no effect.

    Raises ValueError that names the indicators the tree does not have.
    """
    _require_known(tree, answers)
    objective_unit = tree._part_scale
    table_unit = objective_unit * tree._objective_scale
    overall = _Sum()
    nodes: list[Node] = []
    for table in tree.tables:
        table_sum = _Sum()
        table_nodes: list[Node] = []
        for section in table.sections:
            section_sum = _Sum()
            section_nodes: list[Node] = []
            for objective in section.objectives:
                objective_sum = _Sum()
                part_nodes: list[Node] = []
                for part in objective.parts:
                    part_sum = _add_up(part, answers)
                    objective_sum.add(part_sum, tree._part_scale)
                    part_nodes.append(part_sum.node("part", part.code, 1))
                section_sum.add(objective_sum, tree._objective_scale)
                table_sum.add(objective_sum, tree._objective_scale)
                section_nodes.append(objective_sum.node("objective", objective.code, objective_unit))
                section_nodes += part_nodes
            table_nodes.append(section_sum.node("section", section.code, table_unit))
            table_nodes += section_nodes
        overall.add(table_sum, tree._table_scale)
        nodes.append(table_sum.node("table", table.code, table_unit))
        nodes += table_nodes
    return Profile((overall.node("overall", OVERALL, table_unit * tree._table_scale), *nodes))


def _add_up(part: Part, answers: Mapping[str, Answer]) -> _Sum:
    """The sums of a part, in percent: where indicators become numbers."""
    levels = not_applicable = no_data = sum_of_levels = 0
    for code in part.indicators:
        answer = answers.get(code, UNANSWERED)
        if answer.level is not None:
            levels += 1
            sum_of_levels += answer.level
        elif answer.kind is AnswerKind.NOT_APPLICABLE:
            not_applicable += 1
        elif answer.kind is AnswerKind.NO_DATA:
            no_data += 1
    total = len(part.indicators)
    applicable = total - not_applicable
    unanswered = applicable - levels - no_data
    percent = PERCENT_PER_LEVEL * sum_of_levels
    best = percent + PERCENT_PER_LEVEL * HIGHEST_LEVEL * (no_data + unanswered)
    return _Sum(levels, percent, applicable, percent, best, total, not_applicable, no_data, unanswered)


@dataclass(frozen=True, slots=True)
class Gap:
    """An indicator below its target: `size` = `target` − `level`, 1 to 4 levels."""

    indicator: str
    level: int
    target: int
    size: int


def gaps(
    tree: Tree,
    answers: Mapping[str, Answer],
    target: int,
    targets_by_objective: Mapping[str, int] = MappingProxyType({}),
) -> list[Gap]:
    """The indicators whose level is below the target, largest gap first.

    `target` is the cycle's level, `targets_by_objective` the country's own by objective code. Gaps of one size are
    ranked by kind (`kind_rank`), then in document order, which is the natural order of codes: 1.2 before 1.10.
    Indicators at or above the target, and those without a level, have no gap.

    Raises ValueError that names a target outside 0 to 4, or an objective or indicator the tree does not have.
    """
    _require_known(tree, answers)
    _require_level("target", target)
    unknown = targets_by_objective.keys() - {place.objective for place in tree.places.values()}
    if unknown:
        raise ValueError(f"targets_by_objective: no objective {', '.join(sorted(unknown))}")
    for objective, own in targets_by_objective.items():
        _require_level(f"target of objective {objective}", own)

    found: list[tuple[int, int, Gap]] = []
    for code, place in tree.places.items():
        level = answers.get(code, UNANSWERED).level
        wanted = targets_by_objective.get(place.objective, target)
        if level is not None and level < wanted:
            size = wanted - level
            found.append((-size, place.kind_rank, Gap(code, level, wanted, size)))
    # The sort is stable: within size and kind the gaps keep the document order in which they were found.
    found.sort(key=lambda ranked: ranked[:2])
    return [gap for _, _, gap in found]


def agree(answers: Iterable[Answer]) -> bool:
    """Whether ministries agree on one indicator: at least one answers, all have answered, all answers are equal."""
    different = set(answers)
    return len(different) == 1 and UNANSWERED not in different


def in_conflict(answers: Iterable[Answer]) -> bool:
    """Whether the answers that ministries have given to one indicator differ, in kind or level.

    A ministry that has not answered is in conflict with nobody; neither `agree` nor `in_conflict` holds as long as
    the others are equal.
    """
    return len(set(answers) - {UNANSWERED}) > 1


def change(before: Profile, after: Profile) -> dict[NodeKey, Fraction | None]:
    """How far each score has moved, in percentage points, by (level, code) in the document order of `after`.

    None where either score is None or `before` has no such node. The difference is exact: round it, do not
    subtract rounded scores.
    """
    moved: dict[NodeKey, Fraction | None] = {}
    for node in after:
        earlier = before.find(node.level, node.code)
        if earlier is None or earlier.score is None or node.score is None:
            moved[node.level, node.code] = None
        else:
            moved[node.level, node.code] = node.score - earlier.score
    return moved


def one_decimal(value: Fraction | None) -> Decimal | None:
    """`value` with one decimal, ties away from zero (12.25 → 12.3), for the API and exports; None stays None."""
    return None if value is None else Decimal(f"{_half_up(value * 10)}e-1")


def whole_percent(value: Fraction | None) -> int | None:
    """`value` as a whole number, ties away from zero (62.5 → 63), for pages; None stays None.

    Rounds the exact value, never one that `one_decimal` has rounded before (49.46 → 49, not 49.5 → 50).
    """
    return None if value is None else _half_up(value)


def _half_up(value: Fraction) -> int:
    rounded = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return rounded if value >= 0 else -rounded


def _scale(numbers_of_children: Iterable[int]) -> int:
    """The least number that every count from 1 to the largest of `numbers_of_children` divides."""
    return lcm(*range(1, max(numbers_of_children) + 1))


def _require_level(name: str, level: object) -> None:
    if type(level) is not int or not 0 <= level <= HIGHEST_LEVEL:
        raise ValueError(f"{name}: must be a whole number from 0 to {HIGHEST_LEVEL}, not {level!r}")


def _require_known(tree: Tree, answers: Mapping[str, Answer]) -> None:
    unknown = answers.keys() - tree.places.keys()
    if unknown:
        raise ValueError(f"answers: no indicator {', '.join(sorted(unknown))}")
