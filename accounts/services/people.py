"""Writes of people: users, memberships, tokens. One transaction each; the administration and invitations call them."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from knox.models import AuthToken

from accounts.models import Country, Membership, Ministry, User
from accounts.problems import OneTimeCodeRequired, SignInRefused, TooManyAttempts


@transaction.atomic
def create_user(*, email: str, name: str, password: str | None = None) -> User:
    """A user who signs in by `email`, which whoever calls vouches for; without a password he sets one by e-mail.

    Raises `ValidationError` by field: address taken or malformed.
    """
    user = User(email=User.objects.normalize_email(email), name=name)
    user.set_password(password)
    user.full_clean()
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:  # somebody made it in this very moment
        raise ValidationError({"email": _("There is an account with this address.")}) from error
    return user


@transaction.atomic
def choose_digest(*, user: User, daily: bool) -> None:
    """Whether `user` is told by one mail a day instead of single ones."""
    user.daily_digest = daily
    user.save(update_fields=["daily_digest"])


@transaction.atomic
def forget_former_addresses(*, user: User) -> None:
    """After a change of `User.email`: no former address signs in or gets a link for a new password any more."""
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()


@transaction.atomic
def add_membership(
    *, user: User, role: str, country: Country | None = None, ministry: Ministry | None = None
) -> Membership:
    """Let `user` act in a role; an ended membership of the same kind becomes active again.

    Raises `ValidationError` where role, country and ministry do not go together.
    """
    membership = Membership.objects.filter(user=user, role=role, country=country, ministry=ministry).first()
    if membership is None:
        membership = Membership(user=user, role=role, country=country, ministry=ministry)
    membership.active = True
    membership.full_clean()
    membership.save()
    return membership


@transaction.atomic
def issue_token(*, user: User) -> tuple[str, AuthToken]:
    """A new API token that acts for `user` until it expires: its text, which is kept nowhere, and its row.

    His tokens that have expired are thrown away.
    """
    AuthToken.objects.filter(user=user, expiry__lt=timezone.now()).delete()
    row, text = AuthToken.objects.create(user=user)
    return text, row


@transaction.atomic
def revoke_token(*, user: User, key: str) -> bool:
    """End the token of `user` that begins with `key`; False where he has none such."""
    deleted: int = AuthToken.objects.filter(user=user, token_key=key).delete()[0]
    return deleted > 0


def sign_in_for_token(*, request: HttpRequest, email: str, password: str, code: str | None) -> User:
    """The user with these credentials and, where his account has a second factor, this one-time or recovery code.

    Unknown, inactive and mistaken take the same time and get the same answer. Failures count against the limits of
    the sign-in page. Raises `SignInRefused`, `OneTimeCodeRequired` (401) or `TooManyAttempts` (429).
    """
    try:
        user: User | None = get_adapter(request).authenticate(request, email=email, password=password)
    except ValidationError as error:
        raise TooManyAttempts from error
    if user is None or not user.is_active:
        raise SignInRefused
    if not get_mfa_adapter().is_mfa_enabled(user):
        return user
    if not code:
        raise OneTimeCodeRequired
    form = AuthenticateForm(data={"code": code}, user=user)
    if not form.is_valid():
        raise SignInRefused(_("The one-time code is not valid."))
    form.authenticator.record_usage()
    return user
