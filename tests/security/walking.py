"""Walks over everything the portal answers: all routes of the resolver, and all pages that links lead to."""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver

API = "api/v1/"
UNKNOWN = "11111111-1111-4111-8111-111111111111"
CONTENT: dict[str, Any] = {
    "code": "1.1",
    "table": "1",
    "slug": "-",
    "number": 6,
    "token": "none",
    "key": "none",
    "uidb36": "1",
    "app_label": "accounts",
    "url": "none",
    "content_type_id": 1,
    "object_id": 1,
    "history_id": 1,
}
"""What stands in addresses where nothing else is known."""


@dataclass(frozen=True)
class Route:
    """A route of the resolver; `text` is the whole pattern, without the marks of regular expressions."""

    text: str
    name: str | None
    callback: Any

    @property
    def is_api(self) -> bool:
        return self.text.startswith(API)

    def address(self, values: Mapping[str, Mapping[str, Any]] | None = None) -> str:
        """An address of the route: with `values`, by the beginning of the address; else with things that are not."""
        below = self.text.removeprefix(API)
        known = next((given for start, given in (values or {}).items() if below.startswith(start)), {})
        if "objectives/" in below and "code" in known and "assessments/" in below:
            known = {**known, "code": "1.1"}
        return "/" + PARAMETER.sub(
            lambda found: str(known.get(found[2]) or ("1" if found[1] == "int:" else CONTENT.get(found[2], UNKNOWN))),
            self.text,
        )


PARAMETER = re.compile(r"<(\w+:)?(\w+)>")
_NAMED_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\\[]|\\.|\[(?:[^\]\\]|\\.)*\])*\)")


def all_routes() -> list[Route]:
    """Every route: pages, calls, the administration, what libraries bring."""
    return list(_routes(get_resolver().url_patterns, ""))


def _routes(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[Route]:
    for pattern in patterns:
        text = before + _NAMED_GROUP.sub(r"<\1>", str(pattern.pattern)).replace("^", "").replace("$", "").replace(
            "\\", ""
        )
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, text)
        else:
            yield Route(text, pattern.name, pattern.callback)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src", "hx-get") and value]


def links_of(html: str) -> list[str]:
    """What a page links to and loads."""
    parser = _Links()
    parser.feed(html)
    return parser.found


def crawled(client: Client, starts: list[str], *, each: int = 2, most: int = 400) -> Iterator[tuple[str, Any]]:
    """Every answer that links lead to from `starts`: each route at most `each` times, in each format once (with `each`
    above 2, with every set of names in the query)."""
    seen: dict[tuple[str, ...], int] = {}
    waiting, known = list(starts), set(starts)
    while waiting and most:
        address = waiting.pop(0)
        answer = client.get(address)
        body_of(answer)
        most -= 1
        yield address, answer
        for link in _targets(answer):
            parts = urlsplit(urljoin(f"http://testserver{address}", link.partition("#")[0]))
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc != "testserver" or target in known or parts.path.startswith(("/static/", "/api/")):
                continue
            known.add(target)
            if "format=png" in parts.query:  # the same as the SVG, in which words can be read
                continue
            shape = _shape(parts.path, parts.query, each > 2)
            seen[shape] = seen.get(shape, 0) + 1
            if seen[shape] <= (1 if "format=" in parts.query else each):
                waiting.append(target)


def _targets(answer: Any) -> list[str]:
    """Where an answer leads."""
    if answer.status_code in (301, 302):
        return [answer["Location"]]
    if answer.get("Content-Type", "").startswith("text/html"):
        return links_of(body_of(answer).decode())
    return []


def _shape(path: str, query: str, every_query: bool) -> tuple[str, ...]:
    """Addresses of one shape are answered by the same view in the same way."""
    try:
        route = get_resolver().resolve(path).route
    except Resolver404:
        route = path
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    formats = [value for name, _equals, value in pairs if name == "format"]
    names = sorted({name for name, _equals, _value in pairs}) if every_query else []
    return (route, *formats, *names)


def body_of(answer: Any) -> bytes:
    """The whole body, of a stream too."""
    if not answer.streaming:
        return bytes(answer.content)
    if not hasattr(answer, "read_body"):
        answer.read_body = b"".join(answer.streaming_content)
    return bytes(answer.read_body)


def text_of(answer: Any) -> str:
    """Everything that an answer tells: headers and body, office files unpacked."""
    body = body_of(answer)
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(archive.read(name) for name in archive.namelist())
    headers = "\n".join(f"{name}: {value}" for name, value in answer.items())
    return f"{headers}\n{body.decode('utf-8', 'replace')}"
