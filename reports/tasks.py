"""The task that makes a report, and the sweep that every worker runs beside its tasks."""

import logging
from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.signals import worker_ready, worker_shutdown
from django.utils import translation
from django.utils.translation import gettext as _

from reports import services
from reports.making import Paced, make
from reports.sweeper import Sweeper

logger = logging.getLogger(__name__)


@shared_task(name="reports.tasks.render")
def render(job_id: str) -> None:
    """Make the report of this job, if it still waits. Called any number of times, it is made once."""
    job = services.claim(UUID(job_id))
    if job is None:
        return
    try:
        services.finish(job, make(job, Paced(partial(services.renew, job))))
    except services.AttemptLost:
        logger.info("report %s: attempt %d is no longer wanted", job.pk, job.attempts)
    except Exception:
        logger.exception("report %s failed in attempt %d", job.pk, job.attempts)
        with translation.override(job.language):
            _fail(job, _("The report could not be made. The operator finds the reason in the log."))


def _fail(job: Any, reason: str) -> None:
    try:
        services.fail(job, reason)
    except services.AttemptLost:
        logger.info("report %s: attempt %d is no longer wanted", job.pk, job.attempts)


@shared_task(name="reports.tasks.remove_orphan_files")
def remove_orphan_files() -> None:
    """Remove files of reports that no job has."""
    services.remove_orphans()


_sweepers: list[Sweeper] = []


@worker_ready.connect
def start_sweeping(**_signal: Any) -> None:
    """Look after jobs from the moment this worker can take them."""
    sweeper = Sweeper()
    _sweepers.append(sweeper)
    sweeper.start()


@worker_shutdown.connect
def stop_sweeping(**_signal: Any) -> None:
    """Stop looking after jobs before the worker ends."""
    while _sweepers:
        _sweepers.pop().stop()
