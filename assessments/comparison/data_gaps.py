"""Data gaps: indicators that many of the countries that submitted cannot answer.

An indicator applies to a country that was asked for it and did not answer *not applicable*. A country to which it
applies and that gave no level (*no data*, or unanswered in an old copy) is without data.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from assessments.comparison.compared import Compared, Line
from assessments.comparison.grouping import group_of, groups_of
from assessments.scoring import Figure


class Answers(NamedTuple):
    """How many answers say what: of countries to one indicator, or of many countries to many."""

    level: int
    no_data: int
    unanswered: int
    not_applicable: int

    @property
    def applies(self) -> int:
        """Answers where the indicator applies."""
        return self.level + self.without

    @property
    def without(self) -> int:
        """Those of them without data."""
        return self.no_data + self.unanswered

    @property
    def share(self) -> Fraction | None:
        """Without data in percent of where it applies; None where it applies to nobody."""
        return Fraction(100 * self.without, self.applies) if self.applies else None

    @property
    def is_most(self) -> bool:
        """Whether more than half of those to which it applies are without data."""
        return 2 * self.without > self.applies


NOTHING = Answers(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class IndicatorGap:
    """The answers of the countries that submitted to one indicator."""

    code: str
    kind: str
    answers: Answers


@dataclass(frozen=True, slots=True)
class Gathered:
    """The answers of a kind of indicator, or of a group of countries, `key`.

    `indicators`: how many count; `most`: how many of them most of the countries to which they apply cannot answer.
    `submitted`: countries whose submissions are read.
    """

    key: str
    submitted: int
    indicators: int
    most: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class DataGaps:
    """The data gaps of a selection in one cycle.

    `indicators`: the largest share without data first, then the most countries without data, then in document order;
    those that apply to nobody last. `kinds`: in the order of `kind_of`'s values in the document's ranking; `groups`:
    regions, subregions or regional groups with a submission, by name.
    """

    compared: Compared
    total: Gathered
    indicators: tuple[IndicatorGap, ...]
    kinds: tuple[Gathered, ...]
    groups: tuple[Gathered, ...]


def data_gaps(compared: Compared, kind_of: Mapping[str, str], kinds: Iterable[str]) -> DataGaps:
    """The data gaps of what is compared, whose columns are indicators; `kinds` in the order in which they are shown.

    `kind_of` gives the kind of each indicator. Time grows with the answers that are read.
    """
    by = compared.selection.by
    lines = compared.submitted
    codes = [code for _level, code in compared.columns]
    found = [
        IndicatorGap(code, kind_of[code], answers)
        for code, answers in zip(codes, _by_column(lines, len(codes)), strict=True)
    ]
    by_kind = {kind: [gap.answers for gap in found if gap.kind == kind] for kind in kinds}
    groups = groups_of((line.country for line in lines), by)
    by_group = {group: [line for line in lines if group_of(line.country, by) == group] for group in groups}
    return DataGaps(
        compared=compared,
        total=_gathered("", len(lines), [gap.answers for gap in found]),
        indicators=tuple(sorted(found, key=_largest_first)),
        kinds=tuple(_gathered(kind, len(lines), answers) for kind, answers in by_kind.items() if answers),
        groups=tuple(
            _gathered(group, len(ours), list(_by_column(ours, len(codes)))) for group, ours in by_group.items()
        ),
    )


def _largest_first(gap: IndicatorGap) -> tuple[bool, Fraction, int]:
    share = gap.answers.share
    return share is None, -(share or Fraction(0)), -gap.answers.without


def _by_column(lines: Iterable[Line], columns: int) -> Iterable[Answers]:
    """The answers of these lines to each column."""
    rows = [line.figures for line in lines if line.figures is not None]
    return [_count([row[number] for row in rows]) for number in range(columns)]


def _count(figures: Iterable[Figure | None]) -> Answers:
    asked = [figure for figure in figures if figure is not None]
    not_applicable = sum(figure.not_applicable for figure in asked)
    no_data = sum(figure.no_data for figure in asked)
    unanswered = sum(figure.unanswered for figure in asked)
    return Answers(len(asked) - not_applicable - no_data - unanswered, no_data, unanswered, not_applicable)


def _gathered(key: str, submitted: int, answers: list[Answers]) -> Gathered:
    return Gathered(
        key=key,
        submitted=submitted,
        indicators=len(answers),
        most=sum(one.is_most for one in answers),
        answers=Answers(*(sum(numbers) for numbers in zip(NOTHING, *answers, strict=True))),
    )
