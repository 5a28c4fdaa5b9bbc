"""From SVG to PNG without a browser, by a process of its own: the engine holds 80 MB that a web process would keep."""

import subprocess
import sys
from pathlib import Path

from assessments.charts.fonts import DIRECTORIES, FACES
from assessments.charts.svg import Svg

ENGINE = Path(__file__).with_name("png_engine.py")
TIMEOUT = 30
"""Seconds for one picture; the largest takes several."""
SCALE = 2
"""Pixels of the PNG for each of the SVG, so that it prints well."""
LARGE = 5_000
"""Texts from which a picture is large enough as it is: twice as large it would be tens of megabytes."""
MOST_TEXTS = 20_000
"""In one PNG: 193 countries by 62 objectives are twelve thousand; what is larger nobody reads as pixels."""


class DrawingFailed(Exception):
    """The engine could not draw; `str()` is what it said."""


class TooLarge(DrawingFailed):
    """The picture has more texts than a PNG is drawn with; its SVG has no limit."""


def png_of(picture: Svg) -> bytes:
    """The picture as PNG, `SCALE` times as large unless it is `LARGE`. Raises DrawingFailed, TooLarge."""
    if picture.texts > MOST_TEXTS:
        raise TooLarge(f"{picture.texts} texts, at most {MOST_TEXTS}")
    fonts = [str(folder) for folder in DIRECTORIES]
    try:
        finished = subprocess.run(  # noqa: S603  our own program, with data on its standard input
            [sys.executable, "-I", str(ENGINE), str(SCALE if picture.texts < LARGE else 1), str(FACES[0][2]), *fonts],
            input=picture.document(),
            capture_output=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise DrawingFailed(f"not drawn within {TIMEOUT} seconds") from late
    if finished.returncode:
        raise DrawingFailed(finished.stderr.decode(errors="replace").strip())
    return finished.stdout
