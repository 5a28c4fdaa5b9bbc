"""Report jobs: the row is the truth about a report, the queue's message only a bell."""

import uuid
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar
from urllib.parse import parse_qs

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Membership
from assessments.comparison.compared import SYNTHETIC_FILE
from assessments.models import Assessment, Cycle, Submission
from framework.listing import apposed
from framework.models.base import one_of

NARROWING = ("country", "region", "group", "like", "under", "kind", "instrument", "article", "topic", "principle")
"""Fields of a selection that leave countries or indicators out."""


class ReportJob(models.Model):
    """One report asked for: `queued → running (progress 0-100) → done | failed | cancelled`.

    A worker claims a job by one conditional update, which counts the attempt and sets the lease; it renews the lease
    with its progress. A running job whose lease has passed belongs to nobody and may be claimed again.
    """

    class Kind(models.TextChoices):
        GAP_ANALYSIS = "gap_analysis", _("Gap analysis")
        ACTION_PLAN = "action_plan", _("Action plan")
        COUNTRY_BRIEF = "country_brief", _("Country brief")
        COMPARISON = "comparison", _("Comparison")
        CYCLE = "cycle", _("Cycle report")

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        RUNNING = "running", _("Running")
        DONE = "done", pgettext_lazy("report", "Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Format(models.TextChoices):
        PDF = "pdf", "PDF"
        DOCX = "docx", "Word"
        XLSX = "xlsx", "Excel"

    FORMATS: ClassVar[Mapping[str, tuple[str, ...]]] = {
        Kind.GAP_ANALYSIS: (Format.PDF, Format.DOCX, Format.XLSX),
        Kind.ACTION_PLAN: (Format.PDF, Format.DOCX, Format.XLSX),
        Kind.COUNTRY_BRIEF: (Format.PDF,),
        Kind.COMPARISON: (Format.PDF,),
        Kind.CYCLE: (Format.PDF,),
    }
    """Which formats each kind comes in."""

    OF_A_COUNTRY = (Kind.GAP_ANALYSIS, Kind.ACTION_PLAN, Kind.COUNTRY_BRIEF)
    """Kinds about one assessment or submission; the others are about a cycle, or a selection of countries."""

    MAX_ATTEMPTS = 3

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.PDF)
    language = models.CharField(_("language"), max_length=10, default="en")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="reports", null=True)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reports", null=True)
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reports", null=True)
    selection = models.TextField(
        _("selection"), blank=True, help_text=_("What is compared, as the query of the comparison page's address.")
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested"))
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.QUEUED)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    rung_at = models.DateTimeField(_("last message sent"), null=True)
    started_at = models.DateTimeField(_("started"), null=True)
    finished_at = models.DateTimeField(_("finished"), null=True)
    error = models.TextField(_("why it failed"), blank=True)
    cause = models.CharField(
        _("cause"), max_length=20, blank=True, db_default="", help_text=_("One word of accounts/failures.py.")
    )
    request_id = models.CharField(
        _("id of the request"),
        max_length=64,
        blank=True,
        db_default="",
        help_text=_("By which the log tells what became of it."),
    )
    file_sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    file_size = models.PositiveBigIntegerField(_("size in bytes"), null=True)

    class Meta:
        ordering = ("-requested_at",)
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.CheckConstraint(condition=Q(progress__lte=100), name="report_progress_is_percent"),
            models.CheckConstraint(
                condition=Q(assessment__isnull=False, submission__isnull=True, cycle__isnull=True, selection="")
                | Q(assessment__isnull=True, submission__isnull=False, cycle__isnull=True, selection="")
                | Q(kind="cycle", assessment__isnull=True, submission__isnull=True, cycle__isnull=False, selection="")
                | Q(kind="comparison", assessment__isnull=True, submission__isnull=True, cycle__isnull=True)
                & ~Q(selection=""),
                name="report_has_one_subject",
            ),
            models.CheckConstraint(
                condition=~Q(status="running") | Q(lease_until__isnull=False), name="report_running_has_a_lease"
            ),
            models.CheckConstraint(condition=~Q(status="done") | ~Q(file_sha256=""), name="report_done_has_its_file"),
            one_of(
                "kind",
                "gap_analysis",
                "action_plan",
                "country_brief",
                "comparison",
                "cycle",
                name="report_kind_is_known",
            ),
            one_of("format", "pdf", "docx", "xlsx", name="report_format_is_known"),
            one_of("status", "queued", "running", "done", "failed", "cancelled", name="report_status_is_known"),
            models.CheckConstraint(
                condition=~Q(status="done")
                | Q(progress=100, file_size__isnull=False, file_sha256__regex=r"^[0-9a-f]{64}$"),
                name="report_done_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "running"], finished_at__isnull=True)
                | Q(status__in=["done", "failed", "cancelled"], finished_at__isnull=False, lease_until__isnull=True),
                name="report_ended_says_when",
            ),
            models.CheckConstraint(condition=~Q(status="failed") | ~Q(error=""), name="report_failed_says_why"),
        ]
        indexes = [
            models.Index(fields=["status", "lease_until"], name="report_by_status"),
            models.Index(fields=["finished_at"], name="report_by_its_end"),
        ]

    def __str__(self) -> str:
        return apposed(self.get_kind_display(), self.subject or self.cycle or self.selection)

    def get_absolute_url(self) -> str:
        return reverse("reports:detail", args=[self.pk])

    @property
    def subject(self) -> Assessment | Submission | None:
        """The draft assessment or sealed submission that the report is about; None for reports about many countries."""
        return self.submission or self.assessment

    @property
    def is_active(self) -> bool:
        """Whether it waits or is being made."""
        return self.status in (self.Status.QUEUED, self.Status.RUNNING)

    @property
    def about(self) -> Assessment | None:
        """The assessment that the report is about, itself or by its submission; None where it is about many."""
        subject = self.subject
        return subject.assessment if isinstance(subject, Submission) else subject

    @property
    def selected(self) -> Mapping[str, Sequence[str]]:
        """What is compared, as the pairs of its query; `selection` is canonical, so it always names its cycles."""
        return parse_qs(self.selection)

    @property
    def narrows(self) -> bool:
        """Whether a comparison is of some countries or indicators only."""
        return not self.selected.keys().isdisjoint(NARROWING)

    @cached_property
    def cycles(self) -> Sequence[Cycle]:
        """The cycles that the report is about, as they opened; a query for a comparison, unless it has been set."""
        if self.kind == self.Kind.COMPARISON:
            return list(Cycle.objects.filter(slug__in=self.selected["cycle"]).order_by("opens_on", "slug"))
        cycle = self.about.cycle if self.about else self.cycle
        return [cycle] if cycle else []

    @property
    def is_synthetic(self) -> bool:
        """Whether any of its answers are made up by a program."""
        return any(cycle.synthetic for cycle in self.cycles)

    @property
    def filename(self) -> str:
        """Name of the file, such as "XAA-2026-gap-analysis-draft.pdf", "comparison-2024-2026.pdf", "2026-cycle.pdf"."""
        kind = self.kind.replace("_", "-")
        if self.about is not None:
            state = f"submission-{self.submission.number}" if self.submission else "draft"
            name = f"{self.about.country.code}-{self.about.cycle.slug}-{kind}-{state}"
        elif self.cycle is not None:
            name = f"{self.cycle.slug}-{kind}"
        else:
            name = "-".join([kind, *(cycle.slug for cycle in self.cycles)])
        return f"{SYNTHETIC_FILE if self.is_synthetic else ''}{name}.{self.format}"
