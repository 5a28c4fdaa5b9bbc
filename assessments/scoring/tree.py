"""The tables as scoring sees them, and the one pass over them that gives every figure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import lcm, prod
from typing import Literal, NamedTuple, Self

from assessments.scoring.answers import HIGHEST_LEVEL, LETTERS, Answer

PERCENT_PER_LEVEL = 25
OVERALL = "overall"

NodeLevel = Literal["overall", "table", "section", "objective", "part"]
NodeKey = tuple[NodeLevel, str]


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


class Figure(NamedTuple):
    """The result for one node as whole numbers: `score`, `lower` and `upper` in 1/`Tree.unit` percent, the rest counts
    of indicators. What they mean: `Node`.
    """

    score: int | None
    lower: int | None
    upper: int | None
    total: int
    not_applicable: int
    no_data: int
    unanswered: int

    @property
    def answered(self) -> int:
        """Indicators with a level or not applicable, that is, those that coverage counts."""
        return self.total - self.no_data - self.unanswered


@dataclass(frozen=True)
class Tree:
    """The tables as scoring sees them: what lies in what. Made by `Tree.build`, never changed.

    `places` has every indicator by code, `nodes` the (level, code) of every node, both in document order. Scores are
    added up as whole numbers of 1/`unit` percent: every number of children divides it at every level, so the means
    that go up the tree are whole as well, and one comes exact from another.
    """

    places: Mapping[str, IndicatorPlace]
    nodes: tuple[NodeKey, ...]
    unit: int
    _parts: tuple[tuple[int, int, int], ...] = field(
        repr=False
    )  # (index of the node, first indicator, behind the last)
    _means: tuple[tuple[int, int], ...] = field(repr=False)  # (child, node whose mean it enters), indexes, bottom up

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
        parts: dict[NodeKey, list[int]] = {}
        objective_of: dict[NodeKey, NodeKey] = {}
        section_of: dict[NodeKey, NodeKey] = {}
        table_of: dict[NodeKey, NodeKey] = {}
        overall_of: dict[NodeKey, NodeKey] = {}
        for number, place in enumerate(places):
            overall, table, section, objective, part = place.path
            parts.setdefault(part, [number, number])[1] = number + 1
            objective_of[part] = objective
            section_of[objective] = section
            table_of[objective] = table
            overall_of[table] = overall
        most_indicators = max(stop - start for start, stop in parts.values())
        most_parts = max(Counter(objective_of.values()).values())
        most_objectives = max(Counter(table_of.values()).values())
        most = (most_indicators, most_parts, most_objectives, len(overall_of))
        nodes = tuple(dict.fromkeys(key for place in places for key in place.path))
        index = {key: number for number, key in enumerate(nodes)}
        means = (*objective_of.items(), *section_of.items(), *table_of.items(), *overall_of.items())
        return cls(
            places={place.indicator: place for place in places},
            nodes=nodes,
            unit=prod(map(_divisible_up_to, most)),
            _parts=tuple((index[part], start, stop) for part, (start, stop) in parts.items()),
            _means=tuple((index[child], index[node]) for child, node in means),
        )

    def figures(self, letters: str, wanted: Sequence[int] | None = None) -> list[Figure]:
        """The results of `nodes`, in their order, of answers written as one letter an indicator (`letter_of`); of those
        with the numbers `wanted` alone where they are given.

        Part: mean of its indicators that have a level. Objective: mean of its parts that have a score. Section: mean
        of its objectives that have one. Table: mean of its objectives (not of its sections) that have one. Overall:
        mean of the tables that have one. Bounds go through the same means.

        Raises ValueError when there are not as many letters as `places`, or one is none of `LETTERS`.
        """
        if len(letters) != len(self.places) or letters.strip(LETTERS):
            raise ValueError(f"letters: must be {len(self.places)} of {LETTERS!r}")
        # Of each node: children with a score and their sum; children with bounds and theirs; counts of indicators.
        size = len(self.nodes)
        scored, score, applicable, lower, upper = ([0] * size for _ in range(5))
        total, not_applicable, no_data, unanswered = ([0] * size for _ in range(4))
        for index, start, stop in self._parts:
            levels, none, unknown, missing = _counted(letters[start:stop])
            number = stop - start - none
            applicable[index] = number
            scored[index] = number - unknown - missing
            score[index] = lower[index] = percent = PERCENT_PER_LEVEL * levels * self.unit
            upper[index] = percent + PERCENT_PER_LEVEL * HIGHEST_LEVEL * (unknown + missing) * self.unit
            total[index], not_applicable[index], no_data[index], unanswered[index] = (
                stop - start,
                none,
                unknown,
                missing,
            )
        for child, node in self._means:
            if number := scored[child]:
                scored[node] += 1
                score[node] += score[child] // number
            if number := applicable[child]:
                applicable[node] += 1
                lower[node] += lower[child] // number
                upper[node] += upper[child] // number
            total[node] += total[child]
            not_applicable[node] += not_applicable[child]
            no_data[node] += no_data[child]
            unanswered[node] += unanswered[child]
        return [
            Figure(
                score[node] // scored[node] if scored[node] else None,
                lower[node] // applicable[node] if applicable[node] else None,
                upper[node] // applicable[node] if applicable[node] else None,
                total[node],
                not_applicable[node],
                no_data[node],
                unanswered[node],
            )
            for node in (range(size) if wanted is None else wanted)
        ]


def _counted(letters: str) -> tuple[int, int, int, int]:
    """The sum of the levels, and how many are not applicable, without data, unanswered."""
    count = letters.count
    levels = count("1") + 2 * count("2") + 3 * count("3") + 4 * count("4")
    return levels, count("n"), count("d"), count("-")


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


def require_known(tree: Tree, answers: Mapping[str, Answer]) -> None:
    unknown = answers.keys() - tree.places.keys()
    if unknown:
        raise ValueError(f"answers: no indicator {', '.join(sorted(unknown))}")
