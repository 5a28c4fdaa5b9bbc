"""What the schema says of this app's answers: shapes, examples, addresses."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from accounts.problems import MEANINGS, PROBLEM_MEDIA_TYPE, PreconditionFailed, problem_body
from assessments.api.exports import CSV_MEDIA_TYPE, XLSX_MEDIA_TYPE
from assessments.models import AnswerFields, Assessment, Cycle, NationalScore
from assessments.scoring import HIGHEST_LEVEL

JSON = "application/json"
NODE_LEVELS = ("overall", "table", "section", "objective", "part")
BLOCKING = ("conflict", "to_confirm", "carried_over", "unanswered")

ASSESSMENT_ID = OpenApiParameter("assessment_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
SUBMISSION_ID = OpenApiParameter("submission_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
CODE = OpenApiParameter(
    "code", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of an indicator, such as `1.1.E1`."
)
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="The ETag of what you hold: answered 304 without a body where it still is the same.",
)
NOT_MODIFIED = OpenApiResponse(description="You hold it already.")


def answered_with(*statuses: int) -> list[OpenApiParameter]:
    """The header `ETag` in the answers of these statuses."""
    return [
        OpenApiParameter(
            "ETag",
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            response=list(statuses),
            description="What this is, in quotes: send it as If-Match to change, as If-None-Match to read again.",
        )
    ]


def listed(serializer: Any) -> dict[Any, Any]:
    """For `extend_schema(responses=…)`: a list as JSON pages, and whole as CSV and Excel."""
    return {
        (200, JSON): serializer,
        (200, CSV_MEDIA_TYPE): OpenApiTypes.STR,
        (200, XLSX_MEDIA_TYPE): OpenApiTypes.BINARY,
    }


def level_field() -> serializers.IntegerField:
    return serializers.IntegerField(
        allow_null=True, min_value=0, max_value=HIGHEST_LEVEL, help_text="Null with any answer but `level`."
    )


def percent_field(help_text: str) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, min_value=0, max_value=100, help_text=help_text)


SYNTHETIC_HELP = "Made up by a program to try the portal; no country gave these answers."


class CycleSerializer(serializers.ModelSerializer[Cycle]):
    class Meta:
        model = Cycle
        fields = ("slug", "name", "status", "opens_on", "closes_on", "target_level", "synthetic")


class AssessmentSerializer(serializers.ModelSerializer[Assessment]):
    country = serializers.SlugRelatedField[Any](slug_field="code", read_only=True, help_text="ISO 3166 alpha-3 code.")
    cycle = serializers.SlugRelatedField[Any](slug_field="slug", read_only=True, help_text="Slug of the cycle.")
    synthetic = serializers.BooleanField(source="cycle.synthetic", read_only=True, help_text=SYNTHETIC_HELP)

    class Meta:
        model = Assessment
        fields = ("id", "country", "cycle", "status", "sharing", "opened_at", "synthetic")


class ScoreSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    ministry = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=AnswerFields.Answer.choices)
    level = level_field()
    justification = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField(min_value=1)
    updated_at = serializers.DateTimeField()


class SealedNationalScoreSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    state = serializers.ChoiceField(choices=NationalScore.State.choices)
    answer = serializers.ChoiceField(
        choices=AnswerFields.Answer.choices, allow_null=True, help_text="Null where there is none."
    )
    level = level_field()
    justification = serializers.CharField(allow_blank=True)
    rationale = serializers.CharField(allow_blank=True)


class NationalScoreSerializer(SealedNationalScoreSerializer):
    version = serializers.IntegerField(min_value=1)
    updated_at = serializers.DateTimeField()


class NodeSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=NODE_LEVELS)
    code = serializers.CharField(help_text="An objective without letters shares its code with its only part.")
    score = percent_field("Percent, half-up to one decimal; null where nothing has a level.")
    coverage = percent_field("Indicators with a level or not applicable, percent of all.")
    lower = percent_field("The score if every no-data and unanswered indicator were at level 0.")
    upper = percent_field("The score if every no-data and unanswered indicator were at level 4.")
    answered = serializers.IntegerField(min_value=0, help_text="Indicators that coverage counts.")
    total = serializers.IntegerField(min_value=1)
    not_applicable = serializers.IntegerField(min_value=0, help_text="Of those answered.")
    no_data = serializers.IntegerField(min_value=0)
    unanswered = serializers.IntegerField(min_value=0)


class ProfileSerializer(serializers.Serializer[Any]):
    nodes = NodeSerializer(many=True, help_text="In document order: overall, tables, sections, objectives, parts.")


class LiveNodeSerializer(NodeSerializer):
    target = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL, help_text="The level that is aimed at.")


class LiveProfileSerializer(serializers.Serializer[Any]):
    nodes = LiveNodeSerializer(many=True, help_text="In document order: overall, tables, sections, objectives, parts.")


class GapSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    level = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)
    target = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)
    gap = serializers.IntegerField(min_value=1, max_value=HIGHEST_LEVEL, help_text="Target less level.")
    kind = serializers.CharField(help_text="Kind of the indicator.")
    measures = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the measures that bring it about."
    )


class SignatorySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(
        allow_null=True, help_text="Null for whoever does not belong to the country or to UNODC."
    )
    capacity = serializers.CharField()


class SubmissionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    assessment = serializers.UUIDField()
    country = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    cycle = serializers.CharField(help_text="Slug of the cycle.")
    number = serializers.IntegerField(min_value=1, help_text="Counts the submissions of the assessment.")
    sealed_at = serializers.DateTimeField()
    submitted_by = SignatorySerializer()
    framework_edition = serializers.CharField()
    sha256 = serializers.CharField(help_text="The seal: SHA-256 of the bytes of the sealed copy, hexadecimal.")
    synthetic = serializers.BooleanField(help_text=SYNTHETIC_HELP)


class SealedSubmissionSerializer(SubmissionSerializer):
    profile = ProfileSerializer()


class MissingMinistrySerializer(serializers.Serializer[Any]):
    ministry = serializers.UUIDField()
    name = serializers.CharField()


class BlockerSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    reason = serializers.ChoiceField(choices=BLOCKING)
    missing = MissingMinistrySerializer(many=True, help_text="Assigned ministries that have not answered.")


class ProblemSerializer(serializers.Serializer[Any]):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


class BlockedSerializer(ProblemSerializer):
    blockers = BlockerSerializer(many=True, required=False)


class StaleScoreSerializer(ProblemSerializer):
    current = ScoreSerializer(allow_null=True, help_text="The answer as it stands; null where there is none.")


class StaleNationalScoreSerializer(ProblemSerializer):
    current = NationalScoreSerializer(help_text="The national score as it stands.")


ASSESSMENT = "0b7f5c1e-58a3-4a6b-9f0e-0f3c2a1d7e55"
MINISTRY = "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11"
CYCLE_EXAMPLE = OpenApiExample(
    "2026",
    value={
        "slug": "2026",
        "name": "Cycle 2026",
        "status": "open",
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "target_level": 4,
        "synthetic": False,
    },
    response_only=True,
)
ASSESSMENT_EXAMPLE = OpenApiExample(
    "In progress",
    value={
        "id": ASSESSMENT,
        "country": "XAA",
        "cycle": "2026",
        "status": "in_progress",
        "sharing": "nobody",
        "opened_at": "2026-01-12T09:30:00Z",
        "synthetic": False,
    },
    response_only=True,
)
ANSWER_EXAMPLES = [
    OpenApiExample(
        "A level",
        value={"answer": "level", "level": 3, "justification": "Act 12 of 2019, section 4; no case law yet."},
        request_only=True,
    ),
    OpenApiExample(
        "Not applicable",
        value={"answer": "not_applicable", "justification": "The country has no coast."},
        request_only=True,
    ),
    OpenApiExample("No data", value={"answer": "no_data"}, request_only=True),
]
SCORE_EXAMPLE = OpenApiExample(
    "A score",
    value={
        "indicator": "1.1.E1",
        "ministry": MINISTRY,
        "answer": "level",
        "level": 3,
        "justification": "Act 12 of 2019, section 4; no case law yet.",
        "version": 2,
        "updated_at": "2026-03-02T14:32:10Z",
    },
    response_only=True,
)
DECISION_EXAMPLE = OpenApiExample(
    "A decision",
    value={
        "answer": "level",
        "level": 2,
        "justification": "Bill before parliament.",
        "rationale": "The act that the Ministry of Justice counts is not in force.",
    },
    request_only=True,
)
NATIONAL_SCORE_EXAMPLE = OpenApiExample(
    "A national score",
    value={
        "indicator": "1.1.E1",
        "state": "decided",
        "answer": "level",
        "level": 2,
        "justification": "Bill before parliament.",
        "rationale": "The act that the Ministry of Justice counts is not in force.",
        "version": 5,
        "updated_at": "2026-03-04T10:05:00Z",
    },
    response_only=True,
)
SEALED_NATIONAL_SCORE_EXAMPLE = OpenApiExample(
    "A sealed national score",
    value={
        "indicator": "1.1.E1",
        "state": "decided",
        "answer": "level",
        "level": 2,
        "justification": "Bill before parliament.",
        "rationale": "The act that the Ministry of Justice counts is not in force.",
    },
    response_only=True,
)
PROFILE = {
    "nodes": [
        {
            "level": "overall",
            "code": "overall",
            "score": 62.5,
            "coverage": 75.0,
            "lower": 46.9,
            "upper": 71.9,
            "answered": 278,
            "total": 371,
            "not_applicable": 12,
            "no_data": 40,
            "unanswered": 53,
        }
    ]
}
PROFILE_EXAMPLE = OpenApiExample(
    "The first node", value={"nodes": [PROFILE["nodes"][0] | {"target": 4}]}, response_only=True
)
GAP_EXAMPLE = OpenApiExample(
    "A gap",
    value={
        "indicator": "1.1.E1",
        "level": 1,
        "target": 4,
        "gap": 3,
        "kind": "legislation",
        "measures": ["1.1.D1", "1.1.D2"],
    },
    response_only=True,
)
SUBMISSION = {
    "id": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10",
    "assessment": ASSESSMENT,
    "country": "XAA",
    "cycle": "2026",
    "number": 1,
    "sealed_at": "2026-06-30T16:00:00Z",
    "submitted_by": {"name": "National coordinator", "capacity": "Focal point, Country XAA"},
    "framework_edition": "3f6c…",
    "sha256": "a94f…",
    "synthetic": False,
}
SUBMISSION_EXAMPLE = OpenApiExample("A submission", value=SUBMISSION, response_only=True)
SEALED_SUBMISSION_EXAMPLE = OpenApiExample(
    "A submission with its profile", value=SUBMISSION | {"profile": PROFILE}, response_only=True
)


def stale(serializer: Any, current: OpenApiExample) -> dict[Any, Any]:
    """For `extend_schema(responses=…)`: 412 with the present state, whose shape is `serializer`'s."""
    return {
        (412, PROBLEM_MEDIA_TYPE): OpenApiResponse(
            serializer,
            description=MEANINGS[412],
            examples=[
                OpenApiExample(
                    "Stale",
                    value=problem_body(412, str(PreconditionFailed.default_detail)) | {"current": current.value},
                    media_type=PROBLEM_MEDIA_TYPE,
                    status_codes=["412"],
                )
            ],
        )
    }
