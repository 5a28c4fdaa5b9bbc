"""A reviewer's own work on submissions, and what has changed since earlier ones. Nobody else sees notes or marks."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Length

from accounts.models import Membership
from assessments import sealing
from assessments.comparison.changing import Changes, Step, changes
from assessments.models import Extract, ReviewerMark, ReviewerNote, Submission
from assessments.rules import allows
from assessments.scoring import IndicatorPlace, Profile

from .access import submissions_for
from .comparing import layouts_of
from .latest import latest_submissions

MARK = ReviewerMark.Mark


class ReadingCount(NamedTuple):
    """How many of a submission's indicators a reviewer has read, those that he wants to ask on among them."""

    total: int
    read: int
    to_ask: int


@dataclass(frozen=True)
class Reading:
    """How far one reviewer has read a submission.

    `places` are its indicators in document order, as sealed; `marks` are values of `ReviewerMark.Mark` by code. What is
    marked to ask has been read.
    """

    places: Mapping[str, IndicatorPlace]
    marks: Mapping[str, str]

    @property
    def count(self) -> ReadingCount:
        """The same in numbers."""
        return ReadingCount(len(self.places), len(self.marks), sum(mark == MARK.TO_ASK for mark in self.marks.values()))

    @cached_property
    def unread_in(self) -> Counter[str]:
        """How many are not read yet, by code of table and of objective."""
        unread = [place for code, place in self.places.items() if code not in self.marks]
        return Counter(code for place in unread for code in (place.table, place.objective))

    def next_unread(self, after: str = "") -> str | None:
        """The first indicator behind this one that is not read, from the beginning again at the end; None: all are."""
        codes = list(self.places)
        start = codes.index(after) + 1 if after in self.places else 0
        return next((code for code in codes[start:] + codes[:start] if code not in self.marks), None)


def places_of(submission: Submission) -> Mapping[str, IndicatorPlace]:
    """Where the indicators of a submission stood, by code in document order."""
    layout = Extract.objects.values_list("layout_id", flat=True).get(pk=submission.pk)
    return layouts_of({layout})[layout].places


def reading_of(actor: Membership | None, submission: Submission) -> Reading:
    """How far the actor has read a submission; two queries."""
    return Reading(places_of(submission), marks_of(actor, submission))


def marks_of(actor: Membership | None, submission: Submission) -> dict[str, str]:
    """The actor's own marks on a submission by code, in document order; none unless he reviews."""
    if actor is None or not allows("assessments.review", actor, submission):
        return {}
    own = ReviewerMark.objects.filter(submission=submission, reviewer_id=actor.user_id)
    return dict(own.order_by("indicator__order").values_list("indicator__code", "mark"))


def readings_of(actor: Membership, submissions: Collection[Submission]) -> dict[UUID, ReadingCount]:
    """How far a reviewer has read each of these; two queries."""
    found = [submission.pk for submission in submissions]
    own = ReviewerMark.objects.filter(submission__in=found, reviewer_id=actor.user_id).order_by().values("submission")
    marked = {
        row["submission"]: (row["read"], row["asking"])
        for row in own.annotate(read=Count("pk"), asking=Count("pk", filter=Q(mark=MARK.TO_ASK)))
    }
    totals = Extract.objects.filter(pk__in=found).annotate(total=Length("letters")).values_list("pk", "total")
    return {pk: ReadingCount(total, *marked.get(pk, (0, 0))) for pk, total in totals}


def unmarked_by(actor: Membership, submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Of these those in which a reviewer has marked nothing yet: what is new to him."""
    return submissions.exclude(pk__in=ReviewerMark.objects.filter(reviewer_id=actor.user_id).values("submission"))


def notes_on(actor: Membership | None, submission: Submission) -> QuerySet[ReviewerNote]:
    """The notes of all reviewers on a submission, first first, for a reviewer; none for anybody else."""
    notes = ReviewerNote.objects.filter(submission=submission, ended_at=None).select_related("author", "indicator")
    return notes if allows("assessments.review", actor, submission) else notes.none()


def note_of(actor: Membership | None, submission: Submission, pk: UUID) -> ReviewerNote:
    """The note `pk` on a submission if the actor may read it; raises `ReviewerNote.DoesNotExist`."""
    return notes_on(actor, submission).get(pk=pk)


def submission_before(actor: Membership | None, submission: Submission) -> Submission | None:
    """The submission of the same assessment before this one, with its content, if the actor may read it."""
    readable = submissions_for(actor).filter(assessment=submission.assessment_id, number__lt=submission.number)
    return readable.defer(None).order_by("-number").first()


def submission_of_last_cycle(actor: Membership | None, submission: Submission) -> Submission | None:
    """The country's latest submission in the last cycle before this one's of which the actor may read one.

    With its content. Made-up cycles are compared with made-up ones only.
    """
    cycle = submission.assessment.cycle
    earlier = latest_submissions(actor).filter(
        assessment__country=submission.assessment.country_id,
        assessment__cycle__opens_on__lt=cycle.opens_on,
        assessment__cycle__synthetic=cycle.synthetic,
    )
    return earlier.defer(None).order_by("-assessment__cycle__opens_on").first()


def changes_since(earlier: Submission, submission: Submission, profile: Profile) -> Changes:
    """What a submission with this profile says otherwise than an earlier one; both with their content."""
    then, now = earlier.sealed["national_scores"], submission.sealed["national_scores"]
    return changes(then, now, sealing.sealed_profile(then), profile)


def read_before(
    actor: Membership | None, before: Submission, steps: Mapping[str, Step], codes: Iterable[Any]
) -> frozenset[str]:
    """Of `codes` those that the actor read in the submission before this one and that say the same: not in `steps`."""
    read = {code for code, mark in marks_of(actor, before).items() if mark == MARK.READ}
    return frozenset(code for code in codes if code in read and code not in steps)
