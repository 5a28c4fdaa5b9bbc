"""The search form of the framework."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from framework.search import LONGEST_QUERY, Query, article_citation, parse
from framework.selectors import framework_tree
from framework.tree import ENGLISH

Choices = list[tuple[str, Any]]
CSS_CLASS = {"class": "form-select"}


def table_choices() -> Choices:
    """Any table, or one."""
    return [("", _("All tables")), *((each.code, f"{each.code} {each.title}") for each in framework_tree().tables)]


def kind_choices() -> Choices:
    """Any kind of indicator, or one."""
    return [("", _("All kinds")), *((each.slug, each.name) for each in framework_tree().kinds)]


def instrument_choices() -> Choices:
    """Any instrument, or one."""
    return [("", _("All instruments")), *((each.key, each.short_name) for each in framework_tree().instruments)]


def topic_choices() -> Choices:
    """Any topic, or one."""
    return [("", _("All topics")), *((each.slug, each.name) for each in framework_tree().topics)]


def select() -> forms.Select:
    """The widget of a filter."""
    return forms.Select(attrs=CSS_CLASS)


class EnglishSelect(forms.Select):
    """A filter whose choices are English on every page, but for the first, which stands for any."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value and get_language() != ENGLISH:
            option["attrs"]["lang"] = ENGLISH
        return option


def english_select() -> forms.Select:
    """The widget of a filter by what has no translation."""
    return EnglishSelect(attrs=CSS_CLASS)


class SearchForm(forms.Form):
    """What to search for: words, codes and citations in `q`, and filters. Every field may be empty."""

    q = forms.CharField(
        label=_("Words, code or article"),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control", "autocomplete": "off"}),
    )
    table = forms.ChoiceField(label=_("Table"), required=False, choices=table_choices, widget=select())
    kind = forms.ChoiceField(label=_("Kind of indicator"), required=False, choices=kind_choices, widget=select())
    instrument = forms.ChoiceField(
        label=_("Instrument"), required=False, choices=instrument_choices, widget=EnglishSelect(attrs=CSS_CLASS)
    )
    article = forms.CharField(
        label=_("Article"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    topic = forms.ChoiceField(
        label=_("Topic"), required=False, choices=topic_choices, widget=EnglishSelect(attrs=CSS_CLASS)
    )

    def clean(self) -> dict[str, Any]:
        """Add `query`, the `Query` that all fields mean together."""
        cleaned = super().clean() or {}
        filters = {name: cleaned.get(name, "") for name in ("table", "kind", "instrument", "topic")}
        query = parse(cleaned.get("q", ""), **filters)
        if cleaned.get("article"):
            try:
                citation = article_citation(cleaned["article"], filters["instrument"])
            except ValueError:
                raise ValidationError(
                    {"article": _("An article is a number, with paragraphs in brackets: 6(1)(a).")}
                ) from None
            query = query.citing(citation)
        return cleaned | {"query": query}

    @property
    def query(self) -> Query:
        """What to search for; the empty query when the form is not valid."""
        return self.cleaned_data["query"] if self.is_valid() else Query()
