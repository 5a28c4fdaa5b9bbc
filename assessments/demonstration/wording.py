"""How ministries and focal points justify what they answer."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from assessments.demonstration.content import (
    CURRENT,
    FictionalCountry,
    agencies_of,
    cast_of,
    counted,
    drawn,
    ministries,
    omissions_of,
    oversight_of,
    sentences,
    subjects,
)
from framework.models import Indicator

LEVELS_SOMETIMES_BARE = (0, 1)
"""Levels under which an official now and then leaves the justification empty."""

KINDS_FOUND_IN_TEXTS = ("ratification", "legislation", "policy", "agreement")
"""Kinds of indicator that a legal review answers, where others need figures."""


def justification(
    *, country: FictionalCountry, year: int, indicator: Indicator, ministry: str, level: int, moved: bool
) -> str:
    """What `ministry` (a slug) writes under `level` in the cycle of `year`.

    `moved` says whether the level differs from the last cycle's: then the law or instruction it cites is recent. The
    same level in two cycles is justified in the same way, with newer figures.
    """
    draw = drawn(country.code, indicator.code, level)
    if level in LEVELS_SOMETIMES_BARE and draw.random() < 0.15:
        return ""
    direction = counted().get(indicator.code)
    of_kind = sentences()[indicator.kind.slug]
    choices = sentences()[direction].get(level, of_kind[level]) if direction else of_kind[level]
    # Two ministries that agree do not say it in the same words.
    sentence: str = choices[(draw.randrange(len(choices)) + list(ministries()).index(ministry)) % len(choices)]
    return sentence.format_map(gaps(country=country, year=year, indicator=indicator, ministry=ministry, moved=moved))


def no_data(*, country: FictionalCountry, year: int, indicator: Indicator, ministry: str) -> str:
    """What `ministry` writes where it has no data; often nothing."""
    sort = "written" if indicator.kind.slug in KINDS_FOUND_IN_TEXTS else "counted"
    sentence: str = drawn(country.code, year, indicator.code, "no data").choice(sentences()["no_data"][sort])
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
    cast = cast_of(indicator)
    lasting = drawn(country.code, indicator.code, "law")
    article = lasting.randint(8, 320)
    early_year, law_year = lasting.randint(2013, 2018), lasting.randint(2019, 2023)
    oversight = lasting.choice(oversight_of(cast))
    base = lasting.randint(14, 90)
    omission, other_omission = lasting.sample(list(omissions_of(cast)), 2)
    agency = drawn(country.code, indicator.code, ministry).choice(agencies_of(cast, ministry))

    figures = drawn(country.code, year, indicator.code)
    growth = 1.5 if year == CURRENT else 1.0
    budget = figures.randint(3, 60) / 10
    return {
        "subject": subjects()[indicator.code],
        "law": cast.law,
        "article": article,
        "article_end": article + lasting.randint(1, 4),
        "agency": agency,
        "Agency": agency[0].upper() + agency[1:],
        "oversight": oversight,
        "Oversight": oversight[0].upper() + oversight[1:],
        "omission": omission,
        "other_omission": other_omission,
        "early_year": early_year,
        "law_year": year - 1 if moved and year == CURRENT else law_year,
        "since_year": law_year,
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
