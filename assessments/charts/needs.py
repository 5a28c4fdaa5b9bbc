"""Needs as small multiples: a panel a kind of assistance, a bar a region, all on one scale, so that grey will do."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .frame import MARGIN, SMALL, fitted, heading, heading_height, notes, notes_height
from .svg import INK, LINE, SHADES, SOFT, Svg

WIDTH, NAMES = 960.0, 220.0
ROW, BAR = 34, 15
HEAD = 46
GAP = 16
BAND = "#f4f6f8"
"""The ground of every other row."""
NUMBER = 34
"""Pixels behind the longest bar, for its number."""


class NeedRow(NamedTuple):
    """A region: its name, what is said of it in a smaller letter, and the actions of each panel."""

    name: str
    said: str
    actions: Sequence[int]


def needs_chart(
    panels: Sequence[str],
    rows: Sequence[NeedRow],
    *,
    title: str,
    facts: Sequence[str],
    description: str,
    tip: str,
    foot: Sequence[str] = (),
) -> Svg:
    """The picture; `panels` are the names of the kinds, `tip` a text with %(actions)d, %(panel)s and %(name)s."""
    each = (WIDTH - NAMES) / max(len(panels), 1)
    longest = max((number for row in rows for number in row.actions), default=0)
    top = heading_height(title, WIDTH - 2 * MARGIN, facts) + HEAD
    bottom = top + ROW * len(rows)
    picture = Svg(WIDTH, bottom + notes_height(foot, WIDTH - 2 * MARGIN), title=title, description=description)
    heading(picture, title, facts)
    for column, panel in enumerate(panels):
        x = NAMES + column * each
        picture.text(x, top - 24, panel, font_weight=600)
        picture.text(x, top - 8, str(sum(row.actions[column] for row in rows)), fill=SOFT)
    for number, row in enumerate(rows):
        y = top + number * ROW
        if number % 2 == 0:
            picture.rect(0, y, WIDTH, ROW, fill=BAND)
        picture.text(MARGIN, y + 15, fitted(row.name, NAMES - 2 * MARGIN, lines=1)[0], font_weight=600)
        picture.text(MARGIN, y + 28, row.said, size=SMALL, fill=SOFT)
        for column, panel in enumerate(panels):
            x = NAMES + column * each
            actions = row.actions[column]
            width = (each - GAP - NUMBER) * actions / longest if longest else 0
            values: Mapping[str, object] = {"actions": actions, "panel": panel, "name": row.name}
            if actions:
                picture.rect(x, y + 9, width, BAR, fill=SHADES[3]).titled(tip % values)
            picture.text(x + width + 5, y + 21, str(actions), fill=INK if actions else SOFT)
    for column in range(len(panels)):
        x = NAMES + column * each
        picture.line(x, top, x, bottom, stroke=LINE)
    notes(picture, foot)
    return picture
