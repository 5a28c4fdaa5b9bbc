"""What each ministry of a fictional country answers in each cycle. Pure: nothing is recorded here."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.demonstration import wording
from assessments.demonstration.content import CURRENT, PREVIOUS, FictionalCountry, cast_of, drawn
from framework.models import Indicator

LIFT = {
    "ratification": 1.2,
    "legislation": 0.6,
    "policy": 0.2,
    "institution": 0.3,
    "procedure": 0.1,
    "agreement": 0.2,
    "capacity": -0.1,
    "resources": -0.5,
    "practice": 0.0,
    "information": -0.5,
    "monitoring": -0.7,
    "outcome": -0.6,
}
"""By how much a kind of indicator lies above the rest: laws are written before their effect can be measured."""

NO_DATA = {"outcome": 0.16, "information": 0.1, "resources": 0.1, "monitoring": 0.06}
"""Share of indicators without data where it is above the usual 3 %."""

SHARE_NOT_SKIPPED = 0.93
"""Share of the indicators that a ministry answers in an objective that it works through."""


@dataclass(frozen=True, slots=True)
class DemonstrationAnswer:
    """An answer as the services take it."""

    answer: str
    level: int | None
    justification: str


def ministries_of(indicator: Indicator) -> tuple[str, ...]:
    """Slugs of the one or two ministries that are asked `indicator`, the competent one first."""
    cast, kind = cast_of(indicator), indicator.kind.slug
    first = cast.indicators.get(indicator.code) or cast.kinds.get(kind, cast.ministry)
    second = cast.also.get(kind)
    return (first,) if second in (None, first) else (first, second)


def national_answer(country: FictionalCountry, year: int, indicator: Indicator, ministry: str) -> DemonstrationAnswer:
    """The answer on which the ministries of `country` agree in the cycle of `year`, in the words of `ministry`."""
    section = indicator.part.objective.section.code
    reason = country.not_applicable.get(indicator.code) or country.not_applicable.get(section)
    if reason:
        return DemonstrationAnswer("not_applicable", None, reason)
    if drawn(country.code, year, indicator.code, "data").random() < NO_DATA.get(indicator.kind.slug, 0.03):
        text = wording.no_data(country=country, year=year, indicator=indicator, ministry=ministry)
        return DemonstrationAnswer("no_data", None, text)
    level = level_of(country, year, indicator)
    return at_level(country, year, indicator, ministry, level)


def at_level(
    country: FictionalCountry, year: int, indicator: Indicator, ministry: str, level: int
) -> DemonstrationAnswer:
    """An answer of `ministry` with `level`, justified."""
    moved = year != PREVIOUS and level != level_of(country, PREVIOUS, indicator)
    text = wording.justification(
        country=country, year=year, indicator=indicator, ministry=ministry, level=level, moved=moved
    )
    return DemonstrationAnswer("level", level, text)


def level_of(country: FictionalCountry, year: int, indicator: Indicator) -> int:
    """The level of `indicator` in the cycle of `year`: mostly the last cycle's or one more."""
    section = indicator.part.objective.section.code
    draw = drawn(country.code, indicator.code, "level")
    expected = country.strength[int(section[0])] + country.conditions.get(section, 0.0) + LIFT[indicator.kind.slug]
    level = min(4, max(0, round(expected + draw.uniform(-1.5, 1.5))))
    if year == CURRENT:
        step = draw.choices((0, 1, 2, -1), weights=(62, 29, 3, 6))[0]
        level = min(4, max(0, level + step))
    return level


def other_level(level: int) -> int:
    """What a second ministry answers where it judges differently: one level less, or more where there is none less."""
    return level - 1 if level else 1


def worked_through(
    country: FictionalCountry, indicators: Sequence[Indicator], ministry: str, share: float
) -> list[Indicator]:
    """Those of `indicators` that `ministry` has come to: whole objectives for the most part, about `share` of them."""
    return [
        indicator
        for indicator in indicators
        if drawn(country.code, indicator.part.objective.code, ministry, "progress").random() < share
        and drawn(country.code, indicator.code, ministry, "progress").random() < SHARE_NOT_SKIPPED
    ]
