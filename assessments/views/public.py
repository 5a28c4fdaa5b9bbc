"""The public page: countries that share their submissions with everybody, the same for whoever looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import sealing, selectors
from assessments.api.comparison.matrix import matrix_sheet
from assessments.api.exports import export
from assessments.charts.distribution import Group
from assessments.comparison import Compared, Line, Selection
from assessments.comparison.results import Result, result_of
from assessments.licence import citation, licence
from assessments.scoring import PERCENT_PER_LEVEL, whole_percent
from assessments.selectors.comparing import group_name
from assessments.selectors.publishing import VISITOR
from framework.listing import listed
from framework.selectors import framework_tree

from .comparing.distribution import picture_of as distribution_picture_of
from .comparing.matrix_table import label_of, shade_class
from .comparing.notes import notes_of
from .comparing.trend import picture_of as trend_picture_of
from .sealed_answers import sealed_tables

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map; `shade` is the class of its score, or of why there is none."""

    result: Result

    @property
    def shade(self) -> str:
        number = self.number
        return shade_class(number) if number is not None else ""

    @property
    def number(self) -> int | None:
        """The score in whole percent."""
        return whole_percent(self.result.score)


@dataclass(frozen=True, slots=True)
class Published:
    """A country's last public submission: what all tables give, and a cell for each other column of the heat map."""

    line: Line
    overall: Result
    cells: list[Cell]


@require_safe
def public(request: PortalRequest) -> HttpResponseBase:
    """The countries with their last public submission, a heat map of the tables or of one's objectives, charts.

    `?format=csv` and `xlsx`: the scores of all public submissions by objective.
    """
    tables = framework_tree().tables
    under = request.GET.get("under", "")
    if under not in ("", *(table.code for table in tables)):
        raise Http404
    context: dict[str, Any] = {"section": "public", "tables": tables, "under": under}
    cycles = selectors.published_cycles()
    file_format = request.GET.get("format", "")
    if file_format:
        if file_format not in FORMATS or not cycles:
            raise Http404
        return export(matrix_sheet(selectors.published(cycles, Selection(level="objective"))), file_format)
    if cycles:
        compared = selectors.published(cycles, Selection(under=under))
        lines = selectors.latest_published(compared)
        synthetic = any(line.cycle.synthetic for line in lines)
        context |= {
            "columns": [(label_of(column), selectors.name_of(column)) for column in compared.columns[1:]],
            "countries": [_published(compared, line) for line in lines],
            "several_cycles": len({line.cycle.slug for line in lines}) > 1,
            "synthetic": synthetic,
            "listable": not synthetic and not settings.DEMO_MODE,
            "cycle_names": listed(cycle.name for cycle in cycles),
        }
        context |= _terms(context["cycle_names"], lines) | _distribution() | _trend("")
    return render(request, "assessments/public/index.html", context)


@require_safe
def public_country(request: PortalRequest, code: str) -> HttpResponse:
    """One country that shares: profile, tables, objectives, its cycles, and what can be taken along."""
    submissions = selectors.published_of(code)
    if not submissions:
        raise Http404
    latest = selectors.submission_of(VISITOR, submissions[-1].pk)
    profile = sealing.sealed_profile(latest.sealed["national_scores"])
    cycle = latest.assessment.cycle
    context: dict[str, Any] = {
        "section": "public",
        "country": latest.assessment.country,
        "cycle": cycle,
        "submission": latest,
        "submissions": list(reversed(submissions)),
        "overall": profile.overall,
        "target": latest.sealed["cycle"]["target_level"] * PERCENT_PER_LEVEL,
        "tables": sealed_tables(latest, profile, []),
        "synthetic": cycle.synthetic,
        "listable": not cycle.synthetic and not settings.DEMO_MODE,
        "licence": licence(),
        "citation": citation(cycle=str(cycle), submissions=1, sealed_until=latest.sealed_at.date()),
    }
    if len(submissions) > 1:
        context |= _trend(code)
    return render(request, "assessments/public/country.html", context)


def _published(compared: Compared, line: Line) -> Published:
    overall, *others = (result_of(compared, number, line) for number in range(len(compared.columns)))
    return Published(line, overall, [Cell(result) for result in others])


def _terms(cycles: str, lines: Sequence[Line]) -> dict[str, str]:
    sealed = [line.sealed.sealed_at.date() for line in lines if line.sealed is not None]
    return {
        "licence": licence(),
        "citation": citation(cycle=cycles, submissions=len(sealed), sealed_until=max(sealed, default=None)),
    }


def _distribution() -> dict[str, Any]:
    """How the countries' scores of all tables are distributed in the last cycle of which any are public."""
    compared, found = selectors.distribution_for(VISITOR, Selection())
    groups = [Group(group_name(group.key, found.by), group) for group in found.groups if group.submitted]
    picture = distribution_picture_of(found, groups, selectors.name_of(found.column), notes_of(VISITOR, compared))
    return {"distribution": found, "distribution_picture": picture}


def _trend(mark: str) -> dict[str, Any]:
    """How the scores of all tables move over the public cycles, one country marked."""
    compared, found = selectors.trend_for(VISITOR, Selection(mark=mark))
    name = selectors.name_of(found.column)
    picture = trend_picture_of(found, [], name, "", notes_of(VISITOR, compared))
    return {"trend": found, "trend_picture": picture if len(found.cycles) > 1 else None}
