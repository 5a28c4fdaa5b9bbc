"""Reads of people and countries, limited to what the actor may see."""

import re
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, TypeVar

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from knox.models import AuthToken

from accounts import rules
from accounts.models import BrowserSession, Contact, Country, Invitation, Membership, Ministry, SecondFactorRule, User

Kept = TypeVar("Kept", Membership, Invitation)
CONTACT_KEY = "contact"
"""Where the cache has the contact line; `services.keep_contact` takes it away."""
_CODE = re.compile("[A-Z]{3}")
_RANK = Case(When(role__in=Membership.NEVER_EMPTY, then=0), default=1)


def capacities(*, user: AbstractBaseUser | AnonymousUser) -> list[Membership]:
    """The memberships in which `user` may act, oldest first.

    No query for the anonymous visitor, who has none, and for a person who came with them (`accounts.backends`).
    """
    known: list[Membership] | None = getattr(user, "known_capacities", None)
    if known is not None:
        return known
    return list(memberships_of(user_id=user.pk)) if user.is_authenticated else []


def chosen_of(memberships: list[Membership], chosen: str | None) -> Membership | None:
    """The one of `memberships` whose id is `chosen`, else the first; None where there is none."""
    return next((one for one in memberships if str(one.pk) == chosen), memberships[0] if memberships else None)


def memberships_of(*, user_id: int) -> QuerySet[Membership]:
    """The active memberships of a user, oldest first, with user, country, what it asks, and ministry."""
    return Membership.objects.filter(user_id=user_id, active=True).select_related(
        "country__second_factor_rule", "ministry", "user"
    )


def membership_of(*, user: AbstractBaseUser, membership_id: uuid.UUID) -> Membership:
    """One active membership of `user`. Raises `Membership.DoesNotExist` for anybody else's and for an ended one."""
    return memberships_of(user_id=user.pk).get(pk=membership_id)


