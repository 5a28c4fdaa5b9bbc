"""From a claimed job to the bytes of its file."""

import time
from collections.abc import Callable, Mapping
from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from django.utils.module_loading import import_string

from accounts.failures import FontMissing
from assessments import selectors as assessing
from assessments.charts.fonts import CHINESE_PACKAGE, can_write
from framework.selectors import framework_tree
from reports import contexts
from reports.models import ReportJob
from reports.renderers import render_comparison, render_country_brief, render_cycle
from reports.selecting import form_of, selection_of

Progress = Callable[[int], None]
GAP_RENDERERS: Mapping[str, str] = {
    ReportJob.Format.PDF: "reports.renderers.gap_analysis.render_gap_analysis",
    ReportJob.Format.DOCX: "reports.renderers.gap_analysis_docx.render_gap_analysis_docx",
    ReportJob.Format.XLSX: "reports.renderers.gap_analysis_xlsx.render_gap_analysis_xlsx",
}
PLAN_RENDERERS: Mapping[str, str] = {
    ReportJob.Format.PDF: "reports.renderers.action_plan_pdf.render_action_plan_pdf",
    ReportJob.Format.DOCX: "reports.renderers.action_plan_docx.render_action_plan_docx",
    ReportJob.Format.XLSX: "reports.renderers.action_plan_xlsx.render_action_plan_xlsx",
}
"""By name: a worker that writes no Word or Excel does not hold their libraries in memory."""

RENEW_EVERY = 1.0
"""Seconds between two renewals of the lease while the progress moves in small steps."""


def make(job: ReportJob, progress: Progress) -> bytes:
    """The report that `job` asks for, in its language. `progress` is told 0 to 100 percent and may raise to stop it.

    Raises FontMissing where this machine, which may be another than the one that was asked, has no font for the
    language of a PDF.
    """
    if job.format == ReportJob.Format.PDF and not can_write(job.language):
        raise FontMissing(CHINESE_PACKAGE)
    with translation.override(job.language):
        progress(1)
        if job.kind == ReportJob.Kind.CYCLE:
            return render_cycle(cycle_of(job), progress)
        if job.kind == ReportJob.Kind.COMPARISON:
            return render_comparison(comparison_of(job), progress)
        if job.kind == ReportJob.Kind.COUNTRY_BRIEF:
            brief = contexts.country_brief(subject_of(job), framework_tree(), late_on(job))
            return render_country_brief(brief, progress)
        if job.kind == ReportJob.Kind.ACTION_PLAN:
            plan = contexts.action_plan(subject_of(job), framework_tree(), late_on(job))
            render: Callable[[contexts.ActionPlan, Progress], bytes] = import_string(PLAN_RENDERERS[job.format])
            return render(plan, progress)
        report = contexts.gap_analysis(subject_of(job), framework_tree())
        write: Callable[[contexts.GapAnalysis, Progress], bytes] = import_string(GAP_RENDERERS[job.format])
        return write(report, progress)


def cycle_of(job: ReportJob) -> contexts.CycleReport:
    """All countries of the job's cycle; raises PermissionDenied where whoever asked does not see everybody any more."""
    if job.cycle is None:
        raise ValueError(f"report {job.pk} is about nothing")
    if not assessing.sees_everybody(job.membership):
        raise PermissionDenied
    return contexts.cycle_report(job.membership, job.cycle, job.requested_at)


def comparison_of(job: ReportJob) -> contexts.Comparison:
    """What whoever asked may see of the selection now; raises ValidationError where that is no cycle any more."""
    selection = selection_of(job.membership, job.selection)
    form = form_of(job.membership, selection.query)
    return contexts.comparison(job.membership, selection, form, job.requested_at)


def late_on(job: ReportJob) -> date:
    """The day on which actions count as late: of a submission's seal, of the request for a report on a draft."""
    return timezone.localdate(job.submission.sealed_at if job.submission else job.requested_at)


def subject_of(job: ReportJob) -> contexts.Subject:
    """What the report is about; of earlier submissions only those that whoever asked may read."""
    if job.submission is not None:
        return contexts.of_submission(job.submission, assessing.submissions_for(job.membership), job.membership)
    if job.assessment is not None:
        return contexts.of_assessment(job.assessment)
    raise ValueError(f"report {job.pk} is about nothing")


class Paced:
    """Passes progress on once a second at most; the first and the last always."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.next = 0.0

    def __call__(self, percent: int) -> None:
        now = time.monotonic()
        if now >= self.next or percent >= 100:
            self.progress(percent)
            self.next = now + RENEW_EVERY
