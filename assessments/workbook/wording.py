"""Answers in words, as the drop-down of a workbook offers them and as people type them."""

import unicodedata
from functools import lru_cache

from django.conf import settings
from django.utils.translation import override

from assessments.models import AnswerFields
from framework.selectors import edition, framework_tree

ANSWER = AnswerFields.Answer

Given = tuple[str, int | None]
"""Answer and level: ("level", 3), ("no_data", None), ("", None)."""


def words_of(answer: str, level: int | None) -> str:
    """An answer as the drop-down has it, "3 Largely in place"; "" for none."""
    if answer == ANSWER.LEVEL and level is not None:
        return f"{level} {framework_tree().levels[level].name}"
    return str(ANSWER(answer).label) if answer else ""


def every_answer() -> list[Given]:
    """All answers that there are, in the order of the drop-down."""
    levels: list[Given] = [(ANSWER.LEVEL.value, entry.level) for entry in framework_tree().levels]
    return [*levels, (ANSWER.NOT_APPLICABLE.value, None), (ANSWER.NO_DATA.value, None)]


def offered() -> list[str]:
    """What the drop-down offers in the present language."""
    return [words_of(answer, level) for answer, level in every_answer()]


def answer_in(text: str) -> Given | None:
    """The answer that a person wrote: the drop-down's words or a part that says it all, whatever the case and language.

    None where it is not clear which answer is meant.
    """
    plain = _plain(text)
    if not plain:
        return ("", None)
    return _known(edition()).get(plain)


@lru_cache(maxsize=2)
def _known(_edition: str) -> dict[str, Given]:
    """Answers by everything that is understood as one, in any language of the portal."""
    meant: dict[str, set[Given]] = {}

    def add(given: Given, *texts: str) -> None:
        for text in texts:
            meant.setdefault(_plain(text), set()).add(given)

    for code, _name in settings.LANGUAGES:
        with override(code):
            for entry in framework_tree().levels:
                level, name = entry.level, str(entry.name)
                add((ANSWER.LEVEL.value, level), str(level), name, f"{level} {name}", f"{level}: {name}")
                add((ANSWER.LEVEL.value, level), f"{level} - {name}", f"{level}. {name}", f"{level}) {name}")
            for answer in (ANSWER.NOT_APPLICABLE, ANSWER.NO_DATA):
                add((answer.value, None), answer.value, str(answer.label))
            for other in framework_tree().answers_without_level:
                add((other.slug, None), str(other.name))
    return {text: given.pop() for text, given in meant.items() if len(given) == 1}


def _plain(text: str) -> str:
    """`text` without what does not matter: case, spaces, kinds of digits."""
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    return " ".join(digits.casefold().split())
