"""What bodies of calls are made of: read strictly, so that a slip is an error that names the field."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.settings import api_settings

UNKNOWN_FIELDS_NAMED = 10


class Text(serializers.CharField):
    """A JSON string; numbers are not turned into one."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


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


class Address(serializers.EmailField):
    """An e-mail address as a JSON string."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)
