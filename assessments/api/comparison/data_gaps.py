"""Data gaps over the API: how many countries have no data on each indicator, by kind of indicator and by group."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, file_name, parameters
from assessments.api.comparison.needs import AboutSerializer
from assessments.api.exports import Sheet
from assessments.api.schema import listed, percent_field
from assessments.comparison.data_gaps import Answers, DataGaps, Gathered
from assessments.scoring import one_decimal
from framework.selectors import framework_tree


class AnswerCountSerializer(serializers.Serializer[Any]):
    level = serializers.IntegerField(min_value=0, help_text="Answers with a level.")
    no_data = serializers.IntegerField(min_value=0)
    unanswered = serializers.IntegerField(min_value=0)
    not_applicable = serializers.IntegerField(min_value=0)
    applies = serializers.IntegerField(min_value=0, help_text="All of them but not applicable.")
    without_data = serializers.IntegerField(min_value=0, help_text="`no_data` and `unanswered`.")
    share = percent_field("`without_data` in percent of `applies`; null of nothing.")


class IndicatorGapSerializer(AnswerCountSerializer):
    indicator = serializers.CharField()
    kind = serializers.CharField(help_text="Kind of the indicator.")
    most = serializers.BooleanField(help_text="Whether more than half of those to which it applies are without data.")


class GatheredSerializer(AnswerCountSerializer):
    submitted = serializers.IntegerField(min_value=0, help_text="Countries whose submissions were read.")
    indicators = serializers.IntegerField(min_value=0)
    most = serializers.IntegerField(
        min_value=0, help_text="Indicators on which more than half of those to which they apply are without data."
    )


class KindGapsSerializer(GatheredSerializer):
    kind = serializers.CharField()


class GroupGapsSerializer(GatheredSerializer):
    group = serializers.CharField(help_text="Region, subregion or regional group.")


@extend_schema_serializer(many=False)
class DataGapsSerializer(AboutSerializer):
    total = GatheredSerializer()
    kinds = KindGapsSerializer(many=True)
    groups = GroupGapsSerializer(many=True)
    gaps = IndicatorGapSerializer(many=True, help_text="Every indicator that counts, the largest share first.")


ANSWERS = {
    "level": 5,
    "no_data": 7,
    "unanswered": 0,
    "not_applicable": 2,
    "applies": 12,
    "without_data": 7,
    "share": 58.3,
}
GATHERED = {"submitted": 14, "indicators": 1, "most": 1} | ANSWERS
EXAMPLE = OpenApiExample(
    "One indicator",
    value={
        "selection": "cycle=2026&kind=outcome",
        "synthetic": False,
        "cycles": [{"slug": "2026", "name": "Cycle 2026", "synthetic": False}],
        "indicators": 1,
        "total": GATHERED,
        "kinds": [{"kind": "outcome"} | GATHERED],
        "groups": [{"group": "Africa"} | GATHERED],
        "gaps": [{"indicator": "1.1.E1", "kind": "outcome", "most": True} | ANSWERS],
    },
    response_only=True,
)


class DataGapsViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        summary="Data gaps",
        description="For each indicator, how many of the countries that submitted in the newest of the chosen cycles "
        "gave a level, have no data, did not answer, or find it not applicable; and the same together by kind of "
        "indicator and by group. Percentages are numbers rounded half-up to one decimal. `docs/methodology.md` "
        "defines them. As CSV and Excel: the indicators.",
        parameters=parameters("under", "by"),
        responses=listed(DataGapsSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        found = selectors.data_gaps_of(self.actor, self.selection())
        return self.answered(lambda: data_gaps_body(found), lambda: data_gaps_sheet(found))


def data_gaps_body(found: DataGaps) -> dict[str, Any]:
    """The data gaps as JSON."""
    return about(found.compared) | {
        "indicators": found.total.indicators,
        "total": _gathered_body(found.total),
        "kinds": [{"kind": kind.key} | _gathered_body(kind) for kind in found.kinds],
        "groups": [{"group": group.key} | _gathered_body(group) for group in found.groups],
        "gaps": [
            {"indicator": gap.code, "kind": gap.kind, "most": gap.answers.is_most} | _answers_body(gap.answers)
            for gap in found.indicators
        ],
    }


def _gathered_body(gathered: Gathered) -> dict[str, Any]:
    return {
        "submitted": gathered.submitted,
        "indicators": gathered.indicators,
        "most": gathered.most,
        **_answers_body(gathered.answers),
    }


def _answers_body(answers: Answers) -> dict[str, Any]:
    return {
        "level": answers.level,
        "no_data": answers.no_data,
        "unanswered": answers.unanswered,
        "not_applicable": answers.not_applicable,
        "applies": answers.applies,
        "without_data": answers.without,
        "share": _share(answers),
    }


def _share(answers: Answers) -> float | None:
    rounded = one_decimal(answers.share)
    return None if rounded is None else float(rounded)


SHEET_COLUMNS = (
    "cycle",
    "indicator",
    "text",
    "kind",
    "submitted",
    "level",
    "no_data",
    "unanswered",
    "not_applicable",
    "applies",
    "without_data",
    "share",
    "most",
    "synthetic",
)


def data_gaps_sheet(found: DataGaps) -> Sheet:
    """The indicators, the largest share without data first; the share in percent with one decimal."""
    return Sheet(file_name("data-gaps", found.compared), SHEET_COLUMNS, _sheet_rows(found))


def _sheet_rows(found: DataGaps) -> Iterator[tuple[Any, ...]]:
    entries = framework_tree().indicator
    cycle = " ".join(cycle.slug for cycle in found.compared.cycles)
    for gap in found.indicators:
        answers = gap.answers
        yield (
            cycle,
            gap.code,
            entries[gap.code].text,
            gap.kind,
            found.total.submitted,
            answers.level,
            answers.no_data,
            answers.unanswered,
            answers.not_applicable,
            answers.applies,
            answers.without,
            _share(answers),
            answers.is_most,
            found.compared.is_synthetic,
        )
