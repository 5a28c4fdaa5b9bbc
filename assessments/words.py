"""Answers, and changes of an assessment, in words for people: pages and files say the same. No database."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import (
    Action,
    AnswerFields,
    Assessment,
    Assignment,
    Change,
    Clarification,
    ClarificationEntry,
    Comment,
    Discussion,
    Evidence,
    NationalScore,
    OwnTarget,
    Score,
)
from framework.listing import listed
from framework.selectors import framework_tree

ACTION = Change.Action
NOTHING = "–"
EMPTY: tuple[Any, ...] = (None, "", [], {})
NOT_FOR_READING = {
    "about",
    "assigned",
    "entries",
    "entry",
    "id",
    "indicator",
    "ministry",
    "objective",
    "record_sha256",
    "replaces",
    "submission",
    "version",
}
"""Fields that only identify, or that the head of an entry says."""

FIELDS: Mapping[str, Any] = {
    "carried_over": gettext_lazy("carried over"),
    "delegated_to": gettext_lazy("delegated to"),
    "due_on": gettext_lazy("due"),
    "ended_at": gettext_lazy("withdrawn or replaced"),
    "file_sha256": gettext_lazy("SHA-256 of the file"),
    "file_size": gettext_lazy("size in bytes"),
    "lead": gettext_lazy("lead ministry"),
    "measure": gettext_lazy("measure"),
    "mentions": gettext_lazy("mentioned"),
    "number": gettext_lazy("number"),
    "others": gettext_lazy("other ministries"),
    "resolved": gettext_lazy("resolved"),
    "sha256": gettext_lazy("seal"),
    "sharing": gettext_lazy("shared with"),
    "status": gettext_lazy("status"),
}
"""Names of fields that no model has, or has under a name that says less."""

MODELS: Mapping[str, tuple[type[models.Model], ...]] = {
    ACTION.OPENED: (Assessment,),
    ACTION.ASSIGNED: (Assignment,),
    ACTION.UNASSIGNED: (Assignment,),
    ACTION.SCORED: (Score,),
    ACTION.NATIONAL: (NationalScore,),
    ACTION.DECIDED: (NationalScore,),
    ACTION.SUBMITTED: (Assessment,),
    ACTION.REOPENED: (Assessment,),
    ACTION.ACCEPTED: (Assessment,),
    ACTION.SHARED: (Assessment,),
    ACTION.TARGETED: (OwnTarget,),
    ACTION.EVIDENCE: (Evidence,),
    ACTION.COMMENTED: (Comment,),
    ACTION.RESOLVED: (Discussion,),
    ACTION.PLANNED: (Action,),
    ACTION.CLARIFIED: (Clarification, ClarificationEntry, Assessment),
}
"""Whose fields the states of an action are."""

STEP = ClarificationEntry.Kind
CLARIFIED: Mapping[str | None, Any] = {
    STEP.QUESTION: gettext_lazy("asked for clarification"),
    STEP.DELEGATED: gettext_lazy("delegated a clarification"),
    STEP.CONTRIBUTION: gettext_lazy("contributed to the answer to a clarification"),
    STEP.ANSWER: gettext_lazy("answered a clarification"),
    STEP.FOLLOW_UP: gettext_lazy("asked further in a clarification"),
    STEP.CLOSED: gettext_lazy("closed a clarification"),
}
"""What was done in a clarification, by the kind of its last entry."""

OF_A_STEP = {(ACTION.CLARIFIED, "kind"), (ACTION.CLARIFIED, "text")}
"""Of the last entry of a clarification: a new one, which replaces no other. `what_was_done` says its kind."""

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}\S*")


@dataclass(frozen=True, slots=True)
class Names:
    """Names of what states hold by id: ministries by the text of their UUID, people by their number."""

    ministries: Mapping[str, str]
    people: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a change in words; `before` is None where the thing is new, `after` where it is gone."""

    label: str
    before: str | None
    after: str | None


def answer_words(stored: Any) -> str:
    """An answer in words, "3 Largely in place"; takes anything with `answer` and `level`, or a mapping of both."""
    if isinstance(stored, dict):
        answer, level = stored.get("answer"), stored.get("level")
    else:
        answer, level = stored.answer, stored.level
    if answer == AnswerFields.Answer.LEVEL and level is not None:
        return level_words(level)
    return str(AnswerFields.Answer(answer).label) if answer else _("No answer")


def level_words(level: int) -> str:
    """A level with its name, "3 Largely in place"."""
    return f"{level} {framework_tree().levels[level].name}"


def in_percent(whole: int | None) -> str:
    """A number of whole percent as the language writes it, "58%"; an en dash where there is none."""
    return "–" if whole is None else _("%(percent)d%%") % {"percent": whole}


