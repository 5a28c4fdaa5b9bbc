"""The national action plan: planned steps against gaps."""

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry
from framework.models import Indicator, Measure
from framework.models.base import from_one, one_of

from .assessment import Assessment


class Action(models.Model):
    """A planned step against a gap. Nothing is deleted: what is given up is *dropped*."""

    class Priority(models.TextChoices):
        HIGH = "high", _("High")
        MEDIUM = "medium", _("Medium")
        LOW = "low", _("Low")

    class Status(models.TextChoices):
        PLANNED = "planned", _("Planned")
        UNDER_WAY = "under_way", _("Under way")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    class Assistance(models.TextChoices):
        NONE = "none", _("None")
        LEGISLATIVE = "legislative", _("Legislative")
        TRAINING = "training", _("Training")
        EQUIPMENT = "equipment", _("Equipment")
        DATA = "data", _("Data")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="actions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField(_("what is done"))
    lead = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="led_actions")
    others = models.ManyToManyField(Ministry, related_name="shared_actions", blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    due_on = models.DateField(_("due"))
    priority = models.CharField(_("priority"), max_length=10, choices=Priority.choices, default=Priority.MEDIUM)
    cost = models.DecimalField(
        _("cost estimate"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217, for example USD."))
    funding = models.CharField(_("source of funds"), max_length=300, blank=True)
    assistance = models.CharField(
        _("technical assistance needed"), max_length=15, choices=Assistance.choices, default=Assistance.NONE
    )
    assistance_words = models.TextField(_("which assistance"), blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    progress_note = models.TextField(_("progress note"), blank=True)
    expected_level = models.PositiveSmallIntegerField(_("level expected after it"))
    version = models.PositiveIntegerField(_("version"), default=1)
    created_at = models.DateTimeField(_("planned"))
    updated_at = models.DateTimeField(_("changed"))
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("due_on", "indicator__order", "id")
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="action_says_what_is_done"),
            models.CheckConstraint(condition=models.Q(expected_level__lte=4), name="action_expects_a_level"),
            models.CheckConstraint(
                name="action_starts_before_it_is_due",
                condition=models.Q(starts_on__isnull=True) | models.Q(starts_on__lte=models.F("due_on")),
            ),
            models.CheckConstraint(
                name="action_cost_has_its_currency",
                condition=models.Q(cost__isnull=True, currency="")
                | models.Q(cost__gte=0, currency__regex=r"^[A-Z]{3}$"),
            ),
            models.CheckConstraint(
                name="action_assistance_goes_with_words",
                condition=models.Q(assistance="none", assistance_words="")
                | (~models.Q(assistance="none") & ~models.Q(assistance_words="")),
            ),
            one_of("priority", "high", "medium", "low", name="action_priority_is_known"),
            one_of("status", "planned", "under_way", "done", "dropped", name="action_status_is_known"),
            one_of(
                "assistance",
                "none",
                "legislative",
                "training",
                "equipment",
                "data",
                "other",
                name="action_assistance_is_known",
            ),
            from_one("version", "action_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.text[:60]}"

    @property
    def is_planned(self) -> bool:
        """Whether its effect still lies ahead: planned or under way."""
        return self.status in (self.Status.PLANNED, self.Status.UNDER_WAY)

    @property
    def is_late(self) -> bool:
        """Whether it should be done by now and is not."""
        return self.is_planned and self.due_on < timezone.localdate()
