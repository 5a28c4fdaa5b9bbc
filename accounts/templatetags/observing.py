"""What a person can tell the operator."""

from django import template

from accounts import observing

register = template.Library()


@register.simple_tag
def request_id() -> str:
    """The id by which the log has this request; empty outside of one."""
    return observing.request_id()
