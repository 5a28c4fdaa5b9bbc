"""What clients send: read strictly, so that a slip is an error that names the field and never a silent default."""

from typing import Any

from rest_framework import serializers

from accounts.api.bodies import Body, Choice, Identifier, Text
from assessments.models import AnswerFields
from assessments.services.answers import JUSTIFICATION_LIMIT

__all__ = [
    "AnswerBody",
    "Body",
    "Choice",
    "DecisionBody",
    "Identifier",
    "Level",
    "OpeningBody",
    "ScoreBody",
    "Text",
]


class Level(serializers.IntegerField):
    """A whole number from 0 to 4; neither "3" nor true nor 3.5 is one. Its range is checked by the service."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


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
