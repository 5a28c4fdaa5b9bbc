"""Whom the events of an assessment concern, and what their mails may say: codes, names and paths, never an answer."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from accounts.models import Membership, Ministry, Notice, User
from accounts.services import tell, untell
from assessments.models import Assessment, Assignment

ROLE = Membership.Role


def focal_points_of(assessment: Assessment) -> QuerySet[User]:
    """The active focal points of the assessment's country."""
    return _people(role=ROLE.FOCAL_POINT, country_id=assessment.country_id)


def officials_of(ministry: Ministry) -> QuerySet[User]:
    """The active contributors of a ministry."""
    return _people(role=ROLE.CONTRIBUTOR, ministry_id=ministry.pk)


def officials_asked(assessment: Assessment) -> QuerySet[User]:
    """The active contributors of all ministries that are asked anything in the assessment."""
    return _people(
        role=ROLE.CONTRIBUTOR, ministry__in=Assignment.objects.filter(assessment=assessment).values("ministry")
    )


def reviewers() -> QuerySet[User]:
    """The active reviewers."""
    return _people(role=ROLE.REVIEWER)


def tell_assigned(
    *, actor: Membership, assessment: Assessment, ministry: Ministry, codes: Sequence[str], due_on: date | None
) -> None:
    """Tell the officials of `ministry` which indicators they are asked, and until when: one mail for each date."""
    if not codes:
        return
    context = context_about(assessment, assessment.get_absolute_url()) | {
        "ministry": ministry.name,
        "codes": list(codes),
        "due_on": due_on.isoformat() if due_on else None,
    }
    gathers = f"{_gathering(assessment, ministry)}{context['due_on'] or ''}"
    _tell(Notice.Kind.ASSIGNMENT, actor, officials_of(ministry), context, gathers=gathers)


def untell_assigned(*, assessment: Assessment, ministry: Ministry, codes: Collection[str]) -> None:
    """Take `codes` out of what the officials of `ministry` have not been told yet: no more asked, or by another day."""
    untell(kind=Notice.Kind.ASSIGNMENT, gathers=_gathering(assessment, ministry), codes=codes)


def tell_conflicts(*, actor: Membership, assessment: Assessment, codes: Collection[str]) -> None:
    """Tell the focal points that answers to `codes` differ."""
    if not codes:
        return
    context = context_about(assessment, f"{assessment.get_absolute_url()}conflicts/") | {"codes": list(codes)}
    _tell(Notice.Kind.CONFLICT, actor, focal_points_of(assessment), context, gathers=str(assessment.pk))


def untell_conflicts(*, assessment: Assessment, codes: Collection[str]) -> None:
    """Take `codes`, which differ no more, out of what the focal points have not been told yet."""
    if codes:
        untell(kind=Notice.Kind.CONFLICT, gathers=str(assessment.pk), codes=codes)


def tell_mentioned(*, actor: Membership, assessment: Assessment, code: str, people: Collection[User]) -> None:
    """Tell `people` that somebody mentioned them in the discussion of an indicator."""
    context = context_about(assessment, f"{assessment.get_absolute_url()}indicators/{code}/") | {"codes": [code]}
    _tell(Notice.Kind.MENTION, actor, people, context, gathers=f"{assessment.pk}:{code}")


def tell_clarification(
    *, actor: Membership, assessment: Assessment, path: str, about: str, event: str, people: Collection[User]
) -> None:
    """Tell `people` of an event of a clarification: asked, delegated, contributed, answered, followed_up or closed.

    `about` is the code of the indicator or objective; `path` leads to the clarification.
    """
    context = context_about(assessment, path) | {"codes": [about], "event": event}
    _tell(Notice.Kind.CLARIFICATION, actor, people, context)


def tell_status(*, actor: Membership, assessment: Assessment, event: str, path: str, people: Collection[User]) -> None:
    """Tell `people` that the assessment was submitted, reopened or accepted (`event`)."""
    _tell(Notice.Kind.STATUS, actor, people, context_about(assessment, path) | {"event": event})


def _people(**membership: Any) -> QuerySet[User]:
    return User.objects.filter(
        is_active=True, pk__in=Membership.objects.filter(active=True, **membership).values("user")
    ).order_by("pk")


def _gathering(assessment: Assessment, ministry: Ministry) -> str:
    return f"{assessment.pk}:{ministry.pk}:"


def context_about(assessment: Assessment, path: str) -> dict[str, Any]:
    """What a notice about an assessment says of it; `path` is where it leads."""
    return {
        "country": assessment.country.name,
        "country_code": assessment.country.code,
        "cycle": assessment.cycle.name,
        "assessment": str(assessment.pk),
        "path": path,
    }


def _tell(
    kind: Notice.Kind,
    actor: Membership,
    people: Collection[User] | QuerySet[User],
    context: dict[str, Any],
    gathers: str = "",
) -> None:
    """Tell everybody but the actor himself."""
    others = [person for person in people if person.pk != actor.user_id]
    tell(kind=kind, to=others, context=context | {"by": str(actor.user)}, gathers=gathers)
