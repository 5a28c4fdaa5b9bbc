"""Bodies of requests that are longer than anything the portal takes: refused before any of it is kept."""

from collections.abc import Callable
from contextlib import suppress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from accounts.problems import API_PREFIX, PROBLEM_MEDIA_TYPE, problem_body

CHUNK = 64 * 1024
HEARD_OUT = 4
"""A body up to so many times the limit is read and thrown away, because browsers show no answer to what they could not
finish sending; of a longer one nothing more is read."""


class UploadLimitMiddleware:
    """Answers 413 to a request whose body is above `settings.UPLOAD_LIMIT` bytes, before it is parsed or stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        size = _announced(request)
        if size <= settings.UPLOAD_LIMIT:
            return self.get_response(request)
        if size <= HEARD_OUT * settings.UPLOAD_LIMIT:
            with suppress(OSError):  # who is gone needs no answer
                while request.read(CHUNK):
                    pass
        detail = _("What you sent is too large: at most %(limit)d MB.") % {
            "limit": settings.UPLOAD_LIMIT // 1024**2 - 1
        }
        if request.path.startswith(API_PREFIX):
            return JsonResponse(problem_body(413, detail), status=413, content_type=PROBLEM_MEDIA_TYPE)
        return render(request, "413.html", {"detail": detail}, status=413)


def _announced(request: HttpRequest) -> int:
    """Bytes of the body as its header says; the server reads no more than that."""
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isascii() and text.isdigit() else 0
