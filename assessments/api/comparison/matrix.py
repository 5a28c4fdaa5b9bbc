"""The matrix over the API: one row a country and cycle, one column a node, with median and quartiles."""

from collections.abc import Iterator
from typing import Any, get_args

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import (
    ComparingViewSet,
    about,
    country_body,
    file_name,
    parameters,
    summary_body,
)
from assessments.api.comparison.needs import AboutSerializer
from assessments.api.exports import Sheet
from assessments.api.schema import SUBMISSION, listed, percent_field
from assessments.comparison import LEVELS, Compared, Line, State, state_of, tenths
from assessments.comparison.ordering import focus, ordered, ranks
from assessments.scoring import Figure
from assessments.selectors.narrowing import title_of

STATES = tuple(state for state in get_args(State) if state != "not_submitted")
"""What a cell of a submission can be."""


class SummarySerializer(serializers.Serializer[Any]):
    countries = serializers.IntegerField(min_value=0, help_text="Countries with a score; the statistics are of these.")
    least = percent_field("The smallest score.")
    first_quartile = percent_field("Interpolated as QUARTILE.INC of Excel does.")
    median = percent_field("Null where no country has a score.")
    third_quartile = percent_field("Interpolated as QUARTILE.INC of Excel does.")
    most = percent_field("The largest score.")


class MatrixColumnSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=LEVELS)
    code = serializers.CharField(help_text="An objective without letters shares its code with its only part.")
    title = serializers.CharField()
    summaries = serializers.DictField(child=SummarySerializer(), help_text="By slug of a cycle.")


class ComparedCountrySerializer(serializers.Serializer[Any]):
    code = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    name = serializers.CharField()
    region = serializers.CharField(help_text="M49 region.")
    subregion = serializers.CharField(help_text="M49 subregion.")
    group = serializers.CharField(help_text="Regional group.")
    landlocked = serializers.BooleanField()


class MatrixCellSerializer(serializers.Serializer[Any]):
    state = serializers.ChoiceField(choices=STATES)
    score = percent_field("Percent, half-up to one decimal; null without a score, which is never 0.")
    coverage = percent_field("Indicators with a level or not applicable, percent of all; null for `not_asked`.")
    lower = percent_field("The score if every no-data and unanswered indicator were at level 0.")
    upper = percent_field("The score if every no-data and unanswered indicator were at level 4.")


class MatrixRowSerializer(serializers.Serializer[Any]):
    country = serializers.CharField()
    cycle = serializers.CharField()
    submission = serializers.UUIDField(allow_null=True, help_text="The submission that counts; null without one.")
    rank = serializers.IntegerField(
        min_value=1,
        allow_null=True,
        required=False,
        help_text="Only with `ranks=1`: 1 for the highest score in the cycle; equal scores share one.",
    )
    cells = MatrixCellSerializer(
        many=True, allow_null=True, help_text="One a column, in their order; null where the country has not submitted."
    )


@extend_schema_serializer(many=False)
class MatrixSerializer(AboutSerializer):
    columns = MatrixColumnSerializer(many=True, help_text="All tables, the node of `under`, then what is below it.")
    countries = ComparedCountrySerializer(many=True)
    rows = MatrixRowSerializer(many=True, help_text="A country's cycles together, in the order of `sort`.")


EXAMPLE = OpenApiExample(
    "One country",
    value={
        "selection": "cycle=2026&region=Western+Africa&level=overall",
        "synthetic": False,
        "cycles": [{"slug": "2026", "name": "Cycle 2026", "synthetic": False}],
        "indicators": 371,
        "columns": [
            {
                "level": "overall",
                "code": "overall",
                "title": "All four tables",
                "summaries": {
                    "2026": {
                        "countries": 1,
                        "least": 62.5,
                        "first_quartile": 62.5,
                        "median": 62.5,
                        "third_quartile": 62.5,
                        "most": 62.5,
                    }
                },
            }
        ],
        "countries": [
            {
                "code": "XAA",
                "name": "Country XAA",
                "region": "Africa",
                "subregion": "Western Africa",
                "group": "african",
                "landlocked": False,
            }
        ],
        "rows": [
            {
                "country": "XAA",
                "cycle": "2026",
                "submission": SUBMISSION["id"],
                "cells": [{"state": "score", "score": 62.5, "coverage": 88.1, "lower": 55.0, "upper": 66.9}],
            }
        ],
    },
    response_only=True,
)


class ComparisonViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        summary="Compare countries",
        description="Of each country and cycle that is chosen one row, of each node one column, from the latest sealed "
        "submissions that the caller may read; a country that he may not read looks as if it had not submitted. Median "
        "and quartiles of a column are of the countries in the answer that have a score in it. As CSV and Excel: one "
        "line a country, cycle and column, or with `shape=wide` one line a country and cycle with its scores side by "
        "side.",
        parameters=parameters("level", "under", "sort", "ranks", "shape"),
        responses=listed(MatrixSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        selection = self.selection()
        sheet = sheet_of(request.query_params.get("shape", ""))
        compared = selectors.compared(self.actor, selection)
        return self.answered(lambda: matrix_body(compared), lambda: sheet(compared))


def sheet_of(shape: str) -> Any:
    """What writes an export of this shape, "long" or "wide"; raises ValidationError for another."""
    sheets = {"": matrix_sheet, "long": matrix_sheet, "wide": wide_sheet}
    if shape not in sheets:
        raise ValidationError({"shape": [_("Must be “long” or “wide”.")]})
    return sheets[shape]


def matrix_body(compared: Compared) -> dict[str, Any]:
    """The matrix as JSON."""
    known: dict[Figure | None, dict[str, Any]] = {}
    ranked = ranks(compared) if compared.selection.ranks else None
    return about(compared) | {
        "columns": [
            {
                "level": level,
                "code": code,
                "title": title_of((level, code)),
                "summaries": {slug: summary_body(found[number]) for slug, found in compared.summaries.items()},
            }
            for number, (level, code) in enumerate(compared.columns)
        ],
        "countries": [country_body(country) for country in compared.countries],
        "rows": [_row(line, compared.unit, known, ranked) for line in ordered(compared)],
    }


def _row(
    line: Line,
    unit: int,
    known: dict[Figure | None, dict[str, Any]],
    ranked: dict[tuple[str, str], int] | None,
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "country": line.country.code,
        "cycle": line.cycle.slug,
        "submission": str(line.sealed.submission) if line.sealed else None,
    }
    if ranked is not None:
        row["rank"] = ranked.get((line.country.code, line.cycle.slug))
    row["cells"] = None if line.figures is None else [_cell(figure, unit, known) for figure in line.figures]
    return row


def _cell(figure: Figure | None, unit: int, known: dict[Figure | None, dict[str, Any]]) -> dict[str, Any]:
    """A cell as JSON; equal figures share one."""
    cell = known.get(figure)
    if cell is None:
        cell = known[figure] = {
            "state": state_of(figure),
            "score": tenths(figure.score, unit) if figure else None,
            "coverage": tenths(100 * figure.answered, figure.total) if figure else None,
            "lower": tenths(figure.lower, unit) if figure else None,
            "upper": tenths(figure.upper, unit) if figure else None,
        }
    return cell


SHEET_COLUMNS = (
    "country",
    "country_name",
    "cycle",
    "level",
    "code",
    "state",
    "score",
    "coverage",
    "lower",
    "upper",
    "answered",
    "total",
    "synthetic",
)


def matrix_sheet(compared: Compared) -> Sheet:
    """The matrix as a list: one row a country, cycle and node; percent with one decimal."""
    return Sheet(file_name("matrix", compared), SHEET_COLUMNS, _sheet_rows(compared))


def _sheet_rows(compared: Compared) -> Iterator[tuple[Any, ...]]:
    unit = compared.unit
    for line in ordered(compared):
        where = (line.country.code, line.country.name, line.cycle.slug)
        synthetic = line.cycle.synthetic
        if line.figures is None:
            for level, code in compared.columns:
                yield (*where, level, code, "not_submitted", *(None,) * 6, synthetic)
            continue
        for (level, code), figure in zip(compared.columns, line.figures, strict=True):
            if figure is None:
                yield (*where, level, code, "not_asked", *(None,) * 6, synthetic)
                continue
            yield (
                *where,
                level,
                code,
                state_of(figure),
                tenths(figure.score, unit),
                tenths(100 * figure.answered, figure.total),
                tenths(figure.lower, unit),
                tenths(figure.upper, unit),
                figure.answered,
                figure.total,
                synthetic,
            )


WIDE_COLUMNS = ("country", "country_name", "region", "subregion", "cycle", "coverage", "lower", "upper")


def wide_sheet(compared: Compared) -> Sheet:
    """The matrix as the page shows it: one row a country and cycle, a column a node, then coverage and bounds.

    A cell without a score says its state, so that it is neither empty nor 0.
    """
    codes = (f"part {code}" if level == "part" else code for level, code in compared.columns)
    columns = (*WIDE_COLUMNS, *codes, "synthetic")
    return Sheet(file_name("matrix-wide", compared), columns, _wide_rows(compared))


def _wide_rows(compared: Compared) -> Iterator[tuple[Any, ...]]:
    unit, about_column = compared.unit, focus(compared)
    for line in ordered(compared):
        country = line.country
        where = (country.code, country.name, country.region, country.subregion, line.cycle.slug)
        figures = line.figures or (None,) * len(compared.columns)
        told = figures[about_column] if figures else None
        yield (
            *where,
            tenths(100 * told.answered, told.total) if told else None,
            tenths(told.lower, unit) if told else None,
            tenths(told.upper, unit) if told else None,
            *(_wide_cell(figure, unit, line.figures is not None) for figure in figures),
            line.cycle.synthetic,
        )


def _wide_cell(figure: Figure | None, unit: int, is_submitted: bool) -> float | str | None:
    if not is_submitted:
        return "not_submitted"
    if figure is None or figure.score is None:
        return state_of(figure)
    return tenths(figure.score, unit)
