"""Telling people by mail: a row for each person, in the transaction of what happened; the mail follows by itself."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Notice, User

GATHERED_FOR = timedelta(minutes=2)
"""How long a notice that gathers waits for more of its kind before it is sent."""


@transaction.atomic
def tell(
    *,
    kind: Notice.Kind,
    to: Iterable[User],
    context: Mapping[str, Any],
    gathers: str = "",
    key: str = "",
) -> list[Notice]:
    """Tell every active person of `to` once; returns the notices that wait now.

    `context` is what the kind's templates say: names, codes, a path of the portal; never a score or a justification.
    With `gathers` (for example an assessment's id) notices of the kind become one while they wait: lists in `context`
    are joined, other values are the last ones. With `key` a person is told only once, whenever that was.
    """
    now = timezone.now()
    told = []
    for user in sorted({person for person in to if person.is_active}, key=lambda person: person.pk):
        own_key = f"{key}:{user.pk}" if key else None
        if own_key and Notice.objects.filter(key=own_key).exists():
            continue
        notice = _waiting(kind, user, gathers) if gathers else None
        if notice is None:
            notice = Notice(
                kind=kind,
                recipient=user,
                address=user.email,
                context=dict(context),
                gathers=gathers,
                key=own_key,
                in_digest=user.daily_digest and kind != Notice.Kind.INVITATION,
                created_at=now,
                due_at=now + GATHERED_FOR if gathers else now,
            )
        else:
            notice.context = _joined(notice.context, context)
        notice.save()
        told.append(notice)
    return told


def _waiting(kind: Notice.Kind, user: User, gathers: str) -> Notice | None:
    waiting = Notice.objects.select_for_update().filter(
        kind=kind, address=user.email, gathers=gathers, status=Notice.Status.WAITING
    )
    return waiting.first()


def _joined(before: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    joined = {**before, **more}
    for name, value in more.items():
        if isinstance(value, list) and isinstance(before.get(name), list):
            joined[name] = [*before[name], *(one for one in value if one not in before[name])]
    return joined
