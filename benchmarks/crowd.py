"""Fifty contributors who save at once for a minute: is anything lost or written twice, and how long do they wait?"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from benchmarks.demonstration import DATABASE
from benchmarks.ledger import Crowd, audit, make_crowd
from benchmarks.measure import Measure, percentile
from benchmarks.stack import Part, free_ports, listens, wait_until

CONTRIBUTORS = 50
SECONDS = 60
PAUSE_SECONDS = 1.0  # one answer a second each: as fast as anybody clicks through a page
GOAL_MS = {"SQLite": 800.0, "PostgreSQL": 300.0}[DATABASE]


def measure() -> list[Measure]:
    """Answers lost, written twice and failed, and the 95th percentile of the time until an answer was acknowledged."""
    assessment, contributors = make_crowd(CONTRIBUTORS)
    with web_server() as port:
        crowd = Crowd(port, assessment.pk, contributors, pause=PAUSE_SECONDS)
        crowd.start()
        time.sleep(SECONDS)
        crowd.stop()

    found = audit(assessment.pk, contributors)
    times = [milliseconds for contributor in contributors for milliseconds in contributor.milliseconds]
    refused = sum(sum(contributor.refused.values()) for contributor in contributors)
    broken = len(times) - found.acknowledged - refused
    name = f"{CONTRIBUTORS} contributors at once ({DATABASE})"
    print(f"{name}: {len(times)} answers sent, {found}", file=sys.stderr)
    return [
        Measure(f"{name}, p95", percentile(times, 0.95), "ms", GOAL_MS),
        Measure(f"{name}, lost", found.lost, "answers", 0),
        Measure(f"{name}, recorded twice", found.doubled, "answers", 0),
        Measure(f"{name}, refused or failed", refused + broken, "answers", 0),
    ]


@contextmanager
def web_server() -> Iterator[int]:
    """The portal's web server, as `make run` starts it, on a free port of the loopback address."""
    (port,) = free_ports(1)
    command = [sys.executable, "-m", "gunicorn", "--config", "config/gunicorn.py", "--bind", f"127.0.0.1:{port}"]
    server = Part("web", command, settings.VAR_DIR, os.environ)
    try:
        server.start()
        wait_until(lambda: listens(port), "The web server")
        yield port
    finally:
        server.stop()
