"""Evidence: added, replaced, withdrawn, and attached to answers to reviewers. Pages and API call these alike.

What comes with a file takes it in before the transaction (`files.received`: hashing, format, scanner), so that a slow
scanner holds no lock. History keeps the whole piece: `after` of an addition, `before` of a withdrawal, and of a
replacement both, as two changes of one batch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Membership, Ministry
from assessments import sealing, selectors
from assessments.models import Assessment, Assignment, Change, ClarificationEntry, Evidence, StoredFile
from assessments.rules import may_support
from assessments.services import files
from assessments.services.answers import change_of, require_writable
from assessments.services.errors import NotWritable
from assessments.services.evidence_records import Record, check_record
from assessments.services.files import Upload
from assessments.services.following import lock_national_scores
from assessments.services.status import lock_assessment
from framework.models import Indicator

ASSESSMENT_LIMIT = 500 * 1024 * 1024
"""Bytes of all files of an assessment: those that stand, and withdrawn ones that a submission sealed."""


def add_evidence(
    *,
    actor: Membership,
    assessment: Assessment,
    indicator: Indicator,
    ministry: Ministry | None,
    record: Record,
    upload: Upload | None = None,
) -> Evidence:
    """Add evidence to `ministry`'s answer to `indicator`, or to the country's own where it is None.

    `upload` comes with the kind "file". The assessment must be one that the actor may see (`selectors.draft_of`).

    Raises PermissionDenied (role, or the ministry is not asked), ValidationError by field, NotWritable.
    """
    _require_writer(actor, assessment, ministry)
    _require_asked(assessment, indicator, ministry)
    require_writable(assessment)
    record = record.cleaned
    check_record(record, has_file=upload is not None)
    with _writing(upload) as (file, file_name):
        _lock(assessment, indicator)
        _require_asked(assessment, indicator, ministry)
        piece = Evidence(assessment=assessment, indicator=indicator, ministry=ministry, file=file, file_name=file_name)
        return _add(actor, piece, record)


def replace_evidence(
    *, actor: Membership, evidence: Evidence, record: Record, upload: Upload | None = None
) -> Evidence:
    """Put another piece in the place of `evidence`, which submissions that sealed it keep; returns the new one.

    A file that is replaced by a file without an `upload` stays the same file.

    Raises PermissionDenied, ValidationError by field, NotWritable (also where it was replaced or withdrawn meanwhile).
    """
    assessment, indicator = _place_of(evidence)
    _require_writer(actor, assessment, evidence.ministry)
    _require_asked(assessment, indicator, evidence.ministry)
    require_writable(assessment)
    record = record.cleaned
    keeps_file = upload is None and record.kind == Evidence.Kind.FILE and evidence.file_id is not None
    check_record(record, has_file=upload is not None or keeps_file)
    with _writing(upload) as (file, file_name):
        _lock(assessment, indicator)
        _require_asked(assessment, indicator, evidence.ministry)
        old = _locked(evidence)
        if keeps_file:
            file, file_name = old.file, old.file_name
        now, batch = timezone.now(), uuid4()
        _end(actor, old, now, batch)
        piece = Evidence(
            assessment=assessment,
            indicator=indicator,
            ministry=old.ministry,
            file=file,
            file_name=file_name,
            replaces=old,
        )
        return _add(actor, piece, record, batch)


@transaction.atomic
def withdraw_evidence(*, actor: Membership, evidence: Evidence) -> Evidence:
    """Withdraw `evidence`: it supports nothing any more; the country and submissions that sealed it keep it.

    Raises PermissionDenied, NotWritable (also where it was replaced or withdrawn meanwhile).
    """
    assessment, indicator = _place_of(evidence)
    _require_writer(actor, assessment, evidence.ministry)
    _lock(assessment, indicator)
    return _end(actor, _locked(evidence), timezone.now(), None)


@transaction.atomic
def attach(
    *, actor: Membership, entry: ClarificationEntry, record: Record, file: files.Received | None = None
) -> Evidence:
    """Attach a file, a link or a law to an entry of a clarification, which it stays with for ever.

    For `services.attachments`: the caller has checked that `actor` may write the entry, and calls this in the
    transaction that writes it. Nothing but what the record says and the room left is checked here; the assessment need
    not be writable. Whoever reads the entry reads the attachment (`selectors.attachment_of`), whatever its visibility.

    Raises ValidationError by field.
    """
    record = record.cleaned
    check_record(record, has_file=file is not None)
    stored, file_name = (files.keep(file), file.name) if file is not None else (None, "")
    assessment = entry.clarification.submission.assessment
    return _add(actor, Evidence(assessment=assessment, entry=entry, file=stored, file_name=file_name), record)


def evidence_state(evidence: Evidence) -> dict[str, Any]:
    """A piece of evidence as history keeps it."""
    return sealing.evidence_record(evidence) | {
        "visibility": evidence.visibility,
        "entry": _text(evidence.entry_id),
        "replaces": _text(evidence.replaces_id),
    }


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)


@contextmanager
def _writing(upload: Upload | None) -> Iterator[tuple[StoredFile | None, str]]:
    """A transaction, with the kept file and its name where one was uploaded."""
    if upload is None:
        with transaction.atomic():
            yield None, ""
    else:
        with files.kept(upload) as (stored, name):
            yield stored, name


def _place_of(evidence: Evidence) -> tuple[Assessment, Indicator]:
    if evidence.indicator is None:
        raise NotWritable(_("What came with an answer to a reviewer stays."))
    return evidence.assessment, evidence.indicator


def _require_writer(actor: Membership, assessment: Assessment, ministry: Ministry | None) -> None:
    if not may_support(actor, assessment, ministry):
        raise PermissionDenied(_("Your role does not allow this."))


def _require_asked(assessment: Assessment, indicator: Indicator, ministry: Ministry | None) -> None:
    asked = Assignment.objects.filter(assessment=assessment, indicator=indicator, ministry=ministry)
    if ministry is not None and not asked.exists():
        raise PermissionDenied(_("This indicator is not assigned to this ministry."))


def _lock(assessment: Assessment, indicator: Indicator) -> None:
    """Hold assessment and indicator against submitting and against others who add files; check that it is writable."""
    lock_assessment(assessment.pk)
    lock_national_scores(assessment, [indicator.pk])
    require_writable(assessment)


def _locked(evidence: Evidence) -> Evidence:
    """The row as it stands, locked; raises NotWritable where it stands no more."""
    row = (
        Evidence.objects.select_for_update(of=("self",))
        .select_related("assessment", "indicator", "ministry", "file")
        .get(pk=evidence.pk)
    )
    if not row.is_current:
        raise NotWritable(_("This evidence was withdrawn or replaced meanwhile."))
    return row


def _add(actor: Membership, piece: Evidence, record: Record, batch: UUID | None = None) -> Evidence:
    """Save a new piece that says `record`, with its history."""
    if piece.file is not None:
        _check_room(piece.assessment, piece.file)
    for field, value in record.values.items():
        setattr(piece, field, value)
    piece.added_at, piece.added_by_id = timezone.now(), actor.user_id
    piece.save(force_insert=True)
    _keep(actor, piece, piece.added_at, batch, before=None, after=evidence_state(piece))
    return piece


def _end(actor: Membership, piece: Evidence, now: datetime, batch: UUID | None) -> Evidence:
    """Note that a locked piece stands no more, with its history."""
    piece.ended_at, piece.ended_by_id = now, actor.user_id
    piece.save(update_fields=["ended_at", "ended_by"])
    _keep(actor, piece, now, batch, before=evidence_state(piece), after=None)
    return piece


def _check_room(assessment: Assessment, file: StoredFile) -> None:
    """Check that the assessment has room for a file. It is locked: two at a time do not both take the last."""
    used = selectors.files_of(assessment)
    if file.pk not in used and sum(used.values()) + file.size > ASSESSMENT_LIMIT:
        megabytes = {"used": sum(used.values()) // 1024**2, "limit": ASSESSMENT_LIMIT // 1024**2}
        raise ValidationError(
            {"file": [_("No room: the files of this assessment take %(used)d of %(limit)d MB.") % megabytes]}
        )


def _keep(
    actor: Membership,
    piece: Evidence,
    at: datetime,
    batch: UUID | None,
    *,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
) -> None:
    change_of(
        actor=actor,
        assessment=piece.assessment,
        at=at,
        action=Change.Action.EVIDENCE,
        before=before,
        after=after,
        indicator_id=piece.indicator_id,
        ministry_id=piece.ministry_id,
        thing=piece.pk,
        batch=batch,
    ).save()
