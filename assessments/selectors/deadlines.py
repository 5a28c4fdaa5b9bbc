"""What is due soon and not done, for reminders: of all countries at once, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

from accounts.models import Country, Membership, Ministry, Notice, User
from assessments.models import Assessment, Assignment, Clarification, ClarificationEntry, Cycle, Score

ROLE = Membership.Role
STATUS = Assessment.Status
Told = tuple[str, str, str | None]
"""Assessment (id), name of the ministry and due date (ISO 8601), as the notice of an assignment keeps them."""


@dataclass(frozen=True, slots=True)
class Closing:
    """A cycle that closes before a country has submitted; `assessment` is None where it has not opened any."""

    cycle: Cycle
    country: Country
    assessment: Assessment | None


@dataclass(frozen=True, slots=True)
class AnswersDue:
    """Answers of a ministry that are missing and due on one day. `told_on` is when it was last asked for any of them,
    by person; the person is not in it where that was never.
    """

    assessment: Assessment
    ministry: Ministry
    due_on: date
    missing: int
    told_on: Mapping[int, date]


@dataclass(frozen=True, slots=True)
class ClarificationDue:
    """An open clarification. `delegated_on` is when its ministry was last asked, None where none is."""

    clarification: Clarification
    delegated_on: date | None


def people_by_country() -> dict[int, list[User]]:
    """The active focal points by country (id). One query."""
    people: dict[int, list[User]] = defaultdict(list)
    for membership in _active(ROLE.FOCAL_POINT):
        if membership.country_id is not None:
            people[membership.country_id].append(membership.user)
    return people


def people_by_ministry(ministries: Collection[UUID]) -> dict[UUID, list[User]]:
    """The active contributors of `ministries` (ids). One query."""
    people: dict[UUID, list[User]] = defaultdict(list)
    for membership in _active(ROLE.CONTRIBUTOR).filter(ministry__in=ministries):
        if membership.ministry_id is not None:
            people[membership.ministry_id].append(membership.user)
    return people


def closings(today: date, days: int, countries: Collection[int]) -> list[Closing]:
    """Open cycles that close within so many days from `today`, with each of `countries` (ids) that has not submitted.

    Three queries.
    """
    cycles = list(
        Cycle.objects.filter(status=Cycle.Status.OPEN, closes_on__range=(today, today + timedelta(days=days))).order_by(
            "closes_on", "pk"
        )
    )
    if not cycles:
        return []
    every = list(Country.objects.filter(pk__in=countries).order_by("name"))
    assessments = {
        (assessment.cycle_id, assessment.country_id): assessment
        for assessment in Assessment.objects.filter(cycle__in=cycles)
    }
    found = []
    for cycle in cycles:
        for country in every:
            assessment = assessments.get((cycle.pk, country.pk))
            if assessment is None or assessment.status == STATUS.IN_PROGRESS:
                found.append(Closing(cycle, country, assessment))
    return found


def answers_due(today: date, days: int) -> list[AnswersDue]:
    """Assignments due within so many days from `today` that the ministry has not answered. Four queries."""
    answered = Score.objects.filter(
        assessment=OuterRef("assessment"), indicator=OuterRef("indicator"), ministry=OuterRef("ministry")
    )
    rows = list(
        Assignment.objects.filter(
            ~Exists(answered),
            due_on__range=(today, today + timedelta(days=days)),
            assessment__status=STATUS.IN_PROGRESS,
            assessment__cycle__status=Cycle.Status.OPEN,
        )
        .order_by("due_on", "assessment_id", "ministry_id")
        .values_list("due_on", "assessment_id", "ministry_id")
        .annotate(missing=Count("pk"))
    )
    if not rows:
        return []
    assessments = Assessment.objects.select_related("country", "cycle").in_bulk({row[1] for row in rows})
    ministries = Ministry.objects.in_bulk({row[2] for row in rows})
    told = _told_on(min(row[0] for row in rows) - timedelta(days=days))
    return [
        AnswersDue(
            assessments[assessment],
            ministries[ministry],
            due_on,
            missing,
            told.get((str(assessment), ministries[ministry].name, due_on.isoformat()), {}),
        )
        for due_on, assessment, ministry, missing in rows
    ]


def clarifications_due(today: date, days: int) -> list[ClarificationDue]:
    """Open clarifications due within so many days from `today`, by assessment and day. One query."""
    delegated = (
        ClarificationEntry.objects.filter(clarification=OuterRef("pk"), kind=ClarificationEntry.Kind.DELEGATED)
        .order_by()
        .values("clarification")
        .annotate(last=Max("at"))
        .values("last")
    )
    due = (
        Clarification.objects.filter(
            state=Clarification.State.OPEN, due_on__range=(today, today + timedelta(days=days))
        )
        .select_related(
            "submission__assessment__country", "submission__assessment__cycle", "indicator", "objective", "delegated_to"
        )
        .defer("submission__content")
        .annotate(delegated_at=Subquery(delegated))
        .order_by("submission__assessment_id", "due_on", "asked_at", "pk")
    )
    return [
        ClarificationDue(one, one.delegated_at.date() if one.delegated_to_id and one.delegated_at else None)
        for one in due
    ]


def _told_on(since: date) -> dict[Told, dict[int, date]]:
    """When people were last told of an assignment since this day: by what it was, and by person (id)."""
    told: dict[Told, dict[int, date]] = defaultdict(dict)
    notices = Notice.objects.filter(kind=Notice.Kind.ASSIGNMENT, created_at__date__gte=since).order_by("created_at")
    for context, person, at in notices.values_list("context", "recipient_id", "created_at"):
        if person is not None:
            told[context["assessment"], context["ministry"], context["due_on"]][person] = at.date()
    return told


def _active(role: Membership.Role) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(active=True, user__is_active=True, role=role)
        .select_related("user")
        .order_by("user_id")
    )
