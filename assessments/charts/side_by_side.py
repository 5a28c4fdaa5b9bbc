"""Profiles beside each other: for each table a line a country, with the score as a tick between its bounds."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from framework.listing import labelled

from .frame import MARGIN, Scale, fitted, heading, heading_height, notes, notes_height, percent_across
from .svg import SHADES, Svg

WIDTH, LABELS, BEHIND = 960.0, 250.0, 220.0
SCALE = Scale(LABELS, WIDTH - LABELS - BEHIND)
TITLE_ROW, ROW = 30, 24
HEAD = 24


class ProfileRow(NamedTuple):
    """A country in a table: score and bounds in percent, None where there are none, and all of it in words."""

    name: str
    score: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    said: str


class ProfileGroup(NamedTuple):
    """All tables together, or one table."""

    title: str
    rows: Sequence[ProfileRow]


def profiles_chart(
    groups: Sequence[ProfileGroup], *, title: str, facts: Sequence[str], description: str, foot: Sequence[str] = ()
) -> Svg:
    """The picture, groups and countries in their order."""
    rows = sum(len(group.rows) for group in groups)
    top = heading_height(title, WIDTH - 2 * MARGIN, facts) + HEAD
    bottom = top + TITLE_ROW * len(groups) + ROW * rows
    height = bottom + HEAD + notes_height(foot, WIDTH - 2 * MARGIN)
    picture = Svg(WIDTH, height, title=title, description=description)
    heading(picture, title, facts)
    y = top
    for group in groups:
        picture.text(MARGIN, y + 20, group.title, font_weight=600)
        y += TITLE_ROW
        for row in group.rows:
            _draw_row(picture, row, y)
            y += ROW
    percent_across(picture, SCALE, top, bottom)
    notes(picture, foot)
    return picture


def _draw_row(picture: Svg, row: ProfileRow, y: float) -> None:
    tip = labelled(row.name, row.said)
    picture.text(2 * MARGIN, y + 15, fitted(row.name, LABELS - 3 * MARGIN, lines=1)[0])
    if row.lower is not None and row.upper is not None:
        picture.rect(LABELS, y + 3, SCALE.length, 16, fill=SHADES[0])
        if row.upper > row.lower:
            width = SCALE.at(row.upper) - SCALE.at(row.lower)
            picture.rect(SCALE.at(row.lower), y + 7, width, 8, fill=SHADES[2]).titled(tip)
    if row.score is not None:
        picture.rect(SCALE.at(row.score) - 2.5, y + 2, 5, 18, fill=SHADES[4]).titled(tip)
    picture.text(LABELS + SCALE.length + MARGIN, y + 15, row.said)
