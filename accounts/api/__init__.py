"""Countries, ministries, memberships, invitations and tokens over the API, and in which capacity a call acts."""

from rest_framework.routers import BaseRouter

from .acting import membership_of
from .invitations import InvitationViewSet
from .memberships import MembershipViewSet
from .places import CountryViewSet, MinistryViewSet
from .tokens import TokenViewSet

__all__ = ["membership_of", "register"]


def register(router: BaseRouter) -> None:
    """Add this app's calls."""
    router.register("countries", CountryViewSet, basename="country")
    router.register("ministries", MinistryViewSet, basename="ministry")
    router.register("memberships", MembershipViewSet, basename="membership")
    router.register("invitations", InvitationViewSet, basename="invitation")
    router.register("tokens", TokenViewSet, basename="token")
