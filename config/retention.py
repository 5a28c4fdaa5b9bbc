"""For how many days personal data is kept: read from the environment, checked. docs/privacy.md gives the reasons."""

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


def days_of(environ: Mapping[str, str]) -> dict[str, int]:
    """Days by kind, from KEEP_MAILS_DAYS and the like. Raises ImproperlyConfigured for what is no number from 1."""
    days = {}
    for kind, default in DEFAULTS.items():
        name = f"KEEP_{kind.upper().replace('-', '_')}_DAYS"
        text = environ.get(name, "") or str(default)
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
            raise ImproperlyConfigured(f"{name} must be a number of days from 1 to 36500, not {text}.")
        days[kind] = int(text)
    return days
