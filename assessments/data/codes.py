"""The code lists of the data: the dictionary explains them, SDMX carries them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.comparison import CountryFacts, CycleFacts
from assessments.scoring import OVERALL, IndicatorPlace
from framework.tree import FrameworkTree


@dataclass(frozen=True, slots=True)
class Code:
    """A value of a code list; `more` are facts that the list adds to each."""

    code: str
    name: Any
    meaning: Any = ""
    more: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """An indicator or node: unique by type and code. `parent` is the type and code of what it lies in, None on top."""

    type: str
    code: str
    name: str
    parent: tuple[str, str] | None = None
    kind: str = ""


ANSWERS = (
    Code("level", _("Level"), _("The country gives itself a level from 0 to 4.")),
    Code(
        "not_applicable", _("Not applicable"), _("The indicator does not apply to the country; it leaves every mean.")
    ),
    Code("no_data", _("No data"), _("The country cannot answer; coverage falls and the bounds open.")),
    Code("unanswered", _("Unanswered"), _("No answer was agreed or decided when the copy was sealed; as no data.")),
)
STATES = (
    Code("score", _("Score"), _("There is a score.")),
    Code("no_data", _("No data"), _("Nothing below has a level, and something that applies is not answered.")),
    Code("not_applicable", _("Not applicable"), _("Nothing below applies to the country.")),
)
TYPES = (
    Code("overall", _("Overall"), _("All tables together: the mean of those with a score.")),
    Code("table", _("Table"), _("One of the four tables: the mean of its objectives with a score.")),
    Code("section", _("Section"), _("A section of a table: the mean of its objectives with a score.")),
    Code("objective", _("Objective"), _("An objective (column A): the mean of its parts with a score.")),
    Code("part", _("Part"), _("A lettered row of an objective: the mean of its indicators with a level.")),
    Code("indicator", _("Indicator"), _("What the country answers (column E).")),
)


def levels_of(tree: FrameworkTree) -> tuple[Code, ...]:
    """The five levels."""
    return tuple(Code(str(level.level), level.name, level.text) for level in tree.levels)


def kinds_of(tree: FrameworkTree) -> tuple[Code, ...]:
    """The kinds of indicators."""
    return tuple(Code(kind.slug, kind.name) for kind in tree.kinds)


def countries_of(countries: Iterable[CountryFacts]) -> tuple[Code, ...]:
    """The States, by code."""
    return tuple(
        Code(
            country.code,
            country.name,
            more=(
                ("region", country.region),
                ("subregion", country.subregion),
                ("group", country.group),
                ("landlocked", country.landlocked),
            ),
        )
        for country in sorted(countries, key=lambda country: country.code)
    )


def cycles_of(cycles: Iterable[CycleFacts]) -> tuple[Code, ...]:
    """The cycles, as they opened."""
    return tuple(
        Code(
            cycle.slug,
            cycle.name,
            more=(
                ("opens_on", cycle.opens_on.isoformat()),
                ("target_level", cycle.target_level),
                ("synthetic", cycle.synthetic),
            ),
        )
        for cycle in cycles
    )


def items_of(tree: FrameworkTree, sealed: Iterable[IndicatorPlace]) -> tuple[Item, ...]:
    """What is observed, parents before children: the present tables, then what only sealed copies still have.

    `sealed` are the places of the layouts; the name of what an edition before had is its code.
    """
    items = {("overall", OVERALL): Item("overall", OVERALL, str(_("All tables")))}

    def add(item: Item) -> None:
        items.setdefault((item.type, item.code), item)

    for table in tree.tables:
        add(Item("table", table.code, table.title, ("overall", OVERALL)))
        for section in table.sections:
            add(Item("section", section.code, section.title, ("table", table.code)))
            for objective in section.objectives:
                add(Item("objective", objective.code, objective.title, ("section", section.code)))
                for part in objective.parts:
                    name = f"{objective.title} ({part.letter})" if part.letter else objective.title
                    add(Item("part", part.code, name, ("objective", objective.code)))
                    for entry in part.indicators:
                        add(Item("indicator", entry.code, entry.text, ("part", part.code), entry.kind.slug))
    for place in sealed:
        path = [*place.path, ("indicator", place.indicator)]
        for above, (kind, code) in pairwise(path):
            add(Item(kind, code, code, above))
    return tuple(items.values())
