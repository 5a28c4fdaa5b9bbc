"""What every page shows: who acts, and whether the data is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from accounts.rules import allows

LANGUAGES = [(code, name, "rtl" if get_language_info(code)["bidi"] else "ltr") for code, name in settings.LANGUAGES]
"""Code, name in itself, and direction."""


def portal(request: HttpRequest) -> dict[str, Any]:
    """`membership` (or None), the person's `capacities` to choose from, whether there are people to keep,
    `demonstration` (whether the strip is shown), the `languages` to choose from, and `here`, the address to come back
    to after a choice, "" where the page is the answer to a form.
    """
    membership = getattr(request, "membership", None)
    return {
        "membership": membership,
        "capacities": getattr(request, "memberships", []),
        "keeps_people": allows("accounts.keep_people", membership),
        "demonstration": settings.DEMO_MODE,
        "languages": LANGUAGES,
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else "",
    }
