"""Sealed copies of assessments."""

import json
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from framework.listing import apposed
from framework.models.base import from_one

from .assessment import Assessment
from .history import AppendOnly, AppendOnlyQuerySet


class Submission(AppendOnly):
    """A sealed copy of an assessment: canonical JSON and the SHA-256 of its UTF-8 bytes. Never changes.

    `content` is described in `assessments/sealing.py`. `number` counts the submissions of the assessment from 1.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="submissions")
    number = models.PositiveSmallIntegerField(_("number"))
    sealed_at = models.DateTimeField(_("sealed"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=300)
    framework_edition = models.CharField(_("framework edition"), max_length=64)
    content = models.TextField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("-sealed_at", "-number")
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="submission_number_once"),
            models.CheckConstraint(condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"), name="submission_has_its_seal"),
            from_one("number", "submission_number_from_1"),
            models.CheckConstraint(
                condition=~models.Q(content="") & ~models.Q(capacity="") & ~models.Q(framework_edition=""),
                name="submission_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return apposed(self.assessment, self.number)

    def get_absolute_url(self) -> str:
        return reverse("assessments:submission", args=[self.pk])

    @cached_property
    def sealed(self) -> dict[str, Any]:
        """The content, parsed."""
        parsed: dict[str, Any] = json.loads(self.content)
        return parsed
