"""The message that tells workers to send a notice. It may get lost or come twice: the row decides."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)
TASK = "accounts.tasks.send_notice"
RUNG_FOR = 20
"""For how many notices workers are rung; many at once (reminders) wait for the next look at what is due."""


def ring(notices: Sequence[UUID]) -> None:
    """Tell the workers about notices that are due. A queue that cannot be reached is logged and nobody's trouble:
    what is due is looked for every few seconds.
    """
    for pk in notices[:RUNG_FOR]:
        try:
            current_app.send_task(TASK, args=[str(pk)], retry=False)  # somebody waits for his page
        except (OperationalError, OSError):
            logger.warning("notice_not_rung", notice=str(pk), exc_info=True)  # what is due is looked for
            return
