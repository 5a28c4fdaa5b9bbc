"""How many requests one caller may send: calls of the API by user, or by address where nobody is signed in, and files
that visitors make on pages (pictures, spreadsheets) by address. Sign-in has the limits of allauth.

Counted in the cache in windows of fixed length, so that `Retry-After` is the end of the window.
"""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as remembered
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.problems import API_PREFIX

SECONDS = {"s": 1, "min": 60, "h": 3600, "d": 86_400}


@dataclass(frozen=True)
class Rate:
    """So many requests in so many seconds."""

    requests: int
    seconds: int


@remembered
def rate_of(text: str) -> Rate | None:
    """The rate of a text such as `1200/min` (or s, h, d); None for `off`."""
    if text == "off":
        return None
    requests, _slash, period = text.partition("/")
    return Rate(int(requests), SECONDS[period])


def seconds_to_wait(limit: str, who: str) -> int:
    """Count a request of `who` under `limit`, a name in `settings.LIMITS`.

    0 where it is within, else in how many seconds there is room again.
    """
    rate = rate_of(settings.LIMITS[limit])
    if rate is None:
        return 0
    now = time.time()
    window = int(now // rate.seconds)
    key = f"limit:{limit}:{rate.seconds}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"
    if count_of(key, rate.seconds) <= rate.requests:
        return 0
    return max(1, math.ceil((window + 1) * rate.seconds - now))


def count_of(key: str, seconds: int) -> int:
    """One more under `key`; how many there are now."""
    try:
        return int(cache.incr(key))
    except ValueError:  # the first of its window, unless somebody else was just now
        return 1 if cache.add(key, 1, timeout=seconds + 1) else count_again(key)


def count_again(key: str) -> int:
    """One more under a key that somebody else has just made; the first where it is gone again."""
    try:
        return int(cache.incr(key))
    except ValueError:
        return 1


class CallLimit(BaseThrottle):
    """Of the API: by user, or by address where nobody is signed in."""

    def __init__(self) -> None:
        self.seconds = 0

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count the call; whether it is within the limit."""
        if request.user.is_authenticated:
            self.seconds = seconds_to_wait("api", str(request.user.pk))
        else:
            self.seconds = seconds_to_wait("api_visitor", self.get_ident(request))
        return self.seconds == 0

    def wait(self) -> float:
        """Seconds until there is room again."""
        return self.seconds


class VisitorFilesMiddleware:
    """Answers 429 to visitors who ask for more pictures and spreadsheets than `settings.LIMITS` lets an address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "format" not in request.GET or request.path.startswith(API_PREFIX) or request.user.is_authenticated:
            return self.get_response(request)
        address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]  # it reads what both have
        seconds = seconds_to_wait("visitor_files", address)
        if not seconds:
            return self.get_response(request)
        response = render(request, "429.html", {"seconds": seconds}, status=429)
        response["Retry-After"] = str(seconds)
        return response
