"""The selection of a comparison, read from an address: one form for pages and API."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import Country, Membership
from accounts.regions import region_name
from assessments import selectors
from assessments.comparison import LEVELS, Selection, alphabetical
from assessments.comparison.needs import ASSISTANCE, STATUSES
from assessments.comparison.ordering import IMPLICIT
from assessments.comparison.side_by_side import FEWEST, MOST
from assessments.comparison.spread import ORDERS
from assessments.models import Action
from assessments.picking import DropDown, Ticks, YesOrNo
from assessments.selectors.narrowing import level_of, principles_with_indicators, title_of
from framework.selectors import framework_tree
from framework.tree import ENGLISH, PrincipleEntry

GROUPING = (("region", _("Region")), ("subregion", _("Subregion")), ("group", _("Regional group")))
LEVEL_NAMES = {
    "overall": _("All tables together"),
    "table": _("Tables"),
    "section": _("Sections"),
    "objective": _("Objectives"),
    "part": _("Parts"),
    "indicator": _("Indicators"),
}
FORMATS = ("csv", "xlsx", "svg", "png")
SORT = re.compile(r"-?[A-Za-z0-9_.\-]{1,60}")
LONGEST_TITLE = 70
"""Characters of a statement in a list of choices."""


class Chosen(forms.MultipleChoiceField):
    """Any number of known values, in the order of the choices and each once: equal choices give equal addresses."""

    widget = Ticks

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> tuple[str, ...]:
        keys = [str(key) for key, _name in self.choices]  # type: ignore[misc,union-attr]  # a list
        given = {one for one in value or () if one}
        if not given <= set(keys):  # the field's own check goes over all choices for each value: only for its message
            super().clean(sorted(given))
        return tuple(key for key in keys if key in given)


class SelectionForm(forms.Form):
    """What to compare. Every field may be empty; `selection` is the value that all of them mean together."""

    cycle = Chosen(label=_("Cycles"))
    country = Chosen(label=_("Countries"))
    region = Chosen(label=_("Regions"))
    group = Chosen(label=_("Regional groups"))
    like = forms.ChoiceField(label=_("Like this country"), required=False, widget=DropDown)
    level = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[("", _("Next level")), *((level, LEVEL_NAMES[level]) for level in LEVELS)],
        widget=DropDown,
    )
    under = forms.CharField(label=_("Of"), required=False, max_length=60, widget=DropDown)
    kind = Chosen(label=_("Kinds of indicator"))
    instrument = Chosen(label=_("Instruments cited"))
    article = Chosen(label=_("Protocol articles"))
    topic = Chosen(label=_("Topics"))
    principle = Chosen(label=_("Guiding questions"))
    sort = forms.CharField(label=_("Sort by"), required=False, max_length=61)
    ranks = YesOrNo(label=_("Show ranks"), required=False)
    node = forms.CharField(label=_("Part of the tables"), required=False, max_length=60, widget=DropDown)
    mark = forms.ChoiceField(label=_("Mark"), required=False, widget=DropDown)
    by = forms.ChoiceField(label=_("Group by"), required=False, choices=[("", _("Region")), *GROUPING], widget=DropDown)
    same = YesOrNo(label=_("Like with like only"), required=False)
    assistance = forms.ChoiceField(label=_("Assistance"), required=False, widget=DropDown)
    status = forms.ChoiceField(label=_("Actions"), required=False, widget=DropDown)
    differ = YesOrNo(label=_("Only where they differ"), required=False)

    def __init__(self, data: QueryDict, actor: Membership | None) -> None:
        super().__init__(data)
        tree = framework_tree()
        self.principles: tuple[PrincipleEntry, ...] = principles_with_indicators()
        self.cycles = list(selectors.comparable_cycles(actor))
        self.countries = sorted(Country.objects.all(), key=lambda country: alphabetical(country.display_name))
        named = [(country.code, country.display_name) for country in self.countries]
        self._choose("cycle", [(cycle.slug, cycle.name) for cycle in self.cycles])
        self._choose("country", named)
        self._choose("like", [("", "–"), *named])
        self._choose("mark", [("", "–"), *named])
        self._choose("region", self._regions())
        self._choose("group", Country.RegionalGroup.choices)
        self._choose("kind", [(kind.slug, kind.name) for kind in tree.kinds])
        self._choose("instrument", [(one.key, one.short_name) for one in tree.instruments])
        self._choose("article", [(str(one.number), f"{one.number} {one.title}") for one in tree.articles])
        self._choose("topic", [(one.slug, one.name) for one in tree.topics])
        kinds = [(kind, Action.Assistance(kind).label) for kind in ASSISTANCE]
        self._choose("assistance", [("", _("All kinds")), *kinds])
        statuses = [(status, Action.Status(status).label) for status in STATUSES]
        self._choose("status", [("", _("Not done yet")), *statuses])
        self._choose("principle", [(one.slug, one.title) for one in self.principles])
        for name in ("instrument", "article", "topic", "principle"):
            self.fields[name].widget.language = ENGLISH
        self.fields["by"].widget.choices = [("", _("Region")), *GROUPING[1:]]
        self.fields["under"].widget.offered = nodes_to_choose
        self.fields["node"].widget.offered = lambda: nodes_to_choose(self.data.get("node", ""))

    def _choose(self, name: str, choices: Any) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # all of them are fields with choices

    def _regions(self) -> list[tuple[str, str]]:
        """Regions, each followed by its subregions."""
        places = sorted({(country.region, country.subregion) for country in self.countries})
        regions: dict[str, str] = {}
        for region, subregion in places:
            regions.setdefault(region, region_name(region))
            regions.setdefault(subregion, region_name(subregion))
        self.fields["region"].widget.inner = regions.keys() - {region for region, _subregion in places}
        return list(regions.items())

    def clean_under(self) -> str:
        return self._known("under", ("table", "section", "objective", "part"))

    def clean_node(self) -> str:
        return self._known("node", LEVELS)

    def _known(self, name: str, levels: tuple[str, ...]) -> str:
        code: str = self.cleaned_data[name]
        try:
            known = not code or level_of(code) in levels
        except KeyError:
            known = False
        if not known:
            raise ValidationError(_("The framework has no “%(code)s”."), params={"code": code})
        return code

    def clean_sort(self) -> str:
        order: str = self.cleaned_data["sort"]
        if order and not (SORT.fullmatch(order) and _is_order(order.removeprefix("-"))):
            raise ValidationError(
                _("Sort by the code of a column, by country, region or coverage, with “-” in front for descending.")
            )
        return order

    @property
    def selection(self) -> Selection:
        """The selection; only for a valid form."""
        return Selection(**self.cleaned_data)


HOW_MANY = _("Choose two to four countries: they stand side by side.")


class SideBySideForm(SelectionForm):
    """A selection of countries by name, as many as stand side by side, or none yet."""

    def clean_country(self) -> tuple[str, ...]:
        chosen: tuple[str, ...] = self.cleaned_data["country"]
        if chosen and not FEWEST <= len(chosen) <= MOST:
            raise ValidationError(HOW_MANY)
        return chosen


def _is_order(key: str) -> bool:
    if key in IMPLICIT or key in ORDERS:
        return True
    try:
        level_of(key)
    except KeyError:
        return False
    return True


def nodes_to_choose(chosen: str = "") -> list[Any]:
    """Tables, sections, objectives and lettered parts to choose from, by table; "" is all tables.

    The indicators of the part or objective in which `chosen` is can be chosen as well.
    """
    choices: list[Any] = [("", _("All four tables"))]
    for table in framework_tree().tables:
        nodes = [(table.code, _("Table %(code)s: %(title)s") % {"code": table.code, "title": table.title})]
        for section in table.sections:
            nodes.append((section.code, _("Section: %(title)s") % {"title": section.title}))
            for objective in section.objectives:
                nodes.append((objective.code, _shortened(objective.code, objective.title)))
                for part in objective.parts:
                    if part.letter:
                        nodes.append((part.code, _shortened(part.code, title_of(("part", part.code)))))
                    if chosen and chosen in (objective.code, part.code, *(one.code for one in part.indicators)):
                        nodes += [(one.code, _shortened(one.code, one.text)) for one in part.indicators]
        choices.append((f"{table.code} {table.title}", nodes))
    return choices


def _shortened(code: str, text: str) -> str:
    return f"{code} {text if len(text) <= LONGEST_TITLE else text[:LONGEST_TITLE].rsplit(' ', 1)[0] + ' …'}"
