"""What people are told by mail: the row is the truth, the mail follows."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from framework.models.base import not_empty, one_of


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
        SAFETY = "safety", _("Safety of the account")
        PASSWORD = "password", _("Link for a new password")

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
    request_id = models.CharField(
        _("id of the request"),
        max_length=64,
        blank=True,
        db_default="",
        help_text=_("By which the log tells what became of it; of the first where several were gathered."),
    )

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
            one_of(
                "kind",
                "invitation",
                "assignment",
                "conflict",
                "mention",
                "clarification",
                "deadline",
                "status",
                "membership",
                "safety",
                "password",
                name="notice_kind_is_known",
            ),
            one_of("status", "waiting", "sending", "sent", "failed", name="notice_status_is_known"),
            not_empty("address", "notice_has_an_address"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["invitation", "password"]) | models.Q(recipient__isnull=False),
                name="notice_is_for_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(status="sending", lease_until__isnull=False)
                | (~models.Q(status="sending") & models.Q(lease_until__isnull=True)),
                name="notice_lease_while_it_is_sent",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="sent") | models.Q(sent_at__isnull=False), name="notice_sent_says_when"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.address}: {self.status}"
