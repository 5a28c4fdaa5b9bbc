"""What is asked of a cycle's participation, read from an address: one form for the page and the API."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Country
from accounts.regions import region_name
from assessments.comparison.participation import (
    GROUPINGS,
    MISSING,
    SORTS,
    STANDINGS,
    SUBMITTED,
    Grouping,
    Participation,
    ParticipationFilter,
    Standing,
)

STANDING_NAMES: Mapping[Standing, Any] = {
    "late": _("Late"),
    "due": _("Due soon"),
    "not_yet": _("Not yet"),
    "reopened": _("Reopened"),
    "submitted": _("Submitted"),
    "clarification": _("In clarification"),
    "accepted": _("Accepted"),
}
STATUSES: Mapping[str, tuple[Standing, ...]] = {
    "has_submitted": SUBMITTED,
    "has_not_submitted": MISSING,
    **{standing: (standing,) for standing in STANDINGS},
}
"""What `status` may ask for, and the standings that it means."""
GROUPING_NAMES: Mapping[Grouping, Any] = {
    "region": _("Region"),
    "subregion": _("Subregion"),
    "group": _("Regional group"),
}


class ParticipationForm(forms.Form):
    """Which countries of a cycle to list. Every field may be empty; only places that the cycle has are known."""

    q = forms.CharField(label=_("Country"), required=False, max_length=60)
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[
            ("", _("Any status")),
            ("has_submitted", _("Has submitted")),
            ("has_not_submitted", _("Has not submitted")),
            *STANDING_NAMES.items(),
        ],
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    group = forms.ChoiceField(label=_("Regional group"), required=False)
    sort = forms.ChoiceField(
        label=_("Sort by"), required=False, choices=[(f"{sign}{name}", name) for name in SORTS for sign in ("", "-")]
    )
    by = forms.ChoiceField(label=_("Group by"), required=False, choices=list(GROUPING_NAMES.items()))

    def __init__(self, data: QueryDict, participation: Participation) -> None:
        super().__init__(data)
        countries = [one.country for one in participation.participants]
        groups = {country.group for country in countries}
        self._choose("region", [("", _("All regions")), *_regions((one.region, one.subregion) for one in countries)])
        known = [choice for choice in Country.RegionalGroup.choices if choice[0] in groups]
        self._choose("group", [("", _("All regional groups")), *known])

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of them are fields with choices

    @property
    def wanted(self) -> ParticipationFilter:
        """The filter; only for a valid form."""
        given = self.cleaned_data
        return ParticipationFilter(
            standing=STATUSES[given["status"]] if given["status"] else (),
            region=given["region"],
            group=given["group"],
            q=given["q"],
            sort=given["sort"] or SORTS[0],
        )

    @property
    def grouping(self) -> Grouping:
        """By what the countries are counted; only for a valid form."""
        by: Grouping = self.cleaned_data["by"] or GROUPINGS[0]
        return by


def _regions(places: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    """Regions, each followed by its subregions; a name that is both is there once."""
    names = dict.fromkeys(name for place in sorted(set(places)) for name in place)
    return [(name, region_name(name)) for name in names]
