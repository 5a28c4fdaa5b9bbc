"""How far ministries agree: of the indicators that at least two of them answered, in how many they say the same.

Pure functions, no database; exact fractions. docs/methodology.md defines every number and works an example.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, Literal, NamedTuple, TypeVar

from assessments.scoring import Answer, IndicatorPlace, NodeKey

MinistryKey = TypeVar("MinistryKey")
OVERALL: Literal["overall"] = "overall"


class Share(NamedTuple):
    """`alike` of `of` indicators."""

    alike: int
    of: int

    @property
    def percent(self) -> Fraction | None:
        """The share in percent, 0 to 100; None where there is nothing to compare."""
        return Fraction(100 * self.alike, self.of) if self.of else None


NOTHING = Share(0, 0)


@dataclass(frozen=True, slots=True)
class MinistryAgreement:
    """How far one ministry agrees, by node; nodes in which it answered nothing beside others are not in it.

    `with_others`: of the indicators that it and at least one other ministry answered, those in which all answers are
    equal. `with_country`: of those among them that are settled, those in which its answer equals the country's.
    """

    with_others: Mapping[NodeKey, Share]
    with_country: Mapping[NodeKey, Share]


@dataclass(frozen=True, slots=True)
class Agreement(Generic[MinistryKey]):
    """Agreement by node (overall, tables, objectives), in document order, and by ministry.

    `nodes`: of the indicators that at least two ministries answered, those in which all answers are equal; nodes
    without any such indicator are not in it, except overall.
    """

    nodes: Mapping[NodeKey, Share]
    ministries: Mapping[MinistryKey, MinistryAgreement]


def agreement(
    places: Iterable[IndicatorPlace],
    answers: Mapping[str, Mapping[MinistryKey, Answer]],
    national: Mapping[str, Answer],
) -> Agreement[MinistryKey]:
    """The agreement in `answers`, by indicator code and ministry: those of the ministries that are asked.

    `places` are in document order; `national` are the country's answers that count, by indicator code.
    """
    nodes: dict[NodeKey, Share] = {(OVERALL, OVERALL): NOTHING}
    others: dict[MinistryKey, dict[NodeKey, Share]] = {}
    country: dict[MinistryKey, dict[NodeKey, Share]] = {}
    for place in places:
        given = answers.get(place.indicator, {})
        if len(given) < 2:
            continue
        above = nodes_above(place)
        alike = len(set(given.values())) == 1
        _count(nodes, above, alike)
        for ministry, answer in given.items():
            _count(others.setdefault(ministry, {}), above, alike)
            if place.indicator in national:
                _count(country.setdefault(ministry, {}), above, answer == national[place.indicator])
    return Agreement(
        nodes, {ministry: MinistryAgreement(others[ministry], country.get(ministry, {})) for ministry in others}
    )


def nodes_above(place: IndicatorPlace) -> tuple[NodeKey, ...]:
    """The nodes in which an indicator counts."""
    return ((OVERALL, OVERALL), ("table", place.table), ("objective", place.objective))


def _count(shares: dict[NodeKey, Share], nodes: Iterable[NodeKey], alike: bool) -> None:
    for node in nodes:
        share = shares.get(node, NOTHING)
        shares[node] = Share(share.alike + alike, share.of + 1)
