"""How people come in: by invitation only, and by the e-mail address of their account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.core import context
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts import limits
from accounts.models import User


class ClosedSignupAdapter(DefaultAccountAdapter):
    """Nobody signs up by himself. `User.email` is the one address: allauth's own list of addresses stays empty."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """The active user with these credentials, or None: closed accounts are as those that there are not. The
        demonstration's password, which is published, opens nothing outside the demonstration: a database that once held
        one is safe to take along.

        Failures count (`accounts.limits`). Raises `ValidationError` where there were too many; the request then says in
        `seconds_to_wait` when the next may be tried.
        """
        attempt = limits.sign_in(request, credentials.get("email", ""))
        if seconds := attempt.begin():
            request.seconds_to_wait = seconds  # type: ignore[attr-defined]
            raise self.validation_error("too_many_login_attempts")
        user = authenticate(request, **credentials)
        AuthenticationBackend.unstash_authenticated_user()  # whom allauth would tell that the account is closed
        if user is None or (not settings.DEMO_MODE and credentials.get("password") == settings.DEMO_PASSWORD):
            return None
        attempt.forgive()
        return user

    def get_login_stages(self) -> list[str]:
        """allauth's steps of a sign-in, with our own second factor."""
        ours = {"allauth.mfa.stages.AuthenticateStage": "accounts.second_factor.SecondFactorStage"}
        return [ours.get(stage, stage) for stage in super().get_login_stages()]

    def clean_password(self, password: str, user: AbstractBaseUser | None = None) -> str:
        """A new password, checked. Raises `ValidationError`, also for the demonstration's outside the demonstration."""
        if password == settings.DEMO_PASSWORD:
            if settings.DEMO_MODE:
                return password
            raise ValidationError(_("This password is published: choose another one."))
        checked: str = super().clean_password(password, user)
        return checked

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether `password` is the signed-in user's."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk
