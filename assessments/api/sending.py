"""Downloads that are sent while they are written: with an entity tag, compressed for those who take it."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from rest_framework.request import Request

from assessments.api.base import not_modified

COMPRESSION = 5  # of 9: half the time of the usual 6 for some percent more bytes
_CODING = re.compile(r"\s*([^\s;,]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?$", re.IGNORECASE)


@dataclass(frozen=True)
class Download:
    """What is sent: `tag`, without quotes, changes with its bytes, or only with its meaning where it is `weak`;
    `chunks` begins to write it."""

    name: str
    content_type: str
    tag: str
    chunks: Callable[[], Iterable[str]]
    weak: bool = False


def sent(request: Request, download: Download) -> HttpResponseBase:
    """The answer: 304 where the client holds it, else the stream, compressed where the client takes gzip.

    The compressed bytes are a representation of their own, so they have a tag of their own (RFC 9110, 8.8.3.3).
    """
    compressed = takes_gzip(request.headers)
    tag = f'{"W/" if download.weak else ""}"{download.tag}{"-gzip" if compressed else ""}"'
    # Who may read it can change: it is kept, but asked about each time.
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Accept-Encoding"}
    if not_modified(request, tag.removeprefix("W/")):
        return HttpResponse(status=304, headers=headers)
    encoded: Iterator[bytes] = (chunk.encode() for chunk in download.chunks())
    if compressed:
        headers["Content-Encoding"] = "gzip"
        encoded = gzipped(encoded)
    headers["Content-Disposition"] = f'attachment; filename="{download.name}"'
    return StreamingHttpResponse(encoded, content_type=download.content_type, headers=headers)


def gzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes compressed, without name and time: equal input gives equal output."""
    compressor = zlib.compressobj(COMPRESSION, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    for chunk in chunks:
        if part := compressor.compress(chunk):
            yield part
    yield compressor.flush()


def takes_gzip(headers: Mapping[str, str]) -> bool:
    """Whether `Accept-Encoding` names gzip, or everything, with a weight above 0."""
    weights = {
        found[1].lower(): float(found[2] or 1)
        for one in headers.get("Accept-Encoding", "").split(",")
        if (found := _CODING.match(one))
    }
    return weights.get("gzip", weights.get("*", 0)) > 0
