"""How a node moves over cycles, for countries together and for some of them by name; on request like with like only.

Like with like is decided country by country (docs/methodology.md says why): an indicator counts for a country when the
country gave it a level in every compared cycle, or said in every one that it does not apply; and only countries that
submitted in every one take part.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from assessments.comparison.compared import Column, Compared, CountryFacts, CycleFacts, SealedAnswers
from assessments.comparison.grouping import group_of, groups_of
from assessments.comparison.results import Result, Together, result_of, together
from assessments.scoring import Tree

MOST_NAMED = 5
"""Countries chosen by name that are followed one by one, besides the marked one."""
LEFT_OUT = "d"
"""What stands for an answer that is not compared: it leaves the score, and coverage says how much is left."""


class Moved(NamedTuple):
    """Of the countries with a score in this cycle and the one before: how many rose, fell and stayed exactly."""

    rose: int
    fell: int
    stayed: int


@dataclass(frozen=True, slots=True)
class GroupPoint:
    """Countries together in one cycle. `change`: of the median since the cycle before, in points; None at first."""

    cycle: CycleFacts
    all: Together
    change: Fraction | None
    moved: Moved | None


@dataclass(frozen=True, slots=True)
class CountryPoint:
    """A country in one cycle. `change`: of its score since the cycle before, in points, exact; None without one."""

    cycle: CycleFacts
    result: Result
    change: Fraction | None


@dataclass(frozen=True, slots=True)
class GroupCourse:
    """A group over the cycles; `key` "" for all together."""

    key: str
    points: tuple[GroupPoint, ...]


@dataclass(frozen=True, slots=True)
class CountryCourse:
    """A country over the cycles; `is_marked` for the marked one."""

    country: CountryFacts
    points: tuple[CountryPoint, ...]
    is_marked: bool

    @property
    def has_score(self) -> bool:
        """Whether it has a score in any of the cycles."""
        return any(point.result.score is not None for point in self.points)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What like with like leaves out: `countries` that did not submit in every cycle, and of the indicators that the
    others were asked, the fewest, the median and the most that one of them has left out (None where there are none).
    """

    countries: int
    fewest: int | None
    median: Fraction | None
    most: int | None
    asked: int


@dataclass(frozen=True, slots=True)
class Trend:
    """A node over cycles, in the order in which they opened; `left_out` is None unless like with like was asked for."""

    column: Column
    cycles: tuple[CycleFacts, ...]
    by: str
    all: GroupCourse
    groups: tuple[GroupCourse, ...]
    countries: tuple[CountryCourse, ...]
    left_out: LeftOut | None


def common_answers(
    sealed: Iterable[SealedAnswers], layouts: Mapping[str, Tree], cycles: Collection[str]
) -> list[SealedAnswers]:
    """Like with like: the answers of the countries that submitted in every one of `cycles`, the rest as `LEFT_OUT`.

    An answer stays when the country has a level there in every cycle, or "not applicable" in every cycle; an indicator
    that one of the editions did not ask is left out. Time grows with the letters read.
    """
    by_country: dict[str, list[SealedAnswers]] = {}
    for one in sealed:
        by_country.setdefault(one.country, []).append(one)
    codes = {key: tuple(tree.places) for key, tree in layouts.items()}
    kept: list[SealedAnswers] = []
    for submissions in by_country.values():
        if {one.cycle for one in submissions} != set(cycles):
            continue
        common = set.intersection(*(_of_kind(one, codes, "01234") for one in submissions))
        common |= set.intersection(*(_of_kind(one, codes, "n") for one in submissions))
        kept += [
            one._replace(
                letters="".join(
                    letter if code in common else LEFT_OUT
                    for code, letter in zip(codes[one.layout], one.letters, strict=True)
                )
            )
            for one in submissions
        ]
    return kept


def _of_kind(one: SealedAnswers, codes: Mapping[str, Sequence[str]], letters: str) -> set[str]:
    return {code for code, letter in zip(codes[one.layout], one.letters, strict=True) if letter in letters}


def trend(
    compared: Compared, by: str, followed: Compared, mark: str, *, all_submitted: Compared | None = None
) -> Trend:
    """The trend of the only column of `compared`, together and, where `by` is not "", by group.

    `followed` holds the countries that are followed one by one, with the same column and cycles; `mark` is the code of
    the marked one. `all_submitted` is the comparison before like with like; None where that was not asked for.
    """
    like_with_like = all_submitted is not None
    countries = compared.countries
    if like_with_like:
        there = {line.country.code for line in compared.submitted}
        countries = tuple(country for country in countries if country.code in there)
    return Trend(
        column=compared.columns[0],
        cycles=compared.cycles,
        by=by,
        all=_course(compared, countries, ""),
        groups=tuple(
            _course(compared, [country for country in countries if group_of(country, by) == key], key)
            for key in (groups_of(countries, by) if by else ())
        ),
        countries=tuple(
            _country_course(followed, country, country.code == mark, like_with_like=like_with_like)
            for country in sorted(followed.countries, key=lambda country: country.code != mark)
        ),
        left_out=None if all_submitted is None else _left_out(compared, all_submitted),
    )


def _course(compared: Compared, countries: Iterable[CountryFacts], key: str) -> GroupCourse:
    codes = {country.code for country in countries}
    found = [
        (
            cycle,
            together(compared, 0, [line for line in compared.lines_of(cycle.slug) if line.country.code in codes], key),
        )
        for cycle in compared.cycles
    ]
    points = [GroupPoint(*first, None, None) for first in found[:1]]
    for (_earlier_cycle, earlier), (cycle, later) in pairwise(found):
        change = difference(earlier.summary.median, later.summary.median)
        points.append(GroupPoint(cycle, later, change, _moved(earlier, later)))
    return GroupCourse(key, tuple(points))


def _moved(earlier: Together, later: Together) -> Moved:
    before = {result.country.code: result.score for result in earlier.scored}
    changes = [
        result.score - was
        for result in later.scored
        if result.score is not None and (was := before.get(result.country.code)) is not None
    ]
    rose, fell = sum(change > 0 for change in changes), sum(change < 0 for change in changes)
    return Moved(rose, fell, len(changes) - rose - fell)


def _country_course(
    followed: Compared, country: CountryFacts, is_marked: bool, *, like_with_like: bool
) -> CountryCourse:
    results = [
        result_of(followed, 0, line)
        for cycle in followed.cycles
        for line in followed.lines_of(cycle.slug)
        if line.country.code == country.code
    ]
    if like_with_like:
        results = [_without_bounds(result) for result in results]
    points = [CountryPoint(result.line.cycle, result, None) for result in results[:1]]
    for earlier, later in pairwise(results):
        points.append(CountryPoint(later.line.cycle, later, difference(earlier.score, later.score)))
    return CountryCourse(country, tuple(points), is_marked)


def _without_bounds(result: Result) -> Result:
    """Nothing of what is compared like with like is missing, so its bounds are its score."""
    return Result(
        result.line,
        result.state,
        result.score,
        result.coverage,
        result.score,
        result.score,
        result.answered,
        result.total,
    )


def _left_out(compared: Compared, all_submitted: Compared) -> LeftOut:
    there = {line.country.code for line in compared.submitted}
    before = {line.country.code for line in all_submitted.submitted}
    results = [result_of(compared, 0, line) for line in compared.submitted]
    missing = sorted({result.country.code: result.total - result.answered for result in results}.values())
    middle = len(missing) // 2
    return LeftOut(
        len(before - there),
        missing[0] if missing else None,
        Fraction(missing[middle] + missing[-middle - 1], 2) if missing else None,
        missing[-1] if missing else None,
        max((result.total for result in results), default=0),
    )


def difference(earlier: Fraction | None, later: Fraction | None) -> Fraction | None:
    """How far a score has moved, in percentage points, exact; None where either is None."""
    return None if earlier is None or later is None else later - earlier
