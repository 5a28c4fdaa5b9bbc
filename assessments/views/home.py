"""The first page: what waits for the person."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import rules
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.help import tour_of
from accounts.http import PortalRequest
from accounts.models import Membership
from assessments import selectors
from assessments.models import Assessment, NationalScore
from assessments.scoring import PERCENT_PER_LEVEL

ROLE = Membership.Role
STATE = NationalScore.State
LATEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open assessment and what in it waits for the person.

    `progress` and `conflicts` are the own ministry's for a contributor; for the others `conflicts` are all.
    """

    assessment: Assessment
    state: selectors.State
    days_left: int
    progress: selectors.MinistryProgress | None
    conflicts: list[str]

    @property
    def to_confirm(self) -> list[str]:
        """Decisions and carried-over answers that the focal point has to confirm."""
        return self.state.codes_in(STATE.TO_CONFIRM, STATE.CARRIED_OVER)

    @property
    def changed_under(self) -> bool:
        """Whether a decision is to be confirmed since an answer under it has changed."""
        return bool(self.state.codes_in(STATE.TO_CONFIRM))

    @property
    def target(self) -> int:
        """The cycle's target in percent."""
        return self.assessment.cycle.target_level * PERCENT_PER_LEVEL

    @property
    def unanswered(self) -> list[str]:
        """Indicators that somebody still has to answer."""
        return self.state.codes_in(STATE.UNANSWERED)

    @property
    def asked_of_nobody(self) -> list[str]:
        """Unanswered indicators that no ministry is asked."""
        return [code for code in self.unanswered if code not in self.state.assigned]


@require_safe
def home(request: PortalRequest) -> HttpResponse:
    """What waits for me: by role for the signed-in, for a visitor what the portal is and where to sign in."""
    actor = request.membership
    context: dict[str, Any] = {"section": "home"}
    if actor is None:
        return render(request, "home.html", context)
    if not actor.user.toured:
        context["tour"] = tour_of(actor.role)
    context["clarifications_waiting"] = selectors.waiting_clarifications(actor)[:LATEST_SHOWN]
    if actor.role in Membership.NATIONAL_ROLES:
        context |= _of_a_country(actor)
    else:
        context |= _of_all_countries(actor)
    return render(request, "home.html", context)


def _of_a_country(actor: Membership) -> dict[str, Any]:
    today = timezone.localdate()
    assessments = list(selectors.drafts_for(actor))
    return {
        "waiting": [_waiting(actor, assessment, today) for assessment in assessments if assessment.is_writable],
        "resting": [assessment for assessment in assessments if not assessment.is_writable],
        "mentions": selectors.mentions_waiting(actor)[:LATEST_SHOWN],
        "actions_due": selectors.actions_due_soon(actor)[:LATEST_SHOWN],
        "openable": selectors.openable_cycles(actor),
        "submissions": selectors.submissions_for(actor).filter(assessment__country=actor.country)[:LATEST_SHOWN],
    }


def _waiting(actor: Membership, assessment: Assessment, today: date) -> Waiting:
    state = selectors.state_of(assessment)
    conflicts = state.codes_in(STATE.CONFLICT)
    progress = None
    if actor.ministry_id is not None:
        progress = state.progress_of(actor.ministry_id)
        conflicts = [code for code in conflicts if actor.ministry_id in state.assigned.get(code, ())]
    return Waiting(assessment, state, (assessment.cycle.closes_on - today).days, progress, conflicts)


def _of_all_countries(actor: Membership) -> dict[str, Any]:
    latest = selectors.latest_submissions(actor)
    shown = {
        "to_review": list(latest.filter(assessment__status=Assessment.Status.SUBMITTED)[:LATEST_SHOWN]),
        "in_clarification": list(latest.filter(assessment__status=Assessment.Status.CLARIFICATION)[:LATEST_SHOWN]),
        "accepted": list(latest.filter(assessment__status=Assessment.Status.ACCEPTED)[:LATEST_SHOWN]),
    }
    readings: dict[Any, selectors.ReadingCount] = {}
    if rules.test_rule("assessments.review", actor, None):
        readings = selectors.readings_of(actor, [one for submissions in shown.values() for one in submissions])
    return shown | {"readings": readings, "followed": selectors.followed_cycles(actor)}
