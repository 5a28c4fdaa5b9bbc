"""How answers, states, scores and changes are written on pages."""

from fractions import Fraction
from typing import Any

from django import template

from accounts.models import Ministry
from accounts.regions import region_name
from assessments.forms import choice_of
from assessments.models import AnswerFields, NationalScore
from assessments.scoring import Node, one_decimal, whole_percent
from assessments.words import answer_words, fields_of, in_percent, level_words, what_it_is_about, what_was_done
from framework.listing import listed
from framework.selectors import framework_tree

register = template.Library()


@register.filter
def percent(value: Fraction | None) -> str:
    """A score or coverage as a whole percent, "58%"; an en dash where there is none."""
    whole = whole_percent(value)
    return "–" if whole is None else in_percent(whole)


register.filter("in_percent", in_percent)
register.filter("region_name", region_name)
register.filter("answer_words", answer_words)
register.filter("level_words", level_words)
register.filter("what_was_done", what_was_done)
register.filter("what_it_is_about", what_it_is_about)
register.filter("fields_of", fields_of)


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
    return listed(ministry.name for ministry in ministries)


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
