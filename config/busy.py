"""What the portal says when it is too busy: 503 with `Retry-After`, as a page for people, a problem for programs."""

import json
import logging
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import metrics, observing
from accounts.languages import language_of_environ
from accounts.problems import API_PREFIX, PROBLEM_MEDIA_TYPE, problem_body

logger = logging.getLogger(__name__)
UNREAD_BODY = 1024 * 1024  # bytes; of a longer one nothing is read, and the connection ends
PLACEHOLDER = "4711"  # seconds, in the page that is kept


def refusal(environ: dict[str, Any], start_response: Callable[..., Any], retry_after: int) -> Iterable[bytes]:
    """The WSGI answer to a request that was not let in. Nothing of it was looked at, nothing changed."""
    _count()
    metrics.turned_away(503)
    hear_out(environ)
    reference = observing.new_id(environ.get("HTTP_X_REQUEST_ID") if settings.BEHIND_PROXY else None)
    is_program = (
        environ.get("PATH_INFO", "").startswith(API_PREFIX)
        or "HTTP_HX_REQUEST" in environ
        or environ.get("HTTP_ACCEPT", "").startswith("application/json")
    )
    language = language_of_environ(environ)
    if is_program:
        with translation.override(language), observing.working_for(reference):
            detail = _("The portal is very busy. Nothing was changed; send it again in %(seconds)d seconds.") % {
                "seconds": retry_after
            }
            content = json.dumps(problem_body(503, detail)).encode()
        content_type = PROBLEM_MEDIA_TYPE
    else:
        may_repeat = environ.get("REQUEST_METHOD") in {"GET", "HEAD"}
        content = page(may_repeat, language).replace(PLACEHOLDER, str(retry_after)).encode()
        content_type = "text/html; charset=utf-8"
    start_response(
        "503 Service Unavailable",
        [
            ("Content-Type", content_type),
            ("Content-Language", language),
            ("Content-Length", str(len(content))),
            ("Retry-After", str(retry_after)),
            (observing.HEADER, reference),
            ("Cache-Control", "no-store"),
            (
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
            ),
            ("X-Content-Type-Options", "nosniff"),
            ("X-Frame-Options", "DENY"),
        ],
    )
    return [b"" if environ.get("REQUEST_METHOD") == "HEAD" else content]


@cache
def page(may_repeat: bool, language: str) -> str:
    """The page for people, with `PLACEHOLDER` for the seconds. It needs no database."""
    with translation.override(language):
        return render_to_string("503.html", {"seconds": PLACEHOLDER, "may_repeat": may_repeat})


def hear_out(environ: dict[str, Any]) -> None:
    """Read a short body and throw it away, so that the connection can be used again and the answer is seen."""
    announced = environ.get("CONTENT_LENGTH") or "0"
    if announced.isascii() and announced.isdigit() and 0 < int(announced) <= UNREAD_BODY:
        environ["wsgi.input"].read(int(announced))


class _Counter:
    """Says in the log that requests are refused, at most once a second."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.refused = 0
        self.said_at = 0.0

    def add(self) -> None:
        with self.lock:
            self.refused += 1
            now = time.monotonic()
            if now < self.said_at + 1:
                return
            refused, self.refused, self.said_at = self.refused, 0, now
        logger.warning("Too busy: %d requests were answered 503.", refused)


_count = _Counter().add
