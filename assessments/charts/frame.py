"""What charts of scores share: heading, notes, a scale from 0 to 100 percent, texts that fit, markers by shape."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from assessments.charts.svg import INK, LINE, PAPER, SOFT, Svg, text_width
from assessments.comparison import State
from assessments.comparison.results import Result
from assessments.scoring import whole_percent

SMALL, USUAL, LARGE = 11, 12, 15
LINE_HEIGHT = 16.0
MARGIN = 12.0
MARKERS = ("diamond", "square", "triangle", "circle", "cross", "star")
"""Of countries that are shown by name, in the order in which they are shown: shapes besides colours."""


class Tick(NamedTuple):
    """A place on the scale, in percent, and what it says."""

    at: int
    words: str


def percent_ticks() -> tuple[Tick, ...]:
    """The places of the scale of scores, as the reader's language writes percent."""
    return tuple(Tick(at, said(Fraction(at))) for at in (0, 25, 50, 75, 100))


class Scale(NamedTuple):
    """Percent from 0 to 100 as pixels: `start` is where 0 is, `length` may be negative (upwards)."""

    start: float
    length: float

    def at(self, percent: Fraction | int) -> float:
        """The pixel of a percentage."""
        return self.start + self.length * float(percent) / 100


def state_words(state: State) -> str:
    """Why there is no score, or that there is one."""
    return {
        "score": _("score"),
        "no_data": _("no data"),
        "not_applicable": _("not applicable"),
        "not_asked": _("not asked"),
        "not_submitted": _("not submitted"),
    }[state]


def said_of(result: Result) -> str:
    """A country's score, or why it has none."""
    return said(result.score) if result.score is not None else state_words(result.state)


def said(value: Fraction | None) -> str:
    """A score as pages write it, a whole percentage; a dash where there is none."""
    whole = whole_percent(value)
    return "–" if whole is None else _("%(score)s%%") % {"score": whole}


def fitted(text: str, width: float, *, size: float = USUAL, lines: int = 2) -> list[str]:
    """The text in at most so many lines of `width` pixels, the last one shortened where it does not fit."""
    fitting: list[str] = []
    words = text.split()
    while words and len(fitting) < lines:
        line = words.pop(0)
        while words and text_width(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        fitting.append(line)
    if words:
        fitting[-1] = f"{fitting[-1]} …"
    return [_cut(line, width, size) for line in fitting]


def _cut(line: str, width: float, size: float) -> str:
    if text_width(line, size) <= width:
        return line
    shorter = line.removesuffix(" …")
    while shorter and text_width(f"{shorter}…", size) > width:
        shorter = shorter[:-1]
    return f"{shorter.rstrip()}…"


def heading_height(title: str, width: float, facts: Iterable[str]) -> float:
    """Pixels that `heading` takes."""
    return MARGIN + 20 * len(fitted(title, width, size=LARGE)) + LINE_HEIGHT * len(_wrapped(facts, width)) + 8


def heading(picture: Svg, title: str, facts: Iterable[str]) -> None:
    """The title and lines of facts below it, at the top of the picture."""
    width = picture.width - 2 * MARGIN
    top = MARGIN
    for line in fitted(title, width, size=LARGE):
        top += 20
        picture.text(MARGIN, top - 4, line, size=LARGE, font_weight=600)
    for line in _wrapped(facts, width):
        top += LINE_HEIGHT
        picture.text(MARGIN, top - 2, line, fill=SOFT)


def notes_height(lines: Sequence[str], width: float) -> float:
    """Pixels that `notes` takes."""
    return LINE_HEIGHT * len(_wrapped(lines, width)) + MARGIN


def notes(picture: Svg, lines: Sequence[str]) -> None:
    """Lines at the foot of the picture."""
    wrapped = _wrapped(lines, picture.width - 2 * MARGIN)
    for number, line in enumerate(wrapped):
        y = picture.height - MARGIN - LINE_HEIGHT * (len(wrapped) - 1 - number)
        picture.text(MARGIN, y, line, fill=SOFT, size=SMALL)


def _wrapped(lines: Iterable[str], width: float) -> list[str]:
    return [piece for line in lines for piece in fitted(line, width, lines=4)]


def percent_across(picture: Svg, scale: Scale, top: float, bottom: float, ticks: Sequence[Tick] = ()) -> None:
    """Lines down from a scale that runs from left to right, its numbers above and below; percent unless `ticks`."""
    for tick in ticks or percent_ticks():
        x = scale.at(tick.at)
        picture.line(x, top, x, bottom, stroke=LINE, stroke_dasharray=None if tick.at in (0, 100) else "2 3")
        for y in (top - 6, bottom + 15):
            for number, line in enumerate(fitted(tick.words, 122, size=SMALL)[:1]):
                picture.text(x, y + 12 * number, line, size=SMALL, fill=SOFT, anchor="middle")


def marker(picture: Svg, shape: str, x: float, y: float, size: float, *, fill: str) -> Svg:
    """A marker of `size` pixels from its middle to its edge, with a rim that shows on any ground."""
    rim: dict[str, Any] = {"fill": fill, "stroke": INK, "stroke_width": 1}
    if shape == "circle":
        return picture.circle(x, y, size * 0.85, **rim)
    if shape == "square":
        side = size * 1.6
        return picture.rect(x - side / 2, y - side / 2, side, side, **rim)
    points = {
        "diamond": ((0, -1.15), (1.15, 0), (0, 1.15), (-1.15, 0)),
        "triangle": ((0, -1.1), (1.1, 0.85), (-1.1, 0.85)),
        "cross": (
            *((-0.35, -1), (0.35, -1), (0.35, -0.35), (1, -0.35), (1, 0.35), (0.35, 0.35)),
            *((0.35, 1), (-0.35, 1), (-0.35, 0.35), (-1, 0.35), (-1, -0.35), (-0.35, -0.35)),
        ),
        "star": ((0, -1.3), (0.38, -0.38), (1.3, 0), (0.38, 0.38), (0, 1.3), (-0.38, 0.38), (-1.3, 0), (-0.38, -0.38)),
    }[shape]
    drawn = " L".join(f"{x + size * across:.2f} {y + size * down:.2f}" for across, down in points)
    return picture.path(f"M{drawn} Z", **rim)


def hollow(picture: Svg, x: float, y: float, size: float, *, stroke: str) -> Svg:
    """An empty dot: a median of fewer countries than quartiles need."""
    return picture.circle(x, y, size, fill=PAPER, stroke=stroke, stroke_width=1.5)
