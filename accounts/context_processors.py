"""What every page shows: who acts, and whether the data is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from accounts.rules import allows


def portal(request: HttpRequest) -> dict[str, Any]:
    """`membership` (or None), the person's `capacities` to choose from, whether there are people to keep, and
    `demonstration` (whether the strip is shown).
    """
    membership = getattr(request, "membership", None)
    return {
        "membership": membership,
        "capacities": getattr(request, "memberships", []),
        "keeps_people": allows("accounts.keep_people", membership),
        "demonstration": settings.DEMO_MODE,
    }
