"""Participation as a picture: one bar a region, of the countries that are expected there."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments.charts.svg import INK, LINE, PAPER, SHADES, SOFT, Svg
from framework.listing import listed_apart

WIDTH, ROW, BAR, MARGIN = 400.0, 46.0, 14.0, 4.0
ACCEPTED, SUBMITTED, MISSING = SHADES[4], SHADES[2], PAPER


class Bar(NamedTuple):
    """Countries of a region: those expected, those of them that have submitted, those of these that are accepted."""

    name: str
    expected: int
    submitted: int
    accepted: int


def participation_picture(bars: Sequence[Bar], *, title: str, notes: Sequence[str] = ()) -> Svg:
    """The bars under a legend; each is as long as all countries of its region. `notes` stand below, a line each."""
    legend = ((_("Accepted"), ACCEPTED), (_("Submitted"), SUBMITTED), (_("Not submitted"), MISSING))
    height = 34 + ROW * len(bars) + 20 * len(notes)
    picture = Svg(WIDTH, height, title=title, description=listed_apart(map(said_of, bars)))
    left = MARGIN
    for name, fill in legend:
        picture.rect(left, 4, 14, 14, fill=fill, stroke=SOFT).text(left + 20, 16, name, fill=SOFT)
        left += 36 + 7 * len(name)
    for number, bar in enumerate(bars):
        _draw(picture, bar, 34 + ROW * number)
    for number, note in enumerate(notes):
        picture.text(MARGIN, height - 6 - 20 * (len(notes) - 1 - number), note, fill=SOFT)
    return picture


def _draw(picture: Svg, bar: Bar, top: float) -> None:
    whole = WIDTH - 2 * MARGIN
    picture.text(MARGIN, top + 13, bar.name, size=13)
    said = _("%(submitted)d of %(expected)d") % {"submitted": bar.submitted, "expected": bar.expected}
    picture.text(WIDTH - MARGIN, top + 13, said, size=13, anchor="end", font_weight=600)
    picture.rect(MARGIN, top + 20, whole, BAR, fill=MISSING, stroke=LINE).titled(said_of(bar))
    for count, fill in ((bar.submitted, SUBMITTED), (bar.accepted, ACCEPTED)):
        if count:
            picture.rect(MARGIN, top + 20, whole * count / bar.expected, BAR, fill=fill).titled(said_of(bar))
    picture.rect(MARGIN, top + 20, whole, BAR, fill="none", stroke=INK, stroke_width=0.5)


def said_of(bar: Bar) -> str:
    """A bar in words."""
    return _("%(name)s: %(submitted)d of %(expected)d countries have submitted, %(accepted)d accepted") % (
        bar._asdict()
    )
