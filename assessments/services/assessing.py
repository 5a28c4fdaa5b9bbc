"""The life of an assessment: opened, submitted, reopened, accepted, shared."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Country, Membership
from assessments import selectors
from assessments.models import (
    Action,
    Assessment,
    Assignment,
    Change,
    Cycle,
    Evidence,
    NationalScore,
    Score,
    Submission,
)
from assessments.rules import require
from assessments.services.answers import change_of, require_writable
from assessments.services.clarifying import close_round
from assessments.services.errors import Blocked, NotWritable
from assessments.services.following import lock_national_scores
from assessments.services.sealing import Rows, keep_copies, sealed_copy
from assessments.services.status import IN_REVIEW, lock_assessment, move, status_in_review
from assessments.services.telling import focal_points_of, officials_asked, reviewers, tell_status
from framework.models import Indicator

STATUS = Assessment.Status


@transaction.atomic
def open_assessment(*, actor: Membership, country: Country, cycle: Cycle) -> Assessment:
    """Open `country`'s assessment in `cycle`; the last cycle's national scores come along as *carried over*.

    An assessment that is open already is returned as it is. Raises PermissionDenied, NotWritable.
    """
    opened = Assessment(country=country, cycle=cycle)
    require("assessments.coordinate", actor, opened)
    if not cycle.is_open:
        raise NotWritable(_("The cycle is not open."))
    assessment, is_new = Assessment.objects.get_or_create(country=country, cycle=cycle)
    if not is_new:
        return assessment
    now = timezone.now()
    carried = {
        national.indicator_id: national
        for national in NationalScore.objects.filter(
            assessment=selectors.previous_assessment(assessment), state__in=NationalScore.COUNTED
        )
    }
    NationalScore.objects.bulk_create(
        first_national_score(assessment, pk, carried.get(pk), now)
        for pk in Indicator.objects.order_by("order").values_list("pk", flat=True)
    )
    opening_change(actor, assessment, len(carried), now).save()
    return assessment


def opening_change(actor: Membership, assessment: Assessment, carried_over: int, at: datetime) -> Change:
    """The history entry of an assessment that is opened, not saved."""
    return change_of(
        actor=actor,
        assessment=assessment,
        at=at,
        action=Change.Action.OPENED,
        before=None,
        after={"status": assessment.status, "carried_over": carried_over},
    )


def first_national_score(
    assessment: Assessment, indicator_id: int, carried: NationalScore | None, now: datetime
) -> NationalScore:
    """The national score with which an indicator starts, not saved; `carried` is the last cycle's that counted."""
    if carried is None:
        return NationalScore(assessment=assessment, indicator_id=indicator_id, updated_at=now)
    return NationalScore(
        assessment=assessment,
        indicator_id=indicator_id,
        state=NationalScore.State.CARRIED_OVER,
        answer=carried.answer,
        level=carried.level,
        justification=carried.justification,
        updated_at=now,
    )


@transaction.atomic
def submit(*, actor: Membership, assessment: Assessment) -> Submission:
    """Seal a copy of the assessment and hand it to the reviewers.

    Raises PermissionDenied, NotWritable, and Blocked with everything that is still missing.
    """
    require("assessments.coordinate", actor, assessment)
    assessment.status = lock_assessment(assessment.pk).status
    indicators = list(Indicator.objects.values_list("pk", flat=True))
    lock_national_scores(assessment, indicators)
    require_writable(assessment)
    state = selectors.state_of(assessment)
    blockers = selectors.blockers_of(state)
    if blockers:
        raise Blocked(blockers)
    now = timezone.now()
    number = assessment.submissions.count() + 1
    national_scores = (
        NationalScore.objects.filter(assessment=assessment).select_related("indicator").order_by("indicator__order")
    )
    asked = Assignment.objects.filter(
        assessment=assessment, indicator=OuterRef("indicator"), ministry=OuterRef("ministry")
    )
    scores = (
        Score.objects.filter(Exists(asked), assessment=assessment)
        .select_related("indicator", "ministry")
        .order_by("indicator__order", "ministry__name", "ministry_id")
    )
    evidence = (
        Evidence.objects.filter(
            Q(ministry__isnull=True) | Exists(asked), assessment=assessment, indicator__isnull=False, ended_at=None
        )
        .select_related("indicator", "ministry", "file")
        .order_by("indicator__order", "added_at", "pk")
    )
    actions = (
        Action.objects.filter(assessment=assessment)
        .select_related("indicator", "measure", "lead")
        .prefetch_related("others")
        .order_by("indicator__order", "due_on", "pk")
    )
    rows = Rows(
        national_scores=national_scores,
        scores=scores,
        own_targets=assessment.own_targets.select_related("objective").order_by("objective__order"),
        evidence=evidence,
        actions=actions,
    )
    copy = sealed_copy(assessment=assessment, rows=rows, number=number, actor=actor, at=now)
    keep_copies([copy])
    move(actor, assessment, status_in_review(assessment), Change.Action.SUBMITTED, copy.announced)
    path = copy.submission.get_absolute_url()
    tell_status(actor=actor, assessment=assessment, event="submitted", path=path, people=reviewers())
    return copy.submission


@transaction.atomic
def reopen(*, actor: Membership, assessment: Assessment) -> Assessment:
    """Take a submitted assessment back to work on while its cycle is open; the submission stays as it is.

    Raises PermissionDenied, NotWritable.
    """
    require("assessments.coordinate", actor, assessment)
    locked = lock_assessment(assessment.pk)
    if locked.status not in IN_REVIEW:
        raise NotWritable(_("Only a submitted assessment can be reopened."))
    if not locked.cycle.is_open:
        raise NotWritable(_("The cycle is not open."))
    assessment.status = locked.status
    move(actor, assessment, STATUS.IN_PROGRESS, Change.Action.REOPENED, {})
    path, people = assessment.get_absolute_url(), officials_asked(assessment)
    tell_status(actor=actor, assessment=assessment, event="reopened", path=path, people=people)
    return assessment


@transaction.atomic
def accept(*, actor: Membership, submission: Submission) -> Submission:
    """A reviewer accepts the latest submission of an assessment, which closes its clarifications.

    Raises PermissionDenied, NotWritable.
    """
    require("assessments.accept", actor, submission)
    assessment = lock_assessment(submission.assessment_id)
    latest = assessment.submissions.order_by("-number").values_list("pk", flat=True).first()
    if assessment.status not in IN_REVIEW or latest != submission.pk:
        raise NotWritable(_("Only the latest submission of a submitted assessment can be accepted."))
    close_round(actor=actor, assessment=assessment)
    move(actor, assessment, STATUS.ACCEPTED, Change.Action.ACCEPTED, {"submission": str(submission.pk)})
    path, people = submission.get_absolute_url(), focal_points_of(assessment)
    tell_status(actor=actor, assessment=assessment, event="accepted", path=path, people=people)
    return submission


@transaction.atomic
def share(*, actor: Membership, assessment: Assessment, sharing: str) -> Assessment:
    """Set who beside the reviewers may read the country's submissions. Raises PermissionDenied, ValueError."""
    require("assessments.coordinate", actor, assessment)
    wanted = Assessment.Sharing(sharing)
    before = lock_assessment(assessment.pk).sharing
    assessment.sharing = wanted
    if wanted == before:
        return assessment
    assessment.save(update_fields=["sharing"])
    sharing_change(actor, assessment, before, timezone.now()).save()
    return assessment


def sharing_change(actor: Membership, assessment: Assessment, before: str, at: datetime) -> Change:
    """The history entry of an assessment that is shared otherwise than before, not saved."""
    return change_of(
        actor=actor,
        assessment=assessment,
        at=at,
        action=Change.Action.SHARED,
        before={"sharing": before},
        after={"sharing": assessment.sharing},
    )
