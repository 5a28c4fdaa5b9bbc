"""Actions of a plan as the API lists them: columns, and rows in their order."""

from collections.abc import Iterable
from typing import Any

from assessments.models import Action

ACTION_COLUMNS = (
    "id",
    "indicator",
    "measure",
    "text",
    "lead",
    "others",
    "starts_on",
    "due_on",
    "priority",
    "cost",
    "currency",
    "funding",
    "assistance",
    "assistance_words",
    "status",
    "progress_note",
    "expected_level",
    "late",
    "version",
    "updated_at",
)


def action_rows(actions: Iterable[Action]) -> list[tuple[Any, ...]]:
    """The actions as rows of `ACTION_COLUMNS`, as JSON has them; indicator, measure and others at hand."""
    return [tuple(action_body(action).values()) for action in actions]


def action_cells(actions: Iterable[Action]) -> list[tuple[Any, ...]]:
    """The same for sheets, in which a cost is a number to calculate with."""
    return [tuple((action_body(action) | {"cost": action.cost}).values()) for action in actions]


def action_body(action: Action) -> dict[str, Any]:
    """One action as JSON: ministries by id, those that take part in order of names, the cost as text, "12000.50"."""
    others = sorted(action.others.all(), key=lambda other: (other.name, other.pk))
    return {
        "id": action.pk,
        "indicator": action.indicator.code,
        "measure": action.measure.code if action.measure else None,
        "text": action.text,
        "lead": action.lead_id,
        "others": [other.pk for other in others],
        "starts_on": action.starts_on,
        "due_on": action.due_on,
        "priority": action.priority,
        "cost": None if action.cost is None else f"{action.cost:.2f}",
        "currency": action.currency,
        "funding": action.funding,
        "assistance": action.assistance,
        "assistance_words": action.assistance_words,
        "status": action.status,
        "progress_note": action.progress_note,
        "expected_level": action.expected_level,
        "late": action.is_late,
        "version": action.version,
        "updated_at": action.updated_at,
    }
