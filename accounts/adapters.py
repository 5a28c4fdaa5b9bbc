"""How people come in: by invitation only, and by the e-mail address of their account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself. `User.email` is the one address: allauth's own list of addresses stays empty."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The user with these credentials, or None. The demonstration's password, which is published, opens nothing
        outside the demonstration: a database that once held one is safe to take along.
        """
        user = super().authenticate(request, **credentials)
        if not settings.DEMO_MODE and credentials.get("password") == settings.DEMO_PASSWORD:
            return None
        return user

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """A new password, checked. Raises `ValidationError`, also for the demonstration's outside the demonstration."""
        if not settings.DEMO_MODE and password == settings.DEMO_PASSWORD:
            raise ValidationError(_("This password is published: choose another one."))
        checked: str = super().clean_password(password, user)
        return checked

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether `password` is the signed-in user's."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
