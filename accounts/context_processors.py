"""What every page shows: who acts, and whether the data is a demonstration."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """`membership` (or None) and `demonstration` (whether the strip is shown)."""
    return {"membership": getattr(request, "membership", None), "demonstration": settings.DEMO_MODE}
