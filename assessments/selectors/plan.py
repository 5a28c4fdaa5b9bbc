"""Reads of the national action plan: its actions by what a person looks for, what is due soon, the scenario."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.models import Membership
from assessments.action_plan import AHEAD, DROPPED, Totals, totals
from assessments.models import Action, Assessment
from assessments.scenario import Scenario, scenario

from .state import State, tree

ROLE = Membership.Role
SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFilter:
    """Which actions to list; what is not given does not limit. `ministry` leads the action or takes part in it.

    `late` are those that were due before today and are neither done nor dropped.
    """

    ministry: UUID | None = None
    codes: Collection[str] | None = None
    priority: str = ""
    assistance: str = ""
    status: str = ""
    late: bool = False


def actions_for(assessment: Assessment, wanted: PlanFilter = PlanFilter()) -> QuerySet[Action]:
    """The actions of an assessment the actor may read, by due date; two queries.

    Comes with indicator, measure, ministries and who changed it last.
    """
    actions = (
        assessment.actions.select_related("assessment", "indicator", "measure", "lead", "updated_by")
        .prefetch_related("others")
        .order_by("due_on", "indicator__order", "pk")
    )
    if wanted.ministry is not None:
        taking_part = Action.others.through.objects.filter(ministry=wanted.ministry).values("action")
        actions = actions.filter(Q(lead=wanted.ministry) | Q(pk__in=taking_part))
    if wanted.codes is not None:
        actions = actions.filter(indicator__code__in=wanted.codes)
    if wanted.priority:
        actions = actions.filter(priority=wanted.priority)
    if wanted.assistance:
        actions = actions.filter(assistance=wanted.assistance)
    if wanted.status:
        actions = actions.filter(status=wanted.status)
    if wanted.late:
        actions = actions.filter(status__in=AHEAD, due_on__lt=timezone.localdate())
    return actions


def action_of(assessment: Assessment, pk: UUID) -> Action:
    """The action `pk` of this assessment; raises `Action.DoesNotExist`."""
    return actions_for(assessment).get(pk=pk)


def actions_due_soon(actor: Membership) -> QuerySet[Action]:
    """What is late or due within 30 days, by due date: of the actor's ministry, for a focal point of the country."""
    actions = (
        Action.objects.filter(status__in=AHEAD, due_on__lte=timezone.localdate() + SOON)
        .select_related("assessment__country", "assessment__cycle", "indicator", "lead")
        .order_by("due_on", "indicator__order", "pk")
    )
    if actor.role == ROLE.CONTRIBUTOR:
        return actions.filter(lead=actor.ministry_id)
    if actor.role == ROLE.FOCAL_POINT:
        return actions.filter(assessment__country=actor.country_id)
    return actions.none()


def planned_against(assessment: Assessment, codes: Collection[str]) -> Counter[str]:
    """How many actions that are not dropped there are against each of the indicators `codes`."""
    rows = (
        assessment.actions.filter(indicator__code__in=codes)
        .exclude(status=DROPPED)
        .order_by()
        .values_list("indicator__code")
        .annotate(number=Count("pk"))
    )
    return Counter(dict(rows))


def plan_totals(actions: Iterable[Action], on: date | None = None) -> Totals:
    """The totals of these actions; late on the day `on`, today unless given."""
    return totals(actions, on or timezone.localdate())


def scenario_of(state: State) -> Scenario:
    """The profile if every action that is not dropped reaches the level that is expected of it; one query."""
    expected = state.assessment.actions.exclude(status=DROPPED).values_list("indicator__code", "expected_level")
    return scenario(tree(), state.answers, expected)
