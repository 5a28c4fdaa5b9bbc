"""Every text that people read is marked for translation: every page, as one sees it who may and one who may not, and as
it is when nothing is there yet, somebody was quicker or it is too late.
"""

import re
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.utils.translation import trans_real

from tests.permissions import marking
from tests.permissions.moments import MOMENTS
from tests.permissions.moments.base import TEXT
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import ACTORS, Row, World, bring_about, make_world, response_of

READERS_A_PAGE = 1
READ = re.compile(r"GET \w+:")
STATES = ("draft", "sealed")
"""Between them they have every page."""
SHOWN = ("200", "403", "409", "410", "422")


@pytest.fixture
def world(db, team, reviewer) -> World:
    return make_world(team, reviewer)


@pytest.fixture(autouse=True)
def pseudo(monkeypatch) -> None:
    monkeypatch.setitem(trans_real._translations, marking.LANGUAGE, marking.Pseudo(marking.LANGUAGE))


def readers(row: Row) -> Iterator[str]:
    """Actors who get different answers, and a few who get the same."""
    seen: dict[str, int] = {}
    for actor in ACTORS:
        status = row.expected[actor]
        seen[status] = seen.get(status, 0) + 1
        if status in SHOWN and seen[status] <= READERS_A_PAGE:
            yield actor


@pytest.mark.parametrize("state", STATES)
def test_every_text_is_marked(world, state):
    bring_about(world, state)
    for client in [*world.browsers.values(), *(caller.client for caller in world.callers.values())]:
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = marking.LANGUAGE
    found: dict[str, str] = {}
    for area in AREAS:
        rows = [row for row in area.ROWS if row.state == state and READ.match(row.what)]
        with transaction.atomic():
            if rows and hasattr(area, "prepare"):
                area.prepare(world, state)
            data = marking.stored_texts()
            for row in rows:
                for actor in readers(row):
                    with transaction.atomic():
                        response = response_of(world, row, actor)
                        transaction.set_rollback(True)
                    for text in said(response):
                        for rest in marking.unmarked([text], data):
                            found.setdefault(rest, f"{row.what} ({actor})")
            transaction.set_rollback(True)
        world.team.assessment.refresh_from_db()
    assert not found, "\n".join(f"{place}: {rest}" for rest, place in sorted(found.items(), key=lambda one: one[1]))


@pytest.mark.parametrize("state", sorted({moment.state for moment in MOMENTS}))
def test_every_text_of_a_moment_is_marked(world, state):
    bring_about(world, state)
    found = []
    for moment in [one for one in MOMENTS if one.state == state]:
        with moment.shown(world, marking.LANGUAGE) as answer:
            assert "⟦" in answer.content.decode(), moment
            data = f"{marking.stored_texts()}\n{TEXT}"
            rests = marking.unmarked(said(answer), data)
        found += [f"{moment.page} ({moment.name}): {rest}" for rest in sorted(rests)]
    assert not found, "\n".join(found)


def said(response) -> list[str]:
    """What the answer says to a person."""
    kind = response.get("Content-Type", "")
    if response.streaming:
        for _part in response.streaming_content:  # read to its end, which closes it
            pass
        return []
    if kind.startswith("text/html"):
        return marking.texts_of(response.content.decode())
    return []
