"""API tokens: made, used, revoked."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts import selectors
from accounts.models import TokenDetails, User
from accounts.problems import OneTimeCodeRequired, SecondFactorMissing, SignInRefused, TooManyAttempts
from accounts.second_factor import CodeForm

from .safety import tell_of_safety

MOST_DAYS = 365
USED_ONCE_IN = timedelta(minutes=1)
"""How often the last use of a token is kept."""


@transaction.atomic
def issue_token(
    *,
    user: User,
    name: str = "",
    scope: str = TokenDetails.Scope.WRITE,
    days: int | None = None,
    request: HttpRequest | None = None,
) -> tuple[str, AuthToken]:
    """A new API token that acts for `user` until it expires, in `days` (by default `TOKEN_DAYS`): its text, which is
    kept nowhere, and its row. He is told; his tokens that have expired are thrown away.

    Raises `ValidationError` by field.
    """
    AuthToken.objects.filter(user=user, expiry__lt=timezone.now()).delete()
    days = settings.TOKEN_DAYS if days is None else days
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A number from 1 to %(most)d.") % {"most": MOST_DAYS}})
    row, text = AuthToken.objects.create(user=user, expiry=timedelta(days=days))
    details = TokenDetails(token=row, name=name.strip(), scope=scope)
    details.clean_fields()
    details.save(force_insert=True)
    tell_of_safety(user=user, event="token", request=request, name=details.name or row.token_key)
    return text, row


@transaction.atomic
def revoke_token(*, user: User, key: str) -> bool:
    """End the token of `user` that begins with `key`; False where he has none such."""
    deleted: int = AuthToken.objects.filter(user=user, token_key=key).delete()[0]
    return deleted > 0


def use_token(*, token: AuthToken) -> None:
    """Keep that a token was used now, to the minute: one write at most, and none for most calls.

    `token` comes with its details, if it has any.
    """
    details: TokenDetails | None = getattr(token, "details", None)
    now = timezone.now()
    before = now - USED_ONCE_IN
    if details is None:
        TokenDetails.objects.get_or_create(token=token, defaults={"last_used_at": now})
    elif details.last_used_at is None or details.last_used_at < before:
        TokenDetails.objects.filter(pk=token.pk).filter(
            Q(last_used_at__isnull=True) | Q(last_used_at__lt=before)
        ).update(last_used_at=now)


def sign_in_for_token(*, request: HttpRequest, email: str, password: str, code: str | None) -> User:
    """The user with these credentials and, where his account has a second factor, this one-time or recovery code.

    Unknown, inactive and mistaken take the same time and get the same answer. Failures count against the limits of
    the sign-in page. Raises `SignInRefused`, `OneTimeCodeRequired` (401), `SecondFactorMissing` (403) where the role
    asks for a second factor and there is none, or `TooManyAttempts` (429).
    """
    try:
        user: User | None = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise TooManyAttempts(wait=seconds_to_wait(request)) from error
    if user is None:
        raise SignInRefused
    if not get_mfa_adapter().is_mfa_enabled(user):
        if selectors.must_have_second_factor(user=user):
            raise SecondFactorMissing
        return user
    if not code:
        raise OneTimeCodeRequired
    form = CodeForm(data={"code": code}, user=user)
    if not form.is_valid():
        if seconds_to_wait(request):
            raise TooManyAttempts(wait=seconds_to_wait(request))
        raise SignInRefused(_("The one-time code is not valid."))
    form.authenticator.record_usage()
    return user


def seconds_to_wait(request: HttpRequest) -> int:
    """In how many seconds whoever failed too often may try again; 0 where he need not wait."""
    return int(getattr(request, "seconds_to_wait", 0))
