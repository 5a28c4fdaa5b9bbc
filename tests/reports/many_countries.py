"""Small worlds for reports on many countries, and what a PDF says."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pikepdf
from pypdf import PdfReader

from assessments import selectors
from assessments.models import Cycle
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import make_country, make_submission, sealed_need

AT = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LONG_NAME = "Federal and Democratic Republic of the Northern and Southern Islands of the Great Outer Ocean"


def letters(seed: int) -> str:
    """Answers of every kind, of other levels for every seed."""
    return "".join("01234nd-"[(number * 5 + seed * 3 + number // 7) % 8] for number in range(count()))


def count() -> int:
    return len(selectors.tree().places)


def small_world(**cycle: Any) -> Cycle:
    """Six countries in a cycle: four submitted, in two regions, one of them shared and one public; two did not."""
    made = make_cycle("2026", status="closed", **cycle)
    sharing = {"XRA": "nobody", "XRB": "states_parties", "XRC": "public", "XRD": "nobody"}
    for number, code in enumerate(("XRA", "XRB", "XRC", "XRD", "XRE", "XRF")):
        place = {} if number % 2 else {"region": "Asia", "subregion": "Eastern Asia", "regional_group": "asia_pacific"}
        country = make_country(code, **place)
        if code == "XRB":
            country.name = LONG_NAME
            country.save()
        if code in sharing:
            needs = [sealed_need("1.1.E1"), sealed_need("2.3.E2", "equipment")] if number < 2 else []
            make_submission(country, made, letters(number), sharing=sharing[code], actions=needs, at=AT)
    return made


def pages_of(content: bytes) -> list[str]:
    """The text of every page, white space as single spaces."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def nodes_of(content: bytes) -> list[Any]:
    """Every element of the structure tree: kind, alternative text."""
    with pikepdf.open(BytesIO(content)) as pdf:
        return [
            (str(node.S), str(node.Alt) if "/Alt" in node else "")
            for node in _below(pdf.Root.StructTreeRoot.K)
            if "/S" in node
        ]


def _below(node: Any) -> Iterator[Any]:
    if isinstance(node, pikepdf.Array):
        for one in node:
            yield from _below(one)
    elif isinstance(node, pikepdf.Dictionary):
        yield node
        if "/K" in node:
            yield from _below(node.K)
