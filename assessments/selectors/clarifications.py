"""Clarifications as the actor may see them: the country whole, reviewers and secretariat without what is internal."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.dateparse import parse_date

from accounts.models import Membership, Ministry
from assessments.models import Assessment, Change, Clarification, ClarificationEntry, Evidence

ROLE = Membership.Role
STATE = Clarification.State
KIND = ClarificationEntry.Kind
OF_ALL_COUNTRIES = (ROLE.REVIEWER, ROLE.SECRETARIAT)


@dataclass(frozen=True, slots=True)
class Step:
    """An entry with its attachments.

    `due_on` is the date that a question or follow-up set; `ministry` the one that a delegation went to, None where it
    was taken back.
    """

    entry: ClarificationEntry
    attachments: tuple[Evidence, ...]
    due_on: date | None
    ministry: Ministry | None


def clarifications_for(actor: Membership | None) -> QuerySet[Clarification]:
    """Clarifications that the actor may see: those of the own country, all for reviewers and secretariat; last first.

    Comes with what it is about, submission (without content), assessment, country and cycle; `question` is the first
    text, `shown_version` what `version_for` gives. Only the country's have `delegated_to` at hand (`sees_inside`).
    """
    question = ClarificationEntry.objects.filter(clarification=OuterRef("pk"), kind=KIND.QUESTION).values("text")[:1]
    every = (
        Clarification.objects.select_related(
            "indicator", "objective", "submission__assessment__country", "submission__assessment__cycle"
        )
        .defer("submission__content")
        .annotate(question=Subquery(question))
    )
    if actor is None or not actor.active:
        return every.none()
    if actor.role in OF_ALL_COUNTRIES:
        return every.annotate(shown_version=_count_of(_shown_to(actor)))
    if actor.country_id is None:
        return every.none()
    return (
        every.select_related("delegated_to")
        .filter(submission__assessment__country_id=actor.country_id)
        .annotate(shown_version=F("version"))
    )


def clarification_of(actor: Membership | None, pk: UUID) -> Clarification:
    """The clarification `pk` if the actor may see it; raises `Clarification.DoesNotExist`."""
    return clarifications_for(actor).get(pk=pk)


def entries_for(actor: Membership | None, clarification: Clarification) -> QuerySet[ClarificationEntry]:
    """The entries of a clarification that the actor may see, first first, with their authors."""
    entries: QuerySet[ClarificationEntry] = clarification.entries.filter(_shown_to(actor)).select_related("author")
    return entries.order_by("at", "pk") if _is_of_country_or_review(actor, clarification) else entries.none()


def sees_inside(actor: Membership | None, clarification: Clarification) -> bool:
    """Whether the actor is of the country: sees to whom it is delegated and what is said internally."""
    assessment = clarification.submission.assessment
    return actor is not None and actor.country_id is not None and actor.country_id == assessment.country_id


def version_for(actor: Membership | None, clarification: Clarification) -> int:
    """How many entries of the clarification the actor sees: its version, as far as the actor is concerned.

    Reviewers have a count of their own, so that neither it nor a refused write tells of what is internal.
    """
    if sees_inside(actor, clarification):
        return clarification.version
    return clarification.entries.filter(_shown_to(actor)).count()


def steps_of(actor: Membership | None, clarification: Clarification) -> list[Step]:
    """What has been said in a clarification as the actor may see it, in order. Four queries at most."""
    entries = list(entries_for(actor, clarification))
    attachments: dict[UUID, list[Evidence]] = {}
    for evidence in Evidence.objects.filter(entry__in=entries, ended_at=None).select_related("file", "added_by"):
        if evidence.entry_id is not None:
            attachments.setdefault(evidence.entry_id, []).append(evidence)
    # History keeps which date and ministry went with an entry.
    history = Change.objects.filter(thing=clarification.pk, action=Change.Action.CLARIFIED).order_by()
    states: list[dict[str, Any]] = [change.after or {} for change in history.only("after")]
    after = {state["entry"]["id"]: state for state in states}
    named = {state["delegated_to"] for state in after.values()} if sees_inside(actor, clarification) else set()
    ministries = {str(ministry.pk): ministry for ministry in Ministry.objects.filter(pk__in=named - {None})}

    def step(entry: ClarificationEntry) -> Step:
        state = after[str(entry.pk)]
        dated = entry.kind in (KIND.QUESTION, KIND.FOLLOW_UP)
        return Step(
            entry,
            tuple(attachments.get(entry.pk, ())),
            parse_date(state["due_on"]) if dated else None,
            ministries.get(state["delegated_to"]) if entry.kind == KIND.DELEGATED else None,
        )

    return [step(entry) for entry in entries]


def urgent_first(clarifications: QuerySet[Clarification]) -> QuerySet[Clarification]:
    """Open ones by due date, then those that are answered, then closed ones."""
    turn = Case(When(state=STATE.OPEN, then=Value(0)), When(state=STATE.ANSWERED, then=Value(1)), default=Value(2))
    return clarifications.order_by(turn, "due_on", "-asked_at", "pk")


def waiting_clarifications(actor: Membership | None) -> QuerySet[Clarification]:
    """Those in which it is the actor's turn, the most urgent first.

    For the focal point the country's open ones, for a contributor those delegated to the ministry, for a reviewer those
    that are answered.
    """
    mine = urgent_first(clarifications_for(actor))
    match actor.role if actor is not None else None:
        case ROLE.FOCAL_POINT:
            return mine.filter(state=STATE.OPEN)
        case ROLE.CONTRIBUTOR if actor is not None:
            return mine.filter(state=STATE.OPEN, delegated_to=actor.ministry_id)
        case ROLE.REVIEWER:
            return mine.filter(state=STATE.ANSWERED)
    return mine.none()


def own_clarifications(actor: Membership | None) -> QuerySet[Clarification]:
    """Those that concern the actor: in which he wrote, or that are delegated to his ministry."""
    seen = clarifications_for(actor)
    if actor is None:
        return seen
    wrote = Q(pk__in=ClarificationEntry.objects.filter(author=actor.user_id).values("clarification"))
    return seen.filter(wrote | Q(delegated_to=actor.ministry_id) if actor.ministry_id else wrote)


def clarifications_within(actor: Membership | None, assessment: Assessment) -> QuerySet[Clarification]:
    """Those on any submission of the assessment that the actor may see, the most urgent first."""
    return urgent_first(clarifications_for(actor)).filter(submission__assessment=assessment)


def open_clarifications_due(*, first: date, last: date) -> QuerySet[Clarification]:
    """Open clarifications of all countries whose answer is due from `first` to `last`, both included: for reminders."""
    return (
        Clarification.objects.filter(state=STATE.OPEN, due_on__range=(first, last))
        .select_related(
            "indicator", "objective", "delegated_to", "submission__assessment__country", "submission__assessment__cycle"
        )
        .defer("submission__content")
        .order_by("due_on", "pk")
    )


def _is_of_country_or_review(actor: Membership | None, clarification: Clarification) -> bool:
    return actor is not None and (actor.role in OF_ALL_COUNTRIES or sees_inside(actor, clarification))


def _shown_to(actor: Membership | None) -> Q:
    """Which entries show to somebody of this role. Internal ones are for the country alone."""
    if actor is not None and actor.country_id is not None:
        return Q()
    return ~Q(kind__in=ClarificationEntry.INTERNAL)


def _count_of(shown: Q) -> Coalesce:
    counted = (
        ClarificationEntry.objects.filter(shown, clarification=OuterRef("pk"))
        .order_by()
        .values("clarification")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return Coalesce(Subquery(counted), Value(0))
