"""Reviewers' questions on a submission, and the country's answers."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Ministry
from framework.listing import apposed
from framework.models import Indicator, Objective
from framework.models.base import from_one, not_empty, one_of

from .history import AppendOnly, AppendOnlyQuerySet
from .submission import Submission


class Clarification(models.Model):
    """A reviewer's question on an indicator or an objective of a submission.

    *Open*: the country's turn. *Answered*: the reviewer's. *Closed*: by the reviewer, or by accepting a submission.
    Answers are in the entries. `delegated_to` is the country's own affair: reviewers never see it.
    """

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("clarification", "Open")
        ANSWERED = "answered", pgettext_lazy("clarification", "Answered")
        CLOSED = "closed", pgettext_lazy("clarification", "Closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="clarifications")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"))
    due_on = models.DateField(_("answer due"))
    delegated_to = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="clarifications", null=True, blank=True
    )
    version = models.PositiveIntegerField(_("version"), default=1)

    class Meta:
        ordering = ("-asked_at", "id")
        verbose_name = _("clarification")
        verbose_name_plural = _("clarifications")
        constraints = [
            models.CheckConstraint(
                name="clarification_is_on_one_thing",
                condition=models.Q(indicator__isnull=False, objective__isnull=True)
                | models.Q(indicator__isnull=True, objective__isnull=False),
            ),
            one_of("state", "open", "answered", "closed", name="clarification_state_is_known"),
            from_one("version", "clarification_version_from_1"),
        ]

    def __str__(self) -> str:
        return apposed(self.about, self.get_state_display())

    def get_absolute_url(self) -> str:
        return reverse("assessments:clarification", args=[self.pk])

    @property
    def about(self) -> str:
        """Code of the indicator or objective; a query unless it was selected along."""
        thing = self.indicator or self.objective
        return thing.code if thing else ""

    @property
    def is_late(self) -> bool:
        """Whether the country's answer is overdue."""
        return self.state == self.State.OPEN and self.due_on < timezone.localdate()


class ClarificationEntry(AppendOnly):
    """One step of a clarification: written once. Internal ones are for the country alone."""

    class Kind(models.TextChoices):
        QUESTION = "question", _("asked")
        DELEGATED = "delegated", _("delegated")
        CONTRIBUTION = "contribution", _("contributed")
        ANSWER = "answer", pgettext_lazy("person did", "answered")
        FOLLOW_UP = "follow_up", _("asked further")
        CLOSED = "closed", _("closed")

    INTERNAL = (Kind.DELEGATED, Kind.CONTRIBUTION)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clarification = models.ForeignKey(Clarification, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity"), max_length=300)
    at = models.DateTimeField(_("when"))
    text = models.TextField(_("text"), blank=True)

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text="") | models.Q(kind__in=["delegated", "closed"]),
                name="entry_says_something",
            ),
            one_of(
                "kind",
                "question",
                "delegated",
                "contribution",
                "answer",
                "follow_up",
                "closed",
                name="entry_kind_is_known",
            ),
            not_empty("capacity", "entry_says_in_what_capacity"),
            models.UniqueConstraint(
                fields=["clarification"], condition=models.Q(kind="question"), name="entry_asked_once"
            ),
            models.UniqueConstraint(
                fields=["clarification"], condition=models.Q(kind="closed"), name="entry_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} {self.kind}"

    @property
    def is_internal(self) -> bool:
        """Whether only the country sees it."""
        return self.kind in self.INTERNAL
