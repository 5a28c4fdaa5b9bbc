"""What countries are grouped by: region, subregion or regional group."""

from collections.abc import Iterable

from assessments.comparison.compared import CountryFacts


def group_of(country: CountryFacts, by: str) -> str:
    """The country's group when countries are grouped `by` "region" (also ""), "subregion" or "group"."""
    return {"subregion": country.subregion, "group": country.group}.get(by, country.region)


def groups_of(countries: Iterable[CountryFacts], by: str) -> tuple[str, ...]:
    """The groups in which these countries are, in the order of their names."""
    return tuple(sorted({group_of(country, by) for country in countries}))
