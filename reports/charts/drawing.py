"""From Vega-Lite to SVG, without a browser and without any address outside the description."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from assessments.charts.fonts import DIRECTORIES

ENGINE = Path(__file__).with_name("engine.py")
TIMEOUT = 120
"""Seconds for all charts of a document; they take two."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """A chart to draw: its Vega-Lite description with the data in it, and what it shows in words."""

    spec: dict[str, Any]
    alternative: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawn chart: SVG to stand in HTML, with what it shows in words as its title."""

    svg: SafeString
    alternative: str


class DrawingFailed(Exception):
    """The engine could not draw; `str()` is what it said."""


def draw(sketches: Sequence[Sketch]) -> list[Chart]:
    """Draw the sketches, in their order. Raises DrawingFailed."""
    request = {"fonts": [str(folder) for folder in DIRECTORIES], "specs": [sketch.spec for sketch in sketches]}
    finished = subprocess.run(  # noqa: S603  our own program, with data on its standard input
        [sys.executable, "-I", str(ENGINE)],
        input=json.dumps(request),
        capture_output=True,
        encoding="utf-8",
        timeout=TIMEOUT,
        check=False,
    )
    if finished.returncode:
        raise DrawingFailed(finished.stderr.strip())
    drawn = json.loads(finished.stdout)
    return [
        Chart(_titled(svg, sketch.alternative), sketch.alternative) for svg, sketch in zip(drawn, sketches, strict=True)
    ]


def _titled(svg: str, alternative: str) -> SafeString:
    """The SVG as one image with a title, which is where a PDF's alternative text comes from."""
    opening, rest = svg.split(">", 1)
    return mark_safe(f'{opening} role="img"><title>{escape(alternative)}</title>{rest}')  # noqa: S308  texts are escaped by vl-convert
