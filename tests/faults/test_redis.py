"""Redis goes away: saving, pages and sign-in do not need it; reports and mails wait for it, and then come once."""

import os
import signal
import time

import pytest
from playwright.sync_api import expect

from accounts.models import Notice
from benchmarks.measure import percentile
from benchmarks.stack import wait_until
from reports.models import ReportJob
from tests.browser.conftest import People
from tests.faults.desk import desk_of, type_answer
from tests.faults.scenario import Scenario
from tests.faults.world import World

AWAY_SECONDS = float(os.environ.get("FAULTS_REDIS_SECONDS") or 60)
NORMAL_SECONDS = 1.0
"""What the 95th percentile of saving may be, or twice what it was before, on a machine that does other things too."""
LONGEST_SECONDS = 3.0
"""That any request may wait for a Redis that is away, beyond the longest before."""


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL], ids=["restarted", "killed"])
def test_redis_comes_back(world: World, scenario: Scenario, how: signal.Signals) -> None:
    for _turn in range(2):
        scenario.ask_for_reports()
        scenario.invite()
        scenario.go_on()
        world.stack.redis.send(how)
        wait_until(lambda: not world.stack.redis.lives, "The end of Redis")
        world.stack.redis.start()
        wait_until(world.stack.redis_answers, "Redis")
    scenario.go_on()
    scenario.prove()
    assert scenario.refusals() == {}
    assert scenario.broken() == 0


@pytest.mark.parametrize("how", ["gone", "hanging"])
def test_redis_is_away_for_a_minute(world: World, scenario: Scenario, visitors: People, how: str) -> None:
    """Gone: every connection is refused. Hanging: connections are taken, and nothing is said."""
    redis = world.stack.redis
    seconds = AWAY_SECONDS if how == "gone" else AWAY_SECONDS / 4
    scenario.go_on(60)
    usual, longest_before = percentile(scenario.times, 0.95) / 1000, max(scenario.times) / 1000
    if how == "gone":
        redis.kill()
    else:
        redis.send(signal.SIGSTOP)
    since, before = time.monotonic(), len(scenario.times)
    try:
        jobs = scenario.ask_for_reports()
        scenario.invite()
        assert len(scenario.invited) == 2
        desk = desk_of(visitors)  # signing in counts attempts in Redis
        words = f"Written while Redis was {how}."
        type_answer(desk, words)
        desk.expect_saved_once(words)
        longest = 0.0
        while time.monotonic() < since + seconds:
            answers = [scenario.get(scenario.port, "/accounts/login/"), scenario.call("GET", "cycles/")]
            assert [answer.status for answer in answers] == [200, 200]
            longest = max(longest, *(answer.seconds for answer in answers))
            time.sleep(0.5)
    finally:
        if how == "gone":
            redis.start()
        else:
            redis.send(signal.SIGCONT)
    wait_until(world.stack.redis_answers, "Redis")
    saving = scenario.times[before:]
    took, longest_save = percentile(saving, 0.95) / 1000, max(saving) / 1000
    print(
        f"Redis {how} for {seconds:g} s: {len(saving)} answers, p95 {took:.2f} s (before {usual:.2f} s), "
        f"longest {longest_save:.2f} s (before {longest_before:.2f} s), longest of other requests {longest:.2f} s"
    )
    assert took < max(NORMAL_SECONDS, 2 * usual)
    assert longest_save < LONGEST_SECONDS + longest_before
    assert longest < LONGEST_SECONDS + longest_before
    expect(desk.card.locator(".state")).to_contain_text("Saved")
    scenario.go_on()
    scenario.prove()
    assert scenario.refusals() == {}
    assert scenario.broken() == 0
    attempts = ReportJob.objects.filter(pk__in=jobs).values_list("attempts", flat=True)
    assert set(attempts) == {1}
    assert not Notice.objects.filter(address__in=scenario.invited, attempts__gt=1).exists()
