"""Reads of people and countries."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from accounts.models import Membership


def acting_membership(*, user: AbstractBaseUser | AnonymousUser, chosen: str | None = None) -> Membership | None:
    """The membership in which `user` acts: the one whose id is `chosen` if it is his and active, else his first.

    None for the anonymous visitor and for a person without an active membership.
    """
    if not user.is_authenticated:
        return None
    memberships = list(
        Membership.objects.filter(user_id=user.pk, active=True).select_related("country", "ministry", "user")
    )
    return next((one for one in memberships if str(one.pk) == chosen), memberships[0] if memberships else None)
