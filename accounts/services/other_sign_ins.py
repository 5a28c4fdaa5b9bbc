"""Other sign-ins that open an account: taken away by their person (they are added by `accounts.single_sign_on`)."""

from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.http import HttpRequest

from accounts import selectors
from accounts.models import User
from accounts.second_factor import SESSION_KEY

from .errors import NoPassword
from .safety import tell_of_safety
from .sessions import end_sessions


@transaction.atomic
def unlink(*, user: User, pk: int, request: HttpRequest) -> bool:
    """Let another sign-in open the account of `user` no more; False where he has none such.

    Sessions but that of `request` end, and there a second factor of the provider counts no longer. He is told, and his
    history keeps it. Raises NoPassword where nothing would be left to sign in with; then nothing has changed.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    link = SocialAccount.objects.filter(user=person, pk=pk).first()
    if link is None:
        return False
    if not person.has_usable_password():
        raise NoPassword
    link.delete()
    end_sessions(user=person, but=request.session.session_key)
    request.session.pop(SESSION_KEY, None)
    person._change_reason = f"Unlinked from {link.provider}"  # type: ignore[attr-defined]
    person.save(update_fields=["is_active"])  # nothing changes; the history keeps that this was done
    tell_of_safety(user=person, event="unlinked", request=request, name=selectors.provider_name(link.provider))
    return True
