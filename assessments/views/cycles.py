"""Cycles as reviewers and secretariat follow them: who has submitted, who is late, where questions are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.models import Country
from accounts.regions import region_name
from assessments import selectors
from assessments.api.comparison.base import SYNTHETIC_FILE
from assessments.api.exports import export
from assessments.api.participation import groups_sheet, participants_sheet
from assessments.charts import Svg, png_of
from assessments.charts.participation import Bar, participation_picture
from assessments.comparison import percent
from assessments.comparison.participation import (
    Counts,
    Grouping,
    Participant,
    Participation,
    ParticipationFilter,
    Question,
)
from assessments.participating import GROUPING_NAMES, STANDING_NAMES, ParticipationForm
from assessments.rules import require
from assessments.scoring import whole_percent

from .comparing.base import PICTURE_TYPES

SHEETS = ("csv", "xlsx")
REGIONAL_GROUPS = dict(Country.RegionalGroup.choices)
QUESTIONS_SHOWN = 4
"""Of a country in the list; its other clarifications are a link away."""
NUMBERS = ("coverage", "score")
"""Columns of numbers: the largest comes first where one sorts by them."""
COLUMNS = {
    "country": gettext_lazy("Country"),
    "region": gettext_lazy("Subregion"),
    "group": gettext_lazy("Regional group"),
    "status": gettext_lazy("Status"),
    "sealed_at": gettext_lazy("Sealed"),
    "coverage": gettext_lazy("Coverage"),
    "score": gettext_lazy("Score"),
    "clarifications": gettext_lazy("Questions"),
}


class Column(NamedTuple):
    """A column of the list; `sort` is what its head asks for, `order` how the list is sorted by it, "" if it is not."""

    label: Any
    sort: str
    order: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class CountryRow:
    """A participant as the list shows it: percent whole, bounds only where they differ."""

    participant: Participant
    group: Any
    standing: Any
    coverage: int | None
    score: int | None
    bounds: tuple[int, int] | None
    questions: tuple[Question, ...]
    more_questions: int


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A region or group as the table shows it; `query` is the address of the list of its countries."""

    name: Any
    query: str
    counts: Counts
    coverage: int | None


@require_safe
@login_required
def cycles(request: PortalRequest) -> HttpResponse:
    """The cycles, newest first, with how many countries have submitted."""
    require("assessments.follow_cycles", request.membership)
    followed = selectors.followed_cycles(request.membership)
    return render(request, "assessments/cycles/list.html", {"section": "cycles", "followed": followed})


@require_safe
@login_required
def cycle(request: PortalRequest, slug: str) -> HttpResponseBase:
    """One cycle by country and region; `?format=` gives the countries as CSV or Excel, the picture as SVG or PNG.

    With `of=groups` the sheet is that of the regions. A value that is not known is answered 400, with all countries.
    """
    require("assessments.follow_cycles", request.membership)
    found = selectors.cycles_for(request.membership).filter(slug=slug).first()
    if found is None:
        raise Http404
    participation = selectors.participation_of(request.membership, found)
    form = ParticipationForm(request.GET, participation)
    valid = form.is_valid()
    wanted = form.wanted if valid else ParticipationFilter()
    by: Grouping = form.grouping if valid else "region"
    file_format = request.GET.get("format", "")
    if file_format and valid:
        return _file(request, participation, wanted, by, file_format)
    context = _context(participation, wanted, by) | {"section": "cycles", "cycle": found, "form": form}
    return render(request, "assessments/cycles/cycle.html", context, status=200 if valid else 400)


def _context(participation: Participation, wanted: ParticipationFilter, by: Grouping) -> dict[str, Any]:
    rows = [_country_row(one, participation.unit) for one in participation.wanted(wanted)]
    return {
        "counts": participation.counts,
        "coverage": whole_percent(participation.counts.coverage.median),
        "groups": list(_group_rows(participation, by)),
        "grouping": GROUPING_NAMES[by],
        "groupings": GROUPING_NAMES.items(),
        "by": by,
        "picture": _picture(participation, by).render() if participation.participants else "",
        "rows": rows,
        "columns": [_column(name, label, wanted.sort) for name, label in COLUMNS.items()],
    }


def _column(name: str, label: Any, sort: str) -> Column:
    orders = {name: "ascending", f"-{name}": "descending"}
    first, second = (f"-{name}", name) if name in (*NUMBERS, "clarifications") else (name, f"-{name}")
    return Column(label, second if sort == first else first, orders.get(sort, ""), name in NUMBERS)


def _country_row(one: Participant, unit: int) -> CountryRow:
    figure = one.figure
    lower, upper = (percent(figure.lower, unit), percent(figure.upper, unit)) if figure else (None, None)
    return CountryRow(
        participant=one,
        group=REGIONAL_GROUPS[one.country.group],
        standing=STANDING_NAMES[one.standing],
        coverage=percent(100 * figure.answered, figure.total) if figure else None,
        score=percent(figure.score, unit) if figure else None,
        bounds=None if lower is None or upper is None or lower == upper else (lower, upper),
        questions=one.questions[:QUESTIONS_SHOWN],
        more_questions=max(0, len(one.questions) - QUESTIONS_SHOWN),
    )


def _group_rows(participation: Participation, by: Grouping) -> Iterable[GroupRow]:
    for group in participation.groups(by):
        yield GroupRow(
            name=_name_of(by, group.name),
            query=urlencode({"group" if by == "group" else "region": group.name, "by": by}),
            counts=group.counts,
            coverage=whole_percent(group.counts.coverage.median),
        )


def _name_of(by: Grouping, name: str) -> Any:
    return REGIONAL_GROUPS[name] if by == "group" else region_name(name)


def _picture(participation: Participation, by: Grouping) -> Svg:
    """The groups as bars."""
    bars = [
        Bar(str(_name_of(by, group.name)), group.counts.expected, group.counts.submitted, group.counts.accepted)
        for group in participation.groups(by)
    ]
    name = participation.cycle.name
    titles = {
        "region": _("%(cycle)s: countries that have submitted, by region"),
        "subregion": _("%(cycle)s: countries that have submitted, by subregion"),
        "group": _("%(cycle)s: countries that have submitted, by regional group"),
    }
    notes = [_("Synthetic data: no country gave these answers.")] if participation.cycle.synthetic else []
    return participation_picture(bars, title=titles[by] % {"cycle": name}, notes=notes)


def _file(
    request: PortalRequest, participation: Participation, wanted: ParticipationFilter, by: Grouping, file_format: str
) -> HttpResponseBase:
    if file_format in SHEETS:
        of_groups = request.GET.get("of") == "groups"
        sheet = groups_sheet(participation) if of_groups else participants_sheet(participation, wanted)
        return export(sheet, file_format)
    if file_format not in PICTURE_TYPES:
        raise Http404(_("The cycle does not come in this format."))
    picture = _picture(participation, by)
    content = picture.document() if file_format == "svg" else png_of(picture)
    mark = SYNTHETIC_FILE if participation.cycle.synthetic else ""
    name = f"{mark}participation-by-{by}-{participation.cycle.slug}.{file_format}"
    return HttpResponse(
        content,
        content_type=PICTURE_TYPES[file_format],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
