"""Notices become mails. A worker claims a notice by one conditional update; every later write names its attempt.

A worker killed between the mail server's "accepted" and the row's "sent" sends again once the lease is over, with the
same Message-ID. See docs/decisions/mail.md.
"""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any
from uuid import UUID

import structlog
from django.core.mail import get_connection
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail, observing
from accounts.models import Notice, User
from accounts.services.bell import ring

logger = structlog.get_logger(__name__)
STATUS = Notice.Status
LEASE = timedelta(minutes=5)
"""How long a worker may take for one mail; `EMAIL_TIMEOUT` ends each of its steps long before."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60))
"""How long a notice waits after its first, second, … attempt: 41 hours in all."""
MAX_ATTEMPTS = len(PAUSES) + 1
ONE_LOOK = 45.0
"""Seconds after which a look at what is due ends; the next one goes on."""


def send_notice(pk: UUID) -> bool:
    """Send one notice now, if it is due and nobody else has it; whether it was sent."""
    with _mail_server() as server:
        notice = _claim(pk) if _reachable(server) else None
        return notice is not None and _send([notice], server)


def send_due() -> int:
    """Send what is due, oldest first, a person's daily digest as one mail; returns the number of mails sent.

    Any number of workers may do this at the same time. Ends early where the mail server cannot be reached, and after
    `ONE_LOOK`: what is left stays due.
    """
    _give_up_lapsed()
    _leave_digests()
    started, sent = time.monotonic(), 0
    with _mail_server() as server:
        for pks in _due():
            if time.monotonic() - started > ONE_LOOK or not _reachable(server):
                break
            # The first is the gate: whoever gets it gets them all, so that a digest stays one mail.
            first = _claim(pks[0])
            if first is not None:
                others = [notice for pk in pks[1:] if (notice := _claim(pk)) is not None]
                sent += _send([first, *others], server)
    return sent


@transaction.atomic
def send_again(notices: QuerySet[Notice]) -> int:
    """Let those of `notices` that failed wait again, with all their attempts; how many they are."""
    failed = list(notices.filter(status=STATUS.FAILED).values_list("pk", flat=True))
    Notice.objects.filter(pk__in=failed, status=STATUS.FAILED).update(
        status=STATUS.WAITING, attempts=0, due_at=timezone.now(), in_digest=False, failure=""
    )
    transaction.on_commit(lambda: ring(failed), robust=True)
    return len(failed)


def _due() -> Iterator[list[UUID]]:
    """Ids of the notices that are due, in groups that make one mail each: a digest, or a notice by itself."""
    due = _claimable(timezone.now()).order_by("due_at", "created_at", "pk")
    digests: dict[Any, list[UUID]] = {}
    singles: list[list[UUID]] = []
    for pk, in_digest, recipient in due.values_list("pk", "in_digest", "recipient_id"):
        if in_digest and recipient is not None:
            digests.setdefault(recipient, []).append(pk)
        else:
            singles.append([pk])
    yield from singles
    yield from digests.values()


def _lapsed(now: datetime) -> Q:
    """Leases that hold no more: they have passed, or were given by a clock that has been put back since."""
    return Q(lease_until__lt=now) | Q(lease_until__gt=now + 2 * LEASE)


def _claimable(now: datetime) -> QuerySet[Notice]:
    """What may be sent. What was told in the future is due: the clock has been put back since."""
    return Notice.objects.filter(attempts__lt=MAX_ATTEMPTS).filter(
        Q(Q(due_at__lte=now) | Q(created_at__gt=now + LEASE), status=STATUS.WAITING)
        | Q(_lapsed(now), status=STATUS.SENDING)
    )


def _claim(pk: UUID) -> Notice | None:
    """Take a notice to send: one conditional update, which counts the attempt and sets the lease. None where there is
    nothing to take. It gathers no more: what happens from now on is another notice.
    """
    now = timezone.now()
    claimed = (
        _claimable(now)
        .filter(pk=pk)
        .update(status=STATUS.SENDING, attempts=F("attempts") + 1, lease_until=now + LEASE, gathers="")
    )
    return Notice.objects.select_related("recipient").get(pk=pk) if claimed else None


def _send(notices: Sequence[Notice], server: Any) -> bool:
    """Send one mail for claimed notices and keep what came of it; whether it was sent."""
    with observing.working_for(notices[0].request_id):
        return _send_and_keep(notices, server)


def _send_and_keep(notices: Sequence[Notice], server: Any) -> bool:
    log = logger.bind(notice=str(notices[0].pk), kind=notices[0].kind, attempt=notices[0].attempts, count=len(notices))
    try:
        message = mail.message_of(notices)
        message.connection = server
        message.send()
    except mail.NobodyThere:
        log.info("mail_for_nobody")
        _held(notices).delete()
        return False
    except mail.NotToBeSent as reason:
        log.info("mail_not_to_be_sent")
        _fail(notices, str(reason))
        return False
    except Exception as error:
        log.warning("mail_not_sent", exc_info=True)
        _hang_up(server)
        _put_back(notices, error)
        return False
    _held(notices).update(status=STATUS.SENT, sent_at=timezone.now(), lease_until=None, failure="")
    log.info("mail_sent")
    return True


@contextmanager
def _mail_server() -> Iterator[Any]:
    """Django's connection for several mails; opened by `_reachable`."""
    server = get_connection()
    try:
        yield server
    finally:
        _hang_up(server)


