"""Data gaps as bars: of the countries to which an indicator applies, how many are without data."""

from collections.abc import Sequence
from typing import NamedTuple

from .notes import cut, draw_notes, notes_height
from .svg import INK, LINE, PAPER, SHADES, SOFT, Svg

WIDTH = 960
LABELS, BEHIND = 430, 130
ROW, BAR = 26, 15
HEAD = 30
LETTERS = 57
"""Of a statement beside its bar."""


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
    rows: Sequence[GapRow], words: GapWords, *, title: str, description: str, notes: Sequence[str]
) -> Svg:
    """The picture, the rows in their order; "unanswered" is outlined, and named below where there is any."""
    has_unanswered = any(row.unanswered for row in rows)
    legend = ROW if has_unanswered else 0
    height = HEAD + ROW * len(rows) + legend + notes_height(notes) + 4
    picture = Svg(WIDTH, height, title=title, description=description)
    across = WIDTH - LABELS - BEHIND
    bottom = HEAD + ROW * len(rows)
    for percent in (0, 50, 100):
        x = LABELS + across * percent / 100
        said = f"{percent}%" if percent != 50 else words.half
        picture.text(x, 16, said, size=11, fill=SOFT, anchor="middle")
    for number, row in enumerate(rows):
        y = HEAD + number * ROW
        picture.rect(LABELS, y + 5, across, BAR, fill=SHADES[0])
        picture.text(8, y + 17, row.code, size=12, font_weight=600)
        picture.text(76, y + 17, cut(row.text, LETTERS), size=12).titled(f"{row.code} {row.text}")
        known = across * row.no_data / row.applies
        missing = across * row.unanswered / row.applies
        if row.no_data:
            picture.rect(LABELS, y + 5, known, BAR, fill=SHADES[3]).titled(f"{row.code}: {row.said}")
        if row.unanswered:
            picture.rect(LABELS + known + 0.5, y + 5.5, max(missing - 1, 1), BAR - 1, fill=PAPER, stroke=SHADES[3])
        picture.text(LABELS + across + 10, y + 17, row.said, size=12)
    for percent, dashes in ((0, None), (50, "4 3"), (100, None)):
        x = LABELS + across * percent / 100
        stroke = INK if percent == 50 else LINE
        picture.line(x, HEAD - 6, x, bottom, stroke=stroke, stroke_dasharray=dashes)
    if has_unanswered:
        picture.rect(LABELS, bottom + 6, BAR, BAR, fill=SHADES[3])
        picture.text(LABELS + 22, bottom + 18, words.no_data)
        picture.rect(LABELS + 160.5, bottom + 6.5, BAR - 1, BAR - 1, fill=PAPER, stroke=SHADES[3])
        picture.text(LABELS + 182, bottom + 18, words.unanswered)
    return draw_notes(picture, notes)
