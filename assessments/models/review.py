"""A reviewer's own work on submissions: notes and marks, seen by reviewers alone."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from framework.models import Indicator
from framework.models.base import from_one, one_of

from .submission import Submission


class ReviewerNote(models.Model):
    """A note that a reviewer takes on a submission, or on one indicator of it. Reviewers read all, nobody else any.

    Taken back notes stay, with the time in `ended_at`; who wrote a note changes it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviewer_notes")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer_notes")
    text = models.TextField(_("note"))
    version = models.PositiveIntegerField(_("version"), default=1)
    written_at = models.DateTimeField(_("written"), default=timezone.now)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now)
    ended_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        ordering = ("written_at", "id")
        verbose_name = _("reviewer's note")
        verbose_name_plural = _("reviewers' notes")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="reviewer_note_says_something"),
            from_one("version", "reviewer_note_version_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.written_at:%Y-%m-%d}"


class ReviewerMark(models.Model):
    """How one reviewer stands to an indicator of a submission: read, or to ask about. No row: not marked."""

    class Mark(models.TextChoices):
        READ = "read", _("Read")
        TO_ASK = "to_ask", _("To ask")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reviewer_marks")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviewer_marks")
    mark = models.CharField(_("mark"), max_length=10, choices=Mark.choices)
    marked_at = models.DateTimeField(_("marked"), default=timezone.now)
    history = HistoricalRecords()

    class Meta:
        ordering = ("indicator__order",)
        verbose_name = _("reviewer's mark")
        verbose_name_plural = _("reviewers' marks")
        constraints = [
            models.UniqueConstraint(fields=["submission", "indicator", "reviewer"], name="reviewer_mark_once"),
            one_of("mark", "read", "to_ask", name="reviewer_mark_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.mark}"
