"""What is kept of sign-ins: browsers in which people are signed in, and what an API token may do."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AuthToken

from framework.models.base import one_of


class BrowserSession(models.Model):
    """A browser in which a person is signed in, as he sees it: he may end it from another one.

    The row follows the session and ends with it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="browser_sessions")
    session_key = models.CharField(_("session key"), max_length=40, unique=True)
    browser = models.CharField(_("browser"), max_length=60, blank=True)
    address = models.GenericIPAddressField(_("address"), null=True, blank=True)
    signed_in_at = models.DateTimeField(_("signed in"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen"), default=timezone.now)

    class Meta:
        ordering = ("-seen_at", "id")
        verbose_name = _("session")
        verbose_name_plural = _("sessions")

    def __str__(self) -> str:
        return f"{self.user}: {self.browser}"


class TokenDetails(models.Model):
    """What an API token is called, what it may do and when it was last used. Without a row it may read and write."""

    class Scope(models.TextChoices):
        READ = "read", _("Read only")
        WRITE = "write", _("Read and write")

    token = models.OneToOneField(AuthToken, on_delete=models.CASCADE, primary_key=True, related_name="details")
    name = models.CharField(_("name"), max_length=60, blank=True)
    scope = models.CharField(_("scope"), max_length=5, choices=Scope.choices, default=Scope.WRITE)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [one_of("scope", "read", "write", name="token_scope_is_known")]

    def __str__(self) -> str:
        return self.name or self.token_id
