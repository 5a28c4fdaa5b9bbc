"""Scoring: from answers to indicators to a profile of the four tables (DESIGN section 3, docs/methodology.md).

Pure functions over plain values: no database, no clock, no settings. Every number is exact (`fractions.Fraction`, in
percent from 0 to 100), so equal inputs give equal results to the last digit; rounding is the last step, by
`one_decimal` for the API and exports and by `whole_percent` for pages.

    tree = Tree.build(rows)                       # once for a framework, rows in document order
    profile = score(tree, {"1.1.E1": Answer.of_level(3), "1.1.E2": NOT_APPLICABLE})
    profile.objective("1.1").score                # Fraction(75, 1)
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from math import lcm, prod
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

    @property
    def path(self) -> tuple[NodeKey, NodeKey, NodeKey, NodeKey, NodeKey]:
        """The nodes above the indicator, from overall down to its part."""
        return (
            ("overall", OVERALL),
            ("table", self.table),
            ("section", self.section),
            ("objective", self.objective),
            ("part", self.part),
        )


@dataclass(frozen=True)
class Tree:
    """The tables as scoring sees them: what lies in what. Made by `Tree.build`, never changed.

    `places` has every indicator by code, `nodes` the (level, code) of every node, both in document order.
    """

    places: Mapping[str, IndicatorPlace]
    nodes: tuple[NodeKey, ...]
    _indicators: Mapping[NodeKey, tuple[str, ...]] = field(repr=False)  # of each part
    _means: tuple[tuple[NodeKey, NodeKey], ...] = field(repr=False)  # (child, node whose mean it enters), bottom up
    _unit: int = field(repr=False)  # scores are added up as whole numbers of 1/unit percent

    @classmethod
    def build(cls, rows: Iterable[IndicatorPlace]) -> Self:
        """The tree of `rows`, one per indicator, in document order (1.2 before 1.10).

        Raises ValueError when there is no row, an indicator is repeated, or the rows of a part, objective, section or
        table are not in one piece (its code is repeated, or the rows are out of order).
        """
        places = tuple(rows)
        if not places:
            raise ValueError("a tree needs at least one indicator")
        _require_one_piece(places)
        indicators: dict[NodeKey, list[str]] = {}
        objective_of: dict[NodeKey, NodeKey] = {}
        section_of: dict[NodeKey, NodeKey] = {}
        table_of: dict[NodeKey, NodeKey] = {}
        overall_of: dict[NodeKey, NodeKey] = {}
        for place in places:
            overall, table, section, objective, part = place.path
            indicators.setdefault(part, []).append(place.indicator)
            objective_of[part] = objective
            section_of[objective] = section
            table_of[objective] = table
            overall_of[table] = overall
        most_indicators = max(map(len, indicators.values()))
        most_parts = max(Counter(objective_of.values()).values())
        most_objectives = max(Counter(table_of.values()).values())
        return cls(
            places={place.indicator: place for place in places},
            nodes=tuple(dict.fromkeys(key for place in places for key in place.path)),
            _indicators={part: tuple(codes) for part, codes in indicators.items()},
            _means=(*objective_of.items(), *section_of.items(), *table_of.items(), *overall_of.items()),
            _unit=prod(map(_divisible_up_to, (most_indicators, most_parts, most_objectives))),
        )


def _divisible_up_to(largest: int) -> int:
    """The least number that every number from 1 to `largest` divides."""
    return lcm(*range(1, largest + 1))


def _require_one_piece(places: Sequence[IndicatorPlace]) -> None:
    """Every code stands for one indicator, or one run of rows with one parent; raises ValueError that names it."""
    runs = [("indicator", place.indicator) for place in places]
    for depth in range(1, 5):
        runs += [path[-1] for path, _ in groupby(place.path[: depth + 1] for place in places)]
    for (level, code), times in Counter(runs).items():
        if times > 1:
            raise ValueError(f"{level} {code} is repeated, or its rows are not in one piece")


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
    """What lies below one node, added up: children with a score and their sum, children with bounds and theirs, and
    counts of indicators.

    Sums are whole numbers of 1/unit percent, the unit of the tree. Every number of children divides it at every level,
    so the means that go up the tree are whole as well, and fractions are reduced only once, in the finished node.
    """

    scored: int = 0
    score: int = 0
    applicable: int = 0
    lower: int = 0
    upper: int = 0
    total: int = 0
    not_applicable: int = 0
    no_data: int = 0
    unanswered: int = 0

    def add(self, child: "_Sum") -> None:
        """Add a child's means, where it has them, and its counts."""
        if child.scored:
            self.scored += 1
            self.score += child.score // child.scored
        if child.applicable:
            self.applicable += 1
            self.lower += child.lower // child.applicable
            self.upper += child.upper // child.applicable
        self.total += child.total
        self.not_applicable += child.not_applicable
        self.no_data += child.no_data
        self.unanswered += child.unanswered

    def node(self, level: NodeLevel, code: str, unit: int) -> Node:
        """The finished node, its sums divided out."""
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
    sums = {key: _Sum() for key in tree.nodes}
    for part, indicators in tree._indicators.items():
        sums[part] = _sum_of_part([answers.get(code, UNANSWERED) for code in indicators], tree._unit)
    for child, node in tree._means:
        sums[node].add(sums[child])
    return Profile(tuple(sums[level, code].node(level, code, tree._unit) for level, code in tree.nodes))


def _sum_of_part(answers: Sequence[Answer], unit: int) -> _Sum:
    """A part's answers as sums in 1/`unit` percent: where levels become numbers."""
    levels = [answer.level for answer in answers if answer.level is not None]
    kinds = Counter(answer.kind for answer in answers)
    not_applicable = kinds[AnswerKind.NOT_APPLICABLE]
    no_data = kinds[AnswerKind.NO_DATA]
    unanswered = kinds[AnswerKind.UNANSWERED]
    percent = PERCENT_PER_LEVEL * sum(levels) * unit
    open_percent = PERCENT_PER_LEVEL * HIGHEST_LEVEL * (no_data + unanswered) * unit
    return _Sum(
        scored=len(levels),
        score=percent,
        applicable=len(answers) - not_applicable,
        lower=percent,
        upper=percent + open_percent,
        total=len(answers),
        not_applicable=not_applicable,
        no_data=no_data,
        unanswered=unanswered,
    )


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


def in_conflict(answers: Iterable[Answer]) -> bool:
    """Whether the answers that ministries have given to one indicator differ, in kind or level.

    A ministry that has not answered is in conflict with nobody.
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


def _require_level(name: str, level: object) -> None:
    if type(level) is not int or not 0 <= level <= HIGHEST_LEVEL:
        raise ValueError(f"{name}: must be a whole number from 0 to {HIGHEST_LEVEL}, not {level!r}")


def _require_known(tree: Tree, answers: Mapping[str, Answer]) -> None:
    unknown = answers.keys() - tree.places.keys()
    if unknown:
        raise ValueError(f"answers: no indicator {', '.join(sorted(unknown))}")
