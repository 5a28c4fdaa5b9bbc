"""One answer of a file: what it says, or what is wrong with it."""

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.answering import check_answer, clean_text

from .wording import ANSWER, Given, answer_in

LONGEST_ECHO = 40


class Wrong(Exception):
    """An answer that cannot be taken; `field` is "answer" or "justification" and `str()` says why."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def answer_of(text: str) -> Given:
    """The answer that the words mean; raises `Wrong` where that is not clear."""
    given = answer_in(text)
    if given is None:
        shown = " ".join(text.split())
        shown = shown if len(shown) <= LONGEST_ECHO else f"{shown[:LONGEST_ECHO]}…"
        raise Wrong("answer", _("“%(text)s” is no answer: choose one from the list, or type 0 to 4.") % {"text": shown})
    return given


def require_sayable(given: Given, justification: str) -> None:
    """Raise `Wrong` unless this can be stored as an answer."""
    if any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in justification):
        raise Wrong("justification", _("The text holds characters that cannot be seen. Type it anew."))
    answer, level = given
    if not answer:
        raise Wrong("answer", _("There is a justification and no answer. Choose one."))
    try:
        check_answer(answer=answer, level=level, justification=justification)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise Wrong("justification" if field == "justification" else "answer", messages[0]) from error


__all__ = ["ANSWER", "Wrong", "answer_of", "clean_text", "require_sayable"]
