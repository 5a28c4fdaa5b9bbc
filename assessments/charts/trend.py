"""A trend as a picture: the median and the band of the quartiles over cycles, and countries as lines with bounds."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts.frame import (
    LINE_HEIGHT,
    MARGIN,
    MARKERS,
    SMALL,
    Scale,
    fitted,
    heading,
    heading_height,
    hollow,
    marker,
    notes,
    notes_height,
    percent_ticks,
    said,
)
from assessments.charts.svg import COLOURS, INK, PAPER, SHADES, SOFT, Svg, text_width
from assessments.comparison import CycleFacts
from assessments.comparison.grouping import group_of
from assessments.comparison.trend import CountryCourse, CountryPoint, GroupCourse, GroupPoint, Trend
from framework.listing import apposed, labelled, listed

WIDTH, AXIS, NAMES = 760.0, 48.0, 210.0
HEIGHT, FOOT = 300.0, 58.0
"""Pixels of the one panel of all together, and below each panel for cycles and numbers of countries."""
ACROSS, SMALL_HEIGHT, GAP = 3, 150.0, 18.0
"""Small panels in a line, their height, and the distance between them."""
CLOSEST = 64.0
"""Pixels between two cycles below which they stand at equal distances instead of by their dates."""
SHAPE_COLOURS = (COLOURS[1], COLOURS[2], COLOURS[3], COLOURS[5], COLOURS[6], COLOURS[4])
HALO: dict[str, Any] = {"stroke": PAPER, "stroke_width": 3, "paint_order": "stroke"}


class Panel(NamedTuple):
    """A group in a panel of its own."""

    name: str
    course: GroupCourse


@dataclass(frozen=True, slots=True)
class _Area:
    """Where a panel is drawn: `across` has the pixel of each cycle, in their order."""

    left: float
    top: float
    width: float
    height: float
    across: tuple[float, ...]

    @property
    def up(self) -> Scale:
        return Scale(self.top + self.height, -self.height)


def trend_picture(
    found: Trend,
    panels: Sequence[Panel],
    *,
    title: str,
    facts: Sequence[str],
    description: str,
    foot: Sequence[str] = (),
) -> Svg:
    """One panel for all together with the names of countries at its end, or a small one for each group.

    A country is in the panel of its group; the thin dashed line in small panels is the median of all together.
    """
    inner = WIDTH - 2 * MARGIN
    countries = [course for course in found.countries if course.has_score][: len(MARKERS)]
    head = heading_height(title, inner, facts)
    legend = LINE_HEIGHT * len(countries) + 6 if panels and countries else 0.0
    lines = -(-len(panels) // ACROSS)
    body = lines * (SMALL_HEIGHT + FOOT + 34) if panels else HEIGHT + FOOT + 14
    height = head + legend + body + notes_height(foot, inner)
    picture = Svg(WIDTH, height, title=title, description=description)
    heading(picture, title, facts)
    if not panels:
        area = _area(found.cycles, MARGIN, head + 10, WIDTH - (NAMES if countries else MARGIN), HEIGHT)
        _draw_panel(picture, area, found.all, found.cycles, countries)
        _draw_names(picture, area, countries)
    else:
        _draw_legend(picture, countries, head)
        width = (WIDTH - 2 * MARGIN - GAP * (ACROSS - 1)) / ACROSS
        for number, panel in enumerate(panels):
            line, column = divmod(number, ACROSS)
            left = MARGIN + column * (width + GAP)
            top = head + legend + line * (SMALL_HEIGHT + FOOT + 34)
            picture.text(left, top + 16, fitted(panel.name, width, lines=1)[0], font_weight=600)
            area = _area(found.cycles, left, top + 28, left + width, SMALL_HEIGHT)
            own = [
                (number, course)
                for number, course in enumerate(countries)
                if group_of(course.country, found.by) == panel.course.key
            ]
            _draw_panel(picture, area, panel.course, found.cycles, countries, among=own, reference=found.all)
    notes(picture, foot)
    return picture


def _area(cycles: Sequence[CycleFacts], left: float, top: float, right: float, height: float) -> _Area:
    inner = left + AXIS - 8
    width = right - inner - 12
    first, last = inner + 24, inner + width - 24
    if len(cycles) == 1:
        return _Area(inner, top, width, height, ((first + last) / 2,))
    days = [cycle.opens_on.toordinal() for cycle in cycles]
    whole = days[-1] - days[0] if days else 0
    by_date = [first + (last - first) * (day - days[0]) / whole for day in days] if whole else []
    if not by_date or min(later - earlier for earlier, later in pairwise(by_date)) < min(CLOSEST, width / 5):
        by_date = [first + (last - first) * number / (len(cycles) - 1) for number in range(len(cycles))]
    return _Area(inner, top, width, height, tuple(by_date))


def _draw_panel(
    picture: Svg,
    area: _Area,
    course: GroupCourse,
    cycles: Sequence[CycleFacts],
    countries: Sequence[CountryCourse],
    *,
    among: Sequence[tuple[int, CountryCourse]] | None = None,
    reference: GroupCourse | None = None,
) -> None:
    _draw_axes(picture, area, course, cycles)
    _draw_band(picture, area, course.points)
    if reference is not None:
        _draw_medians(picture, area, reference.points, dashed=True)
    _draw_medians(picture, area, course.points)
    drawn = list(enumerate(countries)) if among is None else among
    for number, one in drawn:
        _draw_country(picture, area, one, number)
    _draw_numbers(picture, area, course.points, [one for _number, one in drawn])


def _draw_axes(picture: Svg, area: _Area, course: GroupCourse, cycles: Sequence[CycleFacts]) -> None:
    for tick in percent_ticks():
        y = area.up.at(tick.at)
        picture.line(area.left, y, area.left + area.width, y, stroke_dasharray=None if tick.at in (0, 100) else "2 3")
        picture.text(area.left - 6, y + 4, tick.words, size=SMALL, fill=SOFT, anchor="end")
    room = area.width / max(1, len(cycles)) - 4
    for x, cycle, point in zip(area.across, cycles, course.points, strict=True):
        y = area.top + area.height
        picture.line(x, y, x, y + 4, stroke=SOFT)
        lines = fitted(cycle.name, room, size=SMALL)
        if " ".join(lines) != cycle.name:
            lines = fitted(own_words(cycle, cycles), room, size=SMALL)
        for number, line in enumerate(lines):
            picture.text(x, y + 16 + 12 * number, line, size=SMALL, anchor="middle")
        count = point.all.summary.count
        counted = ngettext("%(number)d country", "%(number)d countries", count) % {"number": count}
        short = counted if text_width(counted, SMALL) <= room else _("n = %(number)d") % {"number": count}
        picture.text(x, y + 18 + 12 * len(lines), short, size=SMALL, fill=SOFT, anchor="middle")


def own_words(cycle: CycleFacts, cycles: Sequence[CycleFacts]) -> str:
    """What a cycle's name says that the others' do not say too: of "Cycle 2024" beside "Cycle 2026" it is "2024"."""
    names = [one.name.split() for one in cycles]
    shared = 0
    while all(len(name) > shared + 1 and name[shared] == names[0][shared] for name in names):
        shared += 1
    return " ".join(cycle.name.split()[shared:])


def _draw_band(picture: Svg, area: _Area, points: Sequence[GroupPoint]) -> None:
    run: list[tuple[float, float, float]] = []
    for x, point in (*zip(area.across, points, strict=True), (0.0, None)):
        summary = point.all.summary if point is not None and point.all.has_box else None
        if summary is None or summary.first_quartile is None or summary.third_quartile is None:
            _draw_run(picture, run)
            run = []
            continue
        run.append((x, area.up.at(summary.third_quartile), area.up.at(summary.first_quartile)))


def _draw_run(picture: Svg, run: Sequence[tuple[float, float, float]]) -> None:
    """The band over cycles that follow each other; one alone is a bar."""
    if not run:
        return
    if len(run) == 1:
        x, upper, lower = run[0]
        run = [(x - 5, upper, lower), (x + 5, upper, lower)]
    outline = [f"{x:.2f} {upper:.2f}" for x, upper, _lower in run]
    outline += [f"{x:.2f} {lower:.2f}" for x, _upper, lower in reversed(run)]
    picture.path(f"M{' L'.join(outline)} Z", fill=SHADES[1], stroke=SHADES[2], stroke_width=1)


def _draw_medians(picture: Svg, area: _Area, points: Sequence[GroupPoint], *, dashed: bool = False) -> None:
    places = [
        (x, area.up.at(median), point) if (median := point.all.summary.median) is not None else None
        for x, point in zip(area.across, points, strict=True)
    ]
    for earlier, later in pairwise(places):
        if earlier is not None and later is not None:
            stroke: dict[str, Any] = {"stroke": INK, "stroke_width": 2.5}
            if dashed:
                stroke = {"stroke": SOFT, "stroke_dasharray": "5 4"}
            picture.line(earlier[0], earlier[1], later[0], later[1], **stroke)
    if dashed:
        return
    for place in filter(None, places):
        x, y, point = place
        if point.all.has_box:
            picture.circle(x, y, 4, fill=INK).titled(point_words(point))
        else:
            hollow(picture, x, y, 4, stroke=INK).titled(point_words(point))


def _draw_numbers(picture: Svg, area: _Area, points: Sequence[GroupPoint], countries: Sequence[CountryCourse]) -> None:
    """The medians in numbers: above their dots, below, or beside, where no country is in the way."""
    for number, (x, point) in enumerate(zip(area.across, points, strict=True)):
        median = point.all.summary.median
        if median is None:
            continue
        dot = area.up.at(median)
        others = [
            area.up.at(score) for course in countries if (score := course.points[number].result.score) is not None
        ]
        above, below = (any(abs(y - middle) < 11 for y in others) for middle in (dot - 13, dot + 15))
        at, y, anchor = (x, dot - 9 if not above else dot + 19, "middle")
        if above and below:
            last = number == len(points) - 1
            at, y, anchor = (x - 24, dot + 4, "end") if last else (x + 24, dot + 4, "start")
        picture.text(at, y, said(median), size=SMALL, anchor=anchor, font_weight=600, **HALO)


def _draw_country(picture: Svg, area: _Area, course: CountryCourse, number: int) -> None:
    colour, shape = SHAPE_COLOURS[number], MARKERS[number]
    aside = 5.0 * (number - 2)
    places = [
        (x + aside, area.up.at(score), point) if (score := point.result.score) is not None else None
        for x, point in zip(area.across, course.points, strict=True)
    ]
    for earlier, later in pairwise(places):
        if earlier is not None and later is not None:
            picture.line(earlier[0], earlier[1], later[0], later[1], stroke=colour, stroke_width=2)
    for place in filter(None, places):
        x, y, point = place
        _draw_bounds(picture, area, x, point, colour)
        marker(picture, shape, x, y, 5, fill=colour).titled(country_words(course, point))


def _draw_bounds(picture: Svg, area: _Area, x: float, point: CountryPoint, colour: str) -> None:
    lower, upper = point.result.lower, point.result.upper
    if not point.result.has_bounds or lower is None or upper is None:
        return
    picture.line(x, area.up.at(lower), x, area.up.at(upper), stroke=colour, stroke_width=1)
    for end in (lower, upper):
        picture.line(x - 3, area.up.at(end), x + 3, area.up.at(end), stroke=colour, stroke_width=1)


def _draw_names(picture: Svg, area: _Area, countries: Sequence[CountryCourse]) -> None:
    """The names beside the last scores, apart enough to be read, each with its coverage."""
    left = area.left + area.width + 22
    wanted = []
    for number, course in enumerate(countries):
        last = next(point for point in reversed(course.points) if point.result.score is not None)
        wanted.append((area.up.at(last.result.score or 0), number, course, last))
    y = area.top - 12.0
    for at, number, course, last in sorted(wanted, key=lambda one: one[:2]):
        y = min(max(at - 4, y + 30), area.top + area.height + 20 - 30 * (len(wanted) - 1))
        marker(picture, MARKERS[number], left, y - 4, 5, fill=SHAPE_COLOURS[number])
        room = WIDTH - MARGIN - left - 12
        name = fitted(apposed(course.country.name, said(last.result.score)), room, lines=1)[0]
        picture.text(left + 12, y, name, font_weight=600)
        coverage = _("coverage %(coverage)s") % {"coverage": said(last.result.coverage)}
        picture.text(left + 12, y + 13, coverage, size=SMALL, fill=SOFT)


def _draw_legend(picture: Svg, countries: Sequence[CountryCourse], top: float) -> None:
    for number, course in enumerate(countries):
        y = top + LINE_HEIGHT * (number + 0.5)
        marker(picture, MARKERS[number], MARGIN + 6, y, 5, fill=SHAPE_COLOURS[number])
        picture.text(MARGIN + 18, y + 4, course_words(course), size=SMALL)


def point_words(point: GroupPoint) -> str:
    """Countries together in a cycle, in words: "Median 43% in 2024 (quartiles 30% to 57%, 45 countries)"."""
    summary = point.all.summary
    numbers = {
        "cycle": point.cycle.name,
        "median": said(summary.median),
        "first": said(summary.first_quartile),
        "third": said(summary.third_quartile),
        "countries": ngettext("%(number)d country", "%(number)d countries", summary.count) % {"number": summary.count},
    }
    if not summary.count:
        return _("no score in %(cycle)s") % numbers
    if not point.all.has_box:
        return _("median %(median)s in %(cycle)s (%(countries)s)") % numbers
    return _("median %(median)s in %(cycle)s (quartiles %(first)s to %(third)s, %(countries)s)") % numbers


def country_words(course: CountryCourse, point: CountryPoint) -> str:
    """A country in a cycle, in words, with coverage, and bounds where they differ."""
    result = point.result
    numbers = {
        "country": course.country.name,
        "cycle": point.cycle.name,
        "score": said(result.score),
        "coverage": said(result.coverage),
        "lower": said(result.lower),
        "upper": said(result.upper),
    }
    if result.has_bounds:
        return _("%(country)s in %(cycle)s: %(score)s, coverage %(coverage)s, bounds %(lower)s to %(upper)s") % numbers
    return _("%(country)s in %(cycle)s: %(score)s, coverage %(coverage)s") % numbers


def course_words(course: CountryCourse) -> str:
    """A country over the cycles, in words: its name, and the score and coverage of each cycle."""
    scores = [
        _("%(score)s in %(cycle)s (coverage %(coverage)s)")
        % {"score": said(point.result.score), "cycle": point.cycle.name, "coverage": said(point.result.coverage)}
        for point in course.points
        if point.result.score is not None
    ]
    words = listed(scores) or _("no score")
    return labelled(course.country.name, words)
