"""The spread: objectives, or other nodes, by median and by how far countries stand apart."""

from typing import Any, NamedTuple

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.spread import spread_sheet
from assessments.charts import Svg
from assessments.charts.spread import Range, range_words, spread_picture, strip_of
from assessments.comparison import Compared, Selection
from assessments.comparison.compared import Column
from assessments.comparison.spread import AS_IN_TABLES, MOST_DIFFERENT, WEAKEST, SpreadRow, order_of
from assessments.scoring import whole_percent
from framework.listing import listed
from framework.selectors import framework_tree

from .base import View, address_of, compare_page
from .nodes import Choice, cycle_choices
from .notes import notes_of

NAME, TEMPLATE = "compare_spread", "assessments/compare/spread.html"
SAID = 5
"""Nodes that the description of the picture names."""


class Row(NamedTuple):
    """A line of the page: its spread in whole points, its name, its range as a picture, the address of its
    distribution, and that of its page in the framework."""

    row: SpreadRow
    points: int | None
    name: str
    strip: SafeString
    distribution: str
    framework: str


@require_safe
def spread(request: PortalRequest) -> HttpResponseBase:
    """Where countries stand low, and where far apart."""
    return compare_page(request, NAME, TEMPLATE, spread_view)


def spread_view(request: PortalRequest, selection: Selection) -> View:
    """The spread of a selection's nodes in its newest cycle."""
    compared, rows = selectors.spread_for(request.membership, selection)
    foot = notes_of(request.membership, compared)
    ranges = [Range(selectors.name_of(row.column), row.all) for row in rows]

    def picture() -> Svg:
        return picture_of(compared, selection, ranges, foot)

    cycle = compared.cycles[-1] if compared.cycles else None
    context: dict[str, Any] = {
        "rows": [
            Row(
                row,
                whole_percent(row.spread),
                one.name,
                strip_of(one).render(),
                address_of("compare_distribution", selection.but(node=row.column[1], sort="")),
                framework_address(row.column),
            )
            for row, one in zip(rows, ranges, strict=True)
        ],
        "cycle": cycle,
        "has_scores": any(row.all.summary.count for row in rows),
        "has_small": any(row.all.summary.count and not row.all.has_box for row in rows),
        "order_choices": order_choices(selection),
        "cycle_choices": cycle_choices(
            NAME,
            selection,
            selectors.cycles_with_submissions(request.membership),
            cycle.slug if cycle else "",
        ),
    }
    return View(NAME, TEMPLATE, compared, context, lambda: spread_sheet(compared, rows), picture)


def order_choices(selection: Selection) -> list[Choice]:
    """The orders in which the lines may stand."""
    chosen = order_of(selection.sort)
    orders = (
        (WEAKEST, _("Weakest first")),
        (MOST_DIFFERENT, _("Most different first")),
        (AS_IN_TABLES, _("As in the tables")),
    )
    return [
        Choice(words, address_of(NAME, selection.but(sort="" if order == WEAKEST else order)), order == chosen)
        for order, words in orders
    ]


def framework_address(column: Column) -> str:
    """The page of a node in the framework; "" where there is none for it."""
    level, code = column
    tree = framework_tree()
    if level == "objective" and code in tree.objective:
        return reverse("framework:objective", args=[code])
    if level == "indicator" and code in tree.indicator:
        return reverse("framework:indicator", args=[code])
    if level == "part" and code in tree.part:
        return f"{reverse('framework:objective', args=[tree.part[code].objective])}#part-{code}"
    if level == "section" and code in tree.section:
        return reverse("framework:section", args=[tree.section[code].table, tree.section[code].slug])
    return reverse("framework:table", args=[code]) if level == "table" and code in tree.table else ""


def picture_of(compared: Compared, selection: Selection, ranges: list[Range], foot: list[str]) -> Svg:
    """All nodes as one picture."""
    order = next((choice.words for choice in order_choices(selection) if choice.is_chosen), "")
    cycles = listed(cycle.name for cycle in compared.cycles)
    said = [range_words(one) for one in ranges[:SAID] if one.all.summary.count]
    explained = _("Line: least to most. Bar: between the quartiles. Tick: median. Circles: one or two countries.")
    return spread_picture(
        ranges,
        title=_("Median and spread of scores, %(cycle)s") % {"cycle": cycles} if cycles else _("Median and spread"),
        facts=[f"{order}. {explained}" if order else explained],
        description=f"{'; '.join(said)}." if said else _("No country has a score here."),
        foot=foot,
    )
