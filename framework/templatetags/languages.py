"""Text in another language than its page: marked as such, and isolated where directions differ."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_bidi

from framework import listing
from framework.tree import ENGLISH

register = template.Library()
for sign in (listing.list_comma, listing.comma, listing.semicolon, listing.colon, listing.full_stop):
    register.simple_tag(sign)  # `{% comma %}`: what the reader's language puts between values


@register.simple_tag
def written_in(language: str) -> SafeString:
    """Attributes `lang` and `dir` of an element whose text is in `language`; none where that is the page's.

    It stands right behind the element's name or an attribute: `<p{% written_in "en" %}>`.
    """
    if _is_of_page(language):
        return mark_safe("")
    return format_html(' lang="{}" dir="{}"', language, _direction(language))


@register.filter
def in_language(text: Any, language: str) -> Any:
    """A few words in `language` within a sentence of the page, in a `<bdi>` where that is another."""
    if not text or _is_of_page(language):
        return text
    return format_html('<bdi lang="{}" dir="{}">{}</bdi>', language, _direction(language), text)


@register.filter
def english(text: Any) -> Any:
    """A few words of content that has no translation, within a sentence of the page."""
    return in_language(text, ENGLISH)


@register.filter
def isolated(name: Any) -> Any:
    """A name or other text of people within a sentence: on pages from right to left whatever direction it has."""
    return format_html("<bdi>{}</bdi>", name) if name and get_language_bidi() else name


@register.filter
def listed(things: Iterable[Any]) -> str:
    """The things with the commas of the reader's language between them."""
    return listing.listed(things)


@register.filter
def up_to(low: Any, high: Any) -> str:
    """A range of figures, which is read from least to most in every language."""
    return listing.ranged(low, high)


def _is_of_page(language: str) -> bool:
    return language == (get_language() or ENGLISH)


def _direction(language: str) -> str:
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"


RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
"""Languages that are written from right to left, of those that texts come in."""
