"""The message that tells workers to look at a job. It may get lost or come twice: the row decides."""

import logging
from uuid import UUID

from celery import current_app
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)
TASK = "reports.tasks.render"


def ring(job: UUID) -> bool:
    """Tell the workers about a queued job; False where the queue cannot be reached, and then the sweep rings later."""
    try:
        current_app.send_task(TASK, args=[str(job)])
    except OperationalError:
        logger.warning("report %s: the queue cannot be reached; the sweep will try again", job, exc_info=True)
        return False
    return True
