"""`manage.py grant_application_role`: rights of the role by which the portal runs, not the owner's."""

import argparse
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from psycopg2 import sql

from accounts.guarding import append_only_tables
from accounts.guards import NAMING

ONLY_READ = ("django_migrations",)
NAMES_REMOVED = ("accounts_historicaluser", "accounts_historicalinvitation")
"""Histories in which names are removed; their guards let nothing else through."""


class Command(BaseCommand):
    """Run by the owner after every `migrate`; run again it changes nothing.

    The role may read, add, change and delete rows; of histories and sealed copies only read and add, and remove names
    from two histories. It makes, alters, empties and drops no table, and lifts no guard.
    """

    help = "Give the portal's own PostgreSQL role its rights: no change of tables, nothing but adding to histories."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("role", nargs="?", default=settings.APPLICATION_ROLE, help="The user of DATABASE_URL.")

    def handle(self, *args: Any, **options: Any) -> None:
        role = options["role"]
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has roles. Nothing was changed.")
        with connection.cursor() as cursor:
            refuse_unless_possible(cursor, role)
            for statement in grants(role):
                cursor.execute(statement)
        if options["verbosity"] > 0:
            self.stdout.write(f"The role {role} may run the portal.")


def refuse_unless_possible(cursor: Any, role: str) -> None:
    """Raise CommandError that says in one line why this role cannot be the portal's."""
    if not role:
        raise CommandError("Name the role. Nothing was changed.")
    cursor.execute(
        "SELECT rolsuper, pg_has_role(rolname, (SELECT tableowner FROM pg_tables "
        "WHERE tablename = 'assessments_change' AND schemaname = current_schema()), 'MEMBER'), "
        "pg_has_role(current_user, (SELECT tableowner FROM pg_tables "
        "WHERE tablename = 'assessments_change' AND schemaname = current_schema()), 'MEMBER') "
        "FROM pg_roles WHERE rolname = %s",
        [role],
    )
    found = cursor.fetchone()
    if found is None:
        raise CommandError(f"There is no role {role}. Nothing was changed.")
    is_superuser, is_owner, am_owner = found
    if is_superuser or is_owner:
        raise CommandError(f"{role} is a superuser, or owns the tables: no right can be kept from it.")
    if not am_owner:
        raise CommandError("Only the owner of the tables grants rights: MIGRATION_DATABASE_URL names another role.")


def grants(role: str) -> list[sql.Composed]:
    """The statements, in order: first all rows of all tables, then what is taken back."""
    tables = connection.introspection.table_names()
    append_only = [name for config in apps.get_app_configs() for name in append_only_tables(config.label)]
    who = sql.Identifier(role)
    database = sql.Identifier(connection.settings_dict["NAME"])
    made = [
        sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {}").format(who),
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, who),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(who),
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}").format(who),
        sql.SQL("REVOKE TRUNCATE, REFERENCES, TRIGGER ON ALL TABLES IN SCHEMA public FROM {}").format(who),
        sql.SQL("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}").format(who),
    ]
    made += [
        sql.SQL("REVOKE UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), who)
        for table in append_only
        if table in tables
    ]
    made += [
        sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(
            sql.SQL(", ").join(map(sql.Identifier, NAMING)), sql.Identifier(table), who
        )
        for table in NAMES_REMOVED
        if table in tables
    ]
    made += [
        sql.SQL("REVOKE INSERT, UPDATE, DELETE ON {} FROM {}").format(sql.Identifier(table), who) for table in ONLY_READ
    ]
    return made
