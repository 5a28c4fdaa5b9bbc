"""Answers compressed on their way, for lines where every kilobyte is waited for.

Brotli where the caller takes it (pages in Russian and Arabic are a sixth smaller than with gzip), else gzip, which
streams too. A page that shows a secret beside what a visitor typed could give it away by its compressed length (BREACH,
CVE-2013-3587): every answer gets a random number of bytes, and tokens against forgery differ each time.
"""

import re
import secrets

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

COMPRESSIBLE = (
    "text/",
    "application/json",
    "application/problem+json",
    "application/vnd.oai.openapi",
    "application/vnd.sdmx",
    "application/javascript",
    "application/xml",
    "image/svg+xml",
)
"""How the types begin that get smaller: documents, workbooks, pictures and fonts are compressed in themselves."""

_TAKES_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:\s|,|$))")
_LEAST = 200
_QUALITY = 5
"""Some five milliseconds for the largest scoring page; more would cost ten times that and save a fiftieth."""


class CompressionMiddleware(GZipMiddleware):
    """Brotli or Django's gzip, for types that get smaller, and never for a part of a file asked for by bytes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that helps and the caller takes it. Its ETag, if any, is then weak (`W/`)."""
        if response.status_code == 206 or not response.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        if (
            isinstance(response, HttpResponse)
            and len(response.content) >= _LEAST
            and not response.has_header("Content-Encoding")
            and _TAKES_BROTLI.search(request.headers.get("Accept-Encoding", ""))
        ):
            return _with_brotli(response)
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


def _with_brotli(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ("Accept-Encoding",))
    response.content = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=_QUALITY)
    response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "br"
    response["X-Padding"] = "x" * secrets.randbelow(100)
    etag = response.get("ETag", "")
    if etag.startswith('"'):
        response["ETag"] = f"W/{etag}"
    return response
