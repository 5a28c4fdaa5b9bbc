"""Who may do what (DESIGN section 5): one table of every call and page, for every role, own ministry, other ministry
and other country. A call or page that is not in the table fails the test.

The rows are in one room an area; a room may have `prepare(world, state)`, which makes what its rows need. Each cell
is tried in the state of its row and undone. "login" is being sent to sign in.
"""

import re

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator

from tests.permissions import (
    answers,
    clarifications,
    compare,
    compare_needs,
    compare_views,
    content,
    cycles,
    data,
    differences,
    evidence,
    people,
    plan,
    public,
    reports,
    reviewing,
    sharing,
    spreadsheets,
)
from tests.permissions.world import PAGES, STATES, answer_of, bring_about, make_world

AREAS = (
    answers,
    clarifications,
    compare,
    compare_needs,
    compare_views,
    content,
    cycles,
    data,
    differences,
    evidence,
    people,
    plan,
    public,
    reports,
    reviewing,
    sharing,
    spreadsheets,
)
TABLE = [row for area in AREAS for row in area.ROWS]
WITH_CREDENTIALS = {"POST tokens/"}
"""Asks who calls, whoever that is: tests/accounts/test_tokens_api.py."""


@pytest.fixture
def world(db, team, reviewer):
    return make_world(team, reviewer)


@pytest.mark.parametrize("area", AREAS, ids=lambda area: area.__name__.rpartition(".")[2])
@pytest.mark.parametrize("state", STATES)
def test_every_cell_of_the_table(world, state, area):
    rows = [row for row in area.ROWS if row.state == state]
    if rows:
        bring_about(world, state)
        getattr(area, "prepare", lambda world, state: None)(world, state)
    wrong = []
    for row in rows:
        for name, expected in row.expected.items():
            with transaction.atomic():
                given = answer_of(world, row, name)
                transaction.set_rollback(True)
            if given != expected:
                wrong.append(f"{row.what} ({state}): {name} gets {given}, not {expected}")
            world.team.assessment.refresh_from_db()
    assert wrong == []


def test_every_row_is_tried():
    assert {row.state for row in TABLE} <= set(STATES)


def test_every_call_is_in_the_table():
    schema = SchemaGenerator().get_schema(request=None, public=True)
    calls = {
        f"{method.upper()} {without_names(path.removeprefix('/api/v1/'))}"
        for path, methods in schema["paths"].items()
        for method in methods
    }
    assert calls - WITH_CREDENTIALS == {f"{row.method} {without_names(row.place)}" for row in TABLE if row.place}


def without_names(path):
    """A path whose parameters have no names."""
    return re.sub(r"{[^}]+}", "{}", path)


@pytest.mark.parametrize("place", sorted(PAGES))
def test_every_page_is_in_the_table(place):
    assert {pattern.name for pattern in PAGES[place]} == {row.page[1] for row in TABLE if row.page[0] == place}
