"""The data page: what may be downloaded, what it means, and under what terms. For everybody."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.data import COLUMNS, SCHEMA
from assessments.data.codes import ANSWERS, STATES, TYPES
from assessments.licence import citation, licence

FORMATS = (
    ("csv", _("CSV"), _("One line an observation: for spreadsheets, R, Stata, pandas.")),
    ("json", _("JSON"), _("The same, by submission, with licence and citation: for programs.")),
    ("sdmx-csv", _("SDMX-CSV"), _("SDMX-CSV 2.0.0, with the codes of the structure: for statistical systems.")),
    ("sdmx-json", _("SDMX-JSON"), _("SDMX-JSON 2.0.0: the same with names, for dashboards.")),
)
"""Format, its name, and what it is for."""
CODE_LISTS = ((_("Answers"), ANSWERS), (_("States of a score"), STATES), (_("Types"), TYPES))
"""The short code lists, which the page shows; the long ones are in the dictionary."""


@require_safe
def data(request: PortalRequest) -> HttpResponse:
    """The cycles of which the person may download something, the dictionary, the terms."""
    cycles = list(selectors.data_cycles(request.membership))
    offered = [_offer(cycle) for cycle in cycles if cycle.copies]
    context = {
        "section": "data",
        "offered": offered,
        "empty": [cycle for cycle in cycles if not cycle.copies],
        "synthetic": any(cycle.synthetic for cycle in cycles if cycle.copies),
        "formats": FORMATS,
        "columns": COLUMNS,
        "code_lists": CODE_LISTS,
        "schema": SCHEMA,
        "licence": licence(),
        "citation": _cited(cycles),
        "sees_everybody": selectors.sees_everybody(request.membership),
        "example": request.build_absolute_uri(offered[0]["files"][0][1]) if offered else "",
    }
    return render(request, "assessments/data/index.html", context)


def _offer(cycle: Any) -> dict[str, Any]:
    address = reverse("api:cycle-data-list", args=[cycle.slug])
    return {
        "cycle": cycle,
        "files": [(label, f"{address}?format={name}") for name, label, _for in FORMATS],
        "with_nodes": [(label, f"{address}?format={name}&nodes=true") for name, label, _for in FORMATS],
        "with_words": [
            (label, f"{address}?format={name}&justifications=true")
            for name, label, _for in FORMATS
            if not name.startswith("sdmx")
        ],
    }


def _cited(cycles: list[Any]) -> str:
    """The citation of the latest cycle with data."""
    held = next((cycle for cycle in cycles if cycle.copies), None)
    return "" if held is None else citation(cycle=held.name, submissions=held.copies, sealed_until=held.sealed_until)
