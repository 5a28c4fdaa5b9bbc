"""A new password by mail."""

from django.db import transaction

from accounts import observing
from accounts.models import Notice, User

from .telling import ring_for


@transaction.atomic
def ask_for_password(*, email: str) -> None:
    """Send the link for a new password to `email`, if an active account has it.

    Whether one has is looked up when the mail is written, so that known and unknown addresses take the same time here.
    """
    notice = Notice.objects.create(
        kind=Notice.Kind.PASSWORD,
        address=User.objects.normalize_email(email),
        context={},
        request_id=observing.request_id(),
    )
    ring_for([notice])
