"""The portal's own database role on PostgreSQL: it works with the portal's rows and changes no table."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.guarding import append_only_tables
from tests.assessments.conftest import Team, committed_team  # noqa: F401
from tests.database.conftest import fill, on_postgresql

pytestmark = on_postgresql
APPLICATION = f"portal_test_{os.getpid()}"  # roles are the server's: other runs have theirs


@pytest.fixture
def application(committed_full: Team) -> Iterator[Any]:
    """A connection by the application's role, which has just got its rights."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {APPLICATION} LOGIN PASSWORD 'application'")
        cursor.execute(f"GRANT {APPLICATION} TO CURRENT_USER")  # who drops what a role owns has to be of it
    try:
        call_command("grant_application_role", APPLICATION, verbosity=0)
        given = connection.get_connection_params() | {"user": APPLICATION, "password": "application"}
        names = ("dbname", "database", "host", "port", "user", "password")
        with_role = psycopg2.connect(**{name: value for name, value in given.items() if name in names})
        with_role.autocommit = True
        yield with_role
        with_role.close()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP OWNED BY {APPLICATION}")
            cursor.execute(f"DROP ROLE {APPLICATION}")


@pytest.fixture
def committed_full(committed_team: Team) -> Team:  # noqa: F811
    return fill(committed_team)


def refused(application: Any, statement: str) -> bool:
    """Whether the role may not do this at all, whatever the guards say."""
    try:
        application.cursor().execute(statement)
    except psycopg2.errors.InsufficientPrivilege:
        return True
    return False


def adds_to_histories_and_does_nothing_else_to_them(application: Any) -> None:
    for table in (*append_only_tables("accounts"), *append_only_tables("assessments")):
        column = connection.introspection.get_table_description(connection.cursor(), table)[0].name
        for statement in (
            f"UPDATE {table} SET {column} = {column}",  # noqa: S608 (a table of the portal)
            f"DELETE FROM {table}",  # noqa: S608 (a table of the portal)
            f"TRUNCATE {table} CASCADE",
            f"DROP TABLE {table} CASCADE",
            f"ALTER TABLE {table} DISABLE TRIGGER ALL",
        ):
            assert refused(application, statement), statement
    cursor = application.cursor()
    cursor.execute(
        "INSERT INTO assessments_change (assessment_id, at, user_id, capacity, action, after) "
        "SELECT assessment_id, now(), user_id, capacity, 'shared', '{}' FROM assessments_change LIMIT 1"
    )
    assert cursor.rowcount == 1


def works_with_all_other_rows_and_makes_no_table(application: Any) -> None:
    cursor = application.cursor()
    cursor.execute("UPDATE accounts_ministry SET name = name")
    assert cursor.rowcount > 0
    cursor.execute("DELETE FROM accounts_notice")
    cursor.execute("SELECT count(*) FROM django_migrations")
    for statement in (
        "CREATE TABLE another (id integer)",
        "TRUNCATE assessments_score",
        "DROP TABLE assessments_score",
        "DELETE FROM django_migrations",
        "ALTER TABLE assessments_score DISABLE TRIGGER ALL",
    ):
        assert refused(application, statement), statement


def removes_a_name_and_nothing_else_from_a_history(application: Any) -> None:
    cursor = application.cursor()
    cursor.execute("SELECT id FROM accounts_user ORDER BY id LIMIT 1")
    (person,) = cursor.fetchone()
    cursor.execute(
        "UPDATE accounts_user SET is_active = false, left_at = now(), forgotten_at = now(), name = 'Former member', "
        "email = 'former@portal.invalid' WHERE id = %s",
        [person],
    )
    own = "UPDATE accounts_historicaluser SET name = 'Former member', email = 'former@portal.invalid'"
    cursor.execute(f"{own} WHERE id = %s", [person])
    assert cursor.rowcount > 0
    assert refused(application, f"{own}, is_active = false WHERE id = {int(person)}")
    with pytest.raises(psycopg2.errors.RestrictViolation):
        cursor.execute(f"{own} WHERE id <> %s", [person])


def has_the_same_rights_when_they_are_given_again() -> None:
    def rights() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT table_name, privilege_type FROM information_schema.role_table_grants WHERE grantee = %s "
                "ORDER BY 1, 2",
                [APPLICATION],
            )
            return list(cursor.fetchall())

    before = rights()
    call_command("grant_application_role", APPLICATION, verbosity=0)
    assert rights() == before
    assert len(before) > 100


def test_the_portals_role_writes_rows_and_no_more(application: Any) -> None:
    """One database for all of it: filling and emptying it is what takes its time."""
    adds_to_histories_and_does_nothing_else_to_them(application)
    works_with_all_other_rows_and_makes_no_table(application)
    removes_a_name_and_nothing_else_from_a_history(application)
    has_the_same_rights_when_they_are_given_again()


def test_a_role_from_which_nothing_can_be_kept_is_refused(db: None) -> None:
    with pytest.raises(CommandError, match="superuser, or owns"):
        call_command("grant_application_role", connection.settings_dict["USER"])
    with pytest.raises(CommandError, match="no role nobody_at_all"):
        call_command("grant_application_role", "nobody_at_all")
