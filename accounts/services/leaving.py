"""Leaving: the account closes at once; the name goes later, when history need not name who acted any more.

docs/privacy.md says what stays and why.
"""

from collections.abc import Sequence
from secrets import token_hex
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from knox.models import AuthToken

from accounts.guards import REMOVED
from accounts.models import Invitation, Membership, Notice, User

from .memberships import end_all
from .sessions import end_sessions


@transaction.atomic
def leave(*, user: User) -> User:
    """Close the account of `user`, who asks for it: every membership, session, token, second factor and other sign-in
    ends, no mail goes to him any more. His name stays where he acted, until `forget` takes it away.

    One that has left already stays as it is. Raises LastOfTheRole where a country would have no focal point, or the
    portal no secretariat; then nothing has changed.
    """
    end_all(user=user)
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.left_at is not None:
        return person
    person.is_active = False
    person.left_at = timezone.now()
    person.set_unusable_password()
    person._change_reason = "left"  # type: ignore[attr-defined]
    person.save(update_fields=["is_active", "left_at", "password"])
    end_access(user=person)
    return person


@transaction.atomic
def end_access(*, user: User) -> None:
    """End whatever lets anybody in as `user`, and what he would still be told."""
    AuthToken.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    Notice.objects.filter(recipient=user, status=Notice.Status.WAITING).delete()
    end_sessions(user=user)


@transaction.atomic
def forget(*, user: User) -> User:
    """Replace the name and address of `user`, who has left, by a pseudonym, everywhere but in sealed copies, which
    never change: in his account, in the histories of accounts and invitations, in the administration's log. Mails and
    invitations that name him go.

    One that is forgotten stays as it is. Raises ValueError for somebody who has not left.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    if person.left_at is None:
        raise ValueError("Only somebody who has left is forgotten.")
    if person.forgotten_at is not None:
        return person
    address, mark = person.email, token_hex(6)
    person.email = f"former-{mark}@portal.invalid"
    person.name = f"Former member {mark[:4]}"
    person.language, person.last_login = "", None
    person.forgotten_at = timezone.now()
    person._change_reason = "name removed"  # type: ignore[attr-defined]
    person.save()
    User.history.filter(id=person.pk).update(email=person.email, name=person.name)
    Notice.objects.filter(Q(recipient=person) | Q(address__iexact=address)).delete()
    forget_invitations(of=Q(email__iexact=address) | Q(accepted_by=person))
    invitations = Invitation.history.filter(email__iexact=address).values("id")
    forget_history(ids=[one["id"] for one in invitations])
    _rename_in_log(person)
    return person


@transaction.atomic
def forget_invitations(*, of: Q) -> int:
    """Delete invitations and take whom they were sent to out of their history; how many. What was offered, by whom and
    when stays there.
    """
    ids = list(Invitation.objects.filter(of).values_list("pk", flat=True))
    Invitation.objects.filter(pk__in=ids).delete()
    forget_history(ids=ids)
    return len(ids)


def forget_history(*, ids: Sequence[UUID]) -> None:
    """Take the name out of the history of invitations that are gone."""
    there = set(Invitation.objects.filter(pk__in=ids).values_list("pk", flat=True))
    gone = [pk for pk in ids if pk not in there]
    Invitation.history.filter(id__in=gone).update(email=REMOVED, name="")
    kind = ContentType.objects.get_for_model(Invitation)
    LogEntry.objects.filter(content_type=kind, object_id__in=[str(pk) for pk in gone]).update(object_repr=REMOVED)


def _rename_in_log(person: User) -> None:
    """The administration's log names a person by what he was called at the time."""
    memberships = [str(pk) for pk in Membership.objects.filter(user=person).values_list("pk", flat=True)]
    for model, ids in ((User, [str(person.pk)]), (Membership, memberships)):
        kind = ContentType.objects.get_for_model(model)
        LogEntry.objects.filter(content_type=kind, object_id__in=ids).update(object_repr=str(person))
