"""Who changed what in an assessment."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from assessments import selectors
from assessments.api import exports
from assessments.api.base import InsideViewSet
from assessments.api.bodies import Choice
from assessments.api.schema import ASSESSMENT_ID, MINISTRY, listed
from assessments.models import Change
from assessments.words import Names, fields_of, what_it_is_about, what_was_done

HIGHEST_ID = 2**31 - 1
FILE_COLUMNS = (
    "at",
    "person",
    "capacity",
    "action",
    "what",
    "indicator",
    "objective",
    "ministry",
    "about",
    "before",
    "after",
)
"""Of a file: `before` and `after` are words, one line a field."""


class HistoryQuery(serializers.Serializer[Any]):
    """Filters of the history; several must all hold."""

    person = serializers.IntegerField(required=False, min_value=1, max_value=HIGHEST_ID, help_text="Id of a person.")
    ministry = serializers.UUIDField(required=False, help_text="Id of a ministry.")
    action = Choice(choices=Change.Action.choices, required=False)
    code = serializers.CharField(
        required=False, max_length=60, help_text="Code of a table, section, objective, part or indicator."
    )
    since = serializers.DateField(required=False, help_text="First day.")
    until = serializers.DateField(required=False, help_text="Last day.")


class ChangeSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    person = serializers.IntegerField(source="user_id", help_text="Id of who changed it.")
    name = serializers.CharField(source="user", help_text="Name of who changed it.")
    capacity = serializers.CharField(help_text="In what capacity, in the words of that moment.")
    action = serializers.ChoiceField(choices=Change.Action.choices)
    indicator = serializers.CharField(source="indicator.code", default=None, allow_null=True)
    objective = serializers.CharField(source="objective.code", default=None, allow_null=True)
    ministry = serializers.UUIDField(source="ministry_id", allow_null=True)
    thing = serializers.UUIDField(allow_null=True, help_text="Id of the evidence, comment, action or clarification.")
    batch = serializers.UUIDField(allow_null=True, help_text="The same for all that one click changed.")
    before = serializers.DictField(allow_null=True, help_text="The whole state before; null where it is new.")
    after = serializers.DictField(allow_null=True, help_text="The whole state after; null where it is gone.")


CHANGE_EXAMPLE = OpenApiExample(
    "An answer changed",
    value={
        "at": "2026-03-02T14:32:10Z",
        "person": 12,
        "name": "Official of the Ministry of the Interior",
        "capacity": "Contributor, Ministry of the Interior, Country XAA",
        "action": "scored",
        "indicator": "1.1.E1",
        "objective": None,
        "ministry": MINISTRY,
        "thing": None,
        "batch": None,
        "before": {"answer": "level", "level": 2, "justification": "A bill.", "version": 1},
        "after": {"answer": "level", "level": 3, "justification": "Act 12 of 2019.", "version": 2},
    },
    response_only=True,
)


class HistoryViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()

    @extend_schema(
        summary="List who changed what",
        description="Newest first, with the whole state before and after. Also whole as CSV and Excel, where before "
        "and after are the fields that changed, in words.",
        parameters=[ASSESSMENT_ID, HistoryQuery],
        responses=listed(ChangeSerializer(many=True)),
        examples=[CHANGE_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = HistoryQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        assessment = self.draft()
        changes = selectors.changes_of(assessment, selectors.HistoryFilter(**query.validated_data))
        file_format = getattr(request, "accepted_renderer", JSONRenderer()).format
        if file_format == JSONRenderer.format:
            return self.get_paginated_response(ChangeSerializer(self.paginate_queryset(changes), many=True).data)
        name = exports.named_for("history", assessment)
        rows = file_rows(changes.iterator(chunk_size=1000), selectors.names_in(assessment))
        return exports.export(exports.Sheet(name, FILE_COLUMNS, rows), file_format)


def file_rows(changes: Iterator[Change], names: Names) -> Iterator[tuple[Any, ...]]:
    """Changes as rows of `FILE_COLUMNS`."""
    for change in changes:
        fields = fields_of(change, names)
        yield (
            change.at,
            str(change.user),
            change.capacity,
            change.action,
            what_was_done(change),
            change.indicator.code if change.indicator else None,
            change.objective.code if change.objective else None,
            change.ministry.name if change.ministry else None,
            what_it_is_about(change) or None,
            _lines((field.label, field.before) for field in fields),
            _lines((field.label, field.after) for field in fields),
        )


def _lines(fields: Iterator[tuple[str, str | None]]) -> str | None:
    """Fields in words, one a line; None where the thing was not there."""
    lines = [
        _("%(field)s: %(words)s") % {"field": label, "words": words} for label, words in fields if words is not None
    ]
    return "\n".join(lines) or None
