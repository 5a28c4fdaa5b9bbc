"""Workers are killed while they make reports and send mails: nothing is lost, nothing is done twice."""

import os
import random
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Membership
from benchmarks.stack import Part, wait_until
from reports.models import ReportJob
from tests.faults.scenario import REPORT_SECONDS, Scenario
from tests.faults.world import World, lives

LONG = {"kind": "gap_analysis", "format": "pdf"}
"""A report that takes seconds, so that a moment within it can be found."""


@pytest.mark.parametrize("victim", ["the worker", "its child"])
def test_a_worker_killed_while_it_makes_a_report(
    world: World, scenario: Scenario, moments: random.Random, victim: str
) -> None:
    (job,) = scenario.ask_for_reports([LONG])
    scenario.invite()
    scenario.ask_for_reports()
    percent = moments.randrange(1, 60)
    row = ReportJob.objects.filter(pk=job)
    wait_until(lambda: row.filter(status="running", progress__gte=percent).exists(), f"{percent} percent")
    if victim == "its child":
        for worker in world.stack.workers:
            for child in worker.children():
                os.kill(child, signal.SIGKILL)
    else:
        for worker in world.stack.workers:
            orphans = world.kill_main(worker)
            wait_until(lambda: not any(map(lives, orphans)), "The end of a worker's children", REPORT_SECONDS)  # noqa: B023
            worker.start()
    scenario.go_on()
    scenario.prove(mails_once=False)


def test_a_report_that_ends_its_worker_fails_with_its_reason_and_others_go_on(world: World, scenario: Scenario) -> None:
    """As by a machine that has no memory left: whoever works on it is killed, each time."""
    (poison,) = scenario.ask_for_reports([LONG])
    with killing_whoever_works_on(poison, world.stack.workers) as kills:
        others = scenario.ask_for_reports([{"kind": "country_brief", "format": "pdf"}])
        ended = ReportJob.objects.filter(pk=poison, status="failed")
        wait_until(ended.exists, "The end of the report that cannot be made", REPORT_SECONDS)
    assert ReportJob.objects.get(pk=poison).attempts == ReportJob.MAX_ATTEMPTS == len(kills)
    assert "stopped" in ReportJob.objects.get(pk=poison).error
    assert len(others) == 1
    scenario.prove(failed=[poison], mails_once=False)  # the other one is done


def test_a_report_whose_data_cannot_be_read_fails_with_its_reason_and_others_go_on(scenario: Scenario) -> None:
    """A comparison of a cycle that is not there any more, as no page can ask for it."""
    focal_point = Membership.objects.get(country__code=scenario.country, role=Membership.Role.FOCAL_POINT)
    poison = ReportJob.objects.create(
        kind="comparison",
        selection="cycle=of+nobody",
        requested_by_id=focal_point.user_id,
        membership=focal_point,
        requested_at=timezone.now(),
    )
    scenario.reports.append(poison.pk)
    scenario.ask_for_reports()
    scenario.prove(failed=[poison.pk])
    poison.refresh_from_db()
    assert poison.attempts == 1
    assert scenario.call("GET", f"reports/{poison.pk}/").json["error"] == poison.error


@contextmanager
def killing_whoever_works_on(job: UUID, workers: list[Part]) -> Iterator[list[int]]:
    """While the block runs, children of workers are killed as often as the job is being made; gives at what attempts.

    Its lease is let lapse at once, so that nobody has to wait three minutes.
    """
    kills: list[int] = []
    over = threading.Event()

    def watch() -> None:
        row = ReportJob.objects.filter(pk=job, status="running")
        while not over.wait(0.05):
            attempt = row.values_list("attempts", flat=True).first()
            if attempt is None or attempt in kills:
                continue
            kills.append(attempt)
            for child in [pid for worker in workers for pid in worker.children()]:
                os.kill(child, signal.SIGKILL)
            row.update(lease_until=timezone.now())
        connection.close()

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield kills
    finally:
        over.set()
        watcher.join()
