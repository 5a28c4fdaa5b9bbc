"""What officials of a country say to each other on an indicator."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from assessments import selectors
from assessments.models import Assessment, Change, Comment, Discussion
from assessments.rules import require
from assessments.services.answers import change_of, clean_text
from assessments.services.errors import NotWritable
from assessments.services.telling import tell_mentioned
from framework.models import Indicator

COMMENT_LIMIT = 5_000
"""Longest comment, in characters."""


@transaction.atomic
def comment(
    *, actor: Membership, assessment: Assessment, indicator: Indicator, text: str, mentions: Collection[int] = ()
) -> Comment:
    """Say something in the discussion of `indicator`; a resolved one is opened again.

    `mentions` are ids of users who serve the country now; they are told by mail. Raises PermissionDenied,
    ValidationError by field, and NotWritable once the assessment is accepted.
    """
    require("assessments.discuss", actor, assessment)
    text = clean_text(text)
    people = _mentioned(assessment, mentions)
    if not text:
        raise ValidationError({"text": [_("Write something.")]})
    if len(text) > COMMENT_LIMIT:
        raise ValidationError({"text": [_("At most %(limit)s characters.") % {"limit": COMMENT_LIMIT}]})

    _require_discussable(assessment)
    discussion, _new = Discussion.objects.get_or_create(assessment=assessment, indicator=indicator)
    _settle(actor, assessment, discussion, resolved=False)
    said = Comment.objects.create(
        discussion=discussion, author_id=actor.user_id, capacity=actor.recorded_capacity, at=timezone.now(), text=text
    )
    said.mentions.set(people)
    change_of(
        actor=actor,
        assessment=assessment,
        at=said.at,
        action=Change.Action.COMMENTED,
        before=None,
        after={"text": text, "mentions": [person.pk for person in people]},
        indicator_id=indicator.pk,
        thing=said.pk,
    ).save()
    tell_mentioned(actor=actor, assessment=assessment, code=indicator.code, people=people)
    return said


@transaction.atomic
def resolve_discussion(*, actor: Membership, assessment: Assessment, indicator: Indicator) -> Discussion:
    """Mark the discussion of `indicator` as resolved: nobody has to look at it any more.

    Raises PermissionDenied, NotWritable, Discussion.DoesNotExist where nobody has said anything.
    """
    return _settled(actor, assessment, indicator, resolved=True)


@transaction.atomic
def reopen_discussion(*, actor: Membership, assessment: Assessment, indicator: Indicator) -> Discussion:
    """Open the resolved discussion of `indicator` again. Raises as `resolve_discussion`."""
    return _settled(actor, assessment, indicator, resolved=False)


def _settled(actor: Membership, assessment: Assessment, indicator: Indicator, *, resolved: bool) -> Discussion:
    require("assessments.discuss", actor, assessment)
    _require_discussable(assessment)
    discussion = Discussion.objects.get(assessment=assessment, indicator=indicator)
    _settle(actor, assessment, discussion, resolved=resolved)
    return discussion


def _settle(actor: Membership, assessment: Assessment, discussion: Discussion, *, resolved: bool) -> None:
    """Bring the discussion into the state, with its history; one that is there already stays as it is."""
    if discussion.is_resolved == resolved:
        return
    now = timezone.now()
    discussion.resolved_at = now if resolved else None
    discussion.resolved_by_id = actor.user_id if resolved else None
    discussion.save(update_fields=["resolved_at", "resolved_by"])
    change_of(
        actor=actor,
        assessment=assessment,
        at=now,
        action=Change.Action.RESOLVED,
        before={"resolved": not resolved},
        after={"resolved": resolved},
        indicator_id=discussion.indicator_id,
    ).save()


def _require_discussable(assessment: Assessment) -> None:
    """Raise `NotWritable` unless the assessment is in the country's hands; whoever discusses it waits for the others.

    Answers may be closed already: while reviewers read and ask, the country goes on discussing.
    """
    locked = Assessment.objects.select_for_update(of=("self",), no_key=True).get(pk=assessment.pk)
    if not locked.is_discussable:
        raise NotWritable(_("The assessment is accepted: its discussions can be read and no longer changed."))


def _mentioned(assessment: Assessment, mentions: Collection[int]) -> list[User]:
    """The people with these ids; raises ValidationError where one does not serve the country."""
    if not mentions:
        return []
    people = {person.pk: person for person in selectors.people_of(assessment)}
    if not people.keys() >= set(mentions):
        raise ValidationError({"mentions": [_("Mention people who serve your country in the portal.")]})
    return [people[pk] for pk in sorted(set(mentions))]
