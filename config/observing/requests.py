"""Every request has an id, and leaves one line in the log and one count in the metrics."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import LazyObject, empty
from django_structlog.middlewares import RequestMiddleware as StructlogMiddleware
from structlog.contextvars import clear_contextvars

from accounts import metrics, observing

logger = structlog.get_logger(__name__)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NO_VIEW = "none"
"""Name of the view where the address leads nowhere, or something answered before there was one."""


class RequestMiddleware(StructlogMiddleware):
    """Gives the request its id (`accounts.observing`), answers it as X-Request-ID, and tells what came of it.

    The id is the proxy's own where there is a proxy (`settings.BEHIND_PROXY`), else new. An error that nobody caught
    is logged as `request_failed`. Asks the database nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        super().__init__(get_response)

    def prepare(self, request: HttpRequest) -> None:
        """Before the view: the id, and the time."""
        request._observed_since = time.monotonic()  # type: ignore[attr-defined]
        clear_contextvars()
        observing.begin(request.headers.get(observing.HEADER) if settings.BEHIND_PROXY else None)

    def handle_response(self, request: HttpRequest, response: HttpResponse) -> None:
        """After the view: header, metrics, log."""
        response.headers[observing.HEADER] = observing.request_id()
        seconds = time.monotonic() - request._observed_since  # type: ignore[attr-defined]
        view, method, status = view_of(request), method_of(request), response.status_code
        metrics.answered(view, method, status, seconds)
        if status == 429:
            metrics.turned_away(status)
        elif method not in SAFE_METHODS and 400 <= status < 500:
            metrics.refused(status)
        logger.info(
            "request",
            method=method,
            view=view,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=None if response.streaming else len(response.content),
            **who(request),
        )
        clear_contextvars()

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """What stands for a request in `request_failed`: never its address."""
        return view_of(request)

    @staticmethod
    def bind_user_id(request: HttpRequest) -> None:
        """Nobody is looked up for the log: `who` names whom the view knew."""

    def _process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Called once a request, and not again where `_raised_exception` is set."""
        request._raised_exception = exception  # type: ignore[attr-defined]
        logger.error(
            "request_failed", method=method_of(request), view=view_of(request), exc_info=exception, **who(request)
        )


def view_of(request: HttpRequest) -> str:
    """Name of the view that answered."""
    match = request.resolver_match
    return (match.view_name or NO_VIEW) if match else NO_VIEW


def method_of(request: HttpRequest) -> str:
    """The HTTP method, "other" for what is none."""
    return request.method if request.method in METHODS else "other"


def who(request: HttpRequest) -> dict[str, Any]:
    """`membership`, or else `user`: ids of whom the request is known to come from, without asking the database."""
    membership = getattr(request, "membership", None)
    if membership is not None:
        return {"membership": str(membership.pk)}
    user = getattr(request, "user", None)
    if isinstance(user, LazyObject) and user._wrapped is empty:
        return {}
    key = getattr(user, "pk", None)
    return {} if key is None else {"user": str(key)}
