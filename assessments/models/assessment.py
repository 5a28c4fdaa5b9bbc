"""Cycles, assessments and who answers what."""

import uuid

from django.core.validators import MaxValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Country, Ministry
from framework.listing import apposed
from framework.models import Indicator
from framework.models.base import one_of


class Cycle(models.Model):
    """A round of assessment, `draft → open → closed`."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    slug = models.SlugField(_("slug"), max_length=30, unique=True)
    name = models.CharField(_("name"), max_length=100)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    target_level = models.PositiveSmallIntegerField(
        _("target level"), default=4, validators=[MaxValueValidator(4)], help_text=_("Gaps are measured from it.")
    )
    synthetic = models.BooleanField(
        _("synthetic"),
        default=False,
        editable=False,
        help_text=_("Its answers are made up by a program for trying the portal; no country gave them."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering = ("-opens_on", "slug")
        verbose_name = _("cycle")
        verbose_name_plural = _("cycles")
        constraints = [
            models.CheckConstraint(condition=models.Q(target_level__lte=4), name="cycle_target_is_a_level"),
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="cycle_closes_after_it_opens"
            ),
            one_of("status", "draft", "open", "closed", name="cycle_status_is_known"),
            models.CheckConstraint(condition=~models.Q(slug="") & ~models.Q(name=""), name="cycle_has_its_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether answers may change."""
        return self.status == self.Status.OPEN


class Assessment(models.Model):
    """One country in one cycle."""

    class Status(models.TextChoices):
        IN_PROGRESS = "in_progress", _("In progress")
        SUBMITTED = "submitted", _("Submitted")
        CLARIFICATION = "clarification", _("Clarification")
        ACCEPTED = "accepted", _("Accepted")

    class Sharing(models.TextChoices):
        NOBODY = "nobody", _("Reviewers only")
        STATES_PARTIES = "states_parties", _("States parties")
        PUBLIC = "public", _("Public")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="assessments")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="assessments")
    status = models.CharField(_("status"), max_length=15, choices=Status.choices, default=Status.IN_PROGRESS)
    sharing = models.CharField(_("shared with"), max_length=15, choices=Sharing.choices, default=Sharing.NOBODY)
    opened_at = models.DateTimeField(_("opened"), auto_now_add=True)

    class Meta:
        ordering = ("-cycle__opens_on", "country__name")
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        constraints = [
            models.UniqueConstraint(fields=["country", "cycle"], name="assessment_once_a_cycle"),
            one_of(
                "status", "in_progress", "submitted", "clarification", "accepted", name="assessment_status_is_known"
            ),
            one_of("sharing", "nobody", "states_parties", "public", name="assessment_sharing_is_known"),
        ]

    def __str__(self) -> str:
        return apposed(self.country, self.cycle)

    def get_absolute_url(self) -> str:
        return reverse("assessments:overview", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        """Whether answers may change: in progress, in an open cycle."""
        return self.status == self.Status.IN_PROGRESS and self.cycle.is_open

    @property
    def is_discussable(self) -> bool:
        """Whether the country still discusses its indicators: until a reviewer has accepted the assessment."""
        return self.status != self.Status.ACCEPTED


class Assignment(models.Model):
    """An indicator that a ministry is asked to answer."""

    # Looked up by assessment through `assignment_once`.
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="assignments", db_index=False)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="assignments")
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="assignments")
    due_on = models.DateField(_("answer due"), null=True, blank=True)

    class Meta:
        ordering = ("indicator__order", "ministry__name")
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator", "ministry"], name="assignment_once"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} → {self.ministry}"
