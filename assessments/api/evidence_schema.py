"""Evidence as the API takes and gives it."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from accounts.problems import problem_responses
from assessments.api.bodies import Body, Choice, Identifier, Text
from assessments.api.queries import PlaceQuery
from assessments.api.schema import MINISTRY
from assessments.file_types import ACCEPTED, FORMATS
from assessments.models import Evidence, StoredFile
from assessments.services import Record
from assessments.services.evidence_records import LIMITS

EVIDENCE_ID = OpenApiParameter("evidence_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
KINDS = Evidence.Kind.choices
VISIBILITIES = Evidence.Visibility.choices


class Day(serializers.DateField):
    """A date written as text."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class EvidenceQuery(PlaceQuery):
    ministry = serializers.UUIDField(required=False, help_text="Id of a ministry.")
    kind = Choice(choices=KINDS, required=False)
    visibility = Choice(choices=VISIBILITIES, required=False)
    current = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only what stands; `false`: what was ended. Else all."
    )


class RecordBody(Body):
    """What a piece says. Values that are left out are empty."""

    kind = Choice(choices=KINDS)
    title = Text(max_length=LIMITS["title"])
    visibility = Choice(
        choices=VISIBILITIES, help_text="Confidential: for the country, reviewers and the secretariat only."
    )
    issuer = Text(required=False, allow_blank=True, max_length=LIMITS["issuer"], help_text="Required for a law.")
    dated_on = Day(required=False, allow_null=True, help_text="A law needs it or `article`.")
    article = Text(required=False, allow_blank=True, max_length=LIMITS["article"])
    language = Text(
        required=False, allow_blank=True, max_length=LIMITS["language"], help_text="BCP 47, such as `fr` or `zh-Hans`."
    )
    url = Text(
        required=False,
        allow_blank=True,
        max_length=LIMITS["url"],
        help_text="Required for a link, possible for a law: https or http, without user name and password.",
    )

    def record(self) -> Record:
        """The valid body as the services take it."""
        return Record(**{name: self.validated_data[name] for name in RECORD_FIELDS if name in self.validated_data})


RECORD_FIELDS = tuple(Record.__dataclass_fields__)


class EvidenceBody(RecordBody):
    indicator = Text(max_length=12, help_text="Code, such as `1.1.E1`.")
    ministry = Identifier(
        required=False,
        help_text="Whose answer it supports. Left out: a contributor's own ministry, for focal points the country.",
    )


def upload_field(help_text: str) -> serializers.FileField:
    return serializers.FileField(required=False, allow_empty_file=True, max_length=255, help_text=help_text)


class EvidenceWithFileBody(EvidenceBody):
    file = upload_field(f"Required for the kind `file`: at most 20 MB; {ACCEPTED}.")


class ReplacementWithFileBody(RecordBody):
    file = upload_field("Left out where the kind stays `file`: the file that is there.")


class FileSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    content_type = serializers.ChoiceField(choices=list(FORMATS))
    size = serializers.IntegerField(min_value=1, help_text="Bytes.")
    sha256 = serializers.CharField(min_length=64, max_length=64)
    scan = serializers.ChoiceField(choices=StoredFile.Scan.choices)


class RecordSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    indicator = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    visibility = serializers.ChoiceField(choices=VISIBILITIES)
    title = serializers.CharField()
    issuer = serializers.CharField(allow_blank=True)
    dated_on = serializers.DateField(allow_null=True)
    article = serializers.CharField(allow_blank=True)
    language = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    file = FileSerializer(allow_null=True, help_text="Null for a link or a law.")


class EvidenceSerializer(RecordSerializer):
    ministry = serializers.UUIDField(allow_null=True, help_text="Null for the country's own answer.")
    added_at = serializers.DateTimeField()
    added_by = serializers.CharField(help_text="Name of the person.")
    replaces = serializers.UUIDField(allow_null=True, help_text="The piece in whose place it was put.")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="When it was withdrawn or replaced.")


class SealedEvidenceSerializer(RecordSerializer):
    ministry = serializers.CharField(allow_blank=True, help_text="Name as sealed; empty for the country's own answer.")


def record_body(piece: Evidence) -> dict[str, Any]:
    """What a piece says, as JSON; `indicator` and `file` at hand."""
    return {
        "id": piece.pk,
        "indicator": piece.indicator.code if piece.indicator else "",
        "kind": piece.kind,
        "visibility": piece.visibility,
        "title": piece.title,
        "issuer": piece.issuer,
        "dated_on": piece.dated_on,
        "article": piece.article,
        "language": piece.language,
        "url": piece.url,
        "file": None if piece.file is None else file_body(piece.file, piece.file_name),
    }


def file_body(file: StoredFile, name: str) -> dict[str, Any]:
    """A stored file under the name of one upload, as JSON."""
    return {
        "name": name,
        "content_type": file.content_type,
        "size": file.size,
        "sha256": file.pk,
        "scan": file.scan,
    }


def evidence_body(piece: Evidence) -> dict[str, Any]:
    """A piece with its life, as JSON; who added it at hand."""
    return record_body(piece) | {
        "ministry": piece.ministry_id,
        "added_at": piece.added_at,
        "added_by": str(piece.added_by),
        "replaces": piece.replaces_id,
        "ended_at": piece.ended_at,
    }


RECORD = {
    "id": "2f1f6c0a-91a7-4f0c-8c5e-6f1f0a3f7d21",
    "indicator": "1.1.E1",
    "kind": "law",
    "visibility": "public",
    "title": "Act 12 of 2019",
    "issuer": "Parliament",
    "dated_on": "2019-03-01",
    "article": "art. 4",
    "language": "en",
    "url": "https://laws.example/12-2019",
    "file": None,
}
EVIDENCE_EXAMPLE = OpenApiExample(
    "A law",
    value=RECORD
    | {
        "ministry": MINISTRY,
        "added_at": "2026-03-02T14:32:10Z",
        "added_by": "Official of the ministry",
        "replaces": None,
        "ended_at": None,
    },
    response_only=True,
)
SEALED_EVIDENCE_EXAMPLE = OpenApiExample(
    "A sealed law", value=RECORD | {"ministry": "Ministry of Justice"}, response_only=True
)
LINK_EXAMPLE = OpenApiExample(
    "A link",
    value={
        "indicator": "1.1.E1",
        "kind": "link",
        "title": "Register of cases, 2025",
        "visibility": "public",
        "url": "https://stats.example/cases",
    },
    media_type="application/json",
    request_only=True,
)
REPLACEMENT_EXAMPLE = OpenApiExample(
    "Another link",
    value={
        "kind": "link",
        "title": "Register of cases, 2026",
        "visibility": "public",
        "url": "https://stats.example/cases-2026",
    },
    media_type="application/json",
    request_only=True,
)
FILE_ANSWERS: dict[Any, Any] = {
    **{
        (200, content_type + ("; charset=utf-8" if content_type.startswith("text/") else "")): OpenApiResponse(
            OpenApiTypes.BINARY, description="The file, as an attachment."
        )
        for content_type in FORMATS
    },
    **problem_responses(409),
}
