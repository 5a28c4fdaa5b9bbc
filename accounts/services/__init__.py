"""Writes of people: users, memberships, invitations, tokens, and what they are told. One transaction each."""

from .errors import AccountExists, LastOfTheRole, NotWaiting, WrongPerson
from .invitations import accept, accept_with_new_account, invite, link_of, resend, revoke
from .memberships import end_membership, hand_over
from .people import (
    add_membership,
    choose_digest,
    create_user,
    forget_former_addresses,
    issue_token,
    revoke_token,
    sign_in_for_token,
)
from .telling import Telling, tell, tell_each, telling_nobody, untell

__all__ = [
    "AccountExists",
    "LastOfTheRole",
    "NotWaiting",
    "Telling",
    "WrongPerson",
    "accept",
    "accept_with_new_account",
    "add_membership",
    "choose_digest",
    "create_user",
    "end_membership",
    "forget_former_addresses",
    "hand_over",
    "invite",
    "issue_token",
    "link_of",
    "resend",
    "revoke",
    "revoke_token",
    "sign_in_for_token",
    "tell",
    "tell_each",
    "telling_nobody",
    "untell",
]
