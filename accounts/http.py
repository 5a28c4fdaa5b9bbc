"""The request as views of the portal see it."""

from django.http import HttpRequest

from accounts.models import Membership, User


class PortalRequest(HttpRequest):
    """A request of a signed-in person; for annotations, since the middleware sets the attributes."""

    user: User
    membership: Membership | None
    memberships: list[Membership]
