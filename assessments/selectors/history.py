"""Who changed what."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Membership, Ministry, User
from assessments.models import Assessment, Change
from assessments.words import Names

from .state import tree

ACTION = Change.Action


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which changes are wanted; what is None or "" limits nothing.

    `code` is that of a table, section, objective, part or indicator: changes of all that lies in it, and those of its
    objectives themselves. Days are whole ones in the portal's time zone, both ends included.
    """

    person: int | None = None
    ministry: UUID | None = None
    action: str = ""
    code: str = ""
    since: date | None = None
    until: date | None = None


def changes_of(assessment: Assessment, wanted: HistoryFilter | None = None) -> QuerySet[Change]:
    """The history of an assessment the actor may read, newest first, with person, indicator, objective and ministry."""
    changes: QuerySet[Change] = assessment.changes.select_related("user", "indicator", "objective", "ministry")
    wanted = wanted or HistoryFilter()
    if wanted.person is not None:
        changes = changes.filter(user=wanted.person)
    if wanted.ministry is not None:
        changes = changes.filter(ministry=wanted.ministry)
    if wanted.action:
        changes = changes.filter(action=wanted.action)
    if wanted.since is not None:
        changes = changes.filter(at__gte=_midnight(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        changes = changes.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    if wanted.code:
        changes = changes.filter(_under(wanted.code))
    return changes


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _under(code: str) -> Q:
    """Changes of the indicators and objectives under a code; none where nothing has it."""
    places = tree().places.values()
    indicators = [
        place.indicator
        for place in places
        if code in (place.indicator, place.part, place.objective, place.section, place.table)
    ]
    objectives = {place.objective for place in places if code in (place.objective, place.section, place.table)}
    return Q(indicator__code__in=indicators) | Q(objective__code__in=objectives)


def names_in(assessment: Assessment) -> Names:
    """Names of the country's ministries, and of everybody who serves or served it or changed this assessment.

    Two queries.
    """
    served = Membership.objects.filter(country_id=assessment.country_id)
    changed = Change.objects.filter(assessment=assessment, user=OuterRef("pk"))
    people = User.objects.filter(Q(pk__in=served.values("user")) | Exists(changed))
    return Names(
        {str(pk): name for pk, name in _ministries(assessment).values_list("pk", "name")},
        {person.pk: str(person) for person in people.only("name", "email")},
    )


def authors_of(assessment: Assessment) -> QuerySet[User]:
    """Who has changed something in an assessment, by name."""
    own = Change.objects.filter(assessment=assessment, user=OuterRef("pk"))
    return User.objects.filter(Exists(own)).order_by("name", "email")


def changes_under_decisions(assessment: Assessment, codes: list[str]) -> dict[str, list[Change]]:
    """What happened to the ministries' answers since the focal point last decided, oldest first, by indicator code.

    Answers that changed, and ministries that were asked or no longer are. One query.
    """
    decided = Change.objects.filter(
        assessment=assessment, indicator=OuterRef("indicator"), action=ACTION.DECIDED
    ).order_by("-id")
    found: dict[str, list[Change]] = {}
    for change in (
        Change.objects.filter(
            assessment=assessment,
            indicator__code__in=codes,
            action__in=[ACTION.SCORED, ACTION.ASSIGNED, ACTION.UNASSIGNED],
            id__gt=Subquery(decided.values("id")[:1]),
        )
        .select_related("user", "indicator", "ministry")
        .order_by("id")
    ):
        if change.indicator is not None:
            found.setdefault(change.indicator.code, []).append(change)
    return found


def _ministries(assessment: Assessment) -> QuerySet[Ministry]:
    return Ministry.objects.filter(country_id=assessment.country_id)
