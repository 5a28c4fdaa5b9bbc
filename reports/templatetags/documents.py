"""What people wrote, in a document that may read in the other direction."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from reports.renderers import directions

register = template.Library()


@register.filter
def set_apart(text: str) -> str:
    """Words within a sentence: in an element of their own where they read in the other direction than it does.

    Marks in the text would do for a word. WeasyPrint lays out each line alone, and a mark on the line before is lost.
    """
    if not directions.differs(text):
        return text
    return format_html('<bdi dir="{}">{}</bdi>', directions.direction_of(text), text)


@register.filter
def reads_otherwise(text: str) -> bool:
    """Whether a text reads in the other direction than the document, and so stands better by itself."""
    return directions.differs(text)


@register.simple_tag
def as_written(text: str) -> SafeString:
    """The attribute `dir` of an element that holds nothing but `text`, where it reads in the other direction."""
    return mark_safe(f' dir="{directions.direction_of(text)}"' if directions.differs(text) else "")  # noqa: S308  ours
