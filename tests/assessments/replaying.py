"""What the history of an assessment amounts to, told by its entries alone, beside what the rows say now."""

from collections.abc import Iterable
from typing import Any

from assessments import selectors
from assessments.models import (
    Action,
    Assessment,
    Assignment,
    Change,
    Clarification,
    Comment,
    Discussion,
    Evidence,
    NationalScore,
    OwnTarget,
    Score,
)
from assessments.services.answers import national_state, score_state
from assessments.services.clarifying import clarification_state
from assessments.services.evidence import evidence_state
from assessments.services.planning import action_state
from assessments.services.targets import target_state

ACTION = Change.Action
Told = dict[tuple[str, Any], Any]
"""What is said of each thing, by its sort and key."""


def stored(assessment: Assessment) -> Told:
    """What the rows say now."""
    told: Told = {
        ("status", ""): assessment.status,
        ("sharing", ""): {"sharing": assessment.sharing},
    }
    for asked in Assignment.objects.filter(assessment=assessment):
        due_on = asked.due_on.isoformat() if asked.due_on else None
        told["assigned", (asked.indicator_id, asked.ministry_id)] = {"assigned": True, "due_on": due_on}
    for score in Score.objects.filter(assessment=assessment):
        told["score", (score.indicator_id, score.ministry_id)] = score_state(score)
    for national in NationalScore.objects.filter(assessment=assessment):
        told["national", national.indicator_id] = national_state(national)
    for target in OwnTarget.objects.filter(assessment=assessment):
        told["target", target.objective_id] = target_state(target)
    for piece in Evidence.objects.filter(assessment=assessment, ended_at=None).select_related("file"):
        told["evidence", piece.pk] = evidence_state(piece)
    for comment in Comment.objects.filter(discussion__assessment=assessment).prefetch_related("mentions"):
        mentions = sorted(person.pk for person in comment.mentions.all())
        told["comment", comment.pk] = {"text": comment.text, "mentions": mentions}
    for discussion in Discussion.objects.filter(assessment=assessment, resolved_at__isnull=False):
        told["resolved", discussion.indicator_id] = {"resolved": True}
    for action in Action.objects.filter(assessment=assessment):
        told["action", action.pk] = action_state(action)
    for clarification in Clarification.objects.filter(submission__assessment=assessment):
        told["clarification", clarification.pk] = clarification_state(clarification)
    return told


def replay(before: Told, changes: Iterable[Change]) -> Told:
    """The state after `changes`, oldest first, on the state `before`: what was said last of each thing."""
    told = dict(before)
    for change in changes:
        key, after = _said(change)
        if after is None:
            told.pop(key, None)
        else:
            told[key] = after
    return told


def _said(change: Change) -> tuple[tuple[str, Any], Any]:
    """Of which thing an entry tells, and what."""
    after = change.after
    match change.action:
        case ACTION.ASSIGNED | ACTION.UNASSIGNED:
            return ("assigned", (change.indicator_id, change.ministry_id)), after
        case ACTION.SCORED:
            return ("score", (change.indicator_id, change.ministry_id)), after
        case ACTION.NATIONAL | ACTION.DECIDED:
            return ("national", change.indicator_id), after
        case ACTION.TARGETED:
            return ("target", change.objective_id), after
        case ACTION.EVIDENCE:
            return ("evidence", change.thing), after
        case ACTION.COMMENTED:
            return ("comment", change.thing), after and {**after, "mentions": sorted(after["mentions"])}
        case ACTION.RESOLVED:
            return ("resolved", change.indicator_id), after if after and after["resolved"] else None
        case ACTION.PLANNED:
            return ("action", change.thing), after
        case ACTION.CLARIFIED if change.thing:
            return ("clarification", change.thing), after
        case ACTION.SHARED:
            return ("sharing", ""), after
        case _:
            return ("status", ""), after and after["status"]


def expected_national(assessment: Assessment) -> dict[str, str]:
    """The states that DESIGN section 4.4 gives, where no decision and no carried-over answer stands; by code."""
    state = selectors.state_of(assessment)
    expected = {}
    for code, national in state.national.items():
        asked = state.assigned.get(code, ())
        given = {row.ministry: (row.answer, row.level) for row in state.scores.get(code, ()) if row.ministry in asked}
        stands = national.state in ("decided", "to_confirm") or (national.state == "carried_over" and not given)
        if stands:
            expected[code] = national.state
        elif len(set(given.values())) > 1:
            expected[code] = "conflict"
        else:
            expected[code] = "agreed" if given and len(given) == len(asked) else "unanswered"
    return expected
