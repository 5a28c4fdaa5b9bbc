"""The task that makes a report, and the sweep that every worker runs beside its tasks."""

import time
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from celery import shared_task
from celery.signals import worker_init, worker_ready, worker_shutdown
from django.conf import settings
from django.db import Error
from django.utils import translation

from accounts import observing
from accounts.failures import Cause, cause_of, said, with_reference
from assessments.charts.fonts import has_chinese
from reports import services
from reports.making import Paced, make
from reports.models import ReportJob
from reports.process import load_before_forking, processor_budget, step_back
from reports.sweeper import Sweeper

logger = structlog.get_logger(__name__)


@shared_task(name="reports.tasks.render")
def render(job_id: str) -> None:
    """Make the report of this job, if it still waits. Called any number of times, it is made once."""
    job = services.claim(UUID(job_id))
    if job is None:
        return
    with observing.working_for(job.request_id):
        _make(job)


def _make(job: ReportJob) -> None:
    """Make the report of a claimed job and keep it, or say why that failed."""
    log = logger.bind(job=str(job.pk), kind=job.kind, format=job.format, attempt=job.attempts)
    started = time.monotonic()
    step_back()
    try:
        with processor_budget(settings.REPORT_CPU_SECONDS):
            content = make(job, Paced(partial(services.renew, job)))
        services.finish(job, content)
        log.info("report_done", ms=round((time.monotonic() - started) * 1000))
    except services.AttemptLost:
        log.info("report_no_longer_wanted")
    except Exception as error:
        cause = cause_of(error)
        if cause == Cause.DATABASE and job.attempts < ReportJob.MAX_ATTEMPTS:
            # Nothing can be written now. Its lease lapses, and the sweep lets it wait again.
            log.warning("report_interrupted", cause=cause.value, exc_info=True)
            return
        log.exception("report_failed", cause=cause.value)
        _fail(job, cause, log)


def _fail(job: ReportJob, cause: Cause, log: Any) -> None:
    """Mark the job failed, with the cause in words for a person."""
    with translation.override(job.language):
        reason = with_reference(said(cause), job.pk)
    try:
        services.fail(job, reason, cause)
    except services.AttemptLost:
        log.info("report_no_longer_wanted")
    except Error:
        log.warning("report_interrupted", cause=Cause.DATABASE.value, exc_info=True)  # its lease lapses


@shared_task(name="reports.tasks.remove_orphan_files")
def remove_orphan_files() -> None:
    """Remove files of reports that no job has."""
    services.remove_orphans()


@worker_init.connect
def prepare_worker(**_signal: Any) -> None:
    """Load what every child of this worker needs, before they are forked, and say where a font is missing."""
    load_before_forking()
    if not has_chinese():
        logger.warning("font_missing", part="fonts")


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
