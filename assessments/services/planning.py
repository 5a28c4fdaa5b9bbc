"""The national action plan: steps against gaps, planned by the focal point, reported on by the lead ministry.

The plan lives on: it may change in every status of the assessment, also after acceptance and when the cycle is
closed. Sealed copies keep the plan as it was when they were sealed (docs/decisions/action-plan.md).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments import currencies, sealing
from assessments.models import Action, Assessment, Change, NationalScore
from assessments.rules import require
from assessments.services.answers import JUSTIFICATION_LIMIT, change_of, clean_text
from assessments.services.errors import StaleVersion
from assessments.services.status import lock_assessment
from framework.models import Indicator, Measure

TEXT_LIMIT = 2_000
FUNDING_LIMIT = 300
COST_LIMIT = Decimal(10) ** 12
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Years of dates: what lies outside is a slip of the keyboard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What an action says, all that may be changed of it; see `models.Action` for each field.

    `cost` has at most 12 digits before the point and two after; `currency` is "" where there is no cost.
    """

    text: str
    measure: Measure | None
    lead: Ministry
    others: Collection[Ministry]
    starts_on: date | None
    due_on: date
    priority: str
    cost: Decimal | None
    currency: str
    funding: str
    assistance: str
    assistance_words: str
    status: str
    progress_note: str
    expected_level: int


@transaction.atomic
def plan_action(*, actor: Membership, assessment: Assessment, indicator: Indicator, step: Step) -> Action:
    """Plan a step against the gap at `indicator`. Raises PermissionDenied, ValidationError by field."""
    require("assessments.coordinate", actor, assessment)
    lock_assessment(assessment.pk)
    step = checked(step, assessment, indicator, _counted(assessment, indicator))
    now = timezone.now()
    action = Action(assessment=assessment, indicator=indicator, version=0, created_at=now)
    _write(action, step, actor, now)
    planned_change(actor, action, None, now).save()
    return action


def checked(step: Step, assessment: Assessment, indicator: Indicator, national: NationalScore | None) -> Step:
    """A new step against the gap at `indicator` as it is stored; `national` is what counts there, None for nothing.

    Raises `ValidationError` by field.
    """
    step = _cleaned(step)
    _refuse(_faults(step, assessment, indicator) | _level_faults(step.expected_level, national))
    return step


@transaction.atomic
def change_action(*, actor: Membership, action: Action, step: Step, expected_version: int) -> Action:
    """Change an action; what is given up gets the status *dropped*. A change that changes nothing keeps the version.

    A level that is expected already may stay where the country has reached it meanwhile; a new one must be above the
    country's. Raises PermissionDenied, ValidationError by field, StaleVersion.
    """
    require("assessments.coordinate", actor, action.assessment)
    step = _cleaned(step)
    action = _locked(action, expected_version)
    faults = _faults(step, action.assessment, action.indicator, known=action)
    if step.expected_level != action.expected_level:
        faults |= _level_faults(step.expected_level, _counted(action.assessment, action.indicator))
    _refuse(faults)
    return _change(actor, action, step)


@transaction.atomic
def report_progress(
    *, actor: Membership, action: Action, status: str, progress_note: str, expected_version: int
) -> Action:
    """Say how an action gets on: its focal point, or a contributor of the ministry that leads it.

    Raises PermissionDenied, ValidationError by field, StaleVersion.
    """
    require("assessments.report_progress", actor, action)
    action = _locked(action, expected_version)
    step = _cleaned(replace(_step_of(action), status=status, progress_note=progress_note))
    _refuse(_progress_faults(step))
    return _change(actor, action, step)


def action_state(action: Action) -> dict[str, Any]:
    """An action as history keeps it: as sealed copies hold it, with its version."""
    return sealing.sealed_action(action) | {"version": action.version}


def _locked(action: Action, expected_version: int) -> Action:
    """The action as it is stored, locked after its assessment: a seal holds all of the plan at one moment."""
    lock_assessment(action.assessment_id)
    fresh: Action = (
        Action.objects.select_for_update(of=("self",))
        .select_related("assessment__cycle", "indicator", "measure", "lead")
        .get(pk=action.pk)
    )
    if fresh.version != expected_version:
        raise StaleVersion(fresh)
    return fresh


def _step_of(action: Action) -> Step:
    return Step(
        text=action.text,
        measure=action.measure,
        lead=action.lead,
        others=_by_name(action.others.all()),
        starts_on=action.starts_on,
        due_on=action.due_on,
        priority=action.priority,
        cost=action.cost,
        currency=action.currency,
        funding=action.funding,
        assistance=action.assistance,
        assistance_words=action.assistance_words,
        status=action.status,
        progress_note=action.progress_note,
        expected_level=action.expected_level,
    )


def _change(actor: Membership, action: Action, step: Step) -> Action:
    if step == _step_of(action):
        return action
    before = action_state(action)
    now = timezone.now()
    _write(action, step, actor, now)
    planned_change(actor, action, before, now).save()
    return action


PLAIN_FIELDS = (
    "text",
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
)


def _write(action: Action, step: Step, actor: Membership, now: datetime) -> None:
    laid_down(action, step, actor, now)
    action.save()
    action.others.set(step.others)


def laid_down(action: Action, step: Step, actor: Membership, now: datetime) -> None:
    """Let the action say what the step says, but for the other ministries; nothing is saved."""
    for field in PLAIN_FIELDS:
        setattr(action, field, getattr(step, field))
    action.measure, action.lead = step.measure, step.lead
    action.version += 1
    action.updated_at = now
    action.updated_by_id = actor.user_id


