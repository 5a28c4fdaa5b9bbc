"""Profiles beside each other: for each table a line a country, with the score as a tick between its bounds."""

from collections.abc import Sequence
from typing import NamedTuple

from .notes import cut, draw_notes, notes_height
from .svg import LINE, SHADES, SOFT, Svg

WIDTH = 960
LABELS, BEHIND = 250, 220
TITLE_ROW, ROW = 30, 24
HEAD = 28
NAME_LETTERS = 32


class ProfileRow(NamedTuple):
    """A country in a table: score and bounds in percent, None where there are none, and all of it in words."""

    name: str
    score: float | None
    lower: float | None
    upper: float | None
    said: str


class ProfileGroup(NamedTuple):
    """All tables together, or one table."""

    title: str
    rows: Sequence[ProfileRow]


def profiles_chart(groups: Sequence[ProfileGroup], *, title: str, description: str, notes: Sequence[str]) -> Svg:
    """The picture, groups and countries in their order."""
    rows = sum(len(group.rows) for group in groups)
    height = HEAD + TITLE_ROW * len(groups) + ROW * rows + notes_height(notes) + 4
    picture = Svg(WIDTH, height, title=title, description=description)
    across = WIDTH - LABELS - BEHIND

    def place(percent: float) -> float:
        return LABELS + across * percent / 100

    for percent in (0, 25, 50, 75, 100):
        picture.text(place(percent), 14, f"{percent}%", size=11, fill=SOFT, anchor="middle")
    y = HEAD
    for group in groups:
        picture.text(8, y + 20, group.title, size=13, font_weight=600)
        y += TITLE_ROW
        for row in group.rows:
            picture.text(24, y + 15, cut(row.name, NAME_LETTERS), size=12)
            picture.rect(LABELS, y + 3, across, 16, fill=SHADES[0] if row.upper is not None else "none")
            if row.lower is not None and row.upper is not None and row.upper > row.lower:
                span = place(row.upper) - place(row.lower)
                picture.rect(place(row.lower), y + 7, span, 8, fill=SHADES[2]).titled(f"{row.name}: {row.said}")
            if row.score is not None:
                picture.rect(place(row.score) - 2.5, y + 2, 5, 18, fill=SHADES[4]).titled(f"{row.name}: {row.said}")
            picture.text(LABELS + across + 12, y + 15, row.said, size=12)
            y += ROW
    for percent in (0, 25, 50, 75, 100):
        picture.line(place(percent), HEAD - 8, place(percent), y, stroke=LINE, stroke_dasharray="2 3")
    return draw_notes(picture, notes)
