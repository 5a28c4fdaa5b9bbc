"""What the portal keeps of one person, for that person: each application's config lists its part in `personal_data()`.

A part gives the person's own rows and nothing of others: what a country answered is the country's. docs/privacy.md
lists it all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db.models import F, Q, QuerySet
from knox.models import AuthToken

from accounts.models import BrowserSession, Invitation, Membership, Notice, User

AT_ONCE = 2000
"""Rows that are held in memory at a time."""
Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a person's data: `rows` gives what it lists, as values that JSON can hold (times and ids as well)."""

    name: str
    rows: Callable[[User], Rows]


def all_parts() -> list[Part]:
    """Every part, of every application."""
    found: list[Part] = []
    for config in apps.get_app_configs():
        found += getattr(config, "personal_data", list)()
    return found


def in_turn(rows: QuerySet[Any, Any]) -> Iterator[Any]:
    """The rows of a query, however many, few at a time."""
    return rows.iterator(chunk_size=AT_ONCE)


def parts() -> list[Part]:
    """What this application keeps of a person."""
    return [
        Part("account", _account),
        Part("account-changes", _account_changes),
        Part("memberships", _memberships),
        Part("invitations", _invitations),
        Part("sessions", _sessions),
        Part("tokens", _tokens),
        Part("second-factors", _second_factors),
        Part("other-sign-ins", _other_sign_ins),
        Part("mails", _mails),
        Part("administration", _administration),
    ]


def _account(user: User) -> Rows:
    names = ("email", "name", "is_active", "date_joined", "last_login", "daily_digest", "language", "toured", "left_at")
    return [{name: getattr(user, name) for name in names}]


def _account_changes(user: User) -> Rows:
    fields = ("history_date", "history_type", "email", "name", "is_active", "daily_digest", "language")
    return in_turn(User.history.filter(id=user.pk).order_by("history_date", "history_id").values(*fields))


def _memberships(user: User) -> Rows:
    for one in in_turn(Membership.objects.filter(user=user).select_related("country", "ministry")):
        yield {
            "role": one.role,
            "country": one.country.code if one.country else None,
            "ministry": one.ministry.name if one.ministry else None,
            "active": one.active,
            "created_at": one.created_at,
        }


def _invitations(user: User) -> Rows:
    """Those that he was sent, and those that he sent: of these not to whom."""
    fields = ("role", "created_at", "sent_at", "expires_at", "accepted_at", "revoked_at")
    received = Invitation.objects.filter(Q(accepted_by=user) | Q(email__iexact=user.email))
    for row in in_turn(received.values(*fields, "email", "name", country_code=F("country__code"))):
        yield {"received": True} | row
    sent = Invitation.objects.filter(invited_by=user)
    for row in in_turn(sent.values(*fields, "capacity", country_code=F("country__code"))):
        yield {"received": False} | row


def _sessions(user: User) -> Rows:
    fields = ("browser", "address", "signed_in_at", "seen_at")
    return in_turn(BrowserSession.objects.filter(user=user).values(*fields))


def _tokens(user: User) -> Rows:
    """What they are called and may do; their texts are kept nowhere."""
    return in_turn(
        AuthToken.objects.filter(user=user).values(
            "created",
            "expiry",
            name=F("details__name"),
            scope=F("details__scope"),
            last_used_at=F("details__last_used_at"),
        )
    )


def _second_factors(user: User) -> Rows:
    return in_turn(Authenticator.objects.filter(user=user).values("type", "created_at", "last_used_at"))


def _other_sign_ins(user: User) -> Rows:
    fields = ("provider", "uid", "date_joined", "last_login")
    return in_turn(SocialAccount.objects.filter(user=user).values(*fields))


def _mails(user: User) -> Rows:
    """What he was told of what, when; names of others in a mail are theirs."""
    fields = ("kind", "address", "status", "created_at", "sent_at")
    return in_turn(Notice.objects.filter(recipient=user).order_by("created_at", "pk").values(*fields))


def _administration(user: User) -> Rows:
    """What he did in the administration: when, and with what kind of thing."""
    entries = LogEntry.objects.filter(user=user).order_by("action_time", "pk")
    return in_turn(entries.values("action_time", "action_flag", kind=F("content_type__model"), thing=F("object_id")))
