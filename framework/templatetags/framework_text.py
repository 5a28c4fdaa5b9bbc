"""How texts and references of the framework are written on pages: marks of hits, links of codes and citations."""

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from framework.folding import fold, folded_with_places
from framework.models import Cell, Guidance, Recommendation
from framework.selectors import WordingEntry, framework_tree
from framework.tree import CellEntry, ProvisionEntry

register = template.Library()


@register.filter
def mark(text: str, words: Iterable[str]) -> SafeString:
    """The text, escaped, with every one of the words in `<mark>`, whatever their case and accents."""
    wanted = sorted({fold(word) for word in words if word}, key=len, reverse=True)
    if not wanted:
        return conditional_escape(text)
    pattern = "|".join(r"\s+".join(re.escape(piece) for piece in word.split()) for word in wanted)
    folded, places = folded_with_places(text)
    pieces: list[tuple[Any]] = []
    done = 0
    for found in re.finditer(pattern, folded):
        first = places[found.start()]
        end = places[found.end()] if found.end() < len(places) else len(text)
        if first < done or end == first:  # part of a letter that is marked already, or of one that folds to several
            continue
        pieces += [(text[done:first],), (format_html("<mark>{}</mark>", text[first:end]),)]
        done = end
    return format_html_join("", "{}", [*pieces, (text[done:],)])


@register.simple_tag
def code_url(code: str) -> str:
    """Address of what a code names: an indicator's page, else its place on the page of its objective."""
    tree = framework_tree()
    if code in tree.indicator:
        return reverse("framework:indicator", args=[code])
    if code in tree.objective:
        return reverse("framework:objective", args=[code])
    if code in tree.part:
        return f"{reverse('framework:objective', args=[tree.part[code].objective])}#part-{code}"
    return f"{reverse('framework:objective', args=[tree.item[code].objective])}#{code}"


@register.simple_tag
def cell_url(cell: CellEntry) -> str:
    """Address of the first place that a reference into the tables names."""
    address = reverse("framework:objective", args=[cell.objective])
    return f"{address}#{cell.parts[0]}.{cell.column}" if cell.column not in ("", "A") else address


@register.simple_tag
def provision_url(provision: ProvisionEntry) -> str:
    """Address for a citation: the Protocol's article, else what else cites the instrument; "" for other sources."""
    if provision.protocol_article:
        return reverse("framework:article", args=[provision.protocol_article])
    if provision.instrument:
        return f"{reverse('framework:search')}?instrument={provision.instrument.key.replace(' ', '+')}"
    return ""


@register.filter
def wording_of(official: dict[str, tuple[WordingEntry, ...]], code: str) -> tuple[WordingEntry, ...]:
    """Official wording of a code, () where none is loaded."""
    return official.get(code, ())


@register.filter
def addressee(slug: str) -> str:
    """Whom a recommendation addresses, in words."""
    return str(Recommendation.Addressee(slug).label)


@register.filter
def guidance_kind(slug: str) -> str:
    """What kind of guidance it is, in words."""
    return str(Guidance.Kind(slug).label)


@register.filter
def guidance_document(number: str) -> str:
    """The background paper, in words."""
    return str(Guidance.Document(number).label)


@register.filter
def column_name(letter: str) -> str:
    """What a column of the tables holds, "A" to "E", in words."""
    return str(Cell.Column(letter).label)


@register.filter
def statement_name(letter: str) -> str:
    """What one statement of a column is, "A" to "E", in words."""
    names = {
        "A": _("Objective"),
        "B": _("Specific objective"),
        "C": _("Minimum standard or requirement"),
        "D": _("Measure"),
        "E": _("Indicator"),
    }
    return names[letter]
