"""What clients send to import a spreadsheet, and what the schema says of previews."""

import re
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request

from accounts.problems import MEANINGS, PROBLEM_MEDIA_TYPE, PreconditionFailed, PreconditionRequired, problem_body
from assessments.api.bodies import Body, Choice, Identifier
from assessments.api.schema import ASSESSMENT, MINISTRY, SCORE_EXAMPLE, ProblemSerializer, ScoreSerializer, level_field
from assessments.models import AnswerFields, AnswerImport
from assessments.selectors import Verdict
from assessments.services.importing import MINE, THEIRS

OUTCOMES = ("written", "kept", "not_chosen", "unchanged", "error")
IMPORT_ID = OpenApiParameter("import_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
PREVIEW_TAG = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of the preview that you saw, in quotes.",
)
_TAG = re.compile(r'(?:W/)?"([0-9a-f]{32})"')


def if_match_tag(request: Request) -> str:
    """The preview named by `If-Match: "<tag>"`; raises `PreconditionRequired` (428) and `ParseError` (400)."""
    value = request.headers.get("If-Match")
    if value is None:
        raise PreconditionRequired(_("Send the ETag of the preview that you saw in the header If-Match."))
    found = _TAG.fullmatch(value.strip())
    if found is None:
        raise ParseError(_("If-Match must be the ETag of a preview, in quotes."))
    return found[1]


class Choices(serializers.DictField):
    """An object of "mine" and "theirs" by code; its faults are of the field as a whole."""

    child = Choice(choices=[(MINE, "mine"), (THEIRS, "theirs")])

    def to_internal_value(self, data: Any) -> dict[str, str]:
        try:
            chosen: dict[str, str] = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError([_("Must be an object of “mine” or “theirs” by code.")]) from error
        return chosen


class UploadBody(Body):
    file = serializers.FileField(
        allow_empty_file=True,
        max_length=255,
        help_text="The workbook that was filled in, or CSV with the columns of the list of scores; at most 5 MB.",
    )
    ministry = Identifier(required=False, help_text="Whose answers; a contributor's own need not be named.")


class ConfirmBody(Body):
    choices = Choices(
        default=dict,
        help_text="Which answer stays where both were changed, by code: `mine` is the file's, `theirs` the stored one. "
        "Where nothing is chosen, nothing is written.",
    )


class GivenSerializer(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(
        choices=[("", ""), *AnswerFields.Answer.choices], help_text="Empty where the file leaves it empty."
    )
    level = level_field()
    justification = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(allow_null=True, help_text="That which the file was made with.")


class ImportRowSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    verdict = serializers.ChoiceField(choices=[(verdict.value, verdict.value) for verdict in Verdict])
    cell = serializers.CharField(help_text="Where it stands in the file.")
    given = GivenSerializer(allow_null=True, help_text="What the file says; null for a cell that cannot be taken.")
    stored = ScoreSerializer(allow_null=True, help_text="What is stored now.")
    message = serializers.CharField(allow_blank=True, help_text="What is wrong, or why nothing changes.")
    outcome = serializers.ChoiceField(
        choices=[(name, name) for name in OUTCOMES], allow_null=True, help_text="Once it is applied."
    )


class CountsSerializer(serializers.Serializer[Any]):
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    conflict = serializers.IntegerField()
    error = serializers.IntegerField()


class ImportSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    assessment = serializers.UUIDField()
    ministry = serializers.UUIDField()
    file_name = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=AnswerImport.State.choices)
    ended_at = serializers.DateTimeField(allow_null=True)
    counts = CountsSerializer()
    rows = ImportRowSerializer(many=True, help_text="In document order.")


class StaleImportSerializer(ProblemSerializer):
    current = ImportSerializer(help_text="What it would change now.")


IMPORT: dict[str, Any] = {
    "id": "1c9d3f0e-7f0a-4d7c-9a41-3f5f2f6f9b21",
    "assessment": ASSESSMENT,
    "ministry": MINISTRY,
    "file_name": "XAA-2026-interior.xlsx",
    "uploaded_at": "2026-03-05T08:12:00Z",
    "state": "preview",
    "ended_at": None,
    "counts": {"new": 0, "changed": 1, "unchanged": 0, "conflict": 0, "error": 0},
    "rows": [
        {
            "indicator": "1.1.E1",
            "verdict": "changed",
            "cell": "1 Prosecution and investigation!D3",
            "given": {"answer": "level", "level": 4, "justification": "Act 12 of 2019, in force.", "version": 2},
            "stored": SCORE_EXAMPLE.value,
            "message": "",
            "outcome": None,
        }
    ],
}
IMPORT_EXAMPLE = OpenApiExample("A preview", value=IMPORT, response_only=True, status_codes=["200", "201"])
CHOICES_EXAMPLE = OpenApiExample("Choices", value={"choices": {"1.1.E1": "mine"}}, request_only=True)
STALE_IMPORT = {
    (412, PROBLEM_MEDIA_TYPE): OpenApiResponse(
        StaleImportSerializer,
        description=MEANINGS[412],
        examples=[
            OpenApiExample(
                "Stale",
                value=problem_body(412, str(PreconditionFailed.default_detail)) | {"current": IMPORT},
                media_type=PROBLEM_MEDIA_TYPE,
                status_codes=["412"],
            )
        ],
    )
}
