"""Rounding, the last step of every figure: half-up, from the exact value."""

from decimal import Decimal
from fractions import Fraction


def one_decimal(value: Fraction | None) -> Decimal | None:
    """`value` with one decimal, ties away from zero (12.25 → 12.3), for the API and exports; None stays None."""
    return None if value is None else Decimal(f"{_half_up(value * 10)}e-1")


def whole_percent(value: Fraction | None) -> int | None:
    """`value` as a whole number, ties away from zero (62.5 → 63), for pages; None stays None.

    Rounds the exact value, never one that `one_decimal` has rounded before (49.46 → 49, not 49.5 → 50).
    """
    return None if value is None else _half_up(value)


def _half_up(value: Fraction) -> int:
    rounded = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return rounded if value >= 0 else -rounded
