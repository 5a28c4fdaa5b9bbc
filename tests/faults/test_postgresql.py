"""PostgreSQL goes away under load and comes back: what was acknowledged is there, the rest was told so."""

import random
import signal
import time

import pytest
from playwright.sync_api import expect

from benchmarks.stack import wait_until
from tests.browser.conftest import People
from tests.faults.desk import desk_of, type_answer
from tests.faults.scenario import Scenario, database_answers
from tests.faults.world import World

TOLD = {0, 503}
"""What an answer may get while the database is away: no word, or that the portal is not to be had at the moment."""


@pytest.mark.parametrize("how", ["restarted", "stopped at once", "killed"])
def test_postgresql_comes_back(world: World, scenario: Scenario, moments: random.Random, how: str) -> None:
    postgresql = world.stack.postgresql
    scenario.ask_for_reports()
    scenario.invite()
    for _turn in range(2):
        scenario.go_on(moments.randrange(5, 30))
        if how == "killed":
            world.kill_postgresql()
        else:
            postgresql.stop(signal.SIGINT if how == "restarted" else signal.SIGQUIT)
        time.sleep(moments.uniform(0, 2))
        postgresql.start()
        wait_until(world.stack.postgresql_answers, "PostgreSQL")
        wait_until(database_answers, "A connection to PostgreSQL")
    scenario.go_on(30)
    assert set(scenario.refusals()) - {412} <= TOLD, scenario.refusals()
    assert all(part.lives for part in world.stack.parts)
    scenario.prove(mails_once=False)


def test_without_postgresql_the_portal_says_so_and_the_page_keeps_the_text(
    world: World, scenario: Scenario, visitors: People
) -> None:
    desk = desk_of(visitors)
    scenario.go_on()
    world.stack.postgresql.stop(signal.SIGINT)
    words = "Written while the database was away, decree of 2025."
    type_answer(desk, words)
    expect(desk.card.locator(".state")).to_contain_text("Not saved, kept here")

    page = desk.page.request.get("/")  # as the person who is signed in
    assert page.status == 503
    assert int(page.headers["retry-after"]) > 0
    assert "database could not be reached" in page.text()
    assert "may not be stored" in page.text()
    call = scenario.call("GET", "countries/")
    assert (call.status, call.headers["content-type"]) == (503, "application/problem+json")

    world.stack.postgresql.start()
    wait_until(database_answers, "A connection to PostgreSQL")
    desk.expect_saved_once(words)
    scenario.go_on()
    scenario.prove()
