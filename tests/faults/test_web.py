"""The web server is killed at random moments while people save: a request either happened or did not."""

import os
import random
import signal

from benchmarks.stack import wait_until
from tests.faults.scenario import Scenario
from tests.faults.world import World, lives

TIMES = 6


def test_workers_of_the_web_server_killed_again_and_again_under_load(
    world: World, scenario: Scenario, moments: random.Random
) -> None:
    web = world.stack.web
    for _turn in range(TIMES):
        scenario.go_on(moments.randrange(5, 30))
        wait_until(web.children, "A worker of the web server")
        os.kill(moments.choice(web.children()), signal.SIGKILL)
    scenario.go_on(30)
    assert web.lives
    scenario.prove()


def test_the_web_server_killed_again_and_again_and_started_anew(
    world: World, scenario: Scenario, moments: random.Random
) -> None:
    web = world.stack.web
    for _turn in range(3):
        scenario.go_on(moments.randrange(5, 30))
        orphans = world.kill_main(web)
        wait_until(lambda: not any(map(lives, orphans)), "The end of workers without a web server")  # noqa: B023
        web.start()
    scenario.go_on(30)
    scenario.prove()
