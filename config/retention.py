"""For how many days personal data is kept, checked. docs/privacy.md gives the reasons."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

DEFAULTS = {
    "mails": 180,
    "invitations": 90,
    "tokens": 90,
    "imports": 90,
    "people-without-role": 365,
    "former-people": 730,
}
"""Days by kind: of the end of a thing until it is removed. Sessions go when they are over."""
LONGEST = 36_500


def days_of(given: Mapping[str, str]) -> dict[str, int]:
    """Days by kind: what is `given`, else the default. Raises ImproperlyConfigured for what is no number from 1."""
    days = {}
    for kind, default in DEFAULTS.items():
        text = given.get(kind) or str(default)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= LONGEST:
            name = f"KEEP_{kind.upper().replace('-', '_')}_DAYS"
            raise ImproperlyConfigured(f"{name} must be a number of days from 1 to {LONGEST}, not {text}.")
        days[kind] = int(text)
    return days
