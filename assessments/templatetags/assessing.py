"""How answers, states, scores and changes are written on pages."""

from fractions import Fraction
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Ministry
from assessments.forms import choice_of
from assessments.models import AnswerFields, Assessment, Change, NationalScore
from assessments.scoring import Node, one_decimal, whole_percent
from framework.selectors import framework_tree

register = template.Library()


@register.filter
def percent(value: Fraction | None) -> str:
    """A score or coverage as a whole percent, "58%"; an en dash where there is none."""
    whole = whole_percent(value)
    return "–" if whole is None else _("%(percent)d%%") % {"percent": whole}


@register.filter
def answer_words(stored: Any) -> str:
    """An answer in words, "3 Largely in place"; takes anything with `answer` and `level`, or a mapping of both."""
    if isinstance(stored, dict):
        answer, level = stored.get("answer"), stored.get("level")
    else:
        answer, level = stored.answer, stored.level
    if answer == AnswerFields.Answer.LEVEL and level is not None:
        return f"{level} {framework_tree().levels[level].name}"
    return str(AnswerFields.Answer(answer).label) if answer else _("No answer")


@register.filter
def level_words(level: int) -> str:
    """A level with its name, "3 Largely in place"."""
    return f"{level} {framework_tree().levels[level].name}"


@register.filter
def state_words(state: str) -> str:
    """The state of a national score in words."""
    return str(NationalScore.State(state).label)


@register.filter
def statement(code: str) -> str:
    """The statement of an indicator, or the title of an objective; "" where the framework has neither."""
    tree = framework_tree()
    if code in tree.indicator:
        return tree.indicator[code].text
    return tree.objective[code].title if code in tree.objective else ""


@register.filter
def ministry_names(ministries: list[Ministry]) -> str:
    """Names of ministries in one line."""
    return ", ".join(ministry.name for ministry in ministries)


@register.simple_tag
def choice(stored: AnswerFields) -> str:
    """A stored answer as the radio choice of forms: "3", "not_applicable"."""
    return choice_of(stored.answer, stored.level)


@register.simple_tag
def share(part: int, whole: int) -> int:
    """`part` of `whole` in whole percent, rounded down; 0 of nothing is 0."""
    return 100 * part // whole if whole else 0


@register.inclusion_tag("assessments/scorebar.html")
def scorebar(node: Node, target: int) -> dict[str, Any]:
    """A score as a bar: from lower to upper bound, a tick at the score, a line at the `target` in percent."""

    def place(value: Fraction | None) -> str | None:
        return None if value is None else str(one_decimal(value))

    width = None if node.lower is None or node.upper is None else place(node.upper - node.lower)
    return {"node": node, "target": target, "score": place(node.score), "lower": place(node.lower), "width": width}


# What history keeps, in the order in which pages show it; versions and identifiers are not for reading.
FIELDS = {
    "state": gettext_lazy("state"),
    "answer": gettext_lazy("answer"),
    "justification": gettext_lazy("justification"),
    "rationale": gettext_lazy("rationale"),
    "status": gettext_lazy("status"),
    "sharing": gettext_lazy("shared with"),
    "number": gettext_lazy("number"),
    "sha256": gettext_lazy("seal"),
    "carried_over": gettext_lazy("carried over"),
}


@register.filter
def before_words(change: Change) -> list[tuple[str, str]]:
    """What stood there before a change, as pairs of field and words; of what it touched only."""
    return _words(change.before, change.after)


@register.filter
def after_words(change: Change) -> list[tuple[str, str]]:
    """What stands there after a change, as pairs of field and words; of what it touched only."""
    return _words(change.after, change.before)


def _words(values: dict[str, Any] | None, others: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The fields of `values` that are not the same in `others`, with an empty one where only the other has text."""
    mine, theirs = values or {}, others or {}
    return [
        (str(label), _field_words(field, mine))
        for field, label in FIELDS.items()
        if field in mine and (mine.get(field), _level(field, mine)) != (theirs.get(field), _level(field, theirs))
    ]


def _level(field: str, values: dict[str, Any]) -> Any:
    return values.get("level") if field == "answer" else None


def _field_words(field: str, values: dict[str, Any]) -> str:
    value = values[field]
    match field:
        case "state":
            return state_words(value)
        case "answer":
            return answer_words(values)
        case "status":
            return str(Assessment.Status(value).label)
        case "sharing":
            return str(Assessment.Sharing(value).label)
        case _:
            return str(value) or "–"
