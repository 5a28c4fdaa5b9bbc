"""A distribution as a picture: for each group a box of the quartiles with whiskers, and a dot for each country."""

from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts.frame import (
    LINE_HEIGHT,
    MARGIN,
    SMALL,
    Scale,
    Tick,
    fitted,
    heading,
    heading_height,
    marker,
    notes,
    notes_height,
    percent_across,
    said,
    said_of,
)
from assessments.charts.svg import COLOURS, INK, LINE, SHADES, SOFT, Svg, text_width
from assessments.comparison.results import Result, Together
from framework.listing import labelled, listed

WIDTH, LABELS, RIGHT = 760.0, 200.0, 46.0
SCALE = Scale(LABELS + 26, WIDTH - LABELS - 26 - RIGHT)
BOX, DOT, TALLEST = 14.0, 7.0, 84.0
"""Pixels: the height of a box, the room of a dot, the tallest stack of dots; in a taller one dots overlap."""
WIDEST = 11
"""Dots side by side where equal scores stand in a block."""


class Group(NamedTuple):
    """A row of the picture: its name and what its countries give."""

    name: str
    all: Together


class Place(NamedTuple):
    """Where a country's dot is: pixels across, and down from the first line of dots."""

    across: float
    down: float


def distribution_picture(
    groups: Sequence[Group],
    marked: Result | None,
    *,
    title: str,
    facts: Sequence[str],
    description: str,
    ticks: Sequence[Tick] = (),
    foot: Sequence[str] = (),
) -> Svg:
    """A row a group. `marked` is drawn as a diamond with its name; where it is in no group, in a row of its own."""
    outside = marked is not None and not any(_holds(group, marked) for group in groups)
    rows = [_Row(group, marked) for group in groups]
    head = heading_height(title, WIDTH - 2 * MARGIN, facts) + 18
    body = sum(row.height for row in rows) + (34 if outside else 0)
    picture = Svg(
        WIDTH, head + body + 26 + notes_height(foot, WIDTH - 2 * MARGIN), title=title, description=description
    )
    heading(picture, title, facts)
    percent_across(picture, SCALE, head, head + body, ticks)
    top = head
    for row in rows:
        row.draw(picture, top)
        top += row.height
    if outside and marked is not None:
        for number, line in enumerate(fitted(_("Not among these"), LABELS - 2 * MARGIN)):
            picture.text(MARGIN, top + 21 + LINE_HEIGHT * number, line, fill=SOFT)
        _draw_marked(picture, marked, top + 14, top + 24)
    notes(picture, foot)
    return picture


def _holds(group: Group, marked: Result) -> bool:
    return any(result.country.code == marked.country.code for result in group.all.results)


class _Row:
    """A group laid out: its dots have their places before the picture's height is known."""

    def __init__(self, group: Group, marked: Result | None) -> None:
        self.group = group
        self.marked = marked if marked is not None and _holds(group, marked) else None
        self.places = places([result.score for result in group.all.scored if result.score is not None])
        self.label = 18.0 if self.marked is not None else 0.0
        deepest = max((place.down for place in self.places), default=0.0)
        self.box = BOX + 8 if group.all.has_box else 4.0
        self.name = fitted(group.name, LABELS - 2 * MARGIN)
        self.height = max(8 + self.label + self.box + deepest + DOT + 8, 20 + LINE_HEIGHT * (len(self.name) + 1))

    def draw(self, picture: Svg, top: float) -> None:
        picture.line(MARGIN, top, WIDTH - RIGHT, top, stroke=LINE)
        self._draw_words(picture, top + 20)
        middle = top + 8 + self.label + BOX / 2
        if self.group.all.has_box:
            _draw_box(picture, self.group, middle)
        first = top + 8 + self.label + self.box + DOT / 2
        for result, place in zip(self.group.all.scored, self.places, strict=True):
            if self.marked is None or result.country.code != self.marked.country.code:
                picture.circle(place.across, first + place.down, DOT / 2 - 0.4, fill=COLOURS[0], fill_opacity=0.7)
                picture.titled(words_of(result))
        if self.marked is not None:
            own = next(
                (
                    place
                    for result, place in zip(self.group.all.scored, self.places, strict=True)
                    if result.country.code == self.marked.country.code
                ),
                Place(0, 0),
            )
            _draw_marked(picture, self.marked, top + 18, first + own.down)

    def _draw_words(self, picture: Svg, top: float) -> None:
        for number, line in enumerate(self.name):
            picture.text(MARGIN, top + LINE_HEIGHT * number, line, font_weight=600)
        summary = self.group.all.summary
        counted = ngettext("%(number)d country", "%(number)d countries", summary.count) % {"number": summary.count}
        words = (
            _("%(countries)s, median %(median)s") % {"countries": counted, "median": said(summary.median)}
            if self.group.all.has_box
            else counted
        )
        picture.text(MARGIN, top + LINE_HEIGHT * len(self.name), words, size=SMALL, fill=SOFT)


