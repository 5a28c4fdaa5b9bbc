"""Pages of people: the profile, invitations, and who acts for a country."""

from .invitation import invitation, open_invitation, sign_out
from .language import choose_language
from .my_data import leave, my_data, tour
from .people import end_membership, hand_over, invite, people, resend, revoke
from .profile import choose_digest, choose_membership, profile
from .second_factor import AddPasskeyView, RemovePasskeyView, ask_second_factor, reset_second_factor
from .sessions import end_other_sessions, end_session, sessions
from .sign_in import PasskeySignInView, SignInView
from .single_sign_on import begin_single_sign_on, end_single_sign_on, unlink
from .tokens import revoke_token, tokens

__all__ = [
    "AddPasskeyView",
    "PasskeySignInView",
    "RemovePasskeyView",
    "SignInView",
    "ask_second_factor",
    "begin_single_sign_on",
    "choose_digest",
    "choose_language",
    "choose_membership",
    "end_membership",
    "end_other_sessions",
    "end_session",
    "end_single_sign_on",
    "hand_over",
    "invitation",
    "invite",
    "leave",
    "my_data",
    "open_invitation",
    "people",
    "profile",
    "resend",
    "reset_second_factor",
    "revoke",
    "revoke_token",
    "sessions",
    "sign_out",
    "tokens",
    "tour",
    "unlink",
]
