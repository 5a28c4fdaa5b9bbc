"""Fields that nobody offered: calls refuse them by name, forms take no notice of them."""

from typing import Any

import pytest
from django.db import transaction

from accounts.models import Membership, User
from tests.permissions.test_permissions import AREAS
from tests.permissions.world import STATES, World, bring_about, make_world, response_of

pytestmark = pytest.mark.django_db
EXTRA: dict[str, Any] = {
    "is_staff": "true",
    "is_superuser": "true",
    "user": "1",
    "actor": "1",
    "submitted_by": "1",
    "sha256": "0" * 64,
    "history": "x",
    "__proto__": "x",
}
STOLEN = {"id": "11111111-1111-4111-8111-111111111111", "pk": "1", "state": "agreed", "assessment_id": "1"}


@pytest.fixture
def world(team, reviewer) -> World:
    return make_world(team, reviewer)


@pytest.mark.parametrize("state", [state for state in STATES if state != "ready"])  # where nothing has a body
def test_extra_fields(world, state):
    """Every call and form of the table of permissions that succeeds, sent once more with fields that are not asked."""
    bring_about(world, state)
    taken, tried = [], 0
    for area in (area for area in AREAS if any(row.state == state and row.body for row in area.ROWS)):
        submission, things = world.submission, dict(world.things)
        with transaction.atomic():
            getattr(area, "prepare", lambda world, state: None)(world, state)
            for row in area.ROWS:
                who = next((name for name, cell in row.expected.items() if cell in ("200", "201", "302")), None)
                if row.state != state or row.body is None or who is None:
                    continue
                tried += 1
                greedy = type(row)(row.state, row.what, row.cells, with_extra(row), row.version, row.form)
                with transaction.atomic():
                    answer = response_of(world, greedy, who)
                    if row.place and answer.status_code != 400:
                        taken.append(f"{row.what}: {answer.status_code}")
                    elif row.place and "is_staff" not in answer.json()["errors"]:
                        taken.append(f"{row.what}: {answer.json()}")
                    if User.objects.filter(is_superuser=True).exists() or Membership.objects.filter(pk=1).exists():
                        taken.append(f"{row.what} made somebody staff")
                    transaction.set_rollback(True)
                world.team.assessment.refresh_from_db()
            transaction.set_rollback(True)
        world.submission, world.things = submission, things
        world.team.assessment.refresh_from_db()
    assert taken == []
    assert tried


def with_extra(row: Any) -> Any:
    """The row's body with more in it."""
    return lambda world: {**EXTRA, **STOLEN, **row.body(world)}
