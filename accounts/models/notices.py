"""What people are told by mail: the row is the truth, the mail follows."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing that a person is told by mail, once.

    `context` holds what the templates of its kind say (names, codes, a path), never a score or a justification.
    Notices of one kind, recipient and `gathers` that still wait become one. `key` makes a notice unique for ever
    (a reminder is not sent twice). A digest sends all that wait for a person in one mail.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("Invitation")
        ASSIGNMENT = "assignment", _("Indicators assigned")
        CONFLICT = "conflict", _("Answers differ")
        MENTION = "mention", _("Mentioned in a discussion")
        CLARIFICATION = "clarification", _("Clarification")
        DEADLINE = "deadline", _("Deadline")
        STATUS = "status", _("Submitted, reopened or accepted")
        MEMBERSHIP = "membership", _("Memberships")

    class Status(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=15, choices=Kind.choices)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", null=True, blank=True
    )
    address = models.EmailField(_("e-mail"))
    context = models.JSONField(_("context"))
    gathers = models.CharField(_("gathers"), max_length=120, blank=True)
    key = models.CharField(_("key"), max_length=200, unique=True, null=True, blank=True)  # unique where given
    in_digest = models.BooleanField(_("in the daily digest"), default=False)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.WAITING)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    due_at = models.DateTimeField(_("not sent before"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    failure = models.CharField(_("last failure"), max_length=300, blank=True)

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        indexes = [
            models.Index(fields=["status", "due_at"], name="notice_what_waits"),
            models.Index(fields=["recipient", "status"], name="notice_by_recipient"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "address", "gathers"],
                condition=models.Q(status="waiting") & ~models.Q(gathers=""),
                name="notice_gathers_in_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}: {self.status}"
