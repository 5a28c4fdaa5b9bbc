"""A filled database of the last release comes forward whole, and then keeps the rules of this one."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from accounts import guarding
from accounts.models import Notice
from benchmarks.migrations import LAST_RELEASE
from tests.assessments.conftest import Team, committed_team  # noqa: F401
from tests.database.conftest import fill

MANY = 300


@pytest.fixture
def last_release(committed_team: Team) -> Iterator[Any]:  # noqa: F811
    """The models of the last release, on a database in its state, with a row in every table."""
    fill(committed_team)
    guarding.lift()
    Notice.objects.filter(kind__in=[Notice.Kind.SAFETY, Notice.Kind.PASSWORD]).delete()  # the last release knew none
    executor = MigrationExecutor(connection)
    try:
        executor.migrate(list(LAST_RELEASE.items()))
        yield MigrationExecutor(connection).loader.project_state(list(LAST_RELEASE.items())).apps
    finally:
        call_command("migrate", verbosity=0)


def rows() -> dict[str, int]:
    """How many rows each of the portal's tables has, of those that are there."""
    counted = {}
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for label in LAST_RELEASE:
            for model in apps.get_app_config(label).get_models():
                if model._meta.db_table not in there:
                    continue
                cursor.execute(f"SELECT count(*) FROM {model._meta.db_table}")  # noqa: S608 (a table of the portal)
                counted[model._meta.db_table] = cursor.fetchone()[0]
    return counted


def test_a_filled_database_comes_forward_whole(last_release: Any) -> None:
    old_change = last_release.get_model("assessments", "Change")
    pattern = old_change.objects.filter(action="scored").first()
    old_change.objects.bulk_create(
        old_change(
            assessment_id=pattern.assessment_id,
            at=timezone.now(),
            user_id=pattern.user_id,
            capacity=pattern.capacity,
            action="scored",
            indicator_id=pattern.indicator_id,
            ministry_id=pattern.ministry_id,
            before={"version": number},
            after={"version": number + 1},
        )
        for number in range(MANY)
    )
    user_id, address = pattern.user_id, "focal@xa.example"
    old_notice = last_release.get_model("accounts", "Notice")
    old_notice.objects.bulk_create(
        old_notice(kind="status", recipient_id=user_id, address=address, context={}, key=str(uuid4()))
        for _number in range(MANY)
    )
    before = rows()
    assert before["assessments_change"] > MANY

    call_command("migrate", verbosity=0)

    after = rows()
    assert {table: after[table] for table in before} == before
    assert guarding.check_guards(databases=["default"]) == []
    connection.check_constraints()
    for statement in ("UPDATE assessments_change SET action = '?'", "UPDATE accounts_notice SET status = '?'"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT conname FROM pg_constraint WHERE NOT convalidated")
            assert cursor.fetchall() == []
