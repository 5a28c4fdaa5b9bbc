"""How much one person may do at once; sign-in and its kin have the limits of allauth."""

from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.models import User


def may_invite(request: HttpRequest, user: User) -> bool:
    """Counts an invitation that `user` sends, by page or API, and says whether it is within `ACCOUNT_RATE_LIMITS`."""
    return ratelimit.consume(request, action="invite", user=user)
