"""The trend of a node over cycles: the median of countries with their quartiles, and countries by name."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.trend import trend_sheet
from assessments.charts import Svg
from assessments.charts.trend import Panel, course_words, point_words, trend_picture
from assessments.comparison import Selection
from assessments.comparison.trend import MOST_NAMED, LeftOut, Trend
from assessments.scoring import one_decimal
from assessments.selectors.comparing import group_name
from framework.listing import labelled, listed

from .base import View, address_of, compare_page
from .nodes import group_choices, inside_of, way_to
from .notes import notes_of

NAME, TEMPLATE = "compare_trend", "assessments/compare/trend.html"


@require_safe
def trend(request: PortalRequest) -> HttpResponseBase:
    """How a node moves over cycles."""
    return compare_page(request, NAME, TEMPLATE, trend_view)


def trend_view(request: PortalRequest, selection: Selection) -> View:
    """The trend of a selection's node."""
    compared, found = selectors.trend_for(request.membership, selection)
    foot = notes_of(request.membership, compared)
    name = selectors.name_of(found.column)
    panels = [Panel(group_name(course.key, found.by), course) for course in found.groups]
    left_out = left_out_words(found.left_out) if found.left_out is not None else ""

    def picture() -> Svg:
        return picture_of(found, panels, name, left_out, foot)

    has_scores = any(point.all.summary.count for point in found.all.points) or any(
        course.has_score for course in found.countries
    )
    context: dict[str, Any] = {
        "found": found,
        "node_name": name,
        "panels": [Panel(_("All together"), found.all), *panels],
        "left_out": left_out,
        "way": way_to(NAME, selection, found.column),
        "inside": inside_of(NAME, selection, found.column),
        "group_choices": group_choices(NAME, selection, together=True),
        "all_cycles": address_of(NAME, selection.but(cycle=())) if selection.cycle else "",
        "same_address": address_of(NAME, selection.but(same=not selection.same)),
        "picture": picture if has_scores else None,
        "too_many": len(selection.country) > MOST_NAMED,
        "most_named": MOST_NAMED,
    }
    return View(NAME, TEMPLATE, compared, context, lambda: trend_sheet(compared, found), picture)


def left_out_words(left_out: LeftOut) -> str:
    """What like with like leaves out, counted in words."""
    countries = ngettext(
        "%(number)d country is left out, which did not submit in every cycle.",
        "%(number)d countries are left out, which did not submit in every cycle.",
        left_out.countries,
    ) % {"number": left_out.countries}
    if not left_out.countries:
        countries = _("No country is left out: all of them submitted in every cycle.")
    if left_out.most is None:
        return countries
    numbers = {
        "asked": left_out.asked,
        "median": one_decimal(left_out.median),
        "fewest": left_out.fewest,
        "most": left_out.most,
    }
    if left_out.median is not None and left_out.median.denominator == 1:
        numbers["median"] = int(left_out.median)
    indicators = _(
        "Of %(asked)s indicators, %(median)s are left out for a country at the median (%(fewest)s to %(most)s), since "
        "it has not answered them alike in every cycle: with a level, or as not applicable."
    )
    return f"{countries} {indicators % numbers}"


def picture_of(found: Trend, panels: list[Panel], name: str, left_out: str, foot: list[str]) -> Svg:
    """The trend as a picture."""
    facts = [_("Line: median. Band: between the quartiles. Empty dot: fewer than three countries.")]
    if any(point.result.has_bounds for course in found.countries for point in course.points):
        facts.append(_("Countries by name: score, with thin bars from lower to upper bound."))
    if left_out:
        facts.append(_("Like with like. %(left_out)s") % {"left_out": left_out})
    together = listed(map(point_words, found.all.points)) or _("no cycle with submissions")
    groups = [labelled(panel.name, listed(map(point_words, panel.course.points))) for panel in panels]
    countries = [course_words(course) for course in found.countries if course.has_score]
    return trend_picture(
        found,
        panels,
        title=_("Trend: %(node)s") % {"node": name},
        facts=facts,
        description=". ".join([together[:1].upper() + together[1:], *groups, *countries]) + ".",
        foot=foot,
    )
