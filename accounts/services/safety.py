"""What people are told about the safety of their accounts: at once, in no digest, each in his language."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from accounts.browsers import name_of_request
from accounts.models import Notice, User

from .sessions import address_of
from .telling import tell


def tell_of_safety(*, user: User, event: str, request: HttpRequest | None = None, **said: Any) -> None:
    """Tell `user` that something happened to his account: `event` is one that mail/safety.txt knows, `said` what it
    says of it. With `request` also when, with which browser and from where.
    """
    context: dict[str, Any] = {"event": event, "path": reverse("accounts:profile"), **said}
    if request is not None:
        context |= {
            "browser": name_of_request(request),
            "address": address_of(request) or "",
            "at": timezone.now().strftime("%Y-%m-%d %H:%M UTC"),
        }
    tell(kind=Notice.Kind.SAFETY, to=[user], context=context)
