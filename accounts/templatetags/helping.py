"""Ways to the help, and the secretariat's contact line."""

from typing import Any

from django import template

from accounts import selectors
from accounts.help import TOPICS

register = template.Library()


@register.inclusion_tag("help/link.html")
def help_link(slug: str) -> dict[str, Any]:
    """A question mark that leads to a topic of the help; its name says which."""
    return {"slug": slug, "topic": TOPICS[slug]}


@register.inclusion_tag("help/contact.html")
def contact_line() -> dict[str, Any]:
    """Whom to turn to; nothing where the secretariat has not said so."""
    return {"contact": selectors.contact()}


@register.inclusion_tag("help/contact.html")
def known_contact_line() -> dict[str, Any]:
    """The same without the database: for pages that say that something failed."""
    return {"contact": selectors.known_contact()}
