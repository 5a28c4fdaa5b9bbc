"""How far a reviewer has read, on pages."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(numbers: Mapping[Any, Any], key: Any) -> Any:
    """What belongs to a key: a count by code, a reading by submission; None where there is nothing."""
    return numbers.get(key)