def what_was_done(change: Change) -> str:
    """What the person did, in words: "added evidence", "resolved the discussion"."""
    new, gone = change.before is None, change.after is None
    match change.action:
        case ACTION.NATIONAL:
            return _("changed an answer, and the country's answer followed")
        case ACTION.ASSIGNED if not new:
            return _("set the date for")
        case ACTION.EVIDENCE if new:
            replaced = (change.after or {}).get("replaces")
            return _("added evidence in place of another") if replaced else _("added evidence")
        case ACTION.EVIDENCE if gone:
            return _("withdrew evidence")
        case ACTION.PLANNED:
            return _("planned an action") if new else _("changed an action")
        case ACTION.TARGETED if gone:
            return _("went back to the cycle's target")
        case ACTION.RESOLVED:
            resolved = (change.after or {}).get("resolved")
            return _("resolved the discussion") if resolved else _("opened the discussion again")
        case ACTION.CLARIFIED:
            if "status" in (change.after or {}):
                return _("changed a clarification, and the assessment followed")
            step = ((change.after or {}).get("entry") or {}).get("kind")
            return str(CLARIFIED.get(step, change.get_action_display()))
    return str(change.get_action_display())


def what_it_is_about(change: Change) -> str:
    """The title of the evidence or the text of the action that was changed, "" where the entry needs no such word."""
    if change.action not in (ACTION.EVIDENCE, ACTION.PLANNED) or change.before is None:
        return ""
    state = _flat(change.after or change.before)
    return Truncator(str(state.get("title") or state.get("text") or "")).chars(120)


def fields_of(change: Change, names: Names) -> list[FieldChange]:
    """What a change touched, field by field; empty fields of a new thing are left out."""
    before, after = _flat(change.before), _flat(change.after)
    touched = [field for field in _touched(before, after) if (change.action, field) not in OF_A_STEP]
    fields = [
        FieldChange(
            _label(change, field),
            None if change.before is None else _words(change, field, before, names),
            None if change.after is None else _words(change, field, after, names),
        )
        for field in touched
    ]
    step = after.get("text") if change.action == ACTION.CLARIFIED else None
    if step and step != before.get("text"):
        fields.append(FieldChange(_label(change, "text"), None, str(step)))
    return fields


def _flat(state: Mapping[str, Any] | None) -> dict[str, Any]:
    """A state whose inner records are brought up; a ministry, which has an id and a name, stays one value."""
    flat: dict[str, Any] = {}
    for field, value in (state or {}).items():
        if isinstance(value, dict) and "name" not in value:
            flat |= _flat(value)
        else:
            flat[field] = value
    return flat


def _touched(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """The fields to tell, in their order; the words of an answer name its level."""
    with_answer = "answer" in before or "answer" in after
    for field in dict.fromkeys((*before, *after)):
        if field in NOT_FOR_READING or (field == "level" and with_answer):
            continue
        was, became = before.get(field), after.get(field)
        level_changed = field == "answer" and before.get("level") != after.get("level")
        if level_changed or (was != became and not (was in EMPTY and became in EMPTY)):
            yield field


def _label(change: Change, field: str) -> str:
    if field in FIELDS:
        return str(FIELDS[field])
    known = _model_field(change, field)
    return str(known.verbose_name) if known is not None else field.replace("_", " ")


def _model_field(change: Change, field: str) -> "models.Field[Any, Any] | None":
    for model in MODELS[change.action]:
        try:
            found = model._meta.get_field(field)
        except FieldDoesNotExist:
            continue
        if isinstance(found, models.Field):
            return found
    return None


def _words(change: Change, field: str, state: Mapping[str, Any], names: Names) -> str:
    value = state.get(field)
    if field == "answer":
        return answer_words(dict(state))
    if value in EMPTY:
        return NOTHING
    if field in ("level", "expected_level") and isinstance(value, int) and value in range(5):
        return level_words(value)
    if field == "mentions" and isinstance(value, list):
        return listed(names.people.get(person, _("somebody who has left")) for person in value)
    known = _model_field(change, field)
    if known is not None and known.choices and isinstance(value, str):
        return str(dict(known.flatchoices).get(value, value))
    return _plain_words(value, names)


def _plain_words(value: Any, names: Names) -> str:
    """A value of JSON as people write it."""
    match value:
        case bool():
            return _("yes") if value else _("no")
        case list():
            return listed(_plain_words(one, names) for one in value)
        case dict():
            return str(value.get("name") or NOTHING)
        case str() if DAY.fullmatch(value):
            return _day_words(value)
        case str() if MOMENT.fullmatch(value):
            return _moment_words(value)
        case str():
            return names.ministries.get(value, value)
    return str(value)


def _day_words(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text), "DATE_FORMAT")
    except ValueError:
        return text


def _moment_words(text: str) -> str:
    try:
        return date_format(datetime.fromisoformat(text), "DATETIME_FORMAT")
    except ValueError:
        return text
