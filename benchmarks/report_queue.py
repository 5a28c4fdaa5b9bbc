"""Whether a queue of reports drains at the rate of the cores: the same reports by one process and by one a core."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accounts.models import Membership
from assessments.models import Assessment
from benchmarks.measure import Measure
from reports.models import ReportJob
from reports.services import request_report

BASE_DIR = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 240
CORES = os.cpu_count() or 1
GOAL_RATIO = 1.25
"""Of core-seconds a report with all cores at work to those with one: beyond it, workers get in each other's way."""


def measure() -> list[Measure]:
    """Core-seconds a report with one worker process a core, against those with one in all."""
    alone = seconds_a_report(processes=1)
    together = seconds_a_report(processes=CORES)
    name = f"queue of {len(drafts())} reports, core-seconds a report with {CORES} processes against 1"
    return [Measure(name, together * CORES / alone, "times", GOAL_RATIO)]


def drafts() -> list[tuple[Assessment, Membership]]:
    """The assessments of the demonstration, each with its focal point, who may ask for its report."""
    focal_points = {one.country_id: one for one in Membership.objects.filter(role=Membership.Role.FOCAL_POINT)}
    return [(assessment, focal_points[assessment.country_id]) for assessment in Assessment.objects.order_by("pk")]


def seconds_a_report(processes: int) -> float:
    """Seconds a report that a worker with `processes` takes for the queue it finds waiting.

    Counted from the moment when it begins on the first report, so that its own start does not count.
    """
    jobs = [
        request_report(actor=focal_point, kind="gap_analysis", assessment=draft).pk for draft, focal_point in drafts()
    ]
    with worker(processes):
        deadline = time.monotonic() + PATIENCE_SECONDS
        waiting = ReportJob.objects.filter(pk__in=jobs).exclude(status=ReportJob.Status.DONE)
        while waiting.exists():
            if time.monotonic() > deadline or waiting.filter(status=ReportJob.Status.FAILED).exists():
                raise TimeoutError(f"{waiting.count()} of {len(jobs)} reports were not made.")
            time.sleep(0.1)
    done = ReportJob.objects.filter(pk__in=jobs)
    begun = min(job.started_at for job in done if job.started_at)
    ended = max(job.finished_at for job in done if job.finished_at)
    return (ended - begun).total_seconds() / len(jobs)


@contextmanager
def worker(processes: int) -> Iterator[None]:
    """A Celery worker over the queue of the benchmark's demonstration."""
    command = "celery -A config --quiet worker --without-gossip --without-mingle --without-heartbeat --loglevel ERROR"
    process = subprocess.Popen(
        [sys.executable, "-m", *command.split(), "--concurrency", str(processes)],
        cwd=BASE_DIR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
