"""The request as views of the portal see it."""

from django.http import HttpRequest

from accounts.models import Membership, User

CHOICE_HEADER = "X-Membership"
"""In which of the own memberships a call of the API acts."""


class PortalRequest(HttpRequest):
    """A request of a signed-in person; for annotations, since the middleware sets the attributes."""

    user: User
    membership: Membership | None
    memberships: list[Membership]
