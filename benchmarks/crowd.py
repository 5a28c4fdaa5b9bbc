"""Fifty contributors who save at once for a minute: is anything lost or written twice, and how long do they wait?"""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from knox.models import AuthToken

from accounts.models import Country, Membership, Ministry, User
from assessments import services
from assessments.models import Assessment, Change, Cycle, Score
from benchmarks.demonstration import DATABASE
from benchmarks.measure import Measure, percentile
from framework.models import Indicator

BASE_DIR = Path(__file__).resolve().parent.parent
CONTRIBUTORS = 50
SECONDS = 60
PAUSE_SECONDS = 1.0  # one answer a second each: as fast as anybody clicks through a page
INDICATORS_EACH = 14  # every second one is also asked of the next ministry, so that national scores change under both
GUNICORN = "gunicorn config.wsgi --workers 2 --threads 4 --preload --no-control-socket --log-level warning"
GOAL_MS = {"SQLite": 800.0, "PostgreSQL": 300.0}[DATABASE]


@dataclass
class Contributor:
    """One official with a token, and what the portal has acknowledged to him."""

    token: str
    ministry: Ministry
    codes: list[str]
    acknowledged: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Code to version and level of the last answer that was acknowledged."""
    answers: int = 0
    milliseconds: list[float] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)


def measure() -> list[Measure]:
    """Answers lost, written twice and failed, and the 95th percentile of the time until an answer was acknowledged."""
    assessment, contributors = make_crowd()
    with web_server() as port:
        threads = [
            threading.Thread(target=save_for_a_while, args=(port, assessment, contributor, number))
            for number, contributor in enumerate(contributors)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    stored = {
        (ministry, code): (version, level)
        for ministry, code, version, level in Score.objects.filter(assessment=assessment).values_list(
            "ministry_id", "indicator__code", "version", "level"
        )
    }
    acknowledged = {
        (contributor.ministry.pk, code): last
        for contributor in contributors
        for code, last in contributor.acknowledged.items()
    }
    answers = sum(contributor.answers for contributor in contributors)
    recorded = Change.objects.filter(assessment=assessment, action=Change.Action.SCORED).count()
    times = [time for contributor in contributors for time in contributor.milliseconds]
    name = f"{CONTRIBUTORS} contributors at once, {answers} answers ({DATABASE})"
    return [
        Measure(f"{name}, p95", percentile(times, 0.95), "ms", GOAL_MS),
        Measure(f"{name}, lost", sum(stored.get(key) != last for key, last in acknowledged.items()), "answers", 0),
        Measure(f"{name}, recorded twice", recorded - answers + len(stored.keys() - acknowledged), "answers", 0),
        Measure(f"{name}, refused or failed", sum(len(one.refused) for one in contributors), "answers", 0),
    ]


@transaction.atomic
def make_crowd() -> tuple[Assessment, list[Contributor]]:
    """A fictional country with fifty ministries of one contributor each, and its assessment in the open cycle."""
    country = Country.objects.create(code="XZZ", alpha2="XZ", name="Country XZZ", region="Nowhere", fictional=True)
    coordinator = User.objects.create_user("focal@xzz.example", name="Focal point")
    focal_point = Membership.objects.create(user=coordinator, role=Membership.Role.FOCAL_POINT, country=country)
    cycle = Cycle.objects.get(status=Cycle.Status.OPEN)
    assessment = services.open_assessment(actor=focal_point, country=country, cycle=cycle)
    indicators = list(Indicator.objects.order_by("order"))
    contributors = []
    for number in range(CONTRIBUTORS):
        ministry = Ministry.objects.create(country=country, slug=f"ministry-{number}", name=f"Ministry {number}")
        user = User.objects.create_user(f"ministry-{number}@xzz.example", name=f"Official {number}")
        Membership.objects.create(user=user, role=Membership.Role.CONTRIBUTOR, country=country, ministry=ministry)
        first = number * INDICATORS_EACH // 2
        asked = [indicators[place % len(indicators)] for place in range(first, first + INDICATORS_EACH)]
        services.assign(actor=focal_point, assessment=assessment, indicators=asked, ministry=ministry)
        _row, token = AuthToken.objects.create(user)
        contributors.append(Contributor(token, ministry, [indicator.code for indicator in asked]))
    return assessment, contributors


@contextmanager
def web_server() -> Iterator[int]:
    """The portal's web server, as `make run` starts it, on a free port of the loopback address."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", *GUNICORN.split(), "--bind", f"127.0.0.1:{port}"],
        cwd=BASE_DIR,
        start_new_session=True,
    )
    try:
        wait_until_it_listens(port, server)
        yield port
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=30)


def wait_until_it_listens(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Return when the server accepts connections; raises `RuntimeError` where it ended, `TimeoutError` after 30 s."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"The web server ended with status {server.returncode}.")
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("The web server does not listen.")


def save_for_a_while(port: int, assessment: Assessment, contributor: Contributor, number: int) -> None:
    """Save one answer a second for a minute, beginning at a moment of this contributor's own within the first."""
    begin = time.monotonic() + number * PAUSE_SECONDS / CONTRIBUTORS
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for turn in range(int(SECONDS / PAUSE_SECONDS)):
        time.sleep(max(0.0, begin + turn * PAUSE_SECONDS - time.monotonic()))
        save(connection, assessment, contributor, turn)
    connection.close()


def save(connection: http.client.HTTPConnection, assessment: Assessment, contributor: Contributor, turn: int) -> None:
    """Save the answer of one turn and note what the portal said."""
    code = contributor.codes[turn % len(contributor.codes)]
    level = turn // len(contributor.codes) % 3
    version, _level = contributor.acknowledged.get(code, (0, None))
    body = {"answer": "level", "level": level, "justification": f"Answer {turn}."}
    headers = {
        "Authorization": f"Token {contributor.token}",
        "Content-Type": "application/json",
        "If-Match": f'"{version}"',
    }
    started = time.perf_counter()
    connection.request("PUT", f"/api/v1/assessments/{assessment.pk}/scores/{code}/", json.dumps(body), headers)
    response = connection.getresponse()
    content = response.read()
    contributor.milliseconds.append((time.perf_counter() - started) * 1000)
    if response.status in {200, 201}:
        contributor.acknowledged[code] = (json.loads(content)["version"], level)
        contributor.answers += 1
    else:
        contributor.refused.append(response.status)
