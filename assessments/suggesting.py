"""A proposal of who answers what: from the kind and place of an indicator to a field of government. Pure.

Governments are cut in different ways, so nothing here knows a ministry: the focal point says which one covers which
field. What is filled in for him comes from the cycle before, else from words in the names of ministries.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MinistryKey = TypeVar("MinistryKey")


class Field(NamedTuple):
    """A field of government: its name, and words that the slug or name of a ministry for it may hold."""

    slug: str
    name: Promise
    words: tuple[str, ...]


FIELDS = (
    Field("treaties", _("Treaties and agreements with other States"), ("foreign", "external", "etrang", "exterior")),
    Field("legislation", _("Legislation"), ("justice", "justicia", "judic", "legal")),
    Field("prosecution", _("Criminal justice: courts, prosecution, witnesses"), ("justice", "justicia", "prosecut")),
    Field("police", _("Police, investigation, training of officials"), ("police", "interior", "home", "security")),
    Field("proceeds", _("Proceeds of crime and corruption"), ("financ", "treasury", "hacienda", "justice")),
    Field("borders", _("Border control and documents"), ("border", "frontier", "interior", "home")),
    Field("migration", _("Migration, asylum, detention and return"), ("migra", "interior", "home")),
    Field("sea", _("The sea: rescue and interception"), ("coast", "marit", "marine", "navy", "defen", "interior")),
    Field("protection", _("Protection and assistance"), ("social", "welfare", "labour", "health", "interior")),
    Field("children", _("Children"), ("child", "famil", "enfan", "social")),
    Field("awareness", _("Public awareness"), ("information", "communica", "media", "educa", "social")),
    Field("development", _("Development, root causes"), ("develop", "planning", "desarrollo", "econom", "foreign")),
    Field("coordination", _("National coordination, policy"), ("coordination", "cabinet", "prime", "interior")),
)

BY_KIND = {"ratification": "treaties", "agreement": "treaties", "legislation": "legislation"}
BY_OBJECTIVE = {
    "1.10": "proceeds",
    "1.11": "proceeds",
    "1.13": "proceeds",
    "4.7": "proceeds",
    "4.8": "proceeds",
    "4.14": "awareness",
    "4.15": "development",
}
BY_SECTION = {
    "1.investigation": "police",
    "2.life-and-torture": "migration",
    "2.detention": "migration",
    "2.return": "migration",
    "2.border-control": "borders",
    "2.sea": "sea",
    "2.refugees": "migration",
    "2.victims-and-witnesses": "prosecution",
    "2.unaccompanied-children": "children",
    "3.general": "coordination",
    "3.sea": "sea",
    "3.training": "police",
    "3.awareness": "awareness",
    "3.root-causes": "development",
    "4.national-coordination": "coordination",
    "4.formal-cooperation": "prosecution",
    "4.operational-cooperation": "police",
    "4.information-exchange": "police",
    "4.border-cooperation": "borders",
    "4.training-assistance": "police",
    "4.sea": "sea",
    "4.return": "migration",
}
BY_TABLE = {"1": "prosecution", "2": "protection", "3": "borders", "4": "treaties"}


class Place(NamedTuple):
    """An indicator by code, with the codes of what it stands in and the slug of its kind."""

    code: str
    kind: str
    objective: str
    section: str
    table: str


def field_of(place: Place) -> str:
    """The field that an indicator belongs to: by its kind where that says it, else by its place."""
    return (
        BY_KIND.get(place.kind)
        or BY_OBJECTIVE.get(place.objective)
        or BY_SECTION.get(place.section)
        or BY_TABLE.get(place.table, "coordination")
    )


def suggest(places: Iterable[Place], ministries: Mapping[str, MinistryKey | None]) -> dict[str, MinistryKey]:
    """Who might be asked each indicator, by code; `ministries` has the one of each field, None where there is none."""
    found: dict[str, MinistryKey] = {}
    for place in places:
        ministry = ministries.get(field_of(place))
        if ministry is not None:
            found[place.code] = ministry
    return found


def likely_ministries(
    places: Iterable[Place],
    before: Mapping[str, Collection[MinistryKey]],
    names: Mapping[MinistryKey, str],
) -> dict[str, MinistryKey]:
    """The ministry that probably covers each field, by its slug; a field for which nothing speaks is missing.

    The one that was asked most of the field in the cycle `before` (ministries by indicator code); else the first whose
    name holds a word of the field, earlier words first. `names` are slug and name of the ministries that may be asked.
    """
    asked: dict[str, Counter[MinistryKey]] = {field.slug: Counter() for field in FIELDS}
    for place in places:
        asked[field_of(place)].update(ministry for ministry in before.get(place.code, ()) if ministry in names)
    likely: dict[str, MinistryKey] = {}
    for field in FIELDS:
        most = asked[field.slug].most_common(1)
        by_word = (ministry for word in field.words for ministry, name in names.items() if word in name.casefold())
        ministry = most[0][0] if most else next(by_word, None)
        if ministry is not None:
            likely[field.slug] = ministry
    return likely
