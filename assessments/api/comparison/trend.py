"""A trend over the API: countries together, by group, and some by name, over cycles."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, file_name, parameters
from assessments.api.comparison.distribution import figures_of, result_cells
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
from assessments.comparison.trend import CountryCourse, GroupCourse, LeftOut, Trend


def change_field() -> serializers.FloatField:
    return serializers.FloatField(
        allow_null=True,
        min_value=-100,
        max_value=100,
        help_text="Points since the cycle before, rounded from the exact difference; null without one.",
    )


class MovedSerializer(serializers.Serializer[Any]):
    rose = serializers.IntegerField(
        min_value=0, help_text="Countries with a score in both cycles and now a higher one."
    )
    fell = serializers.IntegerField(min_value=0)
    stayed = serializers.IntegerField(min_value=0, help_text="With exactly the same score.")


class GroupPointSerializer(TogetherSerializer):
    cycle = serializers.CharField()
    change = change_field()
    moved = MovedSerializer(allow_null=True, help_text="Since the cycle before; null in the first.")


class CountryPointSerializer(ResultSerializer):
    cycle = serializers.CharField()
    change = change_field()
    answered = serializers.IntegerField(min_value=0, help_text="Indicators that the score rests on or leaves out.")
    total = serializers.IntegerField(min_value=0, help_text="Indicators that were asked.")


class GroupCourseSerializer(serializers.Serializer[Any]):
    group = serializers.CharField(help_text="Region, subregion or regional group.")
    points = GroupPointSerializer(many=True)


class CountryCourseSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    marked = serializers.BooleanField()
    points = CountryPointSerializer(many=True)


class LeftOutSerializer(serializers.Serializer[Any]):
    countries = serializers.IntegerField(min_value=0, help_text="That did not submit in every one of the cycles.")
    asked = serializers.IntegerField(min_value=0, help_text="Indicators that the others were asked.")
    fewest = serializers.IntegerField(allow_null=True, help_text="Of them left out for one country, at least.")
    median = serializers.FloatField(allow_null=True, help_text="The median of what is left out for a country.")
    most = serializers.IntegerField(allow_null=True, help_text="At most.")


@extend_schema_serializer(many=False)
class TrendSerializer(AboutSerializer):
    level = serializers.ChoiceField(choices=LEVELS)
    code = serializers.CharField(help_text="Of the node, `overall` for all tables together.")
    by = serializers.ChoiceField(choices=("", "region", "subregion", "group"))
    same = serializers.BooleanField(help_text="Whether only like is compared with like.")
    left_out = LeftOutSerializer(allow_null=True, help_text="What like with like leaves out; null without it.")
    points = GroupPointSerializer(many=True, help_text="Of all together, by cycle.")
    groups = GroupCourseSerializer(many=True, help_text="By group where `by` is given.")
    countries = CountryCourseSerializer(
        many=True, help_text="The marked country and the first five of those chosen by name."
    )


POINT = SUMMARY | {"cycle": "2026", "change": 4.1, "moved": {"rose": 31, "fell": 4, "stayed": 5}}
EXAMPLE = OpenApiExample(
    "The newest of two cycles",
    value=ABOUT
    | {
        "level": "objective",
        "code": "1.2",
        "by": "region",
        "same": False,
        "left_out": None,
        "points": [POINT],
        "groups": [{"group": "Africa", "points": [POINT]}],
        "countries": [
            {
                "country": "XAA",
                "marked": True,
                "points": [RESULT | {"cycle": "2026", "change": 2.5, "answered": 37, "total": 40}],
            }
        ],
    },
    response_only=True,
)


class TrendViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        operation_id="comparison_trend",
        summary="How a node moves over cycles",
        description="Over sealed submissions that the caller may read: in each cycle least, quartiles, median and most "
        "of the countries, and the scores of the marked country (left out, the caller's own) and of up to five chosen "
        "by name. Without `cycle`: all cycles with submissions, made-up ones never together with real ones. With "
        "`same` only like is compared with like: countries that submitted in every cycle, each by the indicators to "
        "which it gave a level in every one, or said in every one that they do not apply.",
        parameters=parameters("node", "by", "mark", "same"),
        responses=listed(TrendSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        compared, found = selectors.trend_for(self.actor, self.selection())
        return self.answered(lambda: trend_body(compared, found), lambda: trend_sheet(compared, found))


def trend_body(compared: Compared, found: Trend) -> dict[str, Any]:
    """The trend as JSON."""
    level, code = found.column
    return about(compared) | {
        "level": level,
        "code": code,
        "by": found.by,
        "same": found.left_out is not None,
        "left_out": _left_out(found.left_out),
        "points": _group_points(found.all),
        "groups": [{"group": course.key, "points": _group_points(course)} for course in found.groups],
        "countries": [_country(course) for course in found.countries],
    }


def _group_points(course: GroupCourse) -> list[dict[str, Any]]:
    return [
        together_body(point.all)
        | {
            "cycle": point.cycle.slug,
            "change": number(point.change),
            "moved": None if point.moved is None else point.moved._asdict(),
        }
        for point in course.points
    ]


def _country(course: CountryCourse) -> dict[str, Any]:
    return {
        "country": course.country.code,
        "marked": course.is_marked,
        "points": [
            result_body(point.result)
            | {
                "cycle": point.cycle.slug,
                "change": number(point.change),
                "answered": point.result.answered,
                "total": point.result.total,
            }
            for point in course.points
        ],
    }


def _left_out(left_out: LeftOut | None) -> dict[str, Any] | None:
    if left_out is None:
        return None
    return {
        "countries": left_out.countries,
        "asked": left_out.asked,
        "fewest": left_out.fewest,
        "median": number(left_out.median),
        "most": left_out.most,
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
    "change",
    "rose",
    "fell",
    "stayed",
    "like_with_like",
    "synthetic",
)


def trend_sheet(compared: Compared, found: Trend) -> Sheet:
    """Rows `all`, `group` and `country`, one a cycle; percent and points with one decimal."""
    return Sheet(file_name("trend", compared), SHEET_COLUMNS, _sheet_rows(found))


def _sheet_rows(found: Trend) -> Iterator[tuple[Any, ...]]:
    same = found.left_out is not None
    for what, course in (("all", found.all), *(("group", group) for group in found.groups)):
        for point in course.points:
            yield (
                *(what, course.key, None, None, point.cycle.slug, *found.column),
                *figures_of(point.all),
                *(None, None, number(point.all.coverage), None, None, number(point.change)),
                *(point.moved if point.moved is not None else (None, None, None)),
                same,
                point.cycle.synthetic,
            )
    for country in found.countries:
        for each in country.points:
            yield (
                *("country", None, country.country.code, country.country.name, each.cycle.slug, *found.column),
                *(None,) * 8,
                *result_cells(each.result),
                number(each.change),
                *(None,) * 3,
                same,
                each.cycle.synthetic,
            )
