"""Writes of people: users, memberships, invitations, tokens, and what they are told. One transaction each."""

from .people import (
    add_membership,
    create_user,
    end_membership,
    forget_former_addresses,
    issue_token,
    revoke_token,
    sign_in_for_token,
)
from .telling import tell

__all__ = [
    "add_membership",
    "create_user",
    "end_membership",
    "forget_former_addresses",
    "issue_token",
    "revoke_token",
    "sign_in_for_token",
    "tell",
]
