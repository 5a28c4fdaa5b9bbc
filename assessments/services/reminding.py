"""Reminders of what is due: 30, 7 and 1 days before, once each, late rather than never and only the nearest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, User
from accounts.services import Telling, tell_each
from assessments.models import Assessment, Clarification
from assessments.selectors import deadlines
from assessments.selectors.deadlines import ClarificationDue
from assessments.services.telling import context_about

DAYS_BEFORE = (1, 7, 30)


def remind(today: date | None = None) -> int:
    """Tell everybody who has something to do by a day that is near; how many notices there are of it.

    `today` in UTC, the present day unless given. The number of queries does not grow with countries and people.
    """
    today = today or timezone.localdate()
    tellings = [*_of_closings(today), *_of_answers(today), *_of_clarifications(today)]
    return len(tell_each(kind=Notice.Kind.DEADLINE, tellings=tellings))


def reached(today: date, due_on: date) -> int | None:
    """The nearest of `DAYS_BEFORE` that is reached today, in days; None where the day is far off or over."""
    left = (due_on - today).days
    return next((days for days in DAYS_BEFORE if 0 <= left <= days), None)


def _of_closings(today: date) -> Iterator[Telling]:
    """Focal points whose country has not submitted before the cycle closes."""
    people = deadlines.people_by_country()
    for closing in deadlines.closings(today, max(DAYS_BEFORE), people):
        cycle, country, assessment = closing.cycle, closing.country, closing.assessment
        context = {
            "event": "closing",
            "country": country.name,
            "country_code": country.code,
            "cycle": cycle.name,
            "due_on": cycle.closes_on.isoformat(),
            "opened": assessment is not None,
            "path": assessment.get_absolute_url() if assessment else reverse("home"),
        }
        days = reached(today, cycle.closes_on)
        key = f"closing:{cycle.pk}:{country.pk}:{cycle.closes_on}:{days}"
        yield from _tellings(people[country.pk], context, key)


def _of_answers(today: date) -> Iterator[Telling]:
    """Officials whose ministry has not answered what is due, unless they were asked after the day of the reminder."""
    every = deadlines.answers_due(today, max(DAYS_BEFORE))
    people = deadlines.people_by_ministry({due.ministry.pk for due in every}) if every else {}
    for due in every:
        days = reached(today, due.due_on)
        context = context_about(due.assessment, due.assessment.get_absolute_url()) | {
            "event": "assignment",
            "ministry": due.ministry.name,
            "due_on": due.due_on.isoformat(),
            "count": due.missing,
        }
        key = f"answers:{due.assessment.pk}:{due.ministry.pk}:{due.due_on}:{days}"
        officials = [
            person for person in people.get(due.ministry.pk, ()) if _news(due.told_on.get(person.pk), due.due_on, days)
        ]
        yield from _tellings(officials, context, key)


def _of_clarifications(today: date) -> Iterator[Telling]:
    """Focal points, and the officials of the ministry to which it is delegated, of what is to be clarified."""
    every = deadlines.clarifications_due(today, max(DAYS_BEFORE))
    if not every:
        return
    focal_points = deadlines.people_by_country()
    delegates = {one.clarification.delegated_to_id for one in every if one.clarification.delegated_to_id}
    officials = deadlines.people_by_ministry(delegates)
    for (assessment, due_on, ministry), clarifications in _grouped(every, today).items():
        people = officials.get(ministry, []) if ministry else focal_points.get(assessment.country_id, [])
        first = clarifications[0]
        path = first.get_absolute_url() if len(clarifications) == 1 else reverse("assessments:clarifications")
        context = context_about(assessment, path) | {
            "event": "clarification",
            "due_on": due_on.isoformat(),
            "codes": [one.about for one in clarifications],
        }
        key = f"clarifications:{assessment.pk}:{ministry or ''}:{due_on}:{reached(today, due_on)}"
        yield from _tellings(people, context, key)


Group = tuple[Assessment, date, UUID | None]


def _grouped(every: Iterable[ClarificationDue], today: date) -> dict[Group, list[Clarification]]:
    """Clarifications by assessment and day, once for the focal points (no ministry) and once for each delegate; without
    those that were asked, or delegated, after the day of the reminder.
    """
    groups: dict[Group, list[Clarification]] = defaultdict(list)
    for one in every:
        clarification = one.clarification
        assessment, due_on = clarification.submission.assessment, clarification.due_on
        days = reached(today, due_on)
        if _news(clarification.asked_at.date(), due_on, days):
            groups[assessment, due_on, None].append(clarification)
        if clarification.delegated_to_id and _news(one.delegated_on, due_on, days):
            groups[assessment, due_on, clarification.delegated_to_id].append(clarification)
    return groups


def _news(told_on: date | None, due_on: date, days: int | None) -> bool:
    """Whether a reminder so many days before says something to whom was told on this day, if ever."""
    return days is not None and (told_on is None or told_on <= due_on - timedelta(days=days))


def _tellings(people: Iterable[User], context: dict[str, object], key: str) -> Iterator[Telling]:
    for person in people:
        yield Telling(person, context, key=f"{key}:{person.pk}")
