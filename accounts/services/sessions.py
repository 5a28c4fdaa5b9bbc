"""Browsers in which people are signed in: remembered, seen, ended."""

from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.browsers import name_of_request
from accounts.models import BrowserSession, User


@transaction.atomic
def remember_session(*, request: HttpRequest, user: User) -> None:
    """Keep that `user` is signed in by the session of `request`. What of his has lapsed is forgotten."""
    lapsed = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    BrowserSession.objects.filter(user=user, seen_at__lt=lapsed).delete()
    if request.session.session_key is None:
        request.session.save()
    BrowserSession.objects.update_or_create(
        session_key=request.session.session_key,
        defaults={
            "user": user,
            "browser": name_of_request(request),
            "address": address_of(request),
            "seen_at": timezone.now(),
        },
    )


@transaction.atomic
def forget_session(*, session_key: str | None) -> None:
    """The session has ended."""
    BrowserSession.objects.filter(session_key=session_key).delete()


@transaction.atomic
def end_session(*, user: User, pk: UUID) -> bool:
    """End one session of `user`; False where he has none such."""
    return _end(BrowserSession.objects.filter(user=user, pk=pk)) > 0


@transaction.atomic
def end_sessions(*, user: User, but: str | None = None) -> int:
    """End the sessions of `user`, but for the one with the key `but`; how many."""
    return _end(BrowserSession.objects.filter(user=user).exclude(session_key=but))


def address_of(request: HttpRequest) -> str | None:
    """From where a request comes, as far as our own proxy tells; None where nothing tells."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # allauth's word for a request without any address
        return None


def _end(sessions: QuerySet[BrowserSession]) -> int:
    ended = list(sessions.select_for_update())
    store: Any = import_module(settings.SESSION_ENGINE).SessionStore
    for session in ended:
        store().delete(session.session_key)
    BrowserSession.objects.filter(pk__in=[session.pk for session in ended]).delete()
    return len(ended)
