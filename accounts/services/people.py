"""Writes of people: users and memberships. One transaction each; the administration and invitations call them."""

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Contact, Country, Membership, Ministry, User
from accounts.selectors import CONTACT_KEY


@transaction.atomic
def create_user(*, email: str, name: str, password: str | None = None, language: str = "") -> User:
    """A user who signs in by `email`, which whoever calls vouches for; without a password he sets one by e-mail.

    Raises `ValidationError` by field: address taken or malformed.
    """
    user = User(email=User.objects.normalize_email(email), name=name, language=language)
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
def choose_language(*, user: User, language: str) -> None:
    """The language of pages and mails of `user`: the code of one of the portal's.

    Raises `ValidationError` by field for any other.
    """
    if user.language == language:
        return
    user.language = language
    user.clean_fields(exclude=[field.name for field in User._meta.fields if field.name != "language"])
    user.save(update_fields=["language"])


@transaction.atomic
def show_round(*, user: User, again: bool) -> None:
    """Whether the first page shows `user` round: again, or no more."""
    User.objects.filter(pk=user.pk).update(toured=not again)  # nothing for the history


@transaction.atomic
def keep_contact(*, contact: Contact) -> None:
    """Keep whom people turn to; pages show it at once. Raises `ValidationError` by field."""
    contact.full_clean()
    contact.save()
    transaction.on_commit(lambda: cache.delete(CONTACT_KEY))


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
