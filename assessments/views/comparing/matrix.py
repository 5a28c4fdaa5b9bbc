"""The matrix: countries by nodes as a heat map with numbers."""

from typing import NamedTuple

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.matrix import matrix_sheet, wide_sheet
from assessments.comparison import Compared, Selection
from assessments.comparison.ordering import column_of
from assessments.comparison.statistics import Summary
from assessments.scoring import OVERALL
from assessments.selectors.narrowing import level_of, title_of
from framework.selectors import framework_tree

from .base import View, address_of, compare_page, said_about
from .matrix_picture import matrix_picture
from .matrix_table import MatrixTable, drilled, label_of, number_of

NAME = "compare"
WIDE = "wide"
"""`?shape=wide`: the export has a column a node, as the page shows it."""


class Step(NamedTuple):
    """A node on the way down, with the address that goes back up to it; "" for where one is."""

    label: str
    title: str
    address: str


class Statistics(NamedTuple):
    """What all countries give for one column in one cycle, as the page says it."""

    code: str
    title: str
    cycle: str
    countries: int
    numbers: tuple[str, ...]


@require_safe
def matrix(request: PortalRequest) -> HttpResponseBase:
    """Countries of the selection, a column a node."""
    return compare_page(request, NAME, "assessments/compare/matrix.html", matrix_view)


def matrix_view(request: PortalRequest, selection: Selection) -> View:
    """The matrix of a selection."""
    compared = selectors.compared(request.membership, selection)
    sheet = wide_sheet if request.GET.get("shape") == WIDE else matrix_sheet
    said = said_about(compared, selectors.sees_everybody(request.membership))
    return View(
        NAME,
        "assessments/compare/matrix.html",
        compared,
        {} if request.GET.get("format") else context_of(compared),
        lambda: sheet(compared),
        lambda: matrix_picture(compared, said),
    )


def context_of(compared: Compared) -> dict[str, object]:
    """What the template shows of it."""
    selection = compared.selection
    return {
        "steps": steps_of(selection),
        "matrix": MatrixTable(compared, reverse(f"assessments:{NAME}")).render() if compared.submitted else "",
        "statistics": statistics_of(compared),
        "several": len(compared.cycles) > 1,
        "shows_levels": any(level == "indicator" for level, _code in compared.columns),
        "shows_scores": any(level != "indicator" for level, _code in compared.columns),
        "sorted_by": sorted_by(compared),
        "orders": [
            (label, address_of(NAME, selection.but(sort=sort)))
            for label, sort in ((_("country"), ""), (_("region"), "region"), (_("coverage"), "-coverage"))
            if sort != selection.sort
        ],
        "level_names": [(entry.level, entry.name) for entry in framework_tree().levels],
    }


def steps_of(selection: Selection) -> list[Step]:
    """The way from all tables down to the node that is drilled into; none where none is."""
    if not selection.under:
        return []
    level = level_of(selection.under)
    place = next(place for place in selectors.tree().places.values() if (level, selection.under) in place.path)
    path = place.path[: place.path.index((level, selection.under)) + 1]
    return [
        Step(
            node[1] if node[0] not in ("overall", "section") else "",
            title_of(node),
            ""
            if node[1] == selection.under
            else address_of(NAME, drilled(selection, "" if node[1] == OVERALL else node[1])),
        )
        for node in path
    ]


def sorted_by(compared: Compared) -> str:
    """The order of the rows in words."""
    key, descending = compared.selection.sort.removeprefix("-"), compared.selection.sort.startswith("-")
    names = {"country": _("country"), "region": _("region"), "coverage": _("coverage")}
    number = column_of(compared, key)
    if number is not None:
        name = label_of(compared.columns[number])
    elif key in names:
        name = names[key]
    else:
        name, descending = names["country"], False
    if len(compared.cycles) > 1 and key not in ("", "country", "region"):
        name = _("%(column)s in %(cycle)s") % {"column": name, "cycle": compared.cycles[-1].name}
    words = _("Sorted by %(column)s, descending.") if descending else _("Sorted by %(column)s, ascending.")
    return words % {"column": name}


def statistics_of(compared: Compared) -> list[Statistics]:
    """Every column's title and statistics, by column and cycle."""
    return [
        Statistics(
            code if level != "section" else "",
            title_of((level, code)),
            cycle.name,
            summary.count,
            numbers_of(summary, level == "indicator"),
        )
        for number, (level, code) in enumerate(compared.columns)
        for cycle in compared.cycles
        for summary in (compared.summaries[cycle.slug][number],)
    ]


def numbers_of(summary: Summary, is_level: bool) -> tuple[str, ...]:
    """Smallest, first quartile, median, third quartile and largest as a page says them."""
    return tuple(
        number_of(value, is_level)
        for value in (summary.least, summary.first_quartile, summary.median, summary.third_quartile, summary.most)
    )
