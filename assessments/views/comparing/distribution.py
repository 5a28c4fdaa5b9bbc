"""The distribution of a node: a box and dots for each group of countries, one country marked."""

from collections import Counter
from fractions import Fraction
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.distribution import distribution_sheet
from assessments.charts import Svg
from assessments.charts.distribution import Group, box_words, distribution_picture, words_of
from assessments.charts.frame import Tick, percent_ticks, said
from assessments.comparison import Selection
from assessments.comparison.distribution import Distribution
from assessments.comparison.grouping import group_of
from assessments.scoring import HIGHEST_LEVEL, PERCENT_PER_LEVEL
from assessments.selectors.comparing import group_name
from assessments.words import level_words
from framework.listing import listed

from .base import View, address_of, compare_page
from .nodes import cycle_choices, group_choices, inside_of, way_to
from .notes import notes_of

NAME, TEMPLATE = "compare_distribution", "assessments/compare/distribution.html"


@require_safe
def distribution(request: PortalRequest) -> HttpResponseBase:
    """How the scores of a node are distributed."""
    return compare_page(request, NAME, TEMPLATE, distribution_view)


def distribution_view(request: PortalRequest, selection: Selection) -> View:
    """The distribution of a selection's node in its newest cycle."""
    compared, found = selectors.distribution_for(request.membership, selection)
    groups = [Group(group_name(group.key, found.by), group) for group in found.groups if group.submitted]
    foot = notes_of(request.membership, compared)
    name = selectors.name_of(found.column)

    def picture() -> Svg:
        return picture_of(found, groups, name, foot)

    context: dict[str, Any] = {
        "found": found,
        "node_name": name,
        "groups": groups,
        "is_indicator": found.column[0] == "indicator",
        "levels": levels_of(found) if found.column[0] == "indicator" else [],
        "results": [(group_name(group_of(result.country, found.by), found.by), result) for result in found.all.results],
        "way": way_to(NAME, selection, found.column),
        "inside": inside_of(NAME, selection, found.column),
        "cycle_choices": cycle_choices(
            NAME,
            selection,
            selectors.cycles_with_submissions(request.membership),
            found.cycle.slug if found.cycle else "",
        ),
        "group_choices": group_choices(NAME, selection, together=False),
        "trend": address_of("compare_trend", selection.but(cycle=(), by="")),
        "picture": picture if found.all.summary.count else None,
        "has_small_groups": any(group.all.summary.count and not group.all.has_box for group in groups),
    }
    return View(NAME, TEMPLATE, compared, context, lambda: distribution_sheet(compared, found), picture)


def levels_of(found: Distribution) -> list[tuple[str, int]]:
    """Of an indicator, how many countries gave each level, from the lowest, in words."""
    counts = Counter(result.score for result in found.all.scored)
    return [(level_words(level), counts[Fraction(PERCENT_PER_LEVEL * level)]) for level in range(HIGHEST_LEVEL + 1)]


def picture_of(found: Distribution, groups: list[Group], name: str, foot: list[str]) -> Svg:
    """The distribution as a picture: all together, then the groups that have a submission."""
    all_together = Group(_("All together"), found.all)
    ticks = percent_ticks()
    if found.column[0] == "indicator":
        ticks = tuple(Tick(PERCENT_PER_LEVEL * level, level_words(level)) for level in range(HIGHEST_LEVEL + 1))
    small = any(group.all.summary.count and not group.all.has_box for group in groups)
    facts = [*facts_of(found), *([_("A group of one or two countries has no box, only dots.")] if small else [])]
    marked = [_("Marked: %(words)s") % {"words": words_of(found.marked)}] if found.marked else []
    return distribution_picture(
        [all_together, *groups],
        found.marked,
        title=_("Distribution: %(node)s") % {"node": name},
        facts=facts,
        description=". ".join([box_words(all_together), *map(box_words, groups), *marked]) + ".",
        ticks=ticks,
        foot=foot,
    )


def facts_of(found: Distribution) -> list[str]:
    """What stands below the title: cycle, number of countries, coverage."""
    if found.cycle is None:
        return []
    count = found.all.summary.count
    counted = ngettext("%(number)d country with a score", "%(number)d countries with a score", count)
    facts = [_("Score in percent, %(cycle)s") % {"cycle": found.cycle.name}, counted % {"number": count}]
    if found.all.coverage is not None:
        facts.append(_("coverage %(coverage)s") % {"coverage": said(found.all.coverage)})
    return [listed(facts)]