def places(scores: Sequence[Fraction]) -> list[Place]:
    """A place for each score, across by the score itself, in the first line in which no dot is in the way.

    Where all scores that differ are far apart, as the levels of an indicator are, equal ones stand in a block around
    their score. What would be taller than `TALLEST` is pushed together.
    """
    across = [SCALE.at(score) for score in scores]
    used = sorted(set(across))
    apart = min((later - earlier for earlier, later in pairwise(used)), default=WIDTH)
    columns = min(int(apart * 0.7 / DOT), WIDEST)
    found = _in_blocks(across, columns) if columns > 1 else _in_lines(across)
    deepest = max((line for _x, line in found), default=0)
    step = min(DOT, TALLEST / deepest) if deepest else DOT
    return [Place(x, line * step) for x, line in found]


def _in_blocks(across: Sequence[float], columns: int) -> list[tuple[float, int]]:
    counts, seen = Counter(across), Counter[float]()
    found = []
    for x in across:
        line, column = divmod(seen[x], columns)
        seen[x] += 1
        wide = min(columns, counts[x] - line * columns)
        found.append((x + DOT * (column - (wide - 1) / 2), line))
    return found


def _in_lines(across: Sequence[float]) -> list[tuple[float, int]]:
    ends: list[float] = []
    found = [(0.0, 0)] * len(across)
    for number in sorted(range(len(across)), key=across.__getitem__):
        x = across[number]
        line = next((line for line, end in enumerate(ends) if x - end >= DOT), len(ends))
        if line == len(ends):
            ends.append(x)
        ends[line] = x
        found[number] = (x, line)
    return found


def _draw_box(picture: Svg, group: Group, middle: float) -> None:
    summary = group.all.summary
    at: Callable[[Fraction | None], float] = lambda value: SCALE.at(value or 0)  # noqa: E731
    least, first, median = at(summary.least), at(summary.first_quartile), at(summary.median)
    third, most = at(summary.third_quartile), at(summary.most)
    tip = box_words(group)
    for start, stop in ((least, first), (third, most)):
        picture.line(start, middle, stop, middle, stroke=SOFT, stroke_width=1.5)
    for end in (least, most):
        picture.line(end, middle - 4, end, middle + 4, stroke=SOFT, stroke_width=1.5)
    picture.rect(first, middle - BOX / 2, third - first, BOX, fill=SHADES[1], stroke=SOFT).titled(tip)
    picture.line(median, middle - BOX / 2 - 1, median, middle + BOX / 2 + 1, stroke=INK, stroke_width=3).titled(tip)


def _draw_marked(picture: Svg, marked: Result, words_at: float, y: float) -> None:
    name = labelled(marked.country.name, said_of(marked))
    if marked.score is None:
        picture.text(SCALE.start + 6, words_at, name, size=SMALL, font_weight=600)
        return
    x = SCALE.at(marked.score)
    marker(picture, "diamond", x, y, 5.5, fill=COLOURS[1]).titled(words_of(marked))
    half = text_width(name, SMALL) / 2
    anchor, at = "middle", x
    if x - half < SCALE.start:
        anchor, at = "start", SCALE.start + 2
    elif x + half > WIDTH - MARGIN:
        anchor, at = "end", WIDTH - MARGIN
    picture.line(x, words_at + 3, x, y - 6, stroke=COLOURS[1], stroke_width=1)
    picture.text(at, words_at, name, size=SMALL, anchor=anchor, font_weight=600, fill=INK)


def words_of(result: Result) -> str:
    """A country's result in words: score, coverage, and the bounds where they differ."""
    words = labelled(result.country.name, said_of(result))
    if result.coverage is not None:
        words = _("%(words)s, coverage %(coverage)s") % {"words": words, "coverage": said(result.coverage)}
    if not result.has_bounds:
        return words
    bounds = {"words": words, "lower": said(result.lower), "upper": said(result.upper)}
    return _("%(words)s, bounds %(lower)s to %(upper)s") % bounds


def box_words(group: Group) -> str:
    """A group's summary in words."""
    summary = group.all.summary
    if not summary.count:
        return _("%(name)s: no country with a score") % {"name": group.name}
    counted = ngettext("%(number)d country", "%(number)d countries", summary.count) % {"number": summary.count}
    if not group.all.has_box:
        scores = listed(words_of(result) for result in group.all.scored)
        return f"{group.name}: {counted} ({scores})"
    return _(
        "%(name)s: %(countries)s, median %(median)s, quartiles %(first)s to %(third)s, least %(least)s, most %(most)s"
    ) % {
        "name": group.name,
        "countries": counted,
        "median": said(summary.median),
        "first": said(summary.first_quartile),
        "third": said(summary.third_quartile),
        "least": said(summary.least),
        "most": said(summary.most),
    }
