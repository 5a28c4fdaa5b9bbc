"""Pages of people: the profile, invitations, and who acts for a country."""

from .invitation import invitation, open_invitation, sign_out
from .language import choose_language
from .people import end_membership, hand_over, invite, people, resend, revoke
from .profile import SignInView, choose_digest, choose_membership, profile, revoke_token, tokens

__all__ = [
    "SignInView",
    "choose_digest",
    "choose_language",
    "choose_membership",
    "end_membership",
    "hand_over",
    "invitation",
    "invite",
    "open_invitation",
    "people",
    "profile",
    "resend",
    "revoke",
    "revoke_token",
    "sign_out",
    "tokens",
]
