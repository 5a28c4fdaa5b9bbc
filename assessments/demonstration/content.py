"""The demonstration's content, read from the YAML files of this folder."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from framework.models import Indicator

FOLDER = Path(__file__).resolve().parent

PREVIOUS, CURRENT = 2024, 2026
"""Years, and names, of the two cycles."""


@dataclass(frozen=True, slots=True)
class FictionalCountry:
    """A country of the demonstration. `strength` is, by table code, the level around which its answers lie;
    `conditions` moves sections by a part of a level; `not_applicable` gives reasons by section or indicator code;
    `regions` is the number of its regions."""

    code: str
    alpha2: str
    name: str
    landlocked: bool
    regions: int
    strength: Mapping[int, float]
    conditions: Mapping[str, float]
    not_applicable: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Cast:
    """Who answers the indicators of a section, objective or part, and what they cite. Ministries are named by slug;
    `also` names, by kind, who answers beside the first; `agencies` are by ministry; `omissions` say what the law leaves
    out."""

    ministry: str
    law: str
    kinds: Mapping[str, str] = field(default_factory=dict)
    indicators: Mapping[str, str] = field(default_factory=dict)
    also: Mapping[str, str] = field(default_factory=dict)
    agencies: Mapping[str, Sequence[str]] = field(default_factory=dict)
    oversight: Sequence[str] = ()
    omissions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """A level with its justification, and for a decision its rationale."""

    level: int
    text: str
    rationale: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of the open assessment: answers, decisions and later changes by indicator code (and ministry),
    codes that nobody is asked, and the share of objectives that each ministry has worked through."""

    unassigned: Sequence[str]
    progress: Mapping[str, float]
    answers: Mapping[str, Mapping[str, ToldAnswer]]
    decisions: Mapping[str, ToldAnswer]
    changes: Mapping[str, Mapping[str, ToldAnswer]]


def drawn(*key: object) -> random.Random:
    """A source of draws that is the same for the same `key`, in whatever order things are drawn."""
    return random.Random(":".join(map(str, key)))  # noqa: S311 (stories, not secrets)


def _read(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))


@cache
def countries() -> tuple[FictionalCountry, ...]:
    """The fictional countries, in the order of their codes."""
    return tuple(FictionalCountry(code=code, **fields) for code, fields in _read("countries.yaml").items())


@cache
def _sections_file() -> Any:
    return _read("sections.yaml")


@cache
def _casts() -> dict[str, Cast]:
    return {code: Cast(**fields) for code, fields in _sections_file()["sections"].items()}


def cast_of(indicator: Indicator) -> Cast:
    """Who answers `indicator` and what they cite: its part's own cast, its objective's, or its section's."""
    part = indicator.part
    places = (part.code, part.objective.code, part.objective.section.code)
    return next(_casts()[code] for code in places if code in _casts())


def ministries() -> dict[str, str]:
    """Names of the four ministries that every country has, by slug."""
    return {slug: fields["name"] for slug, fields in _sections_file()["ministries"].items()}


def agencies_of(cast: Cast, ministry: str) -> Sequence[str]:
    """Agencies that `ministry` cites, with their article."""
    agencies: Sequence[str] = cast.agencies.get(ministry) or _sections_file()["ministries"][ministry]["agencies"]
    return agencies


def oversight_of(cast: Cast) -> Sequence[str]:
    """Independent bodies that review the matter, with their article."""
    bodies: Sequence[str] = cast.oversight or _sections_file()["oversight"]
    return bodies


def omissions_of(cast: Cast) -> Sequence[str]:
    """What the law may leave out."""
    omissions: Sequence[str] = cast.omissions or _sections_file()["omissions"]
    return omissions


@cache
def counted() -> dict[str, str]:
    """Outcome indicators that are counts: "rising" or "falling", by indicator code."""
    return {code: direction for direction in ("rising", "falling") for code in _sections_file()[direction]}


@cache
def subjects() -> dict[str, str]:
    """What each indicator is about, as a noun phrase, by indicator code."""
    return dict(_read("subjects.yaml"))


@cache
def sentences() -> dict[str, Any]:
    """Sentences with gaps, by kind and level; also "rising", "falling", "no_data" and "rationale"."""
    return dict(_read("sentences.yaml"))


@cache
def told() -> Told:
    """What is told indicator by indicator."""
    content = _read("told.yaml")
    return Told(
        unassigned=content["unassigned"],
        progress=content["progress"],
        answers={code: _by_ministry(answers) for code, answers in content["answers"].items()},
        decisions={code: ToldAnswer(**decision) for code, decision in content["decisions"].items()},
        changes={code: _by_ministry(answers) for code, answers in content["changes"].items()},
    )


@cache
def process() -> dict[str, Any]:
    """What Country XAA's team has done beside answering: targets, evidence, discussions, resolved, actions."""
    return dict(_read("process.yaml"))


@cache
def review() -> list[dict[str, Any]]:
    """What the reviewer asks Country XAB on its submission of 2026, and what its people say."""
    return list(_read("review.yaml"))


def _by_ministry(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, ToldAnswer]:
    return {ministry: ToldAnswer(**answer) for ministry, answer in answers.items()}
