"""The message that tells workers to look at a job. It may get lost or come twice: the row decides."""

from uuid import UUID

import structlog
from celery import current_app
from kombu.exceptions import OperationalError

logger = structlog.get_logger(__name__)
TASK = "reports.tasks.render"


def ring(job: UUID) -> bool:
    """Tell the workers about a queued job; False where the queue cannot be reached, and then the sweep rings later."""
    try:
        current_app.send_task(TASK, args=[str(job)])
    except OperationalError:
        logger.warning("report_not_rung", job=str(job), exc_info=True)  # the sweep rings again
        return False
    return True
