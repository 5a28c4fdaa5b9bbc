"""Needs as small multiples: a panel a kind of assistance, a bar a region, all on one scale, so that grey will do."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple

from .notes import draw_notes, notes_height
from .svg import INK, LINE, SHADES, SOFT, Svg, text_width

WIDTH = 960
ROW, BAR = 26, 15
HEAD = 44
GAP = 16
NUMBER = 34
"""Pixels behind the longest bar, for its number."""


class NeedRow(NamedTuple):
    """A region: its name, what is said of it in a smaller letter, and the actions of each panel."""

    name: str
    said: str
    actions: Sequence[int]


def needs_chart(
    panels: Sequence[str], rows: Sequence[NeedRow], *, title: str, description: str, tip: str, notes: Sequence[str]
) -> Svg:
    """The picture; `panels` are the names of the kinds, `tip` a text with %(actions)d, %(panel)s and %(name)s."""
    names = max((max(text_width(row.name, 13), text_width(row.said, 11)) for row in rows), default=0) + 2 * GAP
    each = (WIDTH - names) / max(len(panels), 1)
    longest = max((number for row in rows for number in row.actions), default=0)
    row_height = ROW + 8
    picture = Svg(
        WIDTH, ceil(HEAD + row_height * len(rows) + notes_height(notes) + 4), title=title, description=description
    )
    for column, panel in enumerate(panels):
        x = names + column * each
        picture.text(x, 16, panel, size=13, font_weight=600)
        picture.text(x, 32, str(sum(row.actions[column] for row in rows)), size=12, fill=SOFT)
    for number, row in enumerate(rows):
        y = HEAD + number * row_height
        if number % 2 == 0:
            picture.rect(0, y, WIDTH, row_height, fill="#f4f6f8")
        picture.text(8, y + 15, row.name, size=13, font_weight=600)
        picture.text(8, y + 29, row.said, size=11, fill=SOFT)
        for column, panel in enumerate(panels):
            x = names + column * each
            actions = row.actions[column]
            width = (each - GAP - NUMBER) * actions / longest if longest else 0
            values: Mapping[str, object] = {"actions": actions, "panel": panel, "name": row.name}
            if actions:
                picture.rect(x, y + 9, width, BAR, fill=SHADES[3]).titled(tip % values)
            picture.text(x + width + 5, y + 21, str(actions), size=12, fill=INK if actions else SOFT)
    for column in range(len(panels)):
        x = names + column * each
        picture.line(x, HEAD, x, HEAD + row_height * len(rows), stroke=LINE)
    return draw_notes(picture, notes)
