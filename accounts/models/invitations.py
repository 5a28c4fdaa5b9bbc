"""Invitations: how a person comes in."""

import secrets
import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from framework.listing import apposed
from framework.models.base import one_of

from .people import Country, Membership, Ministry

VALID_FOR = timedelta(days=10)
WAITS = models.Q(accepted_at__isnull=True, revoked_at__isnull=True)


def new_serial() -> str:
    """What makes one link differ from the next of the same invitation."""
    return secrets.token_urlsafe(24)


def default_expiry() -> datetime:
    """When an invitation sent now ends."""
    return timezone.now() + VALID_FOR


class Invitation(models.Model):
    """A membership offered to whoever reads the mail of `email`: the link is signed, works once, for ten days.

    The link holds the id and the `serial`; sending it again makes a new serial, so that the link before ends.
    `language` is that of the mail, and of the account that is made for it; "" is English.
    """

    class State(models.TextChoices):
        """Never stored: `state` tells it from the times."""

        WAITING = "waiting", _("Waiting")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Revoked")
        EXPIRED = "expired", _("Expired")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail"))
    name = models.CharField(_("name"), max_length=150, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Membership.Role.choices)
    country = models.ForeignKey(Country, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True)
    ministry = models.ForeignKey(Ministry, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True)
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, blank=True, default="", db_default=""
    )
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    capacity = models.CharField(_("capacity of the inviter"), max_length=300)
    serial = models.CharField(max_length=40, default=new_serial, editable=False)
    created_at = models.DateTimeField(_("invited"), default=timezone.now)
    sent_at = models.DateTimeField(_("last sent"), default=timezone.now)
    expires_at = models.DateTimeField(_("ends"), default=default_expiry)
    accepted_at = models.DateTimeField(pgettext_lazy("of an invitation", "accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations", null=True, blank=True
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["serial"])

    class Meta:
        ordering = ("-created_at", "id")
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.CheckConstraint(
                name="invitation_role_has_its_place",
                condition=(
                    models.Q(role="contributor", country__isnull=False, ministry__isnull=False)
                    | models.Q(role__in=["focal_point", "observer"], country__isnull=False, ministry__isnull=True)
                    | models.Q(role__in=["reviewer", "secretariat"], country__isnull=True, ministry__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="invitation_ends_once",
                condition=models.Q(accepted_at__isnull=True) | models.Q(revoked_at__isnull=True),
            ),
            models.CheckConstraint(
                name="invitation_accepted_by_somebody",
                condition=models.Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            models.CheckConstraint(
                condition=~models.Q(email="") & ~models.Q(capacity=""), name="invitation_says_whom_and_by_whom"
            ),
            one_of("language", "", *dict(settings.LANGUAGES), name="invitation_language_is_ours"),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                models.F("country"),
                models.F("ministry"),
                condition=WAITS & models.Q(ministry__isnull=False),
                name="invitation_once_a_ministry",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                models.F("country"),
                condition=WAITS & models.Q(ministry__isnull=True, country__isnull=False),
                name="invitation_once_a_country",
            ),
            models.UniqueConstraint(
                Lower("email"),
                "role",
                condition=WAITS & models.Q(country__isnull=True),
                name="invitation_once_a_role",
            ),
        ]

    def __str__(self) -> str:
        return apposed(self.email, self.get_role_display())

    @property
    def state(self) -> State:
        """Waiting, accepted, revoked or expired, now."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.WAITING if timezone.now() < self.expires_at else self.State.EXPIRED

    @property
    def offered(self) -> Membership:
        """The membership that is offered, not saved and without a user."""
        return Membership(role=self.role, country=self.country, ministry=self.ministry)
