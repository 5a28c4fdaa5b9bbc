"""What follows when somebody signs in or out, or changes how he does: signals of Django and allauth, received."""

import time
from typing import Any

import structlog
from allauth.account import signals as account_signals
from allauth.mfa import signals as factor_signals
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as provider_signals
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import browsers, services
from accounts.middleware import SEEN_KEY, SIGNED_IN_KEY
from accounts.models import User
from accounts.second_factor import BY_PROVIDER, SESSION_KEY

logger = structlog.get_logger(__name__)


def connect() -> None:
    """Receive them; called once, when the apps are there."""
    auth_signals.user_logged_in.connect(signed_in)
    auth_signals.user_logged_out.connect(signed_out)
    auth_signals.user_login_failed.connect(refused)
    account_signals.user_logged_in.connect(came_in)
    for changed in (account_signals.password_changed, account_signals.password_set, account_signals.password_reset):
        changed.connect(password_changed)
    factor_signals.authenticator_added.connect(factor_added)
    factor_signals.authenticator_removed.connect(factor_removed)
    provider_signals.social_account_added.connect(linked)


def signed_in(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Django's: a session begins."""
    request.session[SEEN_KEY] = request.session[SIGNED_IN_KEY] = int(time.time())
    request.session.pop(SESSION_KEY, None)
    if getattr(request, BY_PROVIDER, False):
        request.session[SESSION_KEY] = True
    services.remember_session(request=request, user=user)


def signed_out(request: HttpRequest, user: User | None, **_kwargs: Any) -> None:
    """Django's: a session ends."""
    services.forget_session(session_key=request.session.session_key)


def refused(**_kwargs: Any) -> None:
    """Django's: credentials opened nothing. A line of the log, which says neither whose nor which they were."""
    logger.info("sign_in_refused")


def came_in(request: HttpRequest, response: HttpResponse, user: User, **_kwargs: Any) -> None:
    """allauth's: somebody came in through the sign-in page, by whatever way; told where it is with a new browser."""
    if not browsers.knows(request, user.pk):
        services.tell_of_safety(user=user, event="sign_in", request=request)
    browsers.remember(request, response, user.pk)


def password_changed(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """The other sessions end (Django lets none go on that the former password began), and the person is told."""
    services.end_sessions(user=user, but=request.session.session_key if request.user == user else None)
    if request.user == user:
        services.remember_session(request=request, user=user)
    services.tell_of_safety(user=user, event="password", request=request)


def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Sessions that began without it end."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    services.end_sessions(user=user, but=request.session.session_key)
    services.tell_of_safety(user=user, event="factor_added", request=request, name=called(authenticator))


def factor_removed(request: HttpRequest, user: User, authenticator: Authenticator, **_kwargs: Any) -> None:
    """Whether the session still has one is looked at again."""
    request.session.pop(SESSION_KEY, None)
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        services.tell_of_safety(user=user, event="factor_removed", request=request, name=called(authenticator))


def linked(request: HttpRequest, sociallogin: Any, **_kwargs: Any) -> None:
    """A sign-in elsewhere opens the account from now on."""
    services.tell_of_safety(user=sociallogin.user, event="linked", request=request, name=sociallogin.provider.name)


def called(authenticator: Authenticator) -> str:
    """A second factor in a word."""
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        return str(authenticator.wrap().name)
    return _("Authenticator app")
