"""What clients send and get of clarifications: bodies, filters, shapes, examples."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from assessments.api.bodies import Body, Choice, Identifier, Text
from assessments.api.schema import ASSESSMENT, MINISTRY, ProblemSerializer
from assessments.models import Clarification, ClarificationEntry, Evidence
from assessments.services.answers import JUSTIFICATION_LIMIT
from assessments.services.attachments import ATTACHMENTS_AT_ONCE, Attachment, attached_file, attached_link
from assessments.services.evidence_records import LIMITS

CLARIFICATION_ID = OpenApiParameter("clarification_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.DateField):
    """A date written as text, year-month-day."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


class ClarificationQuery(serializers.Serializer[Any]):
    """Filters of clarifications; several must all hold."""

    state = Choice(choices=Clarification.State.choices, required=False)
    cycle = serializers.CharField(required=False, max_length=30, help_text="Slug of a cycle.")
    country = serializers.CharField(required=False, max_length=3, help_text="ISO 3166 alpha-3 code.")
    late = serializers.BooleanField(required=False, default=False, help_text="Only those whose answer is overdue.")
    mine = serializers.BooleanField(
        required=False,
        default=False,
        help_text="Only those in which the caller wrote, or that are delegated to the caller's ministry.",
    )


def words_field() -> Text:
    """What has to be said."""
    return Text(max_length=JUSTIFICATION_LIMIT)


def note_field() -> Text:
    """What may be said."""
    return Text(max_length=JUSTIFICATION_LIMIT, allow_blank=True, default="")


class AskBody(Body):
    indicator = Text(required=False, max_length=12, help_text="Code; this or `objective`.")
    objective = Text(required=False, max_length=5, help_text="Code; this or `indicator`.")
    text = words_field()
    due_on = Day(help_text="Until when the country answers; not in the past.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("indicator" in attrs) == ("objective" in attrs):
            raise ValidationError({"indicator": [_("Name one indicator or one objective.")]})
        return attrs


class DelegateBody(Body):
    ministry = Identifier(allow_null=True, help_text="Id of a ministry of the country; null takes it back.")
    text = note_field()


class FollowUpBody(Body):
    text = words_field()
    due_on = Day(help_text="Until when the country answers now; not in the past.")


class CloseBody(Body):
    text = note_field()


class LinkBody(Body):
    url = Text(max_length=LIMITS["url"])
    title = Text(max_length=LIMITS["title"], allow_blank=True, default="", help_text="The address where left out.")


class SayBody(Body):
    """An answer or a contribution as JSON."""

    text = words_field()
    links = serializers.ListField(
        child=LinkBody(), default=list, max_length=ATTACHMENTS_AT_ONCE, help_text="Pages to attach."
    )

    @staticmethod
    def attachments(values: dict[str, Any]) -> Sequence[Attachment]:
        """What comes with it."""
        return [attached_link(link["url"], link["title"]) for link in values["links"]]


class SayWithFilesBody(Body):
    """An answer or a contribution as multipart/form-data."""

    text = words_field()
    files = serializers.ListField(
        child=serializers.FileField(),
        default=list,
        max_length=ATTACHMENTS_AT_ONCE,
        help_text="PDF, office documents, pictures or text, 20 MB each.",
    )

    @staticmethod
    def attachments(values: dict[str, Any]) -> Sequence[Attachment]:
        """What comes with it."""
        return [attached_file(file) for file in values["files"]]


class AttachmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=Evidence.Kind.choices)
    title = serializers.CharField()
    url = serializers.CharField(allow_blank=True, help_text="Of a link.")
    file_name = serializers.CharField(allow_blank=True, help_text="Of a file.")
    sha256 = serializers.CharField(allow_null=True, help_text="Of a file's bytes.")


class ClarificationEntrySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=ClarificationEntry.Kind.choices)
    internal = serializers.BooleanField(help_text="Whether the country alone sees it.")
    author = serializers.CharField()
    capacity = serializers.CharField()
    at = serializers.DateTimeField()
    text = serializers.CharField(allow_blank=True)
    due_on = serializers.DateField(allow_null=True, help_text="Until when a question or follow-up is to be answered.")
    attachments = AttachmentSerializer(many=True)


class ClarificationSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    submission = serializers.UUIDField(help_text="On which it was asked.")
    assessment = serializers.UUIDField()
    country = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    cycle = serializers.CharField(help_text="Slug of the cycle.")
    indicator = serializers.CharField(allow_null=True, help_text="Code; null where it is on an objective.")
    objective = serializers.CharField(allow_null=True, help_text="Code; null where it is on an indicator.")
    state = serializers.ChoiceField(choices=Clarification.State.choices)
    asked_at = serializers.DateTimeField()
    due_on = serializers.DateField()
    late = serializers.BooleanField()
    question = serializers.CharField(help_text="What was asked first.")
    version = serializers.IntegerField(min_value=1, help_text="How many entries the caller sees; for If-Match.")
    delegated_to = serializers.UUIDField(
        required=False, allow_null=True, help_text="Id of a ministry; only the country sees this member."
    )


class ClarificationThreadSerializer(ClarificationSerializer):
    entries = ClarificationEntrySerializer(many=True, help_text="First first.")


class StaleClarificationSerializer(ProblemSerializer):
    current = ClarificationThreadSerializer(help_text="The clarification as it stands.")


CLARIFICATION = {
    "id": "2f7c1f0e-55a1-4c0a-9c3e-4f6d7a8b9c10",
    "submission": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10",
    "assessment": ASSESSMENT,
    "country": "XAA",
    "cycle": "2026",
    "indicator": "1.1.E1",
    "objective": None,
    "state": "open",
    "asked_at": "2026-07-02T08:15:00Z",
    "due_on": "2026-07-16",
    "late": False,
    "question": "Which section of the act covers attempts?",
    "version": 1,
}
THREAD = CLARIFICATION | {
    "entries": [
        {
            "id": "b1c9a8de-0c5f-4a60-8a44-7f3d3d0f9a11",
            "kind": "question",
            "internal": False,
            "author": "Reviewer of the demonstration",
            "capacity": "Reviewer",
            "at": "2026-07-02T08:15:00Z",
            "text": "Which section of the act covers attempts?",
            "due_on": "2026-07-16",
            "attachments": [],
        }
    ]
}
CLARIFICATION_EXAMPLE = OpenApiExample("A clarification", value=CLARIFICATION, response_only=True)
THREAD_EXAMPLE = OpenApiExample("A clarification with its entries", value=THREAD, response_only=True)
ASK_EXAMPLE = OpenApiExample(
    "A question",
    value={"indicator": "1.1.E1", "text": "Which section of the act covers attempts?", "due_on": "2099-07-16"},
    request_only=True,
)
DELEGATE_EXAMPLE = OpenApiExample(
    "To a ministry", value={"ministry": MINISTRY, "text": "Please name the section."}, request_only=True
)
SAY_EXAMPLE = OpenApiExample(
    "With a link",
    value={
        "text": "Section 6; the text is attached.",
        "links": [{"url": "https://law.example/act-12-2019", "title": "Act 12 of 2019"}],
    },
    request_only=True,
    media_type="application/json",
)
FOLLOW_UP_EXAMPLE = OpenApiExample(
    "Asked further", value={"text": "And since when?", "due_on": "2099-08-01"}, request_only=True
)
CLOSE_EXAMPLE = OpenApiExample("With thanks", value={"text": "Thank you."}, request_only=True)
