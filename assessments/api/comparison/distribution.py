"""A distribution over the API: countries together, by group, and each by itself."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, file_name, parameters
from assessments.api.comparison.needs import AboutSerializer
from assessments.api.comparison.summaries import (
    ABOUT,
    RESULT,
    SUMMARY,
    ResultSerializer,
    TogetherSerializer,
    number,
    result_body,
    together_body,
)
from assessments.api.exports import Sheet
from assessments.api.schema import listed
from assessments.comparison import LEVELS, Compared
from assessments.comparison.distribution import Distribution
from assessments.comparison.grouping import group_of
from assessments.comparison.results import Result, Together


class GroupSerializer(TogetherSerializer):
    group = serializers.CharField(help_text="Region, subregion or regional group.")


class DistributedResultSerializer(ResultSerializer):
    group = serializers.CharField()
    marked = serializers.BooleanField()


@extend_schema_serializer(many=False)
class DistributionSerializer(AboutSerializer):
    level = serializers.ChoiceField(choices=LEVELS)
    code = serializers.CharField(help_text="Of the node, `overall` for all tables together.")
    by = serializers.ChoiceField(choices=("region", "subregion", "group"))
    all = TogetherSerializer()
    groups = GroupSerializer(many=True)
    countries = DistributedResultSerializer(many=True, help_text="By name.")
    marked = DistributedResultSerializer(
        allow_null=True, help_text="The marked country; where it is none of `countries`, no figure holds it."
    )


EXAMPLE = OpenApiExample(
    "One region",
    value=ABOUT
    | {
        "level": "objective",
        "code": "1.2",
        "by": "region",
        "all": SUMMARY,
        "groups": [{"group": "Africa"} | SUMMARY],
        "countries": [RESULT | {"group": "Africa", "marked": True}],
        "marked": RESULT | {"group": "Africa", "marked": True},
    },
    response_only=True,
)


class DistributionViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        operation_id="comparison_distribution",
        summary="How the scores of a node are distributed",
        description="Of the newest chosen cycle, over sealed submissions that the caller may read: least, quartiles, "
        "median and most of all countries and of each group, and each country's score with coverage and bounds. "
        "`mark` marks one country; left out, the caller's own.",
        parameters=parameters("node", "by", "mark"),
        responses=listed(DistributionSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        compared, found = selectors.distribution_for(self.actor, self.selection())
        return self.answered(lambda: distribution_body(compared, found), lambda: distribution_sheet(compared, found))


def distribution_body(compared: Compared, found: Distribution) -> dict[str, Any]:
    """The distribution as JSON."""
    level, code = found.column
    return about(compared) | {
        "level": level,
        "code": code,
        "by": found.by,
        "all": together_body(found.all),
        "groups": [{"group": group.key} | together_body(group) for group in found.groups],
        "countries": [_result(found, result) for result in found.all.results],
        "marked": None if found.marked is None else _result(found, found.marked),
    }


def _result(found: Distribution, result: Result) -> dict[str, Any]:
    return result_body(result) | {
        "group": group_of(result.country, found.by),
        "marked": result.country.code == found.marked_code,
    }


SHEET_COLUMNS = (
    "what",
    "group",
    "country",
    "name",
    "cycle",
    "level",
    "code",
    "countries",
    "without_score",
    "not_submitted",
    "least",
    "first_quartile",
    "median",
    "third_quartile",
    "most",
    "state",
    "score",
    "coverage",
    "lower",
    "upper",
    "marked",
    "synthetic",
)


def distribution_sheet(compared: Compared, found: Distribution) -> Sheet:
    """Rows `all`, `group` and `country`, as column `what` says; percent with one decimal."""
    return Sheet(file_name("distribution", compared), SHEET_COLUMNS, _sheet_rows(compared, found))


def _sheet_rows(compared: Compared, found: Distribution) -> Iterator[tuple[Any, ...]]:
    where = (found.cycle.slug if found.cycle else "", *found.column)
    for what, together in (("all", found.all), *(("group", group) for group in found.groups)):
        yield (
            *(what, together.key, None, None, *where),
            *figures_of(together),
            *(None, None, number(together.coverage), None, None, None, compared.is_synthetic),
        )
    outside = [found.marked] if found.marks_outside and found.marked else []
    for what, result in (
        *(("country", one) for one in found.all.results),
        *(("marked", one) for one in outside),
    ):
        yield (
            *(what, group_of(result.country, found.by), result.country.code, result.country.name, *where),
            *(None,) * 8,
            *result_cells(result),
            result.country.code == found.marked_code,
            compared.is_synthetic,
        )


def figures_of(together: Together) -> tuple[Any, ...]:
    """Countries with score, without, not submitted, then least, quartiles, median and most."""
    summary = together.summary
    return (
        summary.count,
        together.without_score,
        together.not_submitted,
        number(summary.least),
        number(summary.first_quartile),
        number(summary.median),
        number(summary.third_quartile),
        number(summary.most),
    )


def result_cells(result: Result) -> tuple[Any, ...]:
    """State, score, coverage and bounds of a country."""
    return (
        result.state,
        number(result.score),
        number(result.coverage),
        number(result.lower),
        number(result.upper),
    )
