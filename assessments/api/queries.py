"""What clients ask for in the address: filters of scores and gaps, checked before anything is read."""

from typing import Any, TypeVar

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from assessments import scoring
from assessments.api.bodies import Choice
from assessments.models import AnswerFields, NationalScore

PLACES = ("table", "section", "objective", "part", "indicator")
QueryType = TypeVar("QueryType", bound="PlaceQuery")


class PlaceQuery(serializers.Serializer[Any]):
    """Filters by code; several must all hold, and a code that nothing has finds nothing."""

    table = serializers.CharField(required=False, max_length=1, help_text="Code, such as `1`.")
    section = serializers.CharField(required=False, max_length=60, help_text="Code, such as `1.criminalization`.")
    objective = serializers.CharField(required=False, max_length=5, help_text="Code, such as `1.1`.")
    part = serializers.CharField(required=False, max_length=6, help_text="Code, such as `2.6a`.")
    indicator = serializers.CharField(required=False, max_length=12, help_text="Code, such as `1.1.E1`.")

    @classmethod
    def of(cls: type[QueryType], request: Request) -> QueryType:
        """The checked query of a call; raises `ValidationError` by parameter."""
        query = cls(data=request.query_params)
        query.is_valid(raise_exception=True)
        return query

    def codes_in(self, tree: scoring.Tree) -> set[str] | None:
        """Codes of the indicators of `tree` that are asked for, None where all are."""
        wanted = self.lookups(*PLACES)
        if not wanted:
            return None
        return {
            place.indicator
            for place in tree.places.values()
            if all(getattr(place, name) == code for name, code in wanted.items())
        }

    def lookups(self, *names: str) -> dict[str, Any]:
        """Those of the parameters `names` that are given."""
        return {name: self.validated_data[name] for name in names if name in self.validated_data}


class OptionalFlag(serializers.BooleanField):
    """true or false; left out, it is missing and not false as in a form of HTML."""

    default_empty_html = serializers.empty


class NationalScoreQuery(PlaceQuery):
    state = Choice(choices=NationalScore.State.choices, required=False)
    answer = Choice(choices=AnswerFields.Answer.choices, required=False)


class ScoreQuery(PlaceQuery):
    national = serializers.BooleanField(required=False, default=False, help_text="National scores instead.")
    ministry = serializers.UUIDField(required=False, help_text="Id of a ministry.")
    answer = Choice(choices=AnswerFields.Answer.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["national"] and "ministry" in attrs:
            raise ValidationError({"ministry": [_("National scores are of no ministry.")]})
        return attrs


class MinistryQuery(serializers.Serializer[Any]):
    ministry = serializers.UUIDField(required=False, help_text="Whose answer, where several ministries answer.")


class LatestQuery(serializers.Serializer[Any]):
    latest = serializers.BooleanField(
        required=False, default=False, help_text="Only the last submission of each assessment."
    )
