"""Texts of many people in CSV, which ends in spreadsheets: none may act as a formula (OWASP, "CSV Injection")."""

from decimal import Decimal

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def harmless(value: str | int | float | Decimal | None) -> str | int | float | Decimal | None:
    """A text that a spreadsheet would take for a formula, with an apostrophe in front; everything else as it is.

    One that has apostrophes before such a beginning gets one more, so that an import can tell what was there.
    """
    if isinstance(value, str) and value.lstrip("'").startswith(FORMULA_STARTS):
        return f"'{value}"
    return value
