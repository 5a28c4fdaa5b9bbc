"""What every answer tells browsers and proxies beside the content security policy, and the methods that are served.

Also `/.well-known/security.txt` (RFC 9116): where somebody who has found a weakness reports it.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.problems import API_PREFIX, PROBLEM_MEDIA_TYPE, problem_body

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
UNUSED = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "gamepad",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
"""Powers of browsers that no page of the portal uses, so that no script in one can. Only names that Chromium knows: it
warns of others in the console of every page."""
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Permissions-Policy": ", ".join(f"{power}=()" for power in UNUSED)
    + ", publickey-credentials-create=(self), publickey-credentials-get=(self)",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
VALID_DAYS = 180
"""How long a copy of security.txt may be believed."""


class ShieldMiddleware:
    """Sets `HEADERS`, keeps what is personal out of every cache, refuses unknown methods and calls over http."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = _refusal(request) or self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", _caching(request, response))
        return response


def _refusal(request: HttpRequest) -> HttpResponse | None:
    """405 to TRACE and to made-up methods, which would pass for reading where a view asks for POST; 404 to addresses
    with the character 0; 403 to calls over http where pages are led to https: a client whose token has crossed the net
    in the clear must notice.
    """
    if request.method not in METHODS:
        refused = _answer(request, 405, _("The request is not valid."))
        refused.headers["Allow"] = ", ".join(sorted(METHODS))
        return refused
    if "\x00" in request.path:  # no text has it, and PostgreSQL takes none that has
        return _answer(request, 404, _("There is nothing at this address."))
    if settings.SECURE_SSL_REDIRECT and request.path.startswith(API_PREFIX) and not request.is_secure():
        return _answer(request, 403, _("Calls go over https only."))
    return None


def _answer(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    if request.path.startswith(API_PREFIX):
        return JsonResponse(problem_body(status, detail), status=status, content_type=PROBLEM_MEDIA_TYPE)
    return render(request, "404.html" if status == 404 else "400.html", status=status)


def _caching(request: HttpRequest, response: HttpResponse) -> str:
    """Kept nowhere where somebody is signed in; by the browser alone, and asked about each time, what has a tag or is
    a visitor's. What says something itself (static files, downloads) keeps it.
    """
    cookie = settings.SESSION_COOKIE_NAME
    is_somebodys = cookie in request.COOKIES or cookie in response.cookies or "Authorization" in request.headers
    if is_somebodys and "ETag" not in response.headers:
        return "private, no-store"
    return "private, no-cache"


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """The address of the operator for reports of weaknesses; 404 where SECURITY_CONTACT names none."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (datetime.now(UTC) + timedelta(days=VALID_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        *(f"Contact: {address}" for address in settings.SECURITY_CONTACT),
        f"Expires: {expires.isoformat().replace('+00:00', 'Z')}",
        f"Canonical: {settings.PORTAL_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
