"""How ministries and focal points justify what they answer."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from assessments.demonstration.content import (
    CURRENT,
    FictionalCountry,
    agencies_of,
    counted,
    drawn,
    ministries,
    oversight_of,
    sections,
    sentences,
    subjects,
)
from framework.models import Indicator

LEVELS_SOMETIMES_BARE = (0, 1)  # an official who answers these often leaves the justification empty


def justification(
    *, country: FictionalCountry, year: int, indicator: Indicator, ministry: str, level: int, moved: bool
) -> str:
    """What `ministry` (a slug) writes under `level` in the cycle of `year`.

    `moved` says whether the level differs from the last cycle's: then the law or instruction it cites is recent. The
    same level in two cycles is justified in the same way, with newer figures.
    """
    draw = drawn(country.code, indicator.code, ministry, level)
    if level in LEVELS_SOMETIMES_BARE and draw.random() < 0.15:
        return ""
    direction = counted().get(indicator.code)
    of_kind = sentences()[indicator.kind.slug]
    choices = sentences()[direction].get(level, of_kind[level]) if direction else of_kind[level]
    sentence: str = draw.choice(choices)
    return sentence.format_map(gaps(country=country, year=year, indicator=indicator, ministry=ministry, moved=moved))


def no_data(*, country: FictionalCountry, year: int, indicator: Indicator, ministry: str) -> str:
    """What `ministry` writes where it has no data; often nothing."""
    sentence: str = drawn(country.code, year, indicator.code, "no data").choice(sentences()["no_data"])
    return sentence.format_map(gaps(country=country, year=year, indicator=indicator, ministry=ministry, moved=False))


def rationale(*, country: FictionalCountry, indicator: Indicator, levels: Mapping[str, int], decided: int) -> str:
    """Why the focal point decides for `decided` among the `levels` of two ministries, by slug."""
    weaker, stronger = sorted(levels, key=lambda slug: levels[slug])
    side = "lower" if decided == levels[weaker] else "higher"
    sentence: str = drawn(country.code, indicator.code, "rationale").choice(sentences()["rationale"][side])
    names = ministries()
    text = sentence.format(weaker=f"the {names[weaker]}", stronger=f"the {names[stronger]}")
    return text[0].upper() + text[1:]


def gaps(*, country: FictionalCountry, year: int, indicator: Indicator, ministry: str, moved: bool) -> dict[str, Any]:
    """What fills the gaps of sentences.yaml: laws and years that stay the same, figures of the cycle."""
    section = indicator.part.objective.section.code
    lasting = drawn(country.code, indicator.code, "law")
    law = lasting.choice(sections()[section].laws)
    article = lasting.randint(8, 320)
    early_year, law_year = lasting.randint(2013, 2018), lasting.randint(2019, 2023)
    oversight = lasting.choice(oversight_of(section))
    base = lasting.randint(14, 90)
    agency = drawn(country.code, indicator.code, ministry).choice(agencies_of(section, ministry))

    figures = drawn(country.code, year, indicator.code)
    growth = 1.5 if year == CURRENT else 1.0
    budget = figures.randint(3, 60) / 10
    return {
        "subject": subjects()[indicator.code],
        "law": law,
        "article": article,
        "article_end": article + lasting.randint(1, 4),
        "agency": agency,
        "Agency": agency[0].upper() + agency[1:],
        "oversight": oversight,
        "Oversight": oversight[0].upper() + oversight[1:],
        "early_year": early_year,
        "law_year": year - 1 if moved and year == CURRENT else law_year,
        "cycle_year": year,
        "last_year": year - 1,
        "year_before": year - 2,
        "next_year": year + 1,
        "later_year": year + 3,
        "regions": figures.randint(2, country.regions - 2),
        "all_regions": country.regions,
        "n_few": figures.choice(("two", "three", "four")),
        "n": figures.randint(5, 9),
        "m": figures.randint(12, 70),
        "total": figures.randint(90, 180),
        "n_people": figures.randint(18, 95),
        "n_staff": figures.randint(12, 64) * 10,
        "n_gain": figures.randint(11, 28),
        "share_some": figures.randint(24, 46),
        "share_most": figures.randint(68, 86),
        "share_high": figures.randint(93, 98),
        "budget": budget,
        "budget_need": round(budget * figures.uniform(1.8, 3.0), 1),
        "budget_need_near": round(budget * 1.15 + 0.1, 1),
        "low": base,
        "low_next": base + figures.randint(-2, 3),
        "mid": ceil(base * 1.2 * growth),
        "high": ceil(base * 1.45 * growth),
        "high_near": ceil(base * 1.42 * growth),
    }
