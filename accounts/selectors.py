"""Reads of people and countries, limited to what the actor may see."""

import uuid

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import F, QuerySet
from django.utils import timezone
from knox.models import AuthToken

from accounts import rules
from accounts.models import Country, Membership, Ministry, User


def acting_membership(*, user: AbstractBaseUser | AnonymousUser, chosen: str | None = None) -> Membership | None:
    """The membership in which `user` acts: the one whose id is `chosen` if it is his and active, else his first.

    None for the anonymous visitor and for a person without an active membership. One query at most.
    """
    if not user.is_authenticated:
        return None
    memberships = list(memberships_of(user=user))
    return next((one for one in memberships if str(one.pk) == chosen), memberships[0] if memberships else None)


def memberships_of(*, user: AbstractBaseUser) -> QuerySet[Membership]:
    """The active memberships of `user`, oldest first, with country and ministry."""
    return Membership.objects.filter(user_id=user.pk, active=True).select_related("country", "ministry", "user")


def membership_of(*, user: AbstractBaseUser, membership_id: uuid.UUID) -> Membership:
    """One active membership of `user`. Raises `Membership.DoesNotExist` for anybody else's and for an ended one."""
    return memberships_of(user=user).get(pk=membership_id)


def demonstration_accounts() -> QuerySet[Membership]:
    """Active memberships of the people of the demonstration, by address: they are at `.example`, where nobody is."""
    return (
        Membership.objects.filter(active=True, user__is_active=True, user__email__endswith=".example")
        .select_related("user", "country", "ministry")
        .order_by(F("country__code").asc(nulls_first=True), "user__email")
    )


def countries() -> QuerySet[Country]:
    """All countries, by English name: no secret to anybody who is signed in."""
    return Country.objects.order_by("name", "code")


def ministries(*, actor: Membership | None) -> QuerySet[Ministry]:
    """The ministries that `actor` may see: all for reviewers and the secretariat, else those of his country."""
    every = Ministry.objects.select_related("country").order_by("country__name", "name", "pk")
    if actor is None:
        return every.none()
    if rules.sees_all_countries(actor):
        return every
    return every.filter(country=actor.country)


def tokens_of(*, user: User) -> QuerySet[AuthToken]:
    """The API tokens of `user` that have not expired, newest first."""
    tokens: QuerySet[AuthToken] = AuthToken.objects.filter(user=user, expiry__gt=timezone.now())
    return tokens.order_by("-created", "digest")
