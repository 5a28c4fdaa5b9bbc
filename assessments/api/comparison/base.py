"""What every comparison call does: read the selection from the address, and answer as JSON, CSV or Excel."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from assessments.api import exports
from assessments.api.base import PortalViewSet
from assessments.comparison import LEVELS, Compared, CountryFacts, CycleFacts, Selection
from assessments.comparison.compared import SYNTHETIC_FILE
from assessments.comparison.needs import ASSISTANCE, STATUSES
from assessments.comparison.statistics import Summary
from assessments.models import Submission
from assessments.scoring import one_decimal
from assessments.selecting import SelectionForm

SAID = {
    "cycle": "Slug of a cycle; none: the latest with a submission.",
    "country": "ISO 3166 alpha-3 code; always in.",
    "region": "Name of an M49 region or subregion, such as `Western Africa`.",
    "group": "Regional group, such as `african`.",
    "like": "Countries in the region of this one that are coastal, or landlocked, as it is.",
    "level": "What is compared; left out, what is below `under`, or tables.",
    "under": "Only below this table, section, objective or part.",
    "kind": "Only indicators of this kind, such as `legislation`.",
    "instrument": "Only indicators that cite this instrument, such as `UNTOC`.",
    "article": "Only indicators that cite this Protocol article, or for which annex I names it, such as `16`.",
    "topic": "Only indicators of the parts to which this topic of the index points.",
    "principle": "Only indicators of parts to which the index points from the paragraphs on this guiding principle.",
    "sort": "Code of a column, `country`, `region` or `coverage`; `-` in front for descending.",
    "ranks": "Give ranks: 1 for the highest score in what is sorted by; equal scores share one.",
    "shape": "Of CSV and Excel: one line a cell (`long`), or one a country and cycle (`wide`).",
    "node": "Code of a node or indicator; left out, all tables together.",
    "mark": "ISO 3166 alpha-3 code of the country that is marked; it need not be among those compared.",
    "by": "What countries are grouped by.",
    "same": "Only indicators with a level in every cycle, and countries in every cycle: like with like.",
    "assistance": "Only actions that need this kind of assistance.",
    "status": "Only actions of this status; left out, those planned and under way.",
    "differ": "Only indicators to which the answers differ.",
}
"""What the schema says of each parameter."""
REPEATED = ("cycle", "country", "region", "group", "kind", "instrument", "article", "topic", "principle")
CHOICES: Mapping[str, Sequence[str]] = {
    "level": LEVELS,
    "by": ("region", "subregion", "group"),
    "shape": ("long", "wide"),
    "assistance": ASSISTANCE,
    "status": STATUSES,
}
WHICH = ("cycle", "country", "region", "group", "like", "kind", "instrument", "article", "topic", "principle")
"""Parameters of every call: cycles, countries and indicators."""


def parameters(*names: str) -> list[OpenApiParameter]:
    """The parameters of every call and those named, as the schema describes them."""
    return [
        OpenApiParameter(
            name,
            OpenApiTypes.BOOL if name in ("same", "ranks", "differ") else OpenApiTypes.STR,
            description=SAID[name],
            many=name in REPEATED,
            enum=CHOICES.get(name),
        )
        for name in (*WHICH, *names)
    ]


class ComparingViewSet(PortalViewSet):
    """A comparison call; `queryset` only tells the schema that there is no model of its own."""

    queryset = Submission.objects.none()
    permission_classes = (AllowAny,)
    filter_backends = ()
    pagination_class = None
    form_class: type[SelectionForm] = SelectionForm

    def selection(self) -> Selection:
        """What the address asks for; raises ValidationError by parameter."""
        form = self.form_class(self.request.query_params, self.actor)
        if not form.is_valid():
            raise ValidationError({field: [str(fault) for fault in faults] for field, faults in form.errors.items()})
        return form.selection

    def answered(self, body: Callable[[], Any], sheet: Callable[[], exports.Sheet]) -> HttpResponseBase:
        """`body` as JSON, or `sheet` as the file that is asked for; only that one is made."""
        file_format = getattr(self.request, "accepted_renderer", JSONRenderer()).format
        if file_format != JSONRenderer.format:
            return exports.export(sheet(), file_format)
        return Response(body())


def file_name(view: str, compared: Compared) -> str:
    """Name of a file without its ending: the view and its cycles, and that it is synthetic where it is."""
    mark = SYNTHETIC_FILE if compared.is_synthetic else ""
    cycles = "-".join(cycle.slug for cycle in compared.cycles) or "none"
    return f"{mark}{view.replace('_', '-')}-{cycles}"


def about(compared: Compared) -> dict[str, Any]:
    """What every answer begins with: what was compared, and whether any of it is synthetic."""
    return {
        "selection": compared.selection.query,
        "synthetic": compared.is_synthetic,
        "cycles": [cycle_body(cycle) for cycle in compared.cycles],
        "indicators": len(compared.indicators),
    }


def cycle_body(cycle: CycleFacts) -> dict[str, Any]:
    """A cycle as JSON."""
    return {"slug": cycle.slug, "name": cycle.name, "synthetic": cycle.synthetic}


def country_body(country: CountryFacts) -> dict[str, Any]:
    """A country as JSON."""
    return {
        "code": country.code,
        "name": country.name,
        "region": country.region,
        "subregion": country.subregion,
        "group": country.group,
        "landlocked": country.landlocked,
    }


def summary_body(summary: Summary) -> dict[str, Any]:
    """A summary as JSON: percent with one decimal, null where nobody has a score."""

    def number(value: Any) -> float | None:
        rounded = one_decimal(value)
        return None if rounded is None else float(rounded)

    return {
        "countries": summary.count,
        "least": number(summary.least),
        "first_quartile": number(summary.first_quartile),
        "median": number(summary.median),
        "third_quartile": number(summary.third_quartile),
        "most": number(summary.most),
    }
