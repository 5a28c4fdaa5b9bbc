"""Countries side by side over the API: their profiles, and every answer with what the sealed copies say beside it."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, country_body, file_name, parameters
from assessments.api.comparison.needs import AboutSerializer
from assessments.api.exports import Sheet
from assessments.api.schema import SUBMISSION, level_field, listed, percent_field
from assessments.comparison import Line, state_of, tenths
from assessments.comparison.side_by_side import Beside, Side, SideBySide
from assessments.scoring import Figure, answer_of
from assessments.selecting import HOW_MANY, SideBySideForm
from assessments.selectors.narrowing import title_of

STATES = ("score", "no_data", "not_applicable", "not_asked", "not_submitted")
ANSWERS = ("level", "no_data", "not_applicable", "unanswered", "not_asked", "not_submitted")


class BesideCountrySerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField()
    subregion = serializers.CharField()
    group = serializers.CharField()
    landlocked = serializers.BooleanField()
    submission = serializers.UUIDField(
        allow_null=True, help_text="Null where it has not submitted, or not to the caller."
    )


class BesideFigureSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    score = percent_field("Percent; null where nothing has a level.")
    coverage = percent_field("Indicators with a level or not applicable, percent of all.")
    lower = percent_field("The score if every no-data and unanswered indicator were at level 0.")
    upper = percent_field("The score if every no-data and unanswered indicator were at level 4.")


class BesideNodeSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=("overall", "table", "objective"))
    code = serializers.CharField()
    figures = BesideFigureSerializer(many=True)


class BesideAnswerSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    answer = serializers.ChoiceField(choices=ANSWERS)
    level = level_field()
    justification = serializers.CharField(allow_blank=True)
    rationale = serializers.CharField(allow_blank=True, help_text="Why the country decided so.")
    evidence = serializers.ListField(child=serializers.CharField(), help_text="Titles of the public evidence.")


class BesideIndicatorSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    differs = serializers.BooleanField(help_text="Whether two of the answers that can be read are not the same.")
    levels_apart = serializers.IntegerField(
        allow_null=True, min_value=0, max_value=4, help_text="Null where one of the answers has no level."
    )
    answers = BesideAnswerSerializer(many=True)


@extend_schema_serializer(many=False)
class SideBySideSerializer(AboutSerializer):
    countries = BesideCountrySerializer(many=True)
    comparable = serializers.IntegerField(min_value=0, help_text="Indicators with at least two answers to read.")
    differing = serializers.IntegerField(min_value=0, help_text="Of those, the ones whose answers differ.")
    nodes = BesideNodeSerializer(many=True, help_text="Overall, tables and objectives, in document order.")
    answers = BesideIndicatorSerializer(many=True, help_text="Indicators in document order.")


COUNTRY = {
    "code": "XAA",
    "name": "Country XAA",
    "region": "Africa",
    "subregion": "Western Africa",
    "group": "african",
    "landlocked": False,
    "submission": SUBMISSION["id"],
}
NOTHING_BESIDE: dict[str, Any] = {"level": None, "justification": "", "rationale": "", "evidence": []}
EXAMPLE = OpenApiExample(
    "Two countries, one of which has not submitted",
    value={
        "selection": "cycle=2026&country=XAA&country=XAB",
        "synthetic": False,
        "cycles": [{"slug": "2026", "name": "Cycle 2026", "synthetic": False}],
        "indicators": 371,
        "countries": [COUNTRY, COUNTRY | {"code": "XAB", "name": "Country XAB", "submission": None}],
        "comparable": 0,
        "differing": 0,
        "nodes": [
            {
                "level": "overall",
                "code": "overall",
                "figures": [
                    {
                        "country": "XAA",
                        "state": "score",
                        "score": 62.5,
                        "coverage": 91.4,
                        "lower": 57.1,
                        "upper": 65.8,
                    },
                    {
                        "country": "XAB",
                        "state": "not_submitted",
                        "score": None,
                        "coverage": None,
                        "lower": None,
                        "upper": None,
                    },
                ],
            }
        ],
        "answers": [
            {
                "indicator": "1.1.E1",
                "differs": False,
                "levels_apart": None,
                "answers": [
                    {
                        "country": "XAA",
                        "answer": "level",
                        "level": 3,
                        "justification": "Law of 2019, article 4.",
                        "rationale": "",
                        "evidence": ["Law of 2019"],
                    },
                    {"country": "XAB", "answer": "not_submitted"} | NOTHING_BESIDE,
                ],
            }
        ],
    },
    response_only=True,
)


class SideBySideViewSet(ComparingViewSet):
    exported = ("list",)
    form_class = SideBySideForm

    @extend_schema(
        summary="Countries side by side",
        description="Two to four countries in the newest of the chosen cycles: the profile of each, then every "
        "indicator with the answers beside each other and what the sealed copies say to them. A country whose "
        "submission the caller may not read is answered like one that has not submitted. Confidential evidence is "
        "never in it. As CSV and Excel: a row a node and indicator, columns for each country.",
        parameters=parameters("under", "differ"),
        responses=listed(SideBySideSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        selection = self.selection()
        if not selection.country:
            raise ValidationError({"country": [str(HOW_MANY)]})
        found = selectors.side_by_side_of(self.actor, selection)
        return self.answered(lambda: side_by_side_body(found), lambda: side_by_side_sheet(found))


def side_by_side_body(found: SideBySide) -> dict[str, Any]:
    """The countries side by side as JSON."""
    unit = found.compared.unit
    return about(found.compared) | {
        "indicators": found.counted,
        "countries": [
            country_body(line.country) | {"submission": line.sealed and str(line.sealed.submission)}
            for line in found.lines
        ],
        "comparable": found.comparable,
        "differing": found.differing,
        "nodes": [
            {
                "level": node.level,
                "code": node.code,
                "figures": [
                    {"country": line.country.code} | _figure_body(line, figure, unit)
                    for line, figure in zip(found.lines, node.figures, strict=True)
                ],
            }
            for node in found.nodes
        ],
        "answers": [_beside_body(beside) for beside in found.indicators],
    }


def _figure_body(line: Line, figure: Figure | None, unit: int) -> dict[str, Any]:
    return {
        "state": state_of(figure) if line.figures is not None else "not_submitted",
        "score": figure and tenths(figure.score, unit),
        "coverage": figure and tenths(100 * figure.answered, figure.total),
        "lower": figure and tenths(figure.lower, unit),
        "upper": figure and tenths(figure.upper, unit),
    }


def _beside_body(beside: Beside) -> dict[str, Any]:
    return {
        "indicator": beside.code,
        "differs": beside.differs,
        "levels_apart": beside.apart,
        "answers": [
            {
                "country": side.line.country.code,
                "answer": answer_in(side),
                "level": side.level,
                "justification": side.said.justification,
                "rationale": side.said.rationale,
                "evidence": side.said.evidence,
            }
            for side in beside.sides
        ],
    }


def answer_in(side: Side) -> str:
    """What a side says, one of `ANSWERS`."""
    if side.letter is not None:
        return answer_of(side.letter).kind.value
    return "not_submitted" if side.line.sealed is None else "not_asked"


ABOUT_COLUMNS = ("cycle", "level", "code", "text", "differs")
COUNTRY_COLUMNS = ("answer", "level", "score", "coverage", "lower", "upper", "justification", "rationale", "evidence")


def side_by_side_sheet(found: SideBySide) -> Sheet:
    """A row a node, then a row an indicator; for each country its columns, "XAA answer" and so on.

    Percent with one decimal; an answer is one of `STATES` for nodes and of `ANSWERS` for indicators.
    """
    columns = (
        *ABOUT_COLUMNS,
        *(f"{line.country.code} {column}" for line in found.lines for column in COUNTRY_COLUMNS),
        "synthetic",
    )
    return Sheet(file_name("side-by-side", found.compared), columns, _sheet_rows(found))


def _sheet_rows(found: SideBySide) -> Iterator[tuple[Any, ...]]:
    unit = found.compared.unit
    cycle = " ".join(cycle.slug for cycle in found.compared.cycles)
    for node in found.nodes:
        cells = [
            (state, None, *figures, None, None, None)
            for line, figure in zip(found.lines, node.figures, strict=True)
            for state, *figures in [_figure_body(line, figure, unit).values()]
        ]
        title = title_of((node.level, node.code))
        yield (cycle, node.level, node.code, title, None, *_flat(cells), found.compared.is_synthetic)
    for beside in found.indicators:
        cells = [
            (answer_in(side), side.level, None, None, None, None, *side.said[:2], "; ".join(side.said.evidence))
            for side in beside.sides
        ]
        text = title_of(("indicator", beside.code))
        yield (cycle, "indicator", beside.code, text, beside.differs, *_flat(cells), found.compared.is_synthetic)


def _flat(cells: list[tuple[Any, ...]]) -> Iterator[Any]:
    return (value for cell in cells for value in cell)