def _reachable(server: Any) -> bool:
    """Whether the mail server takes calls. Where it does not, no mail is to blame and none loses an attempt."""
    try:
        server.open()
    except (OSError, SMTPException):
        logger.warning("mail_server_not_reached", exc_info=True)  # what is due waits
        return False
    return True


def _hang_up(server: Any) -> None:
    """Close the connection, however broken it is; the next mail opens another."""
    with suppress(OSError, SMTPException):
        server.close()


def _put_back(notices: Sequence[Notice], error: Exception) -> None:
    """Let notices wait for another attempt, later and later; fail those that had all, and those refused for good."""
    for notice in notices:
        if notice.attempts >= MAX_ATTEMPTS or _is_final(error):
            logger.error("mail_failed", notice=str(notice.pk), kind=notice.kind, attempt=notice.attempts)
            _fail([notice], _said(error))
            continue
        _held([notice]).update(
            status=STATUS.WAITING,
            lease_until=None,
            due_at=timezone.now() + PAUSES[notice.attempts - 1],
            failure=_said(error),
        )


def _fail(notices: Sequence[Notice], reason: str) -> None:
    _held(notices).update(status=STATUS.FAILED, lease_until=None, failure=reason[:300])


def _held(notices: Sequence[Notice]) -> QuerySet[Notice]:
    """The notices' rows as long as they are these attempts'."""
    held = Q(pk__in=[])
    for notice in notices:
        held |= Q(pk=notice.pk, attempts=notice.attempts)
    return Notice.objects.filter(held, status=STATUS.SENDING)


def _give_up_lapsed() -> None:
    """Fail notices whose last attempt took its worker along."""
    lapsed = Notice.objects.filter(_lapsed(timezone.now()), status=STATUS.SENDING, attempts__gte=MAX_ATTEMPTS)
    given_up = lapsed.update(
        status=STATUS.FAILED, lease_until=None, failure=_("The worker stopped while it sent this.")
    )
    if given_up:
        logger.error("mails_failed", count=given_up, cause="worker_stopped")


def _leave_digests() -> None:
    """Whoever wants no digest any more gets singly, and now, what waits for it."""
    left = Notice.objects.filter(
        status=STATUS.WAITING, in_digest=True, recipient__in=User.objects.filter(daily_digest=False)
    )
    if not left.exists():
        return
    with transaction.atomic():
        # In the order of all that lock several notices; what somebody joins at this moment is found by the next look.
        found = list(left.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True))
        Notice.objects.filter(pk__in=found).update(in_digest=False, due_at=timezone.now())


def _is_final(error: Exception) -> bool:
    """Whether the mail server says that no such address exists, or that it will never take a mail for it."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _words in error.recipients.values())


def _said(error: Exception) -> str:
    """An error as the administration shows it: the mail server's words, never those of a mail."""
    if isinstance(error, OSError):  # SMTPException is one
        return f"{type(error).__name__}: {error}"[:300]
    return type(error).__name__