def demonstration_accounts() -> QuerySet[Membership]:
    """Active memberships of the people of the demonstration, by address: they are at `.example`, where nobody is.

    Whoever came by invitation has a password of his own, and is left out.
    """
    return (
        Membership.objects.filter(active=True, user__is_active=True, user__email__endswith=".example")
        .exclude(user__invitations__isnull=False)
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
    return tokens.select_related("details").order_by("-created", "digest")


def sessions_of(*, user: User) -> QuerySet[BrowserSession]:
    """The browsers in which `user` is signed in, the one seen last first; those that have lapsed are left out."""
    since = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return BrowserSession.objects.filter(user=user, seen_at__gte=since).order_by("-seen_at", "pk")


def must_have_second_factor(*, user: User) -> bool:
    """Whether `user` may do nothing without a second factor: by one of his roles, where the portal asks for it, or by
    a country for which he acts, wherever it does.
    """
    memberships = capacities(user=user)
    if any(one.country is not None and one.country.asks_second_factor for one in memberships):
        return True
    if settings.SECOND_FACTOR != "required":
        return False
    return user.is_superuser or any(one.role in Membership.WITH_SECOND_FACTOR for one in memberships)


def asked_for_second_factor() -> Q:
    """The same of the active memberships that ask their people for one."""
    asked = Q(country__second_factor_rule__asked=True)
    if settings.SECOND_FACTOR == "required":
        asked |= Q(role__in=Membership.WITH_SECOND_FACTOR)
    return asked


def second_factor_of(*, country: Country | None) -> Any:
    """The last change of whether `country` asks everybody for a second factor: `asked`, `history_date`, `history_user`.

    None where nobody has ever changed it, and for UNODC. One query.
    """
    if country is None:
        return None
    changes = SecondFactorRule.history.filter(country=country).select_related("history_user")
    return changes.order_by("-history_date", "-history_id").first()


def has_second_factor(*, user: User) -> bool:
    """Whether `user` has set one up (one query). Recovery codes are none by themselves."""
    return bool(Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def loses_last_factor(*, user: User, authenticator: Authenticator) -> bool:
    """Whether `user`, who must have a second factor, would have none without this one."""
    if not must_have_second_factor(user=user) or authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return False
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    return not bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())


def with_second_factor(*, users: Iterable[int]) -> set[int]:
    """Which of the persons with these ids have set one up (one query)."""
    factors = Authenticator.objects.filter(user__in=set(users)).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(factors.values_list("user", flat=True))


def other_sign_ins_of(*, user: User) -> QuerySet[SocialAccount]:
    """What else opens the account of `user`, oldest first."""
    links: QuerySet[SocialAccount] = SocialAccount.objects.filter(user=user).order_by("date_joined", "pk")
    return links


def provider_name(provider: str) -> str:
    """What another sign-in is called; its id where the operator has taken it out of the configuration."""
    return next((str(one["name"]) for one in settings.SINGLE_SIGN_ON if one["provider_id"] == provider), provider)


def country_kept(*, actor: Membership | None, code: str) -> Country:
    """The country with this code if `actor` keeps its people. Raises `Country.DoesNotExist`."""
    kept = Country.objects.all()
    if not rules.is_secretariat(actor):
        kept = kept.filter(memberships=actor) if actor is not None and rules.is_focal_point(actor) else kept.none()
    if not _CODE.fullmatch(code):
        raise Country.DoesNotExist
    return kept.get(code=code)


def memberships_kept(*, actor: Membership | None) -> QuerySet[Membership]:
    """Memberships, active and ended, of the people whom `actor` keeps: a focal point those of the country, the
    secretariat all. Who keeps people first, then by role and name; with user, country, ministry and `ended_at` (None
    while active).
    """
    every = _with_end(Membership.objects.select_related("user", "country", "ministry")).order_by(
        "country__code", _RANK, "role", "ministry__name", "user__name", "user__email", "pk"
    )
    return _kept(every, actor)


def memberships_seen(*, actor: Membership | None, user: AbstractBaseUser | AnonymousUser) -> QuerySet[Membership]:
    """The memberships of `user` himself and those of the people whom `actor` keeps, active and ended."""
    kept = memberships_kept(actor=actor)
    return _with_end(
        Membership.objects.filter(Q(user_id=user.pk) | Q(pk__in=kept.order_by().values("pk"))).select_related(
            "user", "country", "ministry"
        )
    )


def invitations(*, actor: Membership | None) -> QuerySet[Invitation]:
    """The invitations that `actor` may see, newest first: a focal point those of the country, the secretariat all."""
    every = Invitation.objects.select_related("country", "ministry", "invited_by").order_by("-created_at", "pk")
    return _kept(every, actor)


def invitations_in(state: Invitation.State) -> Q:
    """What tells the invitations that are in `state` now."""
    now = timezone.now()
    ended = Q(accepted_at__isnull=False) | Q(revoked_at__isnull=False)
    return {
        Invitation.State.WAITING: ~ended & Q(expires_at__gt=now),
        Invitation.State.EXPIRED: ~ended & Q(expires_at__lte=now),
        Invitation.State.ACCEPTED: Q(accepted_at__isnull=False),
        Invitation.State.REVOKED: Q(revoked_at__isnull=False),
    }[state]


def invitation_of_link(*, invitation_id: uuid.UUID, serial: str) -> Invitation | None:
    """The invitation, in whatever state, that a link with this id and serial opens; None for one sent anew since."""
    invitation = Invitation.objects.filter(pk=invitation_id).select_related("country", "ministry", "invited_by").first()
    if invitation is None or not constant_time_compare(invitation.serial, serial):
        return None
    return invitation


def has_account(*, email: str) -> bool:
    """Whether somebody signs in by this address. Only for whoever has proved to read its mail."""
    return User.objects.filter(email__iexact=email).exists()


def successors(*, actor: Membership) -> QuerySet[Membership]:
    """Active memberships of the country whose people could become focal point in the actor's place."""
    focal_points = Membership.objects.filter(
        role=Membership.Role.FOCAL_POINT, country=actor.country, active=True
    ).values("user")
    return (
        memberships_kept(actor=actor)
        .filter(country=actor.country, active=True, user__is_active=True)
        .exclude(user__in=focal_points)
    )


def roles_offered(*, actor: Membership, country: Country | None) -> list[Membership.Role]:
    """The roles in which `actor` may invite people to act for `country`, or for UNODC where it is None; focal point
    first, since a country's work begins with it.
    """
    roles = [one for one in Membership.Role if (one in Membership.NATIONAL_ROLES) == (country is not None)]
    roles.sort(key=lambda one: one != Membership.Role.FOCAL_POINT)
    return [one for one in roles if rules.may_invite(actor, Membership(role=one, country=country))]


def is_last_of_role(*, membership: Membership) -> bool:
    """Whether nobody would be the country's focal point, or the secretariat, without this membership."""
    if membership.role not in Membership.NEVER_EMPTY:
        return False
    others = Membership.objects.filter(
        role=membership.role, country=membership.country, active=True, user__is_active=True
    )
    return not others.exclude(pk=membership.pk).exists()


def countries_with_people() -> QuerySet[Country]:
    """All countries, by name, with `focal_points` and `people`: numbers of active memberships; for the secretariat."""
    active = Q(memberships__active=True)
    return countries().annotate(
        focal_points=Count("memberships", filter=active & Q(memberships__role=Membership.Role.FOCAL_POINT)),
        people=Count("memberships", filter=active),
    )


def _kept(rows: QuerySet[Kept], actor: Membership | None) -> QuerySet[Kept]:
    if rules.is_secretariat(actor):
        return rows
    if actor is not None and rules.is_focal_point(actor):
        return rows.filter(country=actor.country)
    return rows.none()


def _with_end(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    """With `ended_at`: when the history says that an ended membership ended."""
    endings = Membership.history.model.objects.filter(id=OuterRef("pk"), active=False).order_by("-history_date")
    return memberships.annotate(
        ended_at=Case(When(active=False, then=Subquery(endings.values("history_date")[:1])), default=None)
    )


def contact() -> Contact | None:
    """The secretariat's contact line, None where there is none. From the cache; one query where it is not there."""
    known = cache.get(CONTACT_KEY)
    if known is None:
        known = Contact.objects.filter(pk=Contact.THE_ONE).values().first() or {}
        cache.set(CONTACT_KEY, known, timeout=3600)
    return _contact_of(known)


def known_contact() -> Contact | None:
    """The contact line as far as the cache knows it: no query."""
    return _contact_of(cache.get(CONTACT_KEY) or {})


def _contact_of(known: dict[str, Any]) -> Contact | None:
    """What the cache holds, which another version of the portal may have put there, as a row."""
    names = {field.name for field in Contact._meta.concrete_fields}
    return Contact(**{name: value for name, value in known.items() if name in names}) if known else None
