"""What the schema says of the data that travel: shapes, examples, media types."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema_serializer
from rest_framework import serializers

from assessments.api.exports import CSV_MEDIA_TYPE
from assessments.api.schema import IF_NONE_MATCH, JSON, NOT_MODIFIED, answered_with, level_field, percent_field
from assessments.data import COLUMNS, SCHEMA
from assessments.data.codes import ANSWERS, STATES, TYPES
from assessments.scoring import HIGHEST_LEVEL

SDMX_CSV_MEDIA_TYPE = "application/vnd.sdmx.data+csv"
SDMX_JSON_MEDIA_TYPE = "application/vnd.sdmx.data+json"
SDMX_STRUCTURE_MEDIA_TYPE = "application/vnd.sdmx.structure+json"
SDMX_VERSION = "2.0.0"
"""Of these formats; it goes with the media type of an answer, and a client need not name it."""

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH, description="Slug of a cycle.")
TAGGED = [IF_NONE_MATCH, *answered_with(200)]
READING = [SLUG, *TAGGED]


ANSWER_CODES = [code.code for code in ANSWERS]


class ObservationSerializer(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=[code.code for code in TYPES])
    code = serializers.CharField(help_text="Unique together with the type.")
    answer = serializers.ChoiceField(choices=ANSWER_CODES, allow_null=True, help_text="Null for a node.")
    level = level_field()
    counted = serializers.BooleanField(allow_null=True, help_text="Null for a node.")
    state = serializers.ChoiceField(choices=[code.code for code in STATES])
    score = percent_field("Null without one.")
    coverage = serializers.FloatField(required=False, min_value=0, max_value=100, help_text="With `nodes`.")
    lower = serializers.FloatField(required=False, allow_null=True, help_text="With `nodes`.")
    upper = serializers.FloatField(required=False, allow_null=True, help_text="With `nodes`.")
    answered = serializers.IntegerField(required=False, min_value=0, help_text="With `nodes`.")
    total = serializers.IntegerField(required=False, min_value=1, help_text="With `nodes`.")
    justification = serializers.CharField(required=False, allow_null=True, help_text="With `justifications`.")


class SubmissionDataSerializer(serializers.Serializer[Any]):
    country = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    country_name = serializers.CharField()
    submission = serializers.UUIDField()
    number = serializers.IntegerField(min_value=1)
    sealed_at = serializers.DateTimeField()
    sha256 = serializers.CharField()
    framework_edition = serializers.CharField()
    observations = ObservationSerializer(many=True)


@extend_schema_serializer(many=False)
class CycleDataSerializer(serializers.Serializer[Any]):
    schema = serializers.CharField(help_text=f"`{SCHEMA}`.")
    cycle = serializers.CharField(help_text="Slug of the cycle.")
    synthetic = serializers.BooleanField(help_text="Made up by a program; no country gave these answers.")
    cycle_name = serializers.CharField()
    target_level = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)
    licence = serializers.CharField()
    citation = serializers.CharField()
    columns = serializers.ListField(child=serializers.CharField(), help_text="Those of CSV with the same parameters.")
    count = serializers.IntegerField(min_value=0, help_text="Observations.")
    submissions = SubmissionDataSerializer(many=True)


class OfferSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    opens_on = serializers.DateField()
    synthetic = serializers.BooleanField()
    countries = serializers.IntegerField(min_value=0, help_text="Countries whose data the caller gets.")
    files = serializers.DictField(child=serializers.URLField(), help_text="Address by format.")


@extend_schema_serializer(many=False)
class CatalogueSerializer(serializers.Serializer[Any]):
    schema = serializers.CharField()
    licence = serializers.CharField()
    dictionary = serializers.URLField()
    structure = serializers.URLField()
    cycles = OfferSerializer(many=True)


class ColumnSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    type = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    codes = serializers.CharField(allow_null=True, help_text="Name of a code list.")
    nullable = serializers.BooleanField()
    place = serializers.ChoiceField(choices=["cycle", "submission", "observation"])
    when = serializers.ChoiceField(choices=["always", "nodes", "justifications"])
    meaning = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field of the answer, not of the base


class DictionarySerializer(serializers.Serializer[Any]):
    schema = serializers.CharField()
    licence = serializers.CharField()
    columns = ColumnSerializer(many=True)
    code_lists = serializers.DictField(child=serializers.ListField(child=serializers.DictField()))


OBSERVATION = {
    "type": "indicator",
    "code": "1.1.E1",
    "answer": "level",
    "level": 3,
    "counted": True,
    "state": "score",
    "score": 75.0,
}
CYCLE_DATA_EXAMPLE = OpenApiExample(
    "One country, one indicator",
    value={
        "schema": SCHEMA,
        "cycle": "2026",
        "synthetic": False,
        "cycle_name": "Cycle 2026",
        "target_level": 4,
        "licence": "© the States that submitted the assessments. …",
        "citation": "United Nations Office on Drugs and Crime, Framework for Action Portal: …",
        "columns": [column.name for column in COLUMNS if column.when == "always"],
        "count": 1,
        "submissions": [
            {
                "country": "XAA",
                "country_name": "Country XAA",
                "submission": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10",
                "number": 1,
                "sealed_at": "2026-06-30T16:00:00Z",
                "sha256": "a94f…",
                "framework_edition": "3f6c…",
                "observations": [OBSERVATION],
            }
        ],
    },
    response_only=True,
    media_type=JSON,
)
CATALOGUE_EXAMPLE = OpenApiExample(
    "One cycle",
    value={
        "schema": SCHEMA,
        "licence": "© the States that submitted the assessments. …",
        "dictionary": "https://portal.example.org/api/v1/data/dictionary/",
        "structure": "https://portal.example.org/api/v1/data/structure/",
        "cycles": [
            {
                "slug": "2026",
                "name": "Cycle 2026",
                "opens_on": "2026-01-01",
                "synthetic": False,
                "countries": 12,
                "files": {"csv": "https://portal.example.org/api/v1/cycles/2026/data/?format=csv"},
            }
        ],
    },
    response_only=True,
)
DICTIONARY_EXAMPLE = OpenApiExample(
    "One column, one code",
    value={
        "schema": SCHEMA,
        "licence": "© the States that submitted the assessments. …",
        "columns": [
            {
                "name": "level",
                "type": "integer",
                "unit": "level, 0 to 4",
                "codes": "levels",
                "nullable": True,
                "place": "observation",
                "when": "always",
                "meaning": "The level that the country gives itself; empty without one.",
                "source": "Sealed national score",
            }
        ],
        "code_lists": {"levels": [{"code": "4", "name": "Fully in place"}]},
    },
    response_only=True,
    media_type=JSON,
)
STRUCTURE_EXAMPLE = OpenApiExample(
    "Beginning",
    value={"meta": {"id": "FRAMEWORK_FOR_ACTION-STRUCTURE"}, "data": {}},
    response_only=True,
    media_type=SDMX_STRUCTURE_MEDIA_TYPE,
)

CYCLE_DATA: dict[str, Any] = {
    "summary": "The data of a cycle, whole",
    "description": "One observation a country and indicator, from the latest sealed copy of each country that the "
    "caller may see: reviewers all, a country its own and what others share, a visitor what is public. As JSON, CSV, "
    "SDMX-CSV 2.0.0 or SDMX-JSON 2.0.0 (`format`, or the header Accept), sent while it is written, compressed where "
    "the client accepts gzip. The entity tag changes with the set of sealed copies, the format and the parameters. "
    "`data/dictionary/` explains every column.",
    "responses": {
        (200, JSON): CycleDataSerializer,
        (200, CSV_MEDIA_TYPE): OpenApiTypes.STR,
        (200, SDMX_CSV_MEDIA_TYPE): OpenApiTypes.STR,
        (200, SDMX_JSON_MEDIA_TYPE): OpenApiTypes.OBJECT,
        304: NOT_MODIFIED,
    },
    "examples": [CYCLE_DATA_EXAMPLE],
}
CATALOGUE: dict[str, Any] = {
    "summary": "What data there are to download",
    "description": "The cycles with their files, from how many countries the caller gets data, and the terms of use.",
    "responses": CatalogueSerializer,
    "examples": [CATALOGUE_EXAMPLE],
}
DICTIONARY: dict[str, Any] = {
    "summary": "The data dictionary",
    "description": "Every column with type, unit, code list, meaning and source, and every code list; also as CSV, one "
    "line a column and code.",
    "parameters": TAGGED,
    "responses": {(200, JSON): DictionarySerializer, (200, CSV_MEDIA_TYPE): OpenApiTypes.STR, 304: NOT_MODIFIED},
    "examples": [DICTIONARY_EXAMPLE],
}
STRUCTURE: dict[str, Any] = {
    "summary": "The SDMX structure of the data",
    "description": "Data structure definition, dataflow, concept scheme and code lists as a structure message of "
    "SDMX-JSON 2.0.0.",
    "parameters": TAGGED,
    "responses": {(200, SDMX_STRUCTURE_MEDIA_TYPE): OpenApiTypes.OBJECT, 304: NOT_MODIFIED},
    "examples": [STRUCTURE_EXAMPLE],
}