def planned_change(actor: Membership, action: Action, before: dict[str, Any] | None, now: datetime) -> Change:
    """The history entry of an action, not saved."""
    return change_of(
        actor=actor,
        assessment=action.assessment,
        at=now,
        action=Change.Action.PLANNED,
        before=before,
        after=action_state(action),
        indicator_id=action.indicator_id,
        ministry_id=action.lead_id,
        thing=action.pk,
    )


def _cleaned(step: Step) -> Step:
    """The step as it is stored: texts without space around, currency in capitals, other ministries in order."""
    return replace(
        step,
        others=_by_name(step.others),
        text=clean_text(step.text),
        funding=clean_text(step.funding),
        assistance_words=clean_text(step.assistance_words),
        progress_note=clean_text(step.progress_note),
        currency=clean_text(step.currency).upper(),
    )


def _by_name(ministries: Iterable[Ministry]) -> tuple[Ministry, ...]:
    return tuple(sorted(ministries, key=lambda ministry: (ministry.name, ministry.pk)))


def _faults(step: Step, assessment: Assessment, indicator: Indicator, known: Action | None = None) -> dict[str, str]:
    faults = _text_faults(step) | _date_faults(step) | _cost_faults(step) | _progress_faults(step)
    faults |= _ministry_faults(step, assessment, known)
    if step.measure is not None and not indicator.measures.filter(pk=step.measure.pk).exists():
        faults["measure"] = _("This measure is not one of the indicator's.")
    if step.priority not in Action.Priority.values:
        faults["priority"] = _("Choose high, medium or low.")
    if type(step.expected_level) is not int or not 0 <= step.expected_level <= 4:
        faults["expected_level"] = _("A level is a whole number from 0 to 4.")
    return faults


def _text_faults(step: Step) -> dict[str, str]:
    faults = {}
    if not step.text:
        faults["text"] = _("Say what is done.")
    if step.assistance not in Action.Assistance.values:
        faults["assistance"] = _("Choose a kind of assistance, or none.")
    elif step.assistance == Action.Assistance.NONE and step.assistance_words:
        faults["assistance_words"] = _("No assistance is needed: leave this empty, or choose a kind.")
    elif step.assistance != Action.Assistance.NONE and not step.assistance_words:
        faults["assistance_words"] = _("Say which assistance is needed.")
    for field, limit in (("text", TEXT_LIMIT), ("assistance_words", TEXT_LIMIT), ("funding", FUNDING_LIMIT)):
        if len(getattr(step, field)) > limit:
            faults[field] = _("At most %(limit)s characters.") % {"limit": limit}
    return faults


def _date_faults(step: Step) -> dict[str, str]:
    faults = {}
    for field, day in (("starts_on", step.starts_on), ("due_on", step.due_on)):
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            faults[field] = _("Give a year from %(first)s to %(last)s.") % {"first": FIRST_YEAR, "last": LAST_YEAR}
    if not faults and step.starts_on is not None and step.starts_on > step.due_on:
        faults["starts_on"] = _("The start comes after the due date.")
    return faults


def _cost_faults(step: Step) -> dict[str, str]:
    if step.cost is None:
        return {"cost": _("Give the cost, or no currency.")} if step.currency else {}
    faults = {}
    if not step.cost.is_finite() or step.cost < 0:
        faults["cost"] = _("A cost is a number, zero or more.")
    elif step.cost >= COST_LIMIT:
        faults["cost"] = _("At most 12 digits before the decimal point.")
    elif step.cost != round(step.cost, 2):
        faults["cost"] = _("At most two digits after the decimal point.")
    if not step.currency:
        faults["currency"] = _("Choose the currency of the cost.")
    elif step.currency not in currencies.codes():
        faults["currency"] = _("There is no such currency in use (ISO 4217).")
    return faults


def _ministry_faults(step: Step, assessment: Assessment, known: Action | None) -> dict[str, str]:
    """Ministries are the country's own and active; those that an action has already may have ended since."""
    faults = {}
    kept = set() if known is None else {known.lead_id, *known.others.values_list("pk", flat=True)}

    def may_take_part(ministry: Ministry) -> bool:
        return ministry.country_id == assessment.country_id and (ministry.active or ministry.pk in kept)

    if not may_take_part(step.lead):
        faults["lead"] = _("Choose a ministry of the country.")
    if not all(may_take_part(other) for other in step.others):
        faults["others"] = _("Choose ministries of the country.")
    elif step.lead in step.others:
        faults["others"] = _("The lead ministry takes part already: choose others only.")
    return faults


def _progress_faults(step: Step) -> dict[str, str]:
    faults = {}
    if step.status not in Action.Status.values:
        faults["status"] = _("Choose planned, under way, done or dropped.")
    if len(step.progress_note) > JUSTIFICATION_LIMIT:
        faults["progress_note"] = _("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}
    return faults


def _counted(assessment: Assessment, indicator: Indicator) -> NationalScore | None:
    """The country's answer to the indicator where it counts."""
    return NationalScore.objects.filter(
        assessment=assessment, indicator=indicator, state__in=NationalScore.COUNTED
    ).first()


def _level_faults(expected: int, national: NationalScore | None) -> dict[str, str]:
    """What is expected lies above what counts now; where nothing counts, any level may be expected."""
    if national is None:
        return {}
    if national.answer == NationalScore.Answer.NOT_APPLICABLE:
        return {"indicator": _("This indicator is not applicable: there is no gap to act against.")}
    if national.level is not None and type(expected) is int and 0 <= expected <= national.level:
        fault = _("The country is at level %(level)s: expect a higher one.") % {"level": national.level}
        return {"expected_level": fault}
    return {}


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})
