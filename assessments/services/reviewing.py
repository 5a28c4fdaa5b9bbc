"""A reviewer's notes and marks on submissions. Only reviewers write them, and only who wrote a note changes it."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from accounts.models import Membership, User
from assessments import selectors
from assessments.models import ReviewerMark, ReviewerNote, Submission
from assessments.rules import require
from assessments.services.answers import clean_text
from assessments.services.errors import StaleVersion
from framework.models import Indicator

NOTE_LIMIT = 5_000
"""Longest note, in characters."""


@transaction.atomic
def write_note(
    *, actor: Membership, submission: Submission, text: str, indicator: Indicator | None = None
) -> ReviewerNote:
    """Take a note on a submission, or on an indicator of it. Raises PermissionDenied, ValidationError by field."""
    require("assessments.review", actor, submission)
    text = _checked(text)
    if indicator is not None and indicator.code not in selectors.places_of(submission):
        raise ValidationError({"indicator": [_("This submission has no such indicator.")]})
    now = timezone.now()
    note: ReviewerNote = ReviewerNote.objects.create(
        submission=submission, indicator=indicator, author_id=actor.user_id, text=text, written_at=now, updated_at=now
    )
    return note


@transaction.atomic
def change_note(*, actor: Membership, note: ReviewerNote, text: str, expected_version: int) -> ReviewerNote:
    """Change the words of an own note. The same words change nothing.

    Raises PermissionDenied, ValidationError by field, StaleVersion, also where it was taken back meanwhile.
    """
    locked = _own(actor, note, expected_version)
    text = _checked(text)
    if text == locked.text:
        return locked
    locked.text = text
    locked.version += 1
    locked.updated_at = timezone.now()
    locked.save()
    return locked


@transaction.atomic
def take_back_note(*, actor: Membership, note: ReviewerNote, expected_version: int) -> ReviewerNote:
    """Take an own note back: nobody sees it any more. Raises PermissionDenied, StaleVersion."""
    locked = _own(actor, note, expected_version)
    locked.ended_at = timezone.now()
    locked.version += 1
    locked.save()
    return locked


def mark(*, actor: Membership, submission: Submission, code: str, mark: str | None) -> None:
    """Mark an indicator of a submission as read or to ask for the actor, None for neither. Raises as `mark_all`."""
    mark_all(actor=actor, submission=submission, codes=[code], mark=mark)


@transaction.atomic
def mark_all(*, actor: Membership, submission: Submission, codes: Collection[str], mark: str | None) -> None:
    """Mark indicators of a submission for the actor; what is marked so already stays as it is, with its time.

    Raises PermissionDenied, and ValidationError by field where the submission has no such indicator or there is no
    such mark.
    """
    require("assessments.review", actor, submission)
    if mark is not None and mark not in ReviewerMark.Mark.values:
        raise ValidationError({"mark": [_("Mark it as read or to ask.")]})
    if not selectors.places_of(submission).keys() >= set(codes):
        raise ValidationError({"indicator": [_("This submission has no such indicator.")]})
    # One at a time for each reviewer: two clicks at once do not both make the row.
    User.objects.select_for_update(no_key=True).get(pk=actor.user_id)
    now = timezone.now()
    own = ReviewerMark.objects.filter(submission=submission, reviewer_id=actor.user_id, indicator__code__in=codes)
    there = {one.indicator_id: one for one in own}
    if mark is None:
        for one in there.values():
            one.delete()
        return
    other = [one for one in there.values() if one.mark != mark]
    for one in other:
        one.mark, one.marked_at = mark, now
    bulk_update_with_history(other, ReviewerMark, ["mark", "marked_at"], default_user=actor.user)
    missing = Indicator.objects.filter(code__in=codes).exclude(pk__in=there).order_by("order")
    bulk_create_with_history(
        [
            ReviewerMark(
                submission=submission, indicator=indicator, reviewer_id=actor.user_id, mark=mark, marked_at=now
            )
            for indicator in missing
        ],
        ReviewerMark,
        default_user=actor.user,
    )


def mark_as_asked(*, actor: Membership, submission: Submission, indicator: Indicator | None) -> None:
    """What the actor marked to ask about is read once it is asked."""
    if indicator is not None and selectors.marks_of(actor, submission).get(indicator.code) == ReviewerMark.Mark.TO_ASK:
        mark(actor=actor, submission=submission, code=indicator.code, mark=ReviewerMark.Mark.READ)


def _own(actor: Membership, note: ReviewerNote, expected_version: int) -> ReviewerNote:
    """The actor's note, locked, in the version that he saw."""
    require("assessments.review", actor, note.submission)
    if note.author_id != actor.user_id:
        raise PermissionDenied(_("Only who wrote a note changes it."))
    locked: ReviewerNote = ReviewerNote.objects.select_for_update(no_key=True).get(pk=note.pk)
    if locked.version != expected_version or locked.ended_at is not None:
        raise StaleVersion(locked)
    return locked


def _checked(text: str) -> str:
    text = clean_text(text)
    if not text:
        raise ValidationError({"text": [_("Write something.")]})
    if len(text) > NOTE_LIMIT:
        raise ValidationError({"text": [_("At most %(limit)s characters.") % {"limit": NOTE_LIMIT}]})
    return text
