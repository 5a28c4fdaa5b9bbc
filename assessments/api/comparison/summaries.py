"""Countries together over the API: the fields that distribution, trend and spread share."""

from fractions import Fraction
from typing import Any

from rest_framework import serializers

from assessments.api.comparison.base import summary_body
from assessments.api.schema import percent_field
from assessments.comparison.results import Result, Together
from assessments.scoring import one_decimal

STATES = ("score", "no_data", "not_applicable", "not_asked", "not_submitted")


class TogetherSerializer(serializers.Serializer[Any]):
    countries = serializers.IntegerField(min_value=0, help_text="With a score: those over which the figures go.")
    without_score = serializers.IntegerField(min_value=0, help_text="That have submitted and have no score here.")
    not_submitted = serializers.IntegerField(min_value=0, help_text="That have not submitted, or not to this reader.")
    least = percent_field("Null where nobody has a score.")
    first_quartile = percent_field("Linear between ranks (type 7 of Hyndman and Fan).")
    median = percent_field("Of the countries with a score.")
    third_quartile = percent_field("As the first.")
    most = percent_field("Null where nobody has a score.")
    coverage = percent_field("Answered indicators of all these submissions, in percent of all their indicators.")


class ResultSerializer(serializers.Serializer[Any]):
    country = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    name = serializers.CharField()
    submission = serializers.UUIDField(allow_null=True)
    state = serializers.ChoiceField(choices=STATES, help_text="What the country gives here.")
    score = percent_field("Null without a score.")
    coverage = percent_field("Indicators with a level or not applicable, percent of all.")
    lower = percent_field("The score if every missing answer were at level 0.")
    upper = percent_field("The score if every missing answer were at level 4.")


def together_body(together: Together) -> dict[str, Any]:
    """Countries together as JSON."""
    return summary_body(together.summary) | {
        "without_score": together.without_score,
        "not_submitted": together.not_submitted,
        "coverage": number(together.coverage),
    }


def result_body(result: Result) -> dict[str, Any]:
    """A country's result as JSON."""
    return {
        "country": result.country.code,
        "name": result.country.name,
        "submission": result.line.sealed and str(result.line.sealed.submission),
        "state": result.state,
        "score": number(result.score),
        "coverage": number(result.coverage),
        "lower": number(result.lower),
        "upper": number(result.upper),
    }


def number(value: Fraction | None) -> float | None:
    """Percent or points with one decimal, half-up from the exact value."""
    rounded = one_decimal(value)
    return None if rounded is None else float(rounded)


SUMMARY = {
    "countries": 45,
    "least": 8.3,
    "first_quartile": 31.0,
    "median": 43.4,
    "third_quartile": 57.1,
    "most": 91.2,
    "without_score": 1,
    "not_submitted": 8,
    "coverage": 88.2,
}
"""Examples of the schema."""
RESULT = {
    "country": "XAA",
    "name": "Country XAA",
    "submission": "0b9d1f0e-7d0f-4a4e-9a2c-3f6f2f0c1a11",
    "state": "score",
    "score": 40.0,
    "coverage": 92.5,
    "lower": 36.3,
    "upper": 44.8,
}
ABOUT = {
    "selection": "cycle=2026&node=1.2",
    "synthetic": False,
    "cycles": [{"slug": "2026", "name": "Cycle 2026", "synthetic": False}],
    "indicators": 371,
}
