"""The portal is upgraded while people save and reports are made: nobody notices."""

import os
import signal
import sys
from pathlib import Path

from benchmarks.stack import wait_until
from reports.models import ReportJob
from tests.faults.scenario import Scenario
from tests.faults.world import World, children_of, lives


def test_migration_beside_the_running_portal_then_web_and_workers_one_after_the_other(
    world: World, scenario: Scenario
) -> None:
    stack = world.stack
    scenario.ask_for_reports()
    scenario.invite()
    scenario.go_on()
    stack.manage("migrate", "--noinput")
    scenario.go_on()

    before = stack.web.children()
    stack.web.send(signal.SIGHUP)  # new workers on the same socket; the old ones end what they have
    wait_until(lambda: stack.web.children() and not any(map(lives, before)), "The change of the web server's workers")
    scenario.go_on()

    for worker in stack.workers:
        worker.stop()
        assert worker.process is not None
        assert worker.process.returncode == 0, worker.log()[-2000:]
        worker.start()
    stack.beat.stop()
    stack.beat.start()
    scenario.go_on()
    scenario.prove()
    assert scenario.refusals() == {}
    assert scenario.broken() == 0
    attempts = ReportJob.objects.filter(pk__in=scenario.reports).values_list("attempts", flat=True)
    assert set(attempts) == {1}, "a worker that is asked to end finishes its report"


def test_the_web_server_itself_is_exchanged(world: World, scenario: Scenario) -> None:
    """USR2: a new one beside the old, with new code, on the same socket; TERM: the old one ends what it has."""
    web = world.stack.web
    web.stop()
    # By its own program: `python -m gunicorn` cannot start itself anew.
    web.command = [str(Path(sys.executable).with_name("gunicorn")), *web.command[3:]]
    web.start()
    wait_until(web.children, "The web server")
    scenario.go_on()
    broken = scenario.broken()
    old, workers = web.pid, set(web.children())
    web.send(signal.SIGUSR2)
    wait_until(lambda: _new_server(old, workers), "A new web server")
    new = _new_server(old, workers)
    assert new is not None
    wait_until(lambda: len(children_of(new)) >= 2, "Workers of the new web server")
    scenario.go_on()
    web.send(signal.SIGTERM)
    assert web.process is not None
    web.process.wait(timeout=60)
    scenario.go_on(30)
    scenario.prove()
    os.killpg(web.pid, signal.SIGTERM)
    wait_until(lambda: not lives(new), "The end of the new web server")
    assert scenario.refusals() == {}
    assert scenario.broken() == broken


def _new_server(old: int, workers: set[int]) -> int | None:
    """The process that the old web server has started beside its workers."""
    return next((pid for pid in children_of(old) if pid not in workers and len(children_of(pid)) >= 2), None)
