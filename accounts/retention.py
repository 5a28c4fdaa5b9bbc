"""How long personal data is kept: each application's config lists its kinds in `retention()`.

`services.apply_retention` removes what has had its time, by `manage.py apply_retention` and once a day by beat. The
days are settings (`KEEP_…_DAYS`); docs/privacy.md gives the reasons.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from knox.models import AuthToken

from accounts.models import BrowserSession, Invitation, Membership, Notice, User


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of data. `due` gives what has had its time, of a moment so many days ago (`settings.KEEP_DAYS[name]`;
    0 for what names none: sessions). `remove` takes ids of such rows, in a transaction of its own.
    """

    name: str
    due: Callable[[datetime], QuerySet[Any]]
    remove: Callable[[Sequence[Any]], None]

    @property
    def before(self) -> datetime:
        """What ended before this moment goes."""
        return timezone.now() - timedelta(days=settings.KEEP_DAYS.get(self.name, 0))


def all_kinds() -> list[Kind]:
    """Every kind, of every application."""
    found: list[Kind] = []
    for config in apps.get_app_configs():
        found += getattr(config, "retention", list)()
    return found


def kinds() -> list[Kind]:
    """What this application keeps for a time. People first: who is forgotten takes mails along."""
    return [
        Kind("people-without-role", _without_role, _let_leave),
        Kind("former-people", _former, _forget),
        Kind("mails", _told, _delete(Notice)),
        Kind("invitations", _ended_invitations, _forget_invitations),
        Kind("tokens", lambda before: AuthToken.objects.filter(expiry__lt=before), _delete(AuthToken)),
        Kind("sessions", lambda before: Session.objects.filter(expire_date__lt=before), _delete(Session)),
        Kind("browsers", _lapsed, _delete(BrowserSession)),
    ]


def _without_role(before: datetime) -> QuerySet[User]:
    """Open accounts that act for nobody and were not used since; never a superuser's."""
    acting = Membership.objects.filter(user=OuterRef("pk"), active=True)
    lately = Membership.history.filter(user_id=OuterRef("pk"), history_date__gte=before)
    return User.objects.filter(
        ~Exists(acting),
        ~Exists(lately),
        Q(last_login__lt=before) | Q(last_login__isnull=True),
        date_joined__lt=before,
        left_at__isnull=True,
        is_superuser=False,
    )


def _former(before: datetime) -> QuerySet[User]:
    return User.objects.filter(left_at__lt=before, forgotten_at__isnull=True)


def _told(before: datetime) -> QuerySet[Notice]:
    """Mails that went out or never will."""
    ended = (Notice.Status.SENT, Notice.Status.FAILED)
    return Notice.objects.filter(status__in=ended, created_at__lt=before)


def _ended_invitations(before: datetime) -> QuerySet[Invitation]:
    """Accepted, revoked, or lapsed without an answer."""
    lapsed = Q(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__lt=before)
    return Invitation.objects.filter(lapsed | Q(accepted_at__lt=before) | Q(revoked_at__lt=before))


def _lapsed(before: datetime) -> QuerySet[BrowserSession]:
    """Those whose session is over."""
    return BrowserSession.objects.filter(seen_at__lt=before - timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _delete(model: Any) -> Callable[[Sequence[Any]], None]:
    def delete(ids: Sequence[Any]) -> None:
        model.objects.filter(pk__in=ids).delete()

    return delete


def _let_leave(ids: Sequence[Any]) -> None:
    from accounts import services  # services list what is kept

    for user in User.objects.filter(pk__in=ids):
        services.leave(user=user)


def _forget(ids: Sequence[Any]) -> None:
    from accounts import services  # services list what is kept

    for user in User.objects.filter(pk__in=ids):
        services.forget(user=user)


def _forget_invitations(ids: Sequence[Any]) -> None:
    from accounts import services  # services list what is kept

    services.forget_invitations(of=Q(pk__in=ids))
