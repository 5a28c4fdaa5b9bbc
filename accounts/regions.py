"""Regions and subregions of the world in the languages of the portal: rows keep the English names of M49."""

from django.utils.translation import get_language

from accounts.models.people import territory_names

M49 = {
    "Africa": "002",
    "Americas": "019",
    "Asia": "142",
    "Australia and New Zealand": "053",
    "Caribbean": "029",
    "Central America": "013",
    "Central Asia": "143",
    "Eastern Africa": "014",
    "Eastern Asia": "030",
    "Eastern Europe": "151",
    "Europe": "150",
    "Melanesia": "054",
    "Micronesia": "057",
    "Middle Africa": "017",
    "Northern Africa": "015",
    "Northern America": "021",
    "Northern Europe": "154",
    "Oceania": "009",
    "Polynesia": "061",
    "South America": "005",
    "South-eastern Asia": "035",
    "Southern Africa": "018",
    "Southern Asia": "034",
    "Southern Europe": "039",
    "Western Africa": "011",
    "Western Asia": "145",
    "Western Europe": "155",
}
"""Code of a region by its English name, in the standard of the United Nations Statistics Division."""


def region_name(name: str) -> str:
    """A region or subregion in the active language, from CLDR; unchanged where it is none of M49."""
    language = get_language() or "en"
    if language == "en" or name not in M49:
        return name
    return territory_names(language).get(M49[name], name)
