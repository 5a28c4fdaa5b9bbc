"""Browsers that people sign in with: how one is called, and which of them somebody has signed in with before.

A browser that signed somebody in keeps a signed cookie that names him. From there a sign-in is nothing that has to be
told, and failures of others elsewhere do not slow it down (`accounts.limits`).
"""

import re
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SALT = "accounts.browsers"
KEPT_FOR = 400 * 86_400
"""Seconds; the longest that browsers keep a cookie."""
PEOPLE_KEPT = 20
"""Of a machine that many share, the last who signed in."""
LONGEST_NAME = 60

# The first that fits: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
_PROGRAMS = (
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrome/|CriOS/|Chromium/", "Chrome"),
    (r"Safari/", "Safari"),
)
_SYSTEMS = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"CrOS", "ChromeOS"),
    (r"Macintosh|Mac OS X", "macOS"),
    (r"Linux|X11", "Linux"),
)


def name_of(user_agent: str) -> str:
    """Program and system in short words, such as "Firefox, Windows"; "" where the header tells neither."""
    words = (_first(_PROGRAMS, user_agent), _first(_SYSTEMS, user_agent))
    return ", ".join(word for word in words if word)


def name_of_request(request: HttpRequest) -> str:
    """The same for the browser of a request."""
    return name_of(request.META.get("HTTP_USER_AGENT", "")[:500])


def _first(words: tuple[tuple[str, str], ...], text: str) -> str:
    return next((word for pattern, word in words if re.search(pattern, text)), "")


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser by its cookie: a random id, and the ids of those who have signed in with it, the last one last."""

    id: str
    people: tuple[int, ...] = ()

    def knows(self, user_id: int) -> bool:
        """Whether this person has signed in with it before."""
        return user_id in self.people


def browser_of(request: HttpRequest) -> Browser | None:
    """The browser as its cookie tells it; None where there is none that we signed."""
    text = request.COOKIES.get(settings.BROWSER_COOKIE_NAME, "")
    if not text:
        return None
    try:
        kept = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Browser(kept["id"], tuple(kept["people"]))


def knows(request: HttpRequest, user_id: int) -> bool:
    """Whether this person has signed in with the request's browser before."""
    browser = browser_of(request)
    return browser is not None and browser.knows(user_id)


def remember(request: HttpRequest, response: HttpResponse, user_id: int) -> None:
    """Let the browser keep that this person has signed in with it."""
    browser = browser_of(request) or Browser(secrets.token_urlsafe(16))
    others = [one for one in browser.people if one != user_id]
    people = [*others[-PEOPLE_KEPT + 1 :], user_id]
    response.set_cookie(
        settings.BROWSER_COOKIE_NAME,
        signing.dumps({"id": browser.id, "people": people}, salt=SALT),
        max_age=KEPT_FOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
