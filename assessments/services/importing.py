"""Answers out of a file: read and shown first, written only after the person has confirmed."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import metrics, observing
from accounts.failures import cause_of, said, with_reference
from accounts.models import Membership, Ministry
from assessments.answering import check_answer
from assessments.models import AnswerImport, Assessment
from assessments.rules import require
from assessments.selectors.imports import ImportPreview, PreviewRow, Verdict, asked_codes, import_preview
from assessments.services.answers import require_writable
from assessments.services.files import Upload
from assessments.services.following import ground_under, lock_national_scores
from assessments.services.scoring import Given, write_answers
from assessments.workbook import LARGEST_FILE, RefusedFile, read_upload

logger = structlog.get_logger(__name__)
STATE = AnswerImport.State
MINE, THEIRS = "mine", "theirs"
KEPT_DAYS = 14
"""How long an import waits for its confirmation."""


class ImportEnded(Exception):
    """The import is applied or discarded already."""

    def __init__(self, ended: AnswerImport) -> None:
        super().__init__(f"The import is {ended.state}.")
        self.ended = ended


class PreviewChanged(Exception):
    """What the import would change is no longer what was shown. `preview` is how it is now; nothing was written."""

    def __init__(self, preview: ImportPreview) -> None:
        super().__init__("The answers changed meanwhile.")
        self.preview = preview


@transaction.atomic
def preview_import(*, actor: Membership, assessment: Assessment, ministry: Ministry, upload: Upload) -> AnswerImport:
    """Read `upload`, a workbook or CSV file, as answers of `ministry`; nothing but the import is written.

    Raises PermissionDenied, NotWritable, ValidationError for the field `file` where the file as a whole is refused, or
    the portal fails to read it.
    """
    _require(actor, assessment, ministry)
    require_writable(assessment)
    asked = asked_codes(assessment, ministry.pk)
    try:
        reading = read_upload(
            upload.read(LARGEST_FILE + 1),
            assessment=str(assessment.pk),
            ministry=str(ministry.pk),
            cycle=assessment.cycle.slug,
            asked=asked,
        )
    except RefusedFile as refusal:
        raise ValidationError({"file": [str(refusal)]}) from refusal
    except Exception as error:
        cause = cause_of(error)
        logger.exception("import_failed", cause=cause.value, membership=str(actor.pk))
        metrics.import_failed(cause.value)
        reason = with_reference(said(cause), observing.request_id())
        raise ValidationError({"file": [_("The file could not be read.") + " " + reason]}) from error
    pending: AnswerImport = AnswerImport.objects.create(
        assessment=assessment,
        ministry=ministry,
        uploaded_by_id=actor.user_id,
        uploaded_at=timezone.now(),
        file_name=_file_name(upload.name or ""),
        rows=[asdict(row) for row in reading.rows],
        faults=[asdict(fault) for fault in reading.faults],
    )
    return pending


@transaction.atomic
def apply_import(
    *, actor: Membership, pending: AnswerImport, choices: Mapping[str, str], expected: str
) -> AnswerImport:
    """Write the answers of an import as one change.

    `expected` is the tag of the preview that the person saw. `choices` says by code which answer stays where both
    were changed, "mine" (the file's) or "theirs" (the stored one); without a choice nothing is written there.

    Raises PermissionDenied, NotWritable, ImportEnded, PreviewChanged, ValidationError for `choices`.
    """
    pending = _locked(actor, pending)
    assessment, ministry = pending.assessment, pending.ministry
    _require(actor, assessment, ministry)
    indicators = _indicators(pending)
    locked = {national.indicator_id: national for national in lock_national_scores(assessment, indicators.values())}
    require_writable(assessment)
    preview = import_preview(pending)
    if preview.tag != expected:
        raise PreviewChanged(preview)
    _check_choices(preview, choices)
    outcomes = {row.indicator: _outcome(row, choices) for row in preview.rows}
    given = [_given(row, indicators) for row in preview.rows if outcomes[row.indicator] == "written"]
    write_answers(
        actor=actor,
        assessment=assessment,
        ministry=ministry,
        given=given,
        locked=locked,
        ground=ground_under(assessment, [one.indicator_id for one in given]),
        batch=pending.pk,
    )
    pending.rows = [row | {"outcome": outcomes[row["indicator"]]} for row in pending.rows]
    _end(pending, STATE.APPLIED)
    return pending


@transaction.atomic
def discard_import(*, actor: Membership, pending: AnswerImport) -> AnswerImport:
    """Give an import up: nothing of it is written, and its texts are forgotten.

    Raises PermissionDenied, ImportEnded.
    """
    pending = _locked(actor, pending)
    pending.rows, pending.faults = [], []
    _end(pending, STATE.DISCARDED)
    return pending


def discard_old_imports() -> int:
    """Discard the imports that have waited for longer than `KEPT_DAYS`; returns how many."""
    old = AnswerImport.objects.filter(state=STATE.PREVIEW, uploaded_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
    return old.update(state=STATE.DISCARDED, ended_at=timezone.now(), rows=[], faults=[])


def _require(actor: Membership, assessment: Assessment, ministry: Ministry) -> None:
    require("assessments.answer_for", actor, ministry)
    if ministry.country_id != assessment.country_id:
        raise PermissionDenied(_("The ministry is not of this country."))


def _locked(actor: Membership, pending: AnswerImport) -> AnswerImport:
    """The import as it is stored, locked until the transaction ends."""
    if pending.uploaded_by_id != actor.user_id:
        raise PermissionDenied(_("Only who uploaded the file may apply or discard it."))
    locked: AnswerImport = (
        AnswerImport.objects.select_for_update(of=("self",))
        .select_related("assessment__cycle", "assessment__country", "ministry")
        .get(pk=pending.pk)
    )
    if locked.state != STATE.PREVIEW:
        raise ImportEnded(locked)
    return locked


def _indicators(pending: AnswerImport) -> dict[str, int]:
    """Keys of the indicators of an import by their codes."""
    rows = pending.assessment.national_scores.filter(indicator__code__in=[row["indicator"] for row in pending.rows])
    return dict(rows.values_list("indicator__code", "indicator_id"))


def _check_choices(preview: ImportPreview, choices: Mapping[str, str]) -> None:
    conflicts = {row.indicator for row in preview.of(Verdict.CONFLICT)}
    if any(code not in conflicts or choice not in (MINE, THEIRS) for code, choice in choices.items()):
        raise ValidationError({"choices": [_("Choose “mine” or “theirs”, and only where both were changed.")]})


def _outcome(row: PreviewRow, choices: Mapping[str, str]) -> str:
    if row.verdict in (Verdict.NEW, Verdict.CHANGED):
        return "written"
    if row.verdict == Verdict.CONFLICT:
        return {MINE: "written", THEIRS: "kept"}.get(choices.get(row.indicator, ""), "not_chosen")
    return row.verdict.value


def _given(row: PreviewRow, indicators: Mapping[str, int]) -> Given:
    """The answer to write; it was checked when the file was read, and is once more by the rules of today."""
    said: Mapping[str, Any] = row.given or {}
    answer, level, justification = said["answer"], said["level"], said["justification"]
    check_answer(answer=answer, level=level, justification=justification)
    return Given(indicators[row.indicator], answer, level, justification)


def _end(pending: AnswerImport, state: AnswerImport.State) -> None:
    pending.state = state
    pending.ended_at = timezone.now()
    pending.save(update_fields=["state", "ended_at", "rows", "faults"])


def _file_name(name: str) -> str:
    """A file's name fit to be shown: its last part, without what cannot be seen."""
    shown = "".join(sign for sign in name.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    return shown.encode("utf-8", "replace").decode()[-200:] or _("unnamed file")
