"""Answers that came in a spreadsheet and wait for a person to confirm them."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Ministry

from .assessment import Assessment


class AnswerImport(models.Model):
    """The answers of a ministry read from a file: nothing of it is written until the person who sent it confirms.

    `rows` is a list in document order, one an indicator with something to say: `indicator`, `answer` ("" where the file
    leaves it empty and there was one), `level`, `justification`, `version` (that the file was made with, null where the
    file does not say), `cell`, `touched` (false where it is as it was when the file was made) and, once applied,
    `outcome`. `faults` is a list of `{cell, indicator, message}`: cells that cannot be taken. A discarded import has
    neither.
    """

    class State(models.TextChoices):
        PREVIEW = "preview", _("Waiting for confirmation")
        APPLIED = "applied", _("Applied")
        DISCARDED = "discarded", _("Discarded")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="imports")
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded"))
    file_name = models.CharField(_("file name"), max_length=200)
    rows = models.JSONField(_("rows"))
    faults = models.JSONField(_("faults"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PREVIEW)
    ended_at = models.DateTimeField(_("applied or discarded"), null=True, blank=True)

    class Meta:
        ordering = ("-uploaded_at", "id")
        verbose_name = _("import of answers")
        verbose_name_plural = _("imports of answers")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="preview", ended_at__isnull=True)
                | models.Q(state__in=["applied", "discarded"], ended_at__isnull=False),
                name="import_ended_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}, {self.state}"
