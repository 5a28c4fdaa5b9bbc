"""What makes an answer whole (DESIGN sections 3 and 4.3): pure functions, for pages, API, services and spreadsheets."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from assessments.models import AnswerFields

ANSWER = AnswerFields.Answer
JUSTIFICATION_LIMIT = 10_000
LEVELS_THAT_NEED_JUSTIFICATION = (3, 4)


def check_answer(*, answer: str, level: int | None, justification: str) -> None:
    """Check an answer against DESIGN sections 3 and 4.3: raises `ValidationError` by field."""
    faults: dict[str, str] = {}
    if answer not in ANSWER.values:
        faults["answer"] = _("Choose a level, not applicable or no data.")
    elif answer == ANSWER.LEVEL and (type(level) is not int or not 0 <= level <= 4):
        faults["level"] = _("A level is a whole number from 0 to 4.")
    elif answer != ANSWER.LEVEL and level is not None:
        faults["level"] = _("Only the answer “level” has a level.")
    if len(justification) > JUSTIFICATION_LIMIT:
        faults["justification"] = _("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}
    elif not justification and answer == ANSWER.NOT_APPLICABLE:
        faults["justification"] = _("Say why this is not applicable.")
    elif not justification and answer == ANSWER.LEVEL and level in LEVELS_THAT_NEED_JUSTIFICATION:
        faults["justification"] = _("Levels 3 and 4 need a justification.")
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})


def clean_text(text: str) -> str:
    """Text as it is stored: no space around it, one kind of line end, no NUL (PostgreSQL has none)."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
