"""What a country of the synthetic world answers in each cycle. Pure: drawn from a seed, nothing is recorded here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from accounts.models import Country
from assessments.demonstration.answers import LIFT, NO_DATA
from assessments.demonstration.content import drawn
from assessments.models import AnswerFields
from assessments.services.scoring import Given
from framework.models import Indicator

ANSWER = AnswerFields.Answer
SEA = frozenset({"2.sea", "3.sea", "4.sea"})
"""The sections of measures at sea, which do not arise for landlocked States."""
USUAL_NO_DATA = 0.03
SHARE_NOT_APPLICABLE = 0.008
MIDDLE = 1.7
"""The level around which the world's first answers lie."""
PACES = ((0.4, 46), (0.15, 22), (0.0, 16), (-0.3, 10), (0.9, 6))
"""By how many levels a country moves from cycle to cycle, and how many of a hundred do."""
GAPS_IN_DATA = ((0.3, 25), (1.0, 45), (2.5, 20), (6.0, 10))
"""How many times as often as usual a country has no data, and how many of a hundred do."""


@dataclass(frozen=True, slots=True)
class Temper:
    """How a country answers: `strength` is the level around which its answers to a section lie in the first cycle,
    `pace` by how many levels a section moves from cycle to cycle, `gaps` how many times as often as usual it has no
    data."""

    strength: Mapping[str, float]
    pace: Mapping[str, float]
    gaps: float


def temper_of(seed: int, country: Country, sections: Sequence[str]) -> Temper:
    """The temper of `country`: regions and subregions differ, countries within them too; `sections` by code."""
    draw = drawn(seed, country.code, "temper")
    base = MIDDLE + draw.gauss(0, 0.4)
    for place, spread in ((country.region, 0.4), (country.subregion, 0.25)):
        base += drawn(seed, "place", place).gauss(0, spread)
    tables = {table: draw.gauss(0, 0.2) for table in "1234"}
    strength = {section: base + tables[section[0]] + draw.gauss(0, 0.3) for section in sections}
    pace = chosen(draw, PACES)
    spread = 0.15 if pace else 0.0
    return Temper(strength, {section: draw.gauss(pace, spread) for section in sections}, chosen(draw, GAPS_IN_DATA))


def chosen(draw: Random, weighted: Sequence[tuple[Any, int]]) -> Any:
    """One of the values by their weights."""
    return draw.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def answers_of(seed: int, country: Country, number: int, indicators: Sequence[Indicator]) -> list[Given]:
    """What `country` answers to `indicators` (all, in document order) in cycle `number`, counted from 0."""
    temper = temper_of(seed, country, list(dict.fromkeys(section_of(indicator) for indicator in indicators)))
    draw = drawn(seed, country.code, "indicators")
    return [_answer(temper, country, number, indicator, draw) for indicator in indicators]


def _answer(temper: Temper, country: Country, number: int, indicator: Indicator, draw: Random) -> Given:
    """Each indicator takes the same number of draws, so that one answer does not move the next."""
    noise, applies, known, words = draw.uniform(-1.4, 1.4), draw.random(), draw.random(), draw.random()
    section, kind = section_of(indicator), indicator.kind.slug
    if country.landlocked and section in SEA:
        return Given(indicator.pk, ANSWER.NOT_APPLICABLE, None, texts()["sea"])
    if applies < SHARE_NOT_APPLICABLE:
        return Given(indicator.pk, ANSWER.NOT_APPLICABLE, None, one_of(texts()["not_applicable"], words))
    share = NO_DATA.get(kind, USUAL_NO_DATA) * temper.gaps * (1 - 0.15 * number)
    if known < min(share, 0.7):
        return Given(indicator.pk, ANSWER.NO_DATA, None, one_of(texts()["no_data"], words) if words < 0.5 else "")
    level = round(temper.strength[section] + LIFT[kind] + noise + temper.pace[section] * number)
    return at_level(indicator, min(4, max(0, level)), words)


def at_level(indicator: Indicator, level: int, words: float) -> Given:
    """An answer with `level`; `words`, 0 to 1, chooses the justification."""
    sentences = texts()["levels"].get(level)
    return Given(indicator.pk, ANSWER.LEVEL, level, one_of(sentences, words) if sentences else "")


def one_of(sentences: Sequence[str], words: float) -> str:
    """The sentence that `words`, 0 to 1, chooses."""
    return sentences[int(words * len(sentences))]


def section_of(indicator: Indicator) -> str:
    """Code of the section; part, objective and section at hand."""
    return indicator.part.objective.section.code


@cache
def texts() -> dict[str, Any]:
    """What synthetic submissions say (texts.yaml)."""
    return dict(yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8")))
