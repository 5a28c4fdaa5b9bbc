"""How costs, differences and bounds of the action plan are written on pages."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import template
from django.utils.formats import number_format

from assessments.scoring import Node, whole_percent
from assessments.words import in_percent
from framework.listing import ranged

register = template.Library()


@register.filter
def money(amount: Decimal) -> str:
    """An amount with its separators, "12,000.50"; without a fraction where that is zero."""
    places = 0 if amount == amount.to_integral_value() else 2
    return number_format(amount, decimal_pos=places, use_l10n=True, force_grouping=True)


@register.filter
def points(difference: Fraction | None) -> str:
    """A difference in whole percentage points with its sign: "+6", "−3", "0"; an en dash where there is none."""
    whole = whole_percent(difference)
    if whole is None:
        return "–"
    return f"{whole:+d}".replace("-", "−") if whole else "0"


@register.filter
def bounds(node: Node) -> str:
    """The bounds of a score in whole percent where they differ: "40–60%", or "57%" where both are that; else ""."""
    if node.lower is None or node.upper is None or node.lower == node.upper:
        return ""
    lower, upper = whole_percent(node.lower), whole_percent(node.upper)
    above = in_percent(upper)
    return above if lower == upper else ranged(lower, above)


@register.filter
def entry_title(entries: Mapping[str, Any], code: str) -> str:
    """The title of the table or objective with this code."""
    return str(entries[code].title)
