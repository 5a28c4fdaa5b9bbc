"""Reports that many people ask for at once: whether their queue drains at the rate of the cores, and whether those who
work on pages meanwhile notice. A real server and a real worker, on the demonstration.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from accounts.models import Membership
from assessments.models import Assessment
from benchmarks.demonstration import open_assessment, page_client
from benchmarks.measure import Measure, percentile
from benchmarks.stack import free_ports, wait_until
from framework.models import Objective
from reports.models import ReportJob
from reports.services import request_report

BASE_DIR = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS = 240
CORES = os.cpu_count() or 1
GOAL_RATIO = 1.25
"""Of core-seconds a report with all cores at work to those with one: beyond it, workers get in each other's way."""
GOAL_MS = 60.0
GOAL_MS_MEANWHILE = 120.0
"""95th percentile of a scoring page over the network while all cores make reports: twice that of a quiet machine."""
REPORTS = 12
KINDS = ("gap_analysis", "action_plan", "country_brief")
QUIET_SECONDS = 8.0
PAUSE_SECONDS = 0.1
"""Between two pages of somebody in a hurry."""


def measure() -> list[Measure]:
    """Core-seconds a report with one worker process a core, against those with one in all; pages with and without."""
    alone, _pages = drained(processes=1)
    with server() as port:
        pages_during(port, lambda: time.sleep(QUIET_SECONDS / 2))  # what is loaded with the first pages does not count
        quiet = pages_during(port, lambda: time.sleep(QUIET_SECONDS))
        together, meanwhile = drained(processes=CORES, port=port)
    queue = f"queue of {len(wanted())} reports"
    return [
        Measure(
            f"{queue}, core-seconds a report with {CORES} processes against 1", together / alone, "times", GOAL_RATIO
        ),
        Measure("scoring page over the network, p95", percentile(quiet, 0.95), "ms", GOAL_MS),
        Measure(
            f"scoring page over the network while {CORES} processes make reports, p95",
            percentile(meanwhile, 0.95),
            "ms",
            GOAL_MS_MEANWHILE,
        ),
    ]


def wanted() -> list[tuple[Assessment, Membership, str]]:
    """At least `REPORTS` reports: assessment, its focal point, who may ask for it, and kind."""
    focal_points = {one.country_id: one for one in Membership.objects.filter(role=Membership.Role.FOCAL_POINT)}
    drafts = list(Assessment.objects.filter(country__in=focal_points).order_by("pk"))
    found = [(draft, focal_points[draft.country_id], kind) for kind in KINDS for draft in drafts]
    if len(found) < REPORTS:
        raise RuntimeError(f"The demonstration has only {len(found)} reports to ask for.")
    return found


def drained(processes: int, port: int | None = None) -> tuple[float, Sequence[float]]:
    """Core-seconds a report that a worker with `processes` takes for the queue it finds waiting, and milliseconds of
    the pages that were looked at meanwhile, on a server at `port`.

    Counted from the moment when it begins on the first report, so that its own start does not count.
    """
    jobs = [request_report(actor=actor, kind=kind, assessment=draft).pk for draft, actor, kind in wanted()]

    def wait() -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        waiting = ReportJob.objects.filter(pk__in=jobs).exclude(status=ReportJob.Status.DONE)
        while waiting.exists():
            if time.monotonic() > deadline or waiting.filter(status=ReportJob.Status.FAILED).exists():
                raise TimeoutError(f"{waiting.count()} of {len(jobs)} reports were not made.")
            time.sleep(0.1)

    with worker(processes):
        wait_until(ReportJob.objects.filter(pk__in=jobs).exclude(status=ReportJob.Status.QUEUED).exists, "The worker")
        pages = [] if port is None else pages_during(port, wait)
        wait()
    done = ReportJob.objects.filter(pk__in=jobs)
    begun = min(job.started_at for job in done if job.started_at)
    ended = max(job.finished_at for job in done if job.finished_at)
    return (ended - begun).total_seconds() * processes / len(jobs), pages


def pages_during(port: int, wait: Callable[[], None]) -> list[float]:
    """Milliseconds of scoring pages that somebody opens, one after the other, until `wait` returns."""
    assessment = open_assessment()
    codes = list(Objective.objects.values_list("code", flat=True).order_by("order"))
    addresses = [reverse("assessments:objective", args=[assessment.pk, code]) for code in codes]
    session = page_client("interior@xaa.example").cookies[settings.SESSION_COOKIE_NAME].value
    over = threading.Event()
    taken: list[float] = []
    faults: list[str] = []

    def look() -> None:
        chosen = random.Random(5)
        while not over.wait(PAUSE_SECONDS):
            started = time.perf_counter()
            status = status_of(port, chosen.choice(addresses), session)
            taken.append((time.perf_counter() - started) * 1000)
            if status != 200:
                faults.append(f"a scoring page answered {status}")
                return

    somebody = threading.Thread(target=look)
    somebody.start()
    try:
        wait()
    finally:
        over.set()
        somebody.join()
    if faults or not taken:
        raise RuntimeError("; ".join(faults) or "No page was looked at.")
    return taken


def status_of(port: int, address: str, session: str = "") -> int:
    """The status of a page, all of which is read."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", address, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


@contextmanager
def server() -> Iterator[int]:
    """The portal's web server as `make run` starts it, on a free port, which is given."""
    (port,) = free_ports(1)
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    with running("gunicorn", "--config", "config/gunicorn.py", environment=environment):
        wait_until(lambda: answers(port), "The web server")
        yield port


def answers(port: int) -> bool:
    """Whether the web server answers."""
    try:
        return status_of(port, "/") < 500
    except OSError:
        return False


@contextmanager
def worker(processes: int) -> Iterator[None]:
    """A Celery worker over the queue of the benchmark's demonstration."""
    options = "--quiet worker --without-gossip --without-mingle --without-heartbeat --loglevel ERROR"
    with running("celery", "-A", "config", *options.split(), "--concurrency", str(processes), environment=os.environ):
        yield


@contextmanager
def running(*command: str, environment: Mapping[str, str]) -> Iterator[None]:
    """A program of the virtual environment, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)
