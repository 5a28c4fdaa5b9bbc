"""Countries and their ministries, the people, the capacities in which they act, and what they are told."""

from .invitations import Invitation
from .notices import Notice
from .people import Country, Membership, Ministry, User

__all__ = ["Country", "Invitation", "Membership", "Ministry", "Notice", "User"]
