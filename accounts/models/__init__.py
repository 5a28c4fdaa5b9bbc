"""Countries and their ministries, the people, the capacities in which they act, and what they are told."""

from .asking import SecondFactorRule
from .contact import Contact
from .invitations import Invitation
from .notices import Notice
from .people import Country, Membership, Ministry, User
from .signing_in import BrowserSession, TokenDetails

__all__ = [
    "BrowserSession",
    "Contact",
    "Country",
    "Invitation",
    "Membership",
    "Ministry",
    "Notice",
    "SecondFactorRule",
    "TokenDetails",
    "User",
]
