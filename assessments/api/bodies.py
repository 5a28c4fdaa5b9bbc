"""What clients send: read strictly, so that a slip is an error that names the field and never a silent default."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

from assessments.models import AnswerFields
from assessments.services.answers import JUSTIFICATION_LIMIT

UNKNOWN_FIELDS_NAMED = 10


class Text(serializers.CharField):
    """A JSON string; numbers are not turned into one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Level(serializers.IntegerField):
    """A whole number from 0 to 4; neither "3" nor true nor 3.5 is one. Its range is checked by the service."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class Choice(serializers.ChoiceField):
    """One of the named strings. The message does not repeat what was sent."""

    default_error_messages = {"invalid_choice": _("Must be one of: {choices}.")}

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", choices=", ".join(map(str, self.choices)))
        return data


class Identifier(serializers.UUIDField):
    """A UUID written as text."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid", value="")
        return super().to_internal_value(data)


class Body(serializers.Serializer[Any]):
    """A JSON object that holds the declared fields and no other."""

    def to_internal_value(self, data: Any) -> Any:
        """The valid values; raises `ValidationError` by field, unknown ones included."""
        faults: dict[str, Any] = {}
        if isinstance(data, dict):
            unknown = [name for name in data if name not in self.fields]
            faults = {printable(name): [_("There is no such field.")] for name in unknown[:UNKNOWN_FIELDS_NAMED]}
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            raise ValidationError(
                {**faults, **error.detail} if isinstance(error.detail, dict) else error.detail
            ) from error
        if faults:
            raise ValidationError(faults)
        return values


def printable(name: str) -> str:
    """A field's name as sent, fit to be written in an answer: short, and UTF-8 whatever it held."""
    return name[:60].encode("utf-8", "backslashreplace").decode() or api_settings.NON_FIELD_ERRORS_KEY


class AnswerBody(Body):
    """An answer: what a ministry's and the country's have in common."""

    answer = Choice(choices=AnswerFields.Answer.choices)
    level = Level(
        allow_null=True,
        default=None,
        min_value=0,
        max_value=4,
        help_text="0 Not in place to 4 Fully in place with the answer `level`; null or left out with any other.",
    )
    justification = Text(
        allow_blank=True,
        default="",
        max_length=JUSTIFICATION_LIMIT,
        help_text="Required for levels 3 and 4 and for `not_applicable`.",
    )


class ScoreBody(AnswerBody):
    ministry = Identifier(
        required=False,
        help_text="Whose answer it is. A contributor's own ministry and an only assigned one need not be named.",
    )


class DecisionBody(AnswerBody):
    rationale = Text(
        allow_blank=True,
        default="",
        max_length=JUSTIFICATION_LIMIT,
        help_text="Why; required where a ministry answered otherwise.",
    )


class OpeningBody(Body):
    cycle = Text(max_length=30, help_text="Slug of an open cycle.")
