"""The matrix over the API: one row a country and cycle, one column a node, with median and quartiles."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
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
from assessments.api.exports import Sheet
from assessments.comparison import Compared, state_of, tenths
from assessments.scoring import Figure


class ComparisonViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(parameters=parameters("level", "under", "sort"))
    def list(self, request: Request) -> HttpResponseBase:
        compared = selectors.compared(self.actor, self.selection())
        return self.answered(lambda: matrix_body(compared), lambda: matrix_sheet(compared))


def matrix_body(compared: Compared) -> dict[str, Any]:
    """The matrix as JSON."""
    known: dict[Figure, dict[str, Any]] = {}
    return about(compared) | {
        "columns": [
            {
                "level": level,
                "code": code,
                "summaries": {slug: summary_body(found[number]) for slug, found in compared.summaries.items()},
            }
            for number, (level, code) in enumerate(compared.columns)
        ],
        "countries": [country_body(country) for country in compared.countries],
        "rows": [
            {
                "country": line.country.code,
                "cycle": line.cycle.slug,
                "submission": line.sealed and str(line.sealed.submission),
                "cells": None
                if line.figures is None
                else [_cell(figure, compared.unit, known) for figure in line.figures],
            }
            for line in compared.lines
        ],
    }


def _cell(figure: Figure | None, unit: int, known: dict[Figure, dict[str, Any]]) -> dict[str, Any]:
    if figure is None:
        return {"state": "not_asked"}
    cell = known.get(figure)
    if cell is None:
        cell = known[figure] = {
            "state": state_of(figure),
            "score": tenths(figure.score, unit),
            "coverage": tenths(100 * figure.answered, figure.total),
            "lower": tenths(figure.lower, unit),
            "upper": tenths(figure.upper, unit),
        }
    return cell


SHEET_COLUMNS = (
    "country",
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
    for line in compared.lines:
        where = (line.country.code, line.cycle.slug)
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
