"""Invitations: sent, sent again, revoked, accepted. The link is built when its mail is written and is kept nowhere."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.links import token_of
from accounts.models import Country, Invitation, Membership, Ministry, Notice, User
from accounts.models.invitations import default_expiry, new_serial
from accounts.rules import require

from .errors import AccountExists, NotWaiting, WrongPerson
from .people import add_membership, create_user
from .telling import forget_invited, tell, tell_invited


def link_of(invitation: Invitation) -> str:
    """The path that opens the invitation, as long as it waits and until it is sent again. For its mail, and no log."""
    return reverse("accounts:open_invitation", args=[token_of(invitation)])


@transaction.atomic
def invite(
    *,
    actor: Membership,
    email: str,
    role: str,
    country: Country | None = None,
    ministry: Ministry | None = None,
    name: str = "",
    language: str = "",
) -> Invitation:
    """Offer a membership to whoever reads the mail of `email`, and tell them in `language`, by default the inviter's.

    Raises PermissionDenied, or `ValidationError` by field: what does not go together, a person who has the membership
    already, an invitation that was sent already.
    """
    offered = Membership(role=role, country=country, ministry=ministry)
    require("accounts.invite", actor, offered)
    invitation = Invitation(
        email=User.objects.normalize_email(email.strip()),
        name=name.strip(),
        role=role,
        country=country,
        ministry=ministry,
        language=language or actor.user.language,
        invited_by=actor.user,
        capacity=actor.recorded_capacity,
    )
    invitation.clean_fields()
    offered.clean()
    if ministry is not None and not ministry.active:
        raise ValidationError({"ministry": _("This ministry does not take part any more.")})
    place: dict[str, Any] = {"role": role, "country": country, "ministry": ministry}
    if Membership.objects.filter(user__email__iexact=invitation.email, active=True, **place).exists():
        raise ValidationError({"email": _("This person acts in this role already.")})
    try:
        with transaction.atomic():
            invitation.save(force_insert=True)
    except IntegrityError as error:
        raise ValidationError({"email": _("This person is invited already: send the invitation again.")}) from error
    tell_invited(invitation=invitation, actor=actor)
    return invitation


@transaction.atomic
def resend(*, actor: Membership, invitation: Invitation) -> Invitation:
    """Send an invitation again: with a new link, for ten days anew; the link before ends.

    Raises PermissionDenied, NotWaiting where it was accepted or revoked.
    """
    require("accounts.invite", actor, invitation.offered)
    locked = _locked(invitation)
    if locked.state not in (Invitation.State.WAITING, Invitation.State.EXPIRED):
        raise NotWaiting(locked.state)
    locked.serial = new_serial()
    locked.sent_at = timezone.now()
    locked.expires_at = default_expiry()
    locked.save()
    tell_invited(invitation=locked, actor=actor)
    return locked


@transaction.atomic
def revoke(*, actor: Membership, invitation: Invitation) -> Invitation:
    """Take an invitation back: its link opens nothing any more, and a mail that has not gone out stays.

    Raises PermissionDenied, NotWaiting where it was accepted or revoked already.
    """
    require("accounts.invite", actor, invitation.offered)
    locked = _locked(invitation)
    if locked.state not in (Invitation.State.WAITING, Invitation.State.EXPIRED):
        raise NotWaiting(locked.state)
    locked.revoked_at = timezone.now()
    locked.save()
    forget_invited(invitation=locked)
    return locked


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Let `user`, who holds the link that `invitation` was read by, act as offered. Works once.

    Raises NotWaiting, WrongPerson where the account has another address.
    """
    locked = _still_waiting(invitation)
    if not user.is_active or user.email.casefold() != locked.email.casefold():
        raise WrongPerson
    return _accepted(locked, user)


@transaction.atomic
def accept_with_new_account(*, invitation: Invitation, name: str, password: str) -> Membership:
    """Make an account for the invited address, whose mail the person reads, and let it act as offered. Works once.

    `password` has been checked. Raises NotWaiting, AccountExists, `ValidationError` by field.
    """
    locked = _still_waiting(invitation)
    if User.objects.filter(email__iexact=locked.email).exists():
        raise AccountExists
    user = create_user(email=locked.email, name=name.strip(), password=password, language=locked.language)
    return _accepted(locked, user)


def _locked(invitation: Invitation) -> Invitation:
    return Invitation.objects.select_for_update().get(pk=invitation.pk)


def _still_waiting(invitation: Invitation) -> Invitation:
    """The locked row, if it waits and has not been sent again since `invitation` was read."""
    locked = _locked(invitation)
    if locked.state != Invitation.State.WAITING:
        raise NotWaiting(locked.state)
    if locked.serial != invitation.serial:
        raise NotWaiting(Invitation.State.EXPIRED)
    return locked


def _accepted(invitation: Invitation, user: User) -> Membership:
    membership = add_membership(
        user=user, role=invitation.role, country=invitation.country, ministry=invitation.ministry
    )
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = user
    # Who has just made an account is not yet signed in.
    invitation._history_user = user  # type: ignore[attr-defined]
    invitation.save()
    forget_invited(invitation=invitation)
    tell(
        kind=Notice.Kind.MEMBERSHIP,
        to=[invitation.invited_by],
        context={
            "event": "accepted",
            "by": str(user),
            "capacity": membership.recorded_capacity,
            "membership": str(membership.pk),
            "path": _people_path(membership),
        },
    )
    return membership


def _people_path(membership: Membership) -> str:
    """Where the people beside `membership` are kept."""
    path = reverse("accounts:people")
    return f"{path}?country={membership.country.code}" if membership.country else path
