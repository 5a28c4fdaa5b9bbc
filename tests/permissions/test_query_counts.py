"""How many queries every page and every reading call takes: pinned in query_counts.txt, and the same however many
countries, ministries, answers, words, files and people there are (DESIGN section 12).

The rows are those of the table of permissions, so that a page or call without a pinned number fails. Each is counted
in the last state in which somebody gets an answer. After a change that is meant,
`PIN_QUERY_COUNTS=1 .venv/bin/python -m pytest tests/permissions/test_query_counts.py` writes the file anew.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership, User
from assessments import selectors, services
from tests.assessments.calling import settle
from tests.assessments.conftest import Team, make_team
from tests.permissions.filling import fill, fill_sealed
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import STATES, Row, World, make_world, response_of

PINNED = Path(__file__).with_name("query_counts.txt")
SIDES = (("focal", "own", "foreign"), ("reviewer", "secretariat"), ("visitor", "nobody"))
"""Who looks: of each side the first who gets an answer; the last side only where the others get none."""
INSTEAD = {"GET page:workbook": ["own"]}
"""Who looks where the focal point has to choose a ministry first."""
FEW, MANY = 1, 4
SHARED_WITH = {"shared": "states_parties", "public": "public"}
MOST = 20
"""Queries that no page and no call exceeds."""
BESIDE = (("/", "focal"), ("/", "own"), ("/", "reviewer"), ("/assessments/{id}/objectives/1.1/", "own"))
"""Pages that the table has not, or for somebody else as well."""

Counts = dict[str, int]
"""Queries by "who method what"."""


def test_pages_and_calls_take_their_pinned_number_of_queries_however_much_there_is(db):
    selectors.tree()  # built once a process
    few, many = counted(FEW), counted(MANY)
    if os.environ.get("PIN_QUERY_COUNTS"):
        PINNED.write_text("".join(f"{number:2} {what}\n" for what, number in sorted(few.items(), key=by_what)))
    assert few == pinned(), "see the docstring of this file where a change is meant"
    grown = {what: f"{number}, then {many[what]}" for what, number in few.items() if many[what] != number}
    assert grown == {}
    assert {what: number for what, number in few.items() if number > MOST} == {}


def pinned() -> Counts:
    """The pinned numbers."""
    lines = (line.split(maxsplit=1) for line in PINNED.read_text().splitlines())
    return {what: int(number) for number, what in lines}


def by_what(item: tuple[str, int]) -> tuple[str, str]:
    """Sorts by page or call, then by who asks."""
    who, _space, what = item[0].partition(" ")
    return what, who


def counted(times: int) -> Counts:
    """The queries of everything in a world that is filled so many times."""
    ContentType.objects.clear_cache()
    counts: Counts = {}
    rows = [(area, row) for area in AREAS for row in area.ROWS if row.method == "GET" and looked_at_by(row)]
    last = {row.what: row.state for state in STATES for _area, row in rows if row.state == state}
    with undone():
        reviewer = Membership.objects.create(user=User.objects.create_user("reviewer@u.example"), role="reviewer")
        world = make_world(make_team(), reviewer)
        others = fill(world, times)
        for address, who in BESIDE:
            path = address.format(id=world.team.assessment.pk)
            with CaptureQueriesContext(connection) as captured:
                assert world.browsers[who].get(path).status_code == 200
            counts[f"{who} GET {address}"] = len(captured)
        for state in STATES:
            go_on_to(world, state, others, times)
            here = [(area, row) for area, row in rows if row.state == state == last[row.what]]
            for area in {area: None for area, _row in here}:
                submission, things = world.submission, dict(world.things)
                with undone():
                    getattr(area, "prepare", lambda world, state: None)(world, state)
                    for row in (row for other, row in here if other is area):
                        for who in looked_at_by(row):
                            counts[f"{who} {row.what}"] = queries_of(world, row, who)
                world.submission, world.things = submission, things
                world.team.assessment.refresh_from_db()
    return counts


def go_on_to(world: World, state: str, others: list[Team], times: int) -> None:
    """Bring all assessments from the state before into this one."""
    if state == "ready":
        settle(world.team)
    elif state == "sealed":
        world.submission = services.submit(actor=world.team.focal, assessment=world.team.assessment)
        fill_sealed(world, others, times)
    elif state in SHARED_WITH:
        for team in (world.team, *others):
            services.share(actor=team.focal, assessment=team.assessment, sharing=SHARED_WITH[state])


def looked_at_by(row: Row) -> list[str]:
    """Who gets an answer: one of each side."""
    if row.what in INSTEAD:
        return INSTEAD[row.what]
    answered = [next((who for who in side if row.expected[who] == "200"), "") for side in SIDES]
    return [who for who in answered[:2] if who] or [who for who in answered[2:] if who]


def queries_of(world: World, row: Row, who: str) -> int:
    """How many queries an answer takes, read to its end."""
    with CaptureQueriesContext(connection) as captured:
        response = response_of(world, row, who)
        if response.streaming:
            for _part in response.streaming_content:
                pass
    assert response.status_code == 200, f"{who} {row.what}: {response.status_code}"
    return len(captured)


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
