"""Data gaps: the indicators on which countries have no data, the most widespread first."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.data_gaps import data_gaps_sheet
from assessments.charts import Svg
from assessments.charts.data_gaps import GapRow, GapWords, data_gaps_chart
from assessments.comparison import Selection
from assessments.comparison.data_gaps import Answers, DataGaps, Gathered, IndicatorGap
from assessments.scoring import whole_percent
from assessments.selectors.comparing import group_name
from framework.selectors import framework_tree

from .base import View, address_of, compare_page
from .grouped import only_group
from .notes import notes_of

NAME, TEMPLATE = "compare_data_gaps", "assessments/compare/data_gaps.html"
PAGE_SIZE = 50
DRAWN = 20
"""Indicators in the picture."""


@dataclass(frozen=True, slots=True)
class ListedGap:
    """An indicator in the list, with today's statement, and the address of the distribution of its answers."""

    gap: IndicatorGap
    statement: str
    kind: str
    distribution: str


@dataclass(frozen=True, slots=True)
class GatheredRow:
    """A kind of indicator or a group of countries; `address` is the view of it alone, "" where there is none."""

    name: str
    gathered: Gathered
    address: str


@require_safe
def data_gaps(request: PortalRequest) -> HttpResponseBase:
    """What most countries cannot answer, in one cycle."""
    return compare_page(request, NAME, TEMPLATE, data_gaps_view)


def data_gaps_view(request: PortalRequest, selection: Selection) -> View:
    """The data gaps of a selection."""
    found = selectors.data_gaps_of(request.membership, selection)
    foot = notes_of(request.membership, found.compared)
    page = Paginator(found.indicators, PAGE_SIZE).get_page(request.GET.get("page"))
    entries = framework_tree().indicator
    kinds = {kind.slug: kind.name for kind in framework_tree().kinds}

    def picture() -> Svg:
        return picture_of(found, foot)

    context = {
        "found": found,
        "picture": picture if any(gap.answers.without for gap in found.indicators) else None,
        "kinds": [
            GatheredRow(kinds[kind.key], kind, address_of(NAME, selection.but(kind=(kind.key,))))
            for kind in found.kinds
        ],
        "groups": [
            GatheredRow(
                group_name(group.key, selection.by),
                group,
                "" if (only := only_group(selection, group.key)) is None else address_of(NAME, only),
            )
            for group in found.groups
        ],
        "has_more_cycles": len(selection.cycle) > 1,
        "page_of_gaps": page,
        "listed": [
            ListedGap(
                gap,
                entries[gap.code].text,
                entries[gap.code].kind.name,
                address_of("compare_distribution", selection.but(node=gap.code)),
            )
            for gap in page
        ],
    }
    return View(NAME, TEMPLATE, found.compared, context, lambda: data_gaps_sheet(found), picture)


def share_words(answers: Answers) -> str:
    """How many are without data, and in percent: "7 of 12, 58%"."""
    numbers = {"without": answers.without, "applies": answers.applies, "percent": whole_percent(answers.share)}
    return _("%(without)d of %(applies)d, %(percent)d%%") % numbers if answers.applies else _("applies to none")


def picture_of(found: DataGaps, foot: list[str]) -> Svg:
    """The indicators with the largest shares without data as a picture."""
    entries = framework_tree().indicator
    drawn = [gap for gap in found.indicators[:DRAWN] if gap.answers.without]
    return data_gaps_chart(
        [
            GapRow(
                gap.code,
                entries[gap.code].text,
                gap.answers.no_data,
                gap.answers.unanswered,
                gap.answers.applies,
                share_words(gap.answers),
            )
            for gap in drawn
        ],
        GapWords(_("half of them"), _("no data"), _("unanswered")),
        title=_("Indicators that the largest share of countries cannot answer"),
        facts=[_("Countries without data in percent of those to which the indicator applies.")],
        description=_(
            "A bar an indicator: countries without data in percent of those to which it applies; all numbers are in "
            "the table below."
        ),
        foot=foot,
    )
