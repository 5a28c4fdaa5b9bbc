"""Answers to indicators, and each as one letter."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

HIGHEST_LEVEL = 4


def require_level(name: str, level: object) -> None:
    if type(level) is not int or not 0 <= level <= HIGHEST_LEVEL:
        raise ValueError(f"{name}: must be a whole number from 0 to {HIGHEST_LEVEL}, not {level!r}")


class AnswerKind(StrEnum):
    """What an answer says: a level, one of the two answers without a level, or nothing yet."""

    LEVEL = "level"
    NOT_APPLICABLE = "not_applicable"
    NO_DATA = "no_data"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to one indicator; `level` is 0 to 4 when `kind` is LEVEL and None otherwise.

    Raises ValueError that names the field.
    """

    kind: AnswerKind
    level: int | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.kind, AnswerKind):
            raise ValueError(f"kind: {self.kind!r} is none of {', '.join(AnswerKind)}")
        if self.kind is AnswerKind.LEVEL:
            require_level("level", self.level)
        elif self.level is not None:
            raise ValueError(f"level: an answer {self.kind} has none, but {self.level!r} was given")

    @classmethod
    def of_level(cls, level: int) -> Self:
        """The answer that gives `level`, 0 (not in place) to 4 (fully in place)."""
        return cls(AnswerKind.LEVEL, level)


NOT_APPLICABLE = Answer(AnswerKind.NOT_APPLICABLE)
NO_DATA = Answer(AnswerKind.NO_DATA)
UNANSWERED = Answer(AnswerKind.UNANSWERED)

LETTERS = "01234nd-"
"""Answers as one letter each: the five levels, not applicable, no data, unanswered."""
_ANSWERS = (*(Answer.of_level(level) for level in range(HIGHEST_LEVEL + 1)), NOT_APPLICABLE, NO_DATA, UNANSWERED)
_LETTER_OF = dict(zip(((answer.kind, answer.level) for answer in _ANSWERS), LETTERS, strict=True))
_ANSWER_OF = dict(zip(LETTERS, _ANSWERS, strict=True))


def letter_of(answer: Answer) -> str:
    """The answer as one of `LETTERS`."""
    return _LETTER_OF[answer.kind, answer.level]


def answer_of(letter: str) -> Answer:
    """The answer that one of `LETTERS` stands for; raises KeyError."""
    return _ANSWER_OF[letter]
