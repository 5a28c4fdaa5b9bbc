"""Writes of people: users, memberships, invitations, tokens, and what they are told. One transaction each."""

from .errors import AccountExists, LastOfTheRole, NoPassword, NotWaiting, WrongPerson
from .invitations import accept, accept_with_new_account, invite, link_of, resend, revoke
from .leaving import end_access, forget, forget_invitations, leave
from .memberships import end_membership, hand_over
from .other_sign_ins import unlink
from .passwords import ask_for_password
from .people import (
    add_membership,
    choose_digest,
    choose_language,
    create_user,
    forget_former_addresses,
    keep_contact,
    show_round,
)
from .personal_data import write_person
from .retention import apply_retention, due_of_retention
from .safety import tell_of_safety
from .second_factor import ask_second_factor, renew_secrets, reset_second_factor
from .sessions import address_of, end_session, end_sessions, forget_session, remember_session
from .telling import Telling, tell, tell_each, telling_nobody, untell
from .tokens import MOST_DAYS, issue_token, revoke_token, seconds_to_wait, sign_in_for_token, use_token

__all__ = [
    "MOST_DAYS",
    "AccountExists",
    "LastOfTheRole",
    "NoPassword",
    "NotWaiting",
    "Telling",
    "WrongPerson",
    "accept",
    "accept_with_new_account",
    "add_membership",
    "address_of",
    "apply_retention",
    "ask_for_password",
    "ask_second_factor",
    "choose_digest",
    "choose_language",
    "create_user",
    "due_of_retention",
    "end_access",
    "end_membership",
    "end_session",
    "end_sessions",
    "forget",
    "forget_former_addresses",
    "forget_invitations",
    "forget_session",
    "hand_over",
    "invite",
    "issue_token",
    "keep_contact",
    "leave",
    "link_of",
    "remember_session",
    "renew_secrets",
    "resend",
    "reset_second_factor",
    "revoke",
    "revoke_token",
    "seconds_to_wait",
    "show_round",
    "sign_in_for_token",
    "tell",
    "tell_each",
    "tell_of_safety",
    "telling_nobody",
    "unlink",
    "untell",
    "use_token",
    "write_person",
]
