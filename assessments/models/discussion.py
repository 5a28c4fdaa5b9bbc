"""Discussions among a country's officials, one on an indicator."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from framework.models import Indicator
from framework.models.base import not_empty

from .assessment import Assessment
from .history import AppendOnly, AppendOnlyQuerySet


class Discussion(models.Model):
    """The discussion on an indicator of an assessment. A new comment opens a resolved one again."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="discussions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("indicator__order",)
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "indicator"], name="discussion_once_an_indicator"),
            models.CheckConstraint(
                name="discussion_resolved_by_somebody",
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id}, {self.indicator_id}"

    @property
    def is_resolved(self) -> bool:
        """Whether nobody has to look at it any more."""
        return self.resolved_at is not None


class Comment(AppendOnly):
    """What somebody said in a discussion: written once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    discussion = models.ForeignKey(Discussion, on_delete=models.PROTECT, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=300)
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("comment"))
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+", blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(condition=~models.Q(text=""), name="comment_says_something"),
            not_empty("capacity", "comment_says_in_what_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.author}, {self.at:%Y-%m-%d %H:%M}"
