"""Mail by workers: rung for when somebody is told, and by beat every few seconds; and what has had its time."""

from uuid import UUID

from celery import shared_task

from accounts import services
from accounts.services import mailing


@shared_task(name="accounts.tasks.send_notice")
def send_notice(pk: str) -> None:
    """Send this notice, if it still waits. Called any number of times, it is sent once."""
    mailing.send_notice(UUID(pk))


@shared_task(name="accounts.tasks.send_due")
def send_due() -> None:
    """Send whatever is due: notices that gathered, daily digests, and what failed or got lost before."""
    mailing.send_due()


@shared_task(name="accounts.tasks.apply_retention")
def apply_retention() -> None:
    """Remove personal data that has had its time. Called any number of times, it is removed once."""
    services.apply_retention()
