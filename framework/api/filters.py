"""Filters of the framework's calls: what they are called, what they accept, and what they mean together."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError

from framework.search import LONGEST_QUERY, Query, article_citation, parse
from framework.selectors import framework_tree

DESCRIPTIONS = {
    "table": 'Code of a table, "1" to "4".',
    "section": 'Code of a section, such as "1.criminalization".',
    "objective": 'Code of an objective, such as "2.6".',
    "part": 'Code of a part, such as "2.6a"; of an objective without lettered parts, the objective\'s own.',
    "kind": 'Kind of indicator, such as "legislation".',
    "instrument": 'Key of an instrument that is cited, such as "UNTOC".',
    "article": 'Article that is cited, such as "16" or "6(1)(a)": of `instrument`, or of the Protocol without one.',
    "q": "Words that all occur, whatever their case; a code such as 2.6a or an article such as SOMP 16 counts as such.",
}


def parameters(names: Collection[str]) -> list[OpenApiParameter]:
    """These filters as the schema describes them."""
    return [OpenApiParameter(name, str, description=text) for name, text in DESCRIPTIONS.items() if name in names]


def query_of(params: Mapping[str, str], names: Collection[str]) -> Query:
    """What a call asks for by those of its parameters that are called one of `names`.

    Raises `ValidationError` that names the parameter: an unknown code, an article that is none, a text too long.
    """
    asked = {name: params[name].strip() for name in names if params.get(name, "").strip()}
    tree = framework_tree()
    known: dict[str, Collection[str]] = {
        "table": tree.table,
        "section": tree.section,
        "objective": tree.objective,
        "part": tree.part,
        "kind": {entry.slug for entry in tree.kinds},
        "instrument": {entry.key for entry in tree.instruments},
    }
    errors: dict[str, Any] = {
        name: [_('The framework has no "%(code)s".') % {"code": asked[name]}]
        for name, codes in known.items()
        if name in asked and asked[name] not in codes
    }
    text = asked.get("q", "")
    if len(text) > LONGEST_QUERY:
        errors["q"] = [_("Must be at most %(length)d characters long.") % {"length": LONGEST_QUERY}]
    if errors:
        raise ValidationError(errors)
    query = parse(text, **{name: asked[name] for name in known if name in asked})
    if "article" not in asked:
        return query
    try:
        return query.citing(article_citation(asked["article"], query.instrument))
    except ValueError:
        message = _("An article is a number, with paragraphs in brackets: 6(1)(a).")
        raise ValidationError({"article": [message]}) from None
