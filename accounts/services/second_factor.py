"""The second factor of a person who has lost it: taken away by whoever keeps the person, or by the operator."""

from allauth.mfa.models import Authenticator
from django.db import transaction
from knox.models import AuthToken

from accounts.models import Membership, User
from accounts.rules import require
from accounts.second_factor import renewed

from .safety import tell_of_safety
from .sessions import end_sessions


@transaction.atomic
def renew_secrets() -> int:
    """Encrypt all secrets of second factors with the secret key of today; how many rows. Raises `ValueError` where one
    was encrypted with a key that is not there any more, and has changed nothing then.
    """
    renewed_ones = [one for one in Authenticator.objects.select_for_update() if renewed(one)]
    Authenticator.objects.bulk_update(renewed_ones, ["data"], batch_size=500)
    return len(renewed_ones)


@transaction.atomic
def reset_second_factor(*, actor: Membership | None, user: User, reason: str) -> bool:
    """Take away all that `user` has as a second factor; he signs in with the password and sets up a new one.

    His sessions and tokens end, he is told, and his history keeps it with `reason`. `actor` is None for the operator.
    False where there was none. Raises PermissionDenied.
    """
    if actor is not None:
        require("accounts.reset_second_factor", actor, user)
    removed, _rows = Authenticator.objects.filter(user=user).delete()
    if not removed:
        return False
    AuthToken.objects.filter(user=user).delete()
    end_sessions(user=user)
    user._change_reason = reason  # type: ignore[attr-defined]
    if actor is not None:
        user._history_user = actor.user  # type: ignore[attr-defined]
    user.save(update_fields=["is_active"])  # nothing changes; the history keeps that this was done
    tell_of_safety(user=user, event="factor_reset", by=str(actor.user) if actor else "")
    return True
