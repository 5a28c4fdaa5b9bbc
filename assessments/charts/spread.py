"""Spread as a picture: a range for each node, from the least to the most, with the quartiles and the median."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments.charts.frame import (
    MARGIN,
    SMALL,
    Scale,
    fitted,
    heading,
    heading_height,
    notes,
    notes_height,
    percent_across,
    said,
)
from assessments.charts.svg import COLOURS, INK, LINE, PAPER, SHADES, SOFT, Svg
from assessments.comparison.results import Together
from framework.listing import listed

WIDTH, LABELS, NUMBERS, ROW = 800.0, 310.0, 110.0, 30.0
SCALE = Scale(LABELS, WIDTH - LABELS - NUMBERS - 20)
STRIP = Scale(6.0, 228.0)
"""Of the range that stands alone in a line of a table."""
STRIP_WIDTH, STRIP_HEIGHT = 240.0, 20.0


class Range(NamedTuple):
    """A row: the name of a node and what countries give for it."""

    name: str
    all: Together


def spread_picture(
    ranges: Sequence[Range], *, title: str, facts: Sequence[str], description: str, foot: Sequence[str] = ()
) -> Svg:
    """All ranges under each other on one scale, each with its median and number of countries."""
    head = heading_height(title, WIDTH - 2 * MARGIN, facts) + 36
    body = ROW * len(ranges)
    picture = Svg(
        WIDTH, head + body + 26 + notes_height(foot, WIDTH - 2 * MARGIN), title=title, description=description
    )
    heading(picture, title, facts)
    for x, words in ((WIDTH - 70, _("Median")), (WIDTH - MARGIN, _("Countries"))):
        picture.text(x, head - 22, words, size=SMALL, fill=SOFT, anchor="end")
    percent_across(picture, SCALE, head, head + body)
    for number, one in enumerate(ranges):
        top = head + ROW * number
        picture.line(MARGIN, top, WIDTH - MARGIN, top, stroke=LINE, stroke_width=0.5)
        lines = fitted(one.name, LABELS - MARGIN - 14, size=SMALL)
        for position, line in enumerate(lines):
            y = top + (19 if len(lines) == 1 else 12 + 13 * position)
            picture.text(MARGIN, y, line, size=SMALL)
        draw_range(picture, one, SCALE, top + ROW / 2)
        middle = top + ROW / 2 + 4
        picture.text(WIDTH - 70, middle, said(one.all.summary.median), anchor="end", font_weight=600)
        picture.text(WIDTH - MARGIN, middle, str(one.all.summary.count), anchor="end")
    notes(picture, foot)
    return picture


def strip_of(one: Range) -> Svg:
    """The range of one node alone, for a line of a table."""
    strip = Svg(STRIP_WIDTH, STRIP_HEIGHT, title=range_words(one))
    for tick in (0, 25, 50, 75, 100):
        x = STRIP.at(tick)
        strip.line(x, 0, x, STRIP_HEIGHT, stroke=LINE, stroke_dasharray=None if tick in (0, 100) else "2 3")
    draw_range(strip, one, STRIP, STRIP_HEIGHT / 2)
    return strip


def draw_range(picture: Svg, one: Range, scale: Scale, middle: float) -> None:
    """A thin line from the least to the most, a bar between the quartiles, a tick at the median.

    One or two countries are dots: there is nothing between them.
    """
    summary = one.all.summary
    if summary.least is None or summary.most is None or summary.median is None:
        return
    if not one.all.has_box:
        for result in one.all.scored:
            if result.score is not None:
                picture.circle(scale.at(result.score), middle, 4, fill=PAPER, stroke=COLOURS[0], stroke_width=2)
        return
    least, most = scale.at(summary.least), scale.at(summary.most)
    picture.line(least, middle, most, middle, stroke=SOFT, stroke_width=1.5)
    for end in (least, most):
        picture.line(end, middle - 3, end, middle + 3, stroke=SOFT, stroke_width=1.5)
    first, third = scale.at(summary.first_quartile or 0), scale.at(summary.third_quartile or 0)
    picture.rect(first, middle - 5, max(third - first, 1.0), 10, fill=SHADES[2], stroke=SOFT)
    median = scale.at(summary.median)
    picture.line(median, middle - 7, median, middle + 7, stroke=INK, stroke_width=3).titled(range_words(one))


def range_words(one: Range) -> str:
    """A range in words."""
    summary = one.all.summary
    if not summary.count:
        return _("%(name)s: no country with a score") % {"name": one.name}
    if not one.all.has_box:
        scores = listed(said(result.score) for result in one.all.scored)
        return _("%(name)s: too few countries for quartiles (%(scores)s)") % {"name": one.name, "scores": scores}
    return _("%(name)s: median %(median)s, quartiles %(first)s to %(third)s, least %(least)s, most %(most)s") % {
        "name": one.name,
        "median": said(summary.median),
        "first": said(summary.first_quartile),
        "third": said(summary.third_quartile),
        "least": said(summary.least),
        "most": said(summary.most),
    }
