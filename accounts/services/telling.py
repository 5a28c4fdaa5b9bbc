"""Telling people by mail: a row for each person, in the transaction of what happened; the mail follows by itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import observing
from accounts.models import Invitation, Membership, Notice, User
from accounts.services.bell import ring

GATHERED_FOR = timedelta(minutes=2)
"""How long a notice that gathers waits for more of its kind before it is sent."""

_silent: ContextVar[bool] = ContextVar("silent", default=False)


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is told. `context`, `gathers` and `key` as `tell` describes them; `key` is this person's own."""

    user: User
    context: Mapping[str, Any]
    gathers: str = ""
    key: str | None = None


def tell(
    *,
    kind: Notice.Kind,
    to: Iterable[User],
    context: Mapping[str, Any],
    gathers: str = "",
    key: str = "",
) -> list[Notice]:
    """Tell every active person of `to` once; returns the notices that wait now, by person.

    `context` is what the kind's templates say: names, codes, a path of the portal; never a score or a justification.
    With `gathers` (for example an assessment's id) notices of the kind become one while they wait: lists in `context`
    are joined, other values are the last ones. With `key` a person is told only once, whenever that was.
    """
    people = sorted(set(to), key=lambda person: person.pk)
    tellings = [Telling(person, context, gathers, f"{key}:{person.pk}" if key else None) for person in people]
    return tell_each(kind=kind, tellings=tellings)


@transaction.atomic
def tell_each(*, kind: Notice.Kind, tellings: Iterable[Telling]) -> list[Notice]:
    """Tell many people different things of one kind; returns the notices that wait now. At most four queries where
    nothing is joined, however many they are.
    """
    if _silent.get():
        return []
    pending = [telling for telling in tellings if telling.user.is_active]
    keys = [telling.key for telling in pending if telling.key]
    if keys:
        told = set(Notice.objects.filter(key__in=keys).values_list("key", flat=True))
        pending = [telling for telling in pending if telling.key not in told]
    notices: list[Notice] = []
    while pending:
        joined, pending = _join(kind, pending)
        added, pending = _add(kind, pending)
        notices += joined + added
    return notices


@transaction.atomic
def tell_invited(*, invitation: Invitation, actor: Membership) -> None:
    """Tell the invited, who need not have an account, at once and in no digest. A mail that still waits is replaced."""
    forget_invited(invitation=invitation)
    if _silent.get():
        return
    notice = Notice.objects.create(
        kind=Notice.Kind.INVITATION,
        address=invitation.email,
        context={"invitation": str(invitation.pk), "by": str(actor.user)},
        gathers=str(invitation.pk),
        request_id=observing.request_id(),
    )
    ring_for([notice])


@transaction.atomic
def forget_invited(*, invitation: Invitation) -> None:
    """Take back the mail of an invitation, where it has not gone out."""
    Notice.objects.filter(
        kind=Notice.Kind.INVITATION, gathers=str(invitation.pk), status=Notice.Status.WAITING
    ).delete()


@transaction.atomic
def untell(*, kind: Notice.Kind, gathers: str, codes: Collection[str]) -> None:
    """Take `codes` out of what still waits to be told: what happened is undone. A notice without codes left goes.

    `gathers` is what the notices were told with, or how that begins.
    """
    waiting = Notice.objects.select_for_update().filter(
        kind=kind, gathers__startswith=gathers, status=Notice.Status.WAITING
    )
    for notice in waiting.order_by("pk"):
        left = [code for code in notice.context["codes"] if code not in codes]
        if not left:
            notice.delete()
        elif left != notice.context["codes"]:
            notice.context = {**notice.context, "codes": left}
            notice.save(update_fields=["context"])


@contextmanager
def telling_nobody() -> Iterator[None]:
    """Within, nobody is told anything: a demonstration is made, whose people would only hear old news."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def next_digest(after: datetime) -> datetime:
    """When the daily digest goes out next, at `DIGEST_HOUR` UTC."""
    today = after.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if today > after else today + timedelta(days=1)


def _join(kind: Notice.Kind, tellings: Sequence[Telling]) -> tuple[list[Notice], list[Telling]]:
    """Join tellings to the notices of theirs that wait; those notices, and the tellings that found none."""
    gathering = {telling.gathers for telling in tellings if telling.gathers}
    if not gathering:
        return [], list(tellings)
    waiting = {
        (notice.address, notice.gathers): notice
        for notice in Notice.objects.select_for_update()
        .filter(kind=kind, gathers__in=gathering, status=Notice.Status.WAITING)
        .order_by("pk")
    }
    joined, alone = [], []
    for telling in tellings:
        notice = waiting.get((telling.user.email, telling.gathers))
        if notice is None:
            alone.append(telling)
            continue
        notice.context = _joined(notice.context, telling.context)
        notice.save(update_fields=["context"])
        joined.append(notice)
    return joined, alone


def _add(kind: Notice.Kind, tellings: Sequence[Telling]) -> tuple[list[Notice], list[Telling]]:
    """Add notices; those added, and the tellings that gather and met another's notice, added at the same moment.

    A key that another has told at the same moment is told: nothing is left to do.
    """
    if not tellings:
        return [], []
    now = timezone.now()
    notices = [_notice_of(kind, telling, now) for telling in tellings]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    if all(not telling.gathers and not telling.key for telling in tellings):
        stored = {notice.pk for notice in notices}
    else:
        stored = set(Notice.objects.filter(pk__in=[notice.pk for notice in notices]).values_list("pk", flat=True))
    added = [notice for notice in notices if notice.pk in stored]
    ring_for(added)
    met = [
        telling
        for telling, notice in zip(tellings, notices, strict=True)
        if notice.pk not in stored and telling.gathers and not telling.key
    ]
    return added, met


def _notice_of(kind: Notice.Kind, telling: Telling, now: datetime) -> Notice:
    in_digest = telling.user.daily_digest and kind != Notice.Kind.SAFETY  # which does not wait for tomorrow
    due_at = now + GATHERED_FOR if telling.gathers else now
    if in_digest:
        due_at = next_digest(now)
    return Notice(
        kind=kind,
        recipient=telling.user,
        address=telling.user.email,
        context=dict(telling.context),
        gathers=telling.gathers,
        key=telling.key,
        in_digest=in_digest,
        created_at=now,
        due_at=due_at,
        request_id=observing.request_id(),
    )


def ring_for(notices: Sequence[Notice]) -> None:
    """Ring for what is due as soon as it is committed; the rest, and more than a few, are found by the next look."""
    now = timezone.now()
    due = [notice.pk for notice in notices if notice.due_at <= now]
    if due:
        transaction.on_commit(partial(ring, due), robust=True)


def _joined(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**before, **more}
    for name, value in more.items():
        if isinstance(value, list) and isinstance(before.get(name), list):
            joined[name] = [*before[name], *(one for one in value if one not in before[name])]
    return joined
