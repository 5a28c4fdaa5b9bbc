"""/healthz, /readyz and /metrics: for programs that watch the portal, answered before anything else looks at a request.

They need no session, no database (but for what they report of it), no ALLOWED_HOSTS and no TLS, because probes call a
process by its own address. What names parts or counts is for the machine itself and for whom the settings name.
"""

import hmac
from collections.abc import Callable, Mapping
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from config.observing import health

LOOPBACK = ("127.0.0.0/8", "::1/128")
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Real-IP")
"""Headers by which a proxy says that the request is somebody else's."""


class ProbesMiddleware:
    """Answers the three paths; everything else goes on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response = view(request)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200: this process answers. It asks nobody else."""
    return JsonResponse({"status": "ok"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where every part works, 503 where one does not; `parts` tells which, to the machine itself and to watchers.

    `?for=saving`, which load balancers ask: 503 only where nothing can be read and saved.
    """
    parts = health.parts()
    needed = health.NEEDED_TO_SAVE if request.GET.get("for") == "saving" else parts.keys()
    works = all(parts[name] == health.OK for name in needed)
    body: dict[str, str | Mapping[str, str]] = {"status": "ok" if works else "unavailable"}
    if is_of_this_machine(request) or may_watch(request):
        body["parts"] = parts
    return JsonResponse(body, status=200 if works else 503)


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The metrics, for those whom METRICS_TOKEN or METRICS_ADDRESSES let in; for anybody else there is no such page."""
    if not may_watch(request):
        return HttpResponse("There is nothing at this address.\n", status=404, content_type="text/plain; charset=utf-8")
    from config.observing.exposition import page  # loads prometheus_client's collectors for those who watch

    content, content_type = page()
    return HttpResponse(content, content_type=content_type)


VIEWS: Mapping[str, Callable[[HttpRequest], HttpResponse]] = {
    "/healthz": healthz,
    "/readyz": readyz,
    "/metrics": metrics,
}


def may_watch(request: HttpRequest) -> bool:
    """Whether the request bears METRICS_TOKEN, or comes straight from one of METRICS_ADDRESSES."""
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    if settings.METRICS_TOKEN and kind.lower() == "bearer":
        return hmac.compare_digest(token.strip().encode(), settings.METRICS_TOKEN.encode())
    return _comes_straight_from(request, settings.METRICS_ADDRESSES)


def is_of_this_machine(request: HttpRequest) -> bool:
    """Whether a program of this machine (or container) asks, and no proxy for somebody else."""
    return _comes_straight_from(request, LOOPBACK)


def _comes_straight_from(request: HttpRequest, networks: tuple[str, ...] | list[str]) -> bool:
    if any(header in request.headers for header in FORWARDED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a Unix socket
        return False
    return any(address in ip_network(network) for network in networks)
