"""Data gaps as bars: of the countries to which an indicator applies, how many are without data."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from framework.listing import labelled

from .frame import MARGIN, SMALL, fitted, heading, heading_height, notes, notes_height, said
from .svg import INK, LINE, PAPER, SHADES, SOFT, Svg

WIDTH, LABELS, BEHIND, CODES = 960.0, 430.0, 130.0, 64.0
ROW, BAR = 26, 15
HEAD = 26


class GapRow(NamedTuple):
    """An indicator: its statement; countries without data by their answer and to which it applies; what is said."""

    code: str
    text: str
    no_data: int
    unanswered: int
    applies: int
    said: str


class GapWords(NamedTuple):
    """What the picture says besides its rows."""

    half: str
    no_data: str
    unanswered: str


def data_gaps_chart(
    rows: Sequence[GapRow],
    words: GapWords,
    *,
    title: str,
    facts: Sequence[str],
    description: str,
    foot: Sequence[str] = (),
) -> Svg:
    """The picture, the rows in their order; "unanswered" is outlined, and named below where there is any."""
    has_unanswered = any(row.unanswered for row in rows)
    legend = ROW if has_unanswered else 0
    top = heading_height(title, WIDTH - 2 * MARGIN, facts) + HEAD
    bottom = top + ROW * len(rows)
    height = bottom + legend + notes_height(foot, WIDTH - 2 * MARGIN)
    picture = Svg(WIDTH, height, title=title, description=description)
    heading(picture, title, facts)
    across = WIDTH - LABELS - BEHIND
    for percent in (0, 50, 100):
        x = LABELS + across * percent / 100
        label = said(Fraction(percent)) if percent != 50 else words.half
        picture.text(x, top - 12, label, size=SMALL, fill=SOFT, anchor="middle")
    for number, row in enumerate(rows):
        y = top + number * ROW
        picture.rect(LABELS, y + 5, across, BAR, fill=SHADES[0])
        statement = fitted(row.text, LABELS - CODES - 2 * MARGIN, size=SMALL, lines=1)[0]
        picture.text(MARGIN, y + 17, row.code, size=SMALL, font_weight=600)
        picture.text(MARGIN + CODES, y + 17, statement, size=SMALL).titled(f"{row.code} {row.text}")
        known = across * row.no_data / row.applies
        missing = across * row.unanswered / row.applies
        if row.no_data:
            picture.rect(LABELS, y + 5, known, BAR, fill=SHADES[3]).titled(labelled(row.code, row.said))
        if row.unanswered:
            picture.rect(LABELS + known + 0.5, y + 5.5, max(missing - 1, 1), BAR - 1, fill=PAPER, stroke=SHADES[3])
        picture.text(LABELS + across + 10, y + 17, row.said)
    for percent, dashes in ((0, None), (50, "4 3"), (100, None)):
        x = LABELS + across * percent / 100
        stroke = INK if percent == 50 else LINE
        picture.line(x, top - 6, x, bottom, stroke=stroke, stroke_dasharray=dashes)
    if has_unanswered:
        picture.rect(LABELS, bottom + 6, BAR, BAR, fill=SHADES[3])
        picture.text(LABELS + 22, bottom + 18, words.no_data)
        picture.rect(LABELS + 160.5, bottom + 6.5, BAR - 1, BAR - 1, fill=PAPER, stroke=SHADES[3])
        picture.text(LABELS + 182, bottom + 18, words.unanswered)
    notes(picture, foot)
    return picture
