"""What a report may be about: every kind has its subject, and whoever asks has to be allowed to read it."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments import selectors as assessing
from assessments.charts.fonts import CHINESE_PACKAGE, can_write
from assessments.models import Assessment, Cycle, Submission
from reports.models import ReportJob
from reports.selecting import selection_of

KIND = ReportJob.Kind


def subject_of_request(
    actor: Membership,
    *,
    kind: str,
    assessment: Assessment | None,
    submission: Submission | None,
    cycle: Cycle | None,
    selection: str,
    language: str,
    format: str,
) -> Mapping[str, Any]:
    """The fields of the job that say what it is about. Raises ValidationError by field, PermissionDenied."""
    given = {"assessment": assessment, "submission": submission, "cycle": cycle, "selection": selection or None}
    faults: dict[str, str] = {}
    if kind not in KIND.values:
        faults["kind"] = _("There is no such report.")
    else:
        if format not in ReportJob.FORMATS[kind]:
            faults["format"] = _("This report does not come in this format.")
        faults |= _faults_of_subject(kind, given)
    if language not in dict(settings.LANGUAGES):
        faults["language"] = _("Reports do not come in this language.")
    elif format == ReportJob.Format.PDF and not can_write(language):
        faults["language"] = _(
            "No PDF in Chinese can be made: the server lacks the font, %(package)s. Word and Excel can be made."
        ) % {"package": CHINESE_PACKAGE}
    if faults:
        raise ValidationError({field: [fault] for field, fault in faults.items()})
    _require_reading(actor, assessment, submission, cycle)
    if kind == KIND.COMPARISON:
        query = f"cycle={cycle.slug}" if cycle is not None else selection
        return {"assessment": None, "submission": None, "cycle": None, "selection": selection_of(actor, query).query}
    if kind == KIND.CYCLE and not assessing.sees_everybody(actor):
        raise PermissionDenied(_("Only reviewers and the secretariat may report on all countries of a cycle."))
    return {"assessment": assessment, "submission": submission, "cycle": cycle, "selection": ""}


def _faults_of_subject(kind: str, given: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with the subject, by field: it is one of those that the kind can be about, and nothing else."""
    possible: tuple[str, ...]
    if kind in ReportJob.OF_A_COUNTRY:
        possible, needed = ("assessment", "submission"), _("Name either an assessment or a submission.")
    elif kind == KIND.CYCLE:
        possible, needed = ("cycle",), _("Name the cycle.")
    else:
        possible, needed = ("selection", "cycle"), _("Name either a selection or a cycle.")
    faults = {
        field: _("This report is not about this.")
        for field, value in given.items()
        if value is not None and field not in possible
    }
    chosen = sum(given[field] is not None for field in possible)
    if chosen > 1 or (chosen == 0 and kind != KIND.COMPARISON):
        faults[possible[0]] = needed
    return faults


def _require_reading(
    actor: Membership, assessment: Assessment | None, submission: Submission | None, cycle: Cycle | None
) -> None:
    if assessment is not None and not assessing.drafts_for(actor).filter(pk=assessment.pk).exists():
        raise PermissionDenied(_("Only the country itself may report on its draft."))
    if submission is not None and not assessing.submissions_for(actor).filter(pk=submission.pk).exists():
        raise PermissionDenied(_("You may not read this submission."))
    if cycle is not None and not assessing.cycles_for(actor).filter(pk=cycle.pk).exists():
        raise PermissionDenied(_("You may not see this cycle."))
