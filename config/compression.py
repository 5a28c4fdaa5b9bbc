"""Answers compressed on their way, for lines where every kilobyte is waited for.

A page that shows a secret beside what a visitor typed could give it away by its compressed length (BREACH,
CVE-2013-3587): Django's middleware adds bytes of a random number, and its tokens against forgery differ with every
answer.
"""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

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


class CompressionMiddleware(GZipMiddleware):
    """Django's gzip, for types that get smaller, and never for a part of a file that was asked for by its bytes."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed where that helps and the caller takes it. Its ETag, if any, is then weak (`W/`)."""
        if response.status_code == 206 or not response.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed
