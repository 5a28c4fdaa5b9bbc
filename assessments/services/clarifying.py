"""Reviewers ask on a submission, the country answers: a clarification from its question to its end.

Every step locks the assessment, then the clarification, adds one entry and one change. `expected_version` is the
version that the actor saw (`selectors.version_for`). The assessment is in *clarification* while one is open; while the
focal point works on it again it stays *in progress*.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry, User
from assessments import selectors
from assessments.models import Assessment, Change, Clarification, ClarificationEntry, Submission
from assessments.rules import allows, require
from assessments.services.answers import JUSTIFICATION_LIMIT, change_of, clean_text
from assessments.services.attachments import Attachment, attach_all, keep_files, ready
from assessments.services.errors import NotWritable, StaleClarification
from assessments.services.evidence_records import Record
from assessments.services.files import Received
from assessments.services.reviewing import mark_as_asked
from assessments.services.status import IN_REVIEW, lock_assessment, move, status_in_review
from assessments.services.telling import focal_points_of, officials_of, tell_clarification
from framework.models import Indicator, Objective

STATE = Clarification.State
KIND = ClarificationEntry.Kind
FIELDS = ("state", "due_on", "delegated_to", "version")
STATES_FOR = {
    KIND.DELEGATED: (STATE.OPEN,),
    KIND.CONTRIBUTION: (STATE.OPEN,),
    KIND.ANSWER: (STATE.OPEN,),
    KIND.FOLLOW_UP: (STATE.OPEN, STATE.ANSWERED),
    KIND.CLOSED: (STATE.OPEN, STATE.ANSWERED),
}
"""In which states a clarification takes which step."""


@transaction.atomic
def ask(
    *,
    actor: Membership,
    submission: Submission,
    text: str,
    due_on: date,
    indicator: Indicator | None = None,
    objective: Objective | None = None,
) -> Clarification:
    """A reviewer asks on an indicator or an objective of the latest submission, to be answered by `due_on`.

    Raises PermissionDenied, NotWritable, ValidationError by field; ValueError unless one of both is given.
    """
    require("assessments.ask", actor, submission)
    if (indicator is None) == (objective is None):
        raise ValueError("A clarification is on one indicator or one objective.")
    assessment = lock_assessment(submission.assessment_id)
    latest = assessment.submissions.order_by("-number").values_list("pk", flat=True).first()
    if assessment.status not in IN_REVIEW or latest != submission.pk:
        raise NotWritable(_("Questions are asked on the latest submission of a submitted assessment."))
    said = _checked(text, due_on=due_on)
    asked_already = ClarificationEntry.objects.filter(
        clarification__submission=submission,
        clarification__indicator=indicator,
        clarification__objective=objective,
        clarification__state=STATE.OPEN,
        kind=KIND.QUESTION,
        text=said,
    )
    if asked_already.exists():
        raise ValidationError({"text": [_("This very question has been asked and waits for its answer.")]})
    now = timezone.now()
    clarification = Clarification.objects.create(
        submission=submission, indicator=indicator, objective=objective, asked_at=now, due_on=due_on
    )
    entry = _enter(actor, clarification, KIND.QUESTION, said, now)
    _keep(actor, assessment, clarification, None, entry)
    mark_as_asked(actor=actor, submission=submission, indicator=indicator)
    _settle(actor, assessment)
    _tell("asked", actor, assessment, clarification, focal_points_of(assessment))
    return clarification


@transaction.atomic
def delegate(
    *, actor: Membership, clarification: Clarification, ministry: Ministry | None, text: str, expected_version: int
) -> Clarification:
    """The focal point asks a ministry of the country to contribute, with a note; None takes it back.

    Raises PermissionDenied, StaleClarification, NotWritable, ValidationError by field.
    """
    assessment, locked = _lock(clarification)
    require_step(KIND.DELEGATED, actor, locked)
    _require_fresh(KIND.DELEGATED, actor, locked, expected_version)
    said = _checked(text, required=False)
    if ministry is None and locked.delegated_to is None:
        raise ValidationError({"ministry": [_("It is delegated to no ministry.")]})
    if ministry is not None and (ministry.country_id != assessment.country_id or not ministry.active):
        raise ValidationError({"ministry": [_("Choose a ministry of your country.")]})
    before = clarification_state(locked)
    concerned = ministry or locked.delegated_to
    locked.delegated_to = ministry
    _step(actor, assessment, locked, before, KIND.DELEGATED, said, ministry=concerned)
    if ministry is not None:
        _tell("delegated", actor, assessment, locked, officials_of(ministry))
    return locked


def contribute(
    *,
    actor: Membership,
    clarification: Clarification,
    text: str,
    expected_version: int,
    attachments: Sequence[Attachment] = (),
) -> Clarification:
    """An official of the ministry it is delegated to writes what the answer can rest on: the country alone sees it.

    Raises PermissionDenied, StaleClarification, NotWritable, ValidationError by field.
    """
    if attachments:
        _require_before_taking_in(KIND.CONTRIBUTION, actor, clarification)
    with ready(attachments) as pieces, transaction.atomic():
        keep_files(pieces)
        assessment, locked = _lock(clarification)
        require_step(KIND.CONTRIBUTION, actor, locked)
        _require_fresh(KIND.CONTRIBUTION, actor, locked, expected_version)
        said = _checked(text)
        before = clarification_state(locked)
        _step(actor, assessment, locked, before, KIND.CONTRIBUTION, said, pieces, ministry=locked.delegated_to)
        _tell("contributed", actor, assessment, locked, focal_points_of(assessment))
        return locked


def answer(
    *,
    actor: Membership,
    clarification: Clarification,
    text: str,
    expected_version: int,
    attachments: Sequence[Attachment] = (),
) -> Clarification:
    """The focal point answers the reviewers for the country.

    Raises PermissionDenied, StaleClarification, NotWritable, ValidationError by field.
    """
    if attachments:
        _require_before_taking_in(KIND.ANSWER, actor, clarification)
    with ready(attachments) as pieces, transaction.atomic():
        keep_files(pieces)
        assessment, locked = _lock(clarification)
        require_step(KIND.ANSWER, actor, locked)
        _require_fresh(KIND.ANSWER, actor, locked, expected_version)
        said = _checked(text)
        before = clarification_state(locked)
        locked.state = STATE.ANSWERED
        _step(actor, assessment, locked, before, KIND.ANSWER, said, pieces)
        _settle(actor, assessment)
        _tell("answered", actor, assessment, locked, _reviewers_of(locked))
        return locked


@transaction.atomic
def follow_up(
    *, actor: Membership, clarification: Clarification, text: str, due_on: date, expected_version: int
) -> Clarification:
    """A reviewer asks further, or gives more time: it is open (again) until the new `due_on`.

    Raises PermissionDenied, StaleClarification, NotWritable, ValidationError by field.
    """
    assessment, locked = _lock(clarification)
    require_step(KIND.FOLLOW_UP, actor, locked)
    _require_fresh(KIND.FOLLOW_UP, actor, locked, expected_version)
    said = _checked(text, due_on=due_on)
    before = clarification_state(locked)
    locked.state, locked.due_on = STATE.OPEN, due_on
    _step(actor, assessment, locked, before, KIND.FOLLOW_UP, said)
    _settle(actor, assessment)
    _tell("followed_up", actor, assessment, locked, focal_points_of(assessment))
    return locked


@transaction.atomic
def close(*, actor: Membership, clarification: Clarification, text: str, expected_version: int) -> Clarification:
    """A reviewer is satisfied, or needs no answer any more; `text` may say why.

    Raises PermissionDenied, StaleClarification, NotWritable, ValidationError by field.
    """
    assessment, locked = _lock(clarification)
    require_step(KIND.CLOSED, actor, locked)
    _require_fresh(KIND.CLOSED, actor, locked, expected_version)
    said = _checked(text, required=False)
    before = clarification_state(locked)
    locked.state = STATE.CLOSED
    _step(actor, assessment, locked, before, KIND.CLOSED, said)
    _settle(actor, assessment)
    _tell("closed", actor, assessment, locked, focal_points_of(assessment))
    return locked


def close_round(*, actor: Membership, assessment: Assessment) -> None:
    """Close whatever is not closed, since the submission is accepted. Call it under the assessment's lock.

    Nobody is told of each: that the submission is accepted says it.
    """
    left = (
        Clarification.objects.select_for_update(of=("self",), no_key=True)
        .filter(submission__assessment=assessment)
        .exclude(state=STATE.CLOSED)
        .select_related("indicator", "objective")
        .order_by("asked_at", "pk")
    )
    for clarification in left:
        before = clarification_state(clarification)
        clarification.state = STATE.CLOSED
        _step(actor, assessment, clarification, before, KIND.CLOSED, "")


def require_step(kind: ClarificationEntry.Kind, actor: Membership | None, clarification: Clarification) -> None:
    """Raise PermissionDenied unless the actor's role takes steps of this kind; the submission's assessment at hand."""
    rule, subject = _rule_for(kind, clarification)
    require(rule, actor, subject)


def _require_before_taking_in(kind: ClarificationEntry.Kind, actor: Membership, clarification: Clarification) -> None:
    """As `require_step`, on what is stored now: nobody whose step would be refused has files looked at."""
    related = Clarification.objects.select_related("submission__assessment", "delegated_to")
    require_step(kind, actor, related.defer("submission__content").get(pk=clarification.pk))


def steps_open_to(actor: Membership | None, clarification: Clarification) -> set[str]:
    """The kinds of entries that the actor may add now, by role and state."""
    open_now = {kind: _rule_for(kind, clarification) for kind, at in STATES_FOR.items() if clarification.state in at}
    return {kind for kind, (rule, subject) in open_now.items() if allows(rule, actor, subject)}


def _rule_for(kind: ClarificationEntry.Kind, clarification: Clarification) -> tuple[str, object]:
    """The rule that steps of a kind go by, and what it is asked of."""
    match kind:
        case KIND.DELEGATED | KIND.ANSWER:
            return "assessments.coordinate", clarification.submission.assessment
        case KIND.CONTRIBUTION:
            return "assessments.contribute", clarification
    return "assessments.ask", clarification.submission


def clarification_state(clarification: Clarification) -> dict[str, Any]:
    """A clarification as history keeps it: whole, with its last entry. `entries` is also its version. One query."""
    entry = clarification.entries.order_by("-at", "-pk").first()
    return _state_with(clarification, entry)


def _state_with(clarification: Clarification, entry: ClarificationEntry | None) -> dict[str, Any]:
    return {
        "submission": str(clarification.submission_id),
        "about": clarification.about,
        "state": clarification.state,
        "due_on": clarification.due_on.isoformat(),
        "delegated_to": str(clarification.delegated_to_id) if clarification.delegated_to_id else None,
        "entries": clarification.version,
        "entry": {"id": str(entry.pk), "kind": entry.kind, "text": entry.text} if entry else None,
    }


def _lock(clarification: Clarification) -> tuple[Assessment, Clarification]:
    """The assessment and then the clarification as they are now, locked. What was at hand may be older."""
    assessment = lock_assessment(clarification.submission.assessment_id)
    locked = (
        Clarification.objects.select_for_update(of=("self",), no_key=True)
        .select_related("indicator", "objective", "delegated_to", "submission")
        .defer("submission__content")
        .get(pk=clarification.pk)
    )
    locked.submission.assessment = assessment
    return assessment, locked


def _require_fresh(
    kind: ClarificationEntry.Kind, actor: Membership, locked: Clarification, expected_version: int
) -> None:
    """Raise StaleClarification where the actor saw another version, NotWritable where the state allows no such step."""
    if selectors.version_for(actor, locked) != expected_version:
        raise StaleClarification(locked)
    if locked.state not in STATES_FOR[kind]:
        raise NotWritable(
            _("The clarification is closed.")
            if locked.state == STATE.CLOSED
            else _("The question is answered: it is the reviewer's turn.")
        )


def _checked(text: str, *, required: bool = True, due_on: date | None = None) -> str:
    """The text as it is stored; raises ValidationError by field."""
    faults: dict[str, list[str]] = {}
    said = clean_text(text)
    if len(said) > JUSTIFICATION_LIMIT:
        faults["text"] = [_("At most %(limit)s characters.") % {"limit": JUSTIFICATION_LIMIT}]
    elif required and not said:
        faults["text"] = [_("Write something.")]
    if due_on is not None and due_on < timezone.localdate():
        faults["due_on"] = [_("The date is in the past.")]
    if faults:
        raise ValidationError(faults)
    return said


def _step(
    actor: Membership,
    assessment: Assessment,
    locked: Clarification,
    before: dict[str, Any],
    kind: ClarificationEntry.Kind,
    text: str,
    pieces: Sequence[tuple[Record, Received | None]] = (),
    ministry: Ministry | None = None,
) -> None:
    """Store what changed in `locked`, the entry with its attachments, and both in history."""
    last: datetime = locked.entries.latest("at").at
    locked.version += 1
    locked.save(update_fields=FIELDS)
    # Entries are read in the order of their times, whatever the clock does.
    entry = _enter(actor, locked, kind, text, max(timezone.now(), last + timedelta(microseconds=1)))
    _keep(actor, assessment, locked, before, entry, ministry)
    attach_all(actor=actor, entry=entry, pieces=pieces)


def _enter(
    actor: Membership, clarification: Clarification, kind: ClarificationEntry.Kind, text: str, at: datetime
) -> ClarificationEntry:
    entry: ClarificationEntry = ClarificationEntry.objects.create(
        clarification=clarification,
        kind=kind,
        author_id=actor.user_id,
        capacity=actor.recorded_capacity,
        at=at,
        text=text,
    )
    return entry


def _keep(
    actor: Membership,
    assessment: Assessment,
    clarification: Clarification,
    before: dict[str, Any] | None,
    entry: ClarificationEntry,
    ministry: Ministry | None = None,
) -> None:
    change_of(
        actor=actor,
        assessment=assessment,
        at=entry.at,
        action=Change.Action.CLARIFIED,
        before=before,
        after=_state_with(clarification, entry),
        indicator_id=clarification.indicator_id,
        objective_id=clarification.objective_id,
        ministry_id=ministry.pk if ministry else None,
        thing=clarification.pk,
    ).save()


def _settle(actor: Membership, assessment: Assessment) -> None:
    """Bring the status of an assessment in review in line with its clarifications."""
    if assessment.status in IN_REVIEW and (status := status_in_review(assessment)) != assessment.status:
        move(actor, assessment, status, Change.Action.CLARIFIED, {})


def _reviewers_of(clarification: Clarification) -> QuerySet[User]:
    """The reviewers who wrote in it, as far as they still are; all where none is left."""
    reviewers = User.objects.filter(
        is_active=True,
        pk__in=Membership.objects.filter(active=True, role=Membership.Role.REVIEWER).values("user"),
    )
    wrote = reviewers.filter(
        pk__in=clarification.entries.filter(kind__in=[KIND.QUESTION, KIND.FOLLOW_UP]).values("author")
    )
    return wrote if wrote.exists() else reviewers


def _tell(
    event: str, actor: Membership, assessment: Assessment, clarification: Clarification, people: QuerySet[User]
) -> None:
    tell_clarification(
        actor=actor,
        assessment=assessment,
        path=clarification.get_absolute_url(),
        about=clarification.about,
        event=event,
        people=people,
    )
