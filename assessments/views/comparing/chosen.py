"""What is chosen in a comparison, in words, each with the address that takes it away."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Country
from accounts.regions import region_name
from assessments.comparison import Selection
from assessments.selecting import SelectionForm
from assessments.selectors.narrowing import level_of, title_of
from framework.listing import apposed, listed

OF_COUNTRIES = ("country", "region", "group", "like")
OF_INDICATORS = ("kind", "instrument", "article", "topic", "principle")
EVERYWHERE = ("cycle", *OF_COUNTRIES, *OF_INDICATORS)
"""Fields that every view offers; a view's own are in its `Tab`."""
NAMES: Mapping[str, Any] = {
    "cycle": gettext_lazy("Cycle"),
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Region"),
    "group": gettext_lazy("Regional group"),
    "like": gettext_lazy("Countries like"),
    "under": gettext_lazy("Only"),
    "kind": gettext_lazy("Kind"),
    "instrument": gettext_lazy("Instrument"),
    "article": gettext_lazy("Article"),
    "topic": gettext_lazy("Topic"),
    "principle": gettext_lazy("Guiding questions"),
}
"""What a choice is called when it stands alone, by field, in the order in which they are said."""


class Choice(NamedTuple):
    """One value that is chosen: the name of its field, the value in words, and the address without it."""

    name: str
    words: str
    without: str


def choices_of(form: SelectionForm, selection: Selection, view: str, *, shows_under: bool) -> list[Choice]:
    """Everything that narrows the view, in words. `under` narrows only where the view shows it."""
    here = reverse(f"assessments:{view}")
    choices = []
    for field in NAMES:
        value = getattr(selection, field)
        if field == "under" and not shows_under:
            continue
        for one in value if isinstance(value, tuple) else filter(None, (value,)):
            left = tuple(other for other in value if other != one) if isinstance(value, tuple) else ""
            query = selection.but(**{field: left}).query
            choices.append(Choice(str(NAMES[field]), words_of(form, field, one), f"{here}?{query}" if query else here))
    return choices


def words_of(form: SelectionForm, field: str, value: str) -> str:
    """A value of a field as people say it."""
    if field == "like":
        country = next(country for country in form.countries if country.code == value)
        return _("%(country)s (%(traits)s)") % {"country": country.display_name, "traits": traits_of(country)}
    if field == "under":
        node = (level_of(value), value)
        return title_of(node) if node[0] == "section" else f"{value} {title_of(node)}"
    return next(str(label) for key, label in form.fields[field].choices if key == value)  # type: ignore[attr-defined]


def traits_of(country: Country) -> str:
    """What "like mine" goes by."""
    coast = _("landlocked") if country.landlocked else _("coastal")
    return apposed(coast, region_name(country.region))


def said_in_fields(form: SelectionForm, selection: Selection, *, no_cycle: str) -> dict[str, str]:
    """What the closed lists say is chosen: of cycles (`no_cycle` where none is), of countries, of indicators."""
    cycles = [words_of(form, "cycle", slug) for slug in selection.cycle]
    countries = [words_of(form, field, one) for field, one in _values(selection, OF_COUNTRIES)]
    narrowing = len(list(_values(selection, OF_INDICATORS)))
    return {
        "cycles": listed(cycles) or no_cycle,
        "countries": _first_of(countries) or _("All"),
        "indicators": ngettext("%(number)d filter", "%(number)d filters", narrowing) % {"number": narrowing}
        if narrowing
        else _("All"),
    }


def _values(selection: Selection, fields: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    return ((field, value) for field, value in pairs_of(selection) if field in fields)


def _first_of(names: list[str]) -> str:
    if len(names) <= 1:
        return "".join(names)
    return _("%(first)s and %(number)d more") % {"first": names[0], "number": len(names) - 1}


def pairs_of(selection: Selection) -> list[tuple[str, str]]:
    """The selection as names and values of an address."""
    return parse_qsl(selection.query)
