"""The clock of the portal's machine jumps by an hour, forwards and back: no work is done twice or waits for ever."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessments.models import Change
from benchmarks.stack import Part, wait_until
from tests.faults.scenario import Scenario
from tests.faults.world import World

SHIFTING = Path(__file__).parent / "clock"
HOUR = 3600


class Clock:
    """The clock that web, workers and beat see; the rest of the machine keeps the true one."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "clock"
        self.set(0)

    def set(self, seconds: int) -> None:
        """Let the clock be so many seconds away from the true one, from now on."""
        part = self.file.with_suffix(".part")
        part.write_text(f"{seconds}")
        part.replace(self.file)

    def environment(self) -> dict[str, str]:
        """What makes a program see this clock."""
        return {"PYTHONPATH": str(SHIFTING), "FAULTS_CLOCK": str(self.file)}


@pytest.fixture
def clock(world: World) -> Iterator[Clock]:
    """The portal's programs started anew, with a clock that can be set."""
    world.put_in_order()
    clock = Clock(world.stack.folder)
    parts: list[Part] = [world.stack.web, *world.stack.workers, world.stack.beat]
    kept = [part.environment for part in parts]
    for part in parts:
        part.stop()
        part.environment = part.environment | clock.environment()
        part.start()
    yield clock
    for part, environment in zip(parts, kept, strict=True):
        part.stop()
        part.environment = environment


@pytest.mark.parametrize("hours", [1, -1], ids=["an hour forwards", "an hour back"])
def test_the_clock_jumps(clock: Clock, scenario: Scenario, moments: random.Random, hours: int) -> None:
    scenario.go_on()
    scenario.ask_for_reports()
    scenario.invite()
    time.sleep(moments.uniform(0, 3))
    clock.set(hours * HOUR)
    scenario.invite()
    scenario.go_on(30)
    scenario.ask_for_reports()
    wait_until(scenario._all_ended, f"All reports: {scenario.job_states()}", 180)
    scenario.prove()
    assert scenario.refusals() == {}
    assert scenario.broken() == 0
    written = Change.objects.filter(assessment=scenario.assessment, action=Change.Action.SCORED).order_by("pk")
    moments_written = list(written.values_list("at", flat=True))
    jump = (moments_written[-1] - moments_written[0]).total_seconds()
    assert abs(jump - hours * HOUR) < HOUR / 2, "the portal did not see the clock jump"


def test_a_worker_dies_and_the_clock_goes_back(
    clock: Clock, world: World, scenario: Scenario, moments: random.Random
) -> None:
    """Its lease and its bell lie in the future then."""
    clock.set(HOUR)
    jobs = scenario.ask_for_reports()
    wait_until(lambda: any(state == "running" for state, _times in scenario.job_states().values()), "A report at work")
    for worker in world.stack.workers:
        worker.kill()
    clock.set(0)
    for worker in world.stack.workers:
        worker.start()
    wait_until(scenario._all_ended, "All reports, within a few minutes", 240)
    assert jobs
    scenario.prove(mails_once=False)
