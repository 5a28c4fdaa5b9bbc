"""A real worker over the filesystem queue, killed with -9 while it makes a report: the report gets made even so."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.django_db  # `installed` is a copy of the tests' own database
BASE_DIR = Path(__file__).resolve().parents[2]
WORKER = "celery -A config worker --without-gossip --without-mingle --without-heartbeat --loglevel WARNING -c 1"
SECONDS = 120

PREPARE = """
import datetime
from accounts.models import Country, Membership, User
from assessments.models import Cycle
from assessments import services
country = Country.objects.create(
    code="XTA", alpha2="XA", name="Country XTA", region="-", subregion="-", regional_group="none", fictional=True
)
user = User.objects.create_user("focal@xta.example")
focal = Membership.objects.create(user=user, role="focal_point", country=country)
cycle = Cycle.objects.create(
    slug="2026", name="Cycle 2026", status="open",
    opens_on=datetime.date(2026, 1, 1), closes_on=datetime.date(2026, 12, 31),
)
assessment = services.open_assessment(actor=focal, country=country, cycle=cycle)
from reports import services
services.request_report(actor=focal, kind="gap_analysis", assessment=assessment)
"""
WATCH = """
import json, time
from reports.models import ReportJob
while True:
    print(json.dumps(ReportJob.objects.values_list("status", "progress", "attempts", "file_sha256").get()))
    time.sleep(0.1)
"""
LAPSE = """
import datetime
from django.utils import timezone
from reports.models import ReportJob
ReportJob.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
"""


class Portal:
    """A portal with its own state, whose database a script looks into and whose worker comes and goes."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.environment = os.environ | {
            "PORTAL_VAR": str(var),
            "DATABASE_URL": "",
            "REDIS_URL": "",
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        self.worker: subprocess.Popen[bytes] | None = None

    def run(self, program: str) -> str:
        finished = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{program}"],
            cwd=BASE_DIR,
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=SECONDS,
        )
        return finished.stdout

    def start_worker(self) -> None:
        with (self.var / "worker.log").open("ab") as log:
            self.worker = subprocess.Popen(
                [sys.executable, "-m", *WORKER.split()],
                cwd=BASE_DIR,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill_worker(self) -> None:
        """-9 for the worker's main process and its children at once."""
        if self.worker is not None:
            os.killpg(self.worker.pid, signal.SIGKILL)
            self.worker.wait()
            self.worker = None

    def wait_for(self, wanted: Any) -> list[Any]:
        """The job's state as soon as `wanted` holds of it; fails with the worker's log when it never does."""
        deadline = time.monotonic() + SECONDS
        with subprocess.Popen(
            [sys.executable, "-u", "-c", f"import django; django.setup()\n{WATCH}"],
            cwd=BASE_DIR,
            env=self.environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as watch:
            try:
                assert watch.stdout is not None
                for line in watch.stdout:
                    state: list[Any] = json.loads(line)
                    if wanted(*state):
                        return state
                    assert time.monotonic() < deadline, f"{state}\n{(self.var / 'worker.log').read_text()}"
                raise AssertionError("the database could not be read")
            finally:
                watch.kill()


@pytest.fixture
def portal(installed: Path, tmp_path: Path) -> Iterator[Portal]:
    shutil.copy(installed, tmp_path)
    portal = Portal(tmp_path)
    yield portal
    portal.kill_worker()


def test_killed_worker_loses_nothing(portal: Portal) -> None:
    portal.run(PREPARE)
    portal.start_worker()
    portal.wait_for(lambda status, progress, attempts, sha256: status == "running" and progress >= 15)
    portal.kill_worker()
    for message in (portal.var / "queue" / "messages").iterdir():
        message.unlink()  # every message is lost with the worker
    status, _progress, attempts, sha256 = portal.wait_for(lambda *state: True)
    assert (status, attempts, sha256) == ("running", 1, "")

    portal.run(LAPSE)  # a minute goes by
    portal.start_worker()
    _status, progress, attempts, sha256 = portal.wait_for(lambda status, *rest: status not in ("queued", "running"))
    assert (progress, attempts) == (100, 2)
    assert [path.name for path in (portal.var / "files").rglob("*") if path.is_file()] == [f"{sha256}.pdf"]
