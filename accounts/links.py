"""What the link of an invitation holds: its id and serial, signed."""

import uuid

from django.core.signing import BadSignature, Signer

from accounts.models import Invitation

_SIGNER = Signer(salt="accounts.invitation", sep=".")


def token_of(invitation: Invitation) -> str:
    """The signed part of the invitation's link: only letters, digits, `-`, `_` and `.`."""
    return _SIGNER.sign(f"{invitation.pk.hex}.{invitation.serial}")


def read_token(token: str) -> tuple[uuid.UUID, str] | None:
    """Id and serial of the invitation that `token` was made for; None for one that we did not sign."""
    try:
        pk, _dot, serial = _SIGNER.unsign(token).partition(".")
    except BadSignature:
        return None
    return uuid.UUID(pk), serial
