"""The spread over the API: nodes by median and by the distance of the quartiles."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, file_name, parameters
from assessments.api.comparison.distribution import figures_of
from assessments.api.comparison.needs import AboutSerializer
from assessments.api.comparison.summaries import ABOUT, SUMMARY, TogetherSerializer, number, together_body
from assessments.api.exports import Sheet
from assessments.api.schema import listed, percent_field
from assessments.comparison import LEVELS, Compared
from assessments.comparison.spread import SpreadRow


class SpreadRowSerializer(TogetherSerializer):
    level = serializers.ChoiceField(choices=LEVELS)
    code = serializers.CharField()
    spread = percent_field("Third less first quartile, in points; null with fewer than three countries with a score.")


@extend_schema_serializer(many=False)
class SpreadSerializer(AboutSerializer):
    rows = SpreadRowSerializer(many=True, help_text="In the order asked for; without a figure to order by last.")


EXAMPLE = OpenApiExample(
    "One objective",
    value=ABOUT | {"rows": [SUMMARY | {"level": "objective", "code": "1.2", "spread": 26.1}]},
    response_only=True,
)


class SpreadViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        operation_id="comparison_spread",
        summary="Where countries stand low, and where far apart",
        description="Objectives, or the nodes of `level`, of the newest chosen cycle, over sealed submissions that the "
        "caller may read. `sort` is `median` (the weakest first, also when left out), `spread` or `code`; `-` in front "
        "for descending, so that `-spread` gives those in which countries differ most.",
        parameters=parameters("level", "under", "sort"),
        responses=listed(SpreadSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        compared, rows = selectors.spread_for(self.actor, self.selection())
        return self.answered(lambda: spread_body(compared, rows), lambda: spread_sheet(compared, rows))


def spread_body(compared: Compared, rows: Sequence[SpreadRow]) -> dict[str, Any]:
    """The spread as JSON."""
    return about(compared) | {
        "rows": [
            {"level": row.column[0], "code": row.column[1], "spread": number(row.spread)} | together_body(row.all)
            for row in rows
        ]
    }


SHEET_COLUMNS = (
    "cycle",
    "level",
    "code",
    "text",
    "countries",
    "without_score",
    "not_submitted",
    "least",
    "first_quartile",
    "median",
    "third_quartile",
    "most",
    "spread",
    "coverage",
    "synthetic",
)


def spread_sheet(compared: Compared, rows: Sequence[SpreadRow]) -> Sheet:
    """One row a node, in the order of the view; percent and points with one decimal."""
    return Sheet(file_name("spread", compared), SHEET_COLUMNS, _sheet_rows(compared, rows))


def _sheet_rows(compared: Compared, rows: Sequence[SpreadRow]) -> Iterator[tuple[Any, ...]]:
    cycle = " ".join(cycle.slug for cycle in compared.cycles)
    for row in rows:
        yield (
            cycle,
            *row.column,
            selectors.title_of(row.column),
            *figures_of(row.all),
            number(row.spread),
            number(row.all.coverage),
            compared.is_synthetic,
        )
