"""Guards: triggers by which the database itself refuses a write that no service makes.

An application's config lists its guards in `guards()`. `migrate` puts them in place at its end and replaces those whose
words have changed; `manage.py check --database default` names what is missing. Their messages reach Python as
`IntegrityError`. docs/database.md lists them all.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from simple_history.models import HistoricalChanges

PREFIX = "guard_"


@dataclass(frozen=True, slots=True)
class Guard:
    """A trigger that refuses `event` on rows of `table` where `condition` holds; "" is always.

    `event` is INSERT, UPDATE, DELETE or TRUNCATE, or "UPDATE OF column, column". `condition` is SQL that SQLite and
    PostgreSQL both understand, of OLD and NEW; it may look into other tables. SQLite knows no TRUNCATE.
    """

    table: str
    event: str
    message: str
    condition: str = ""

    @property
    def name(self) -> str:
        """The trigger's name: another definition has another name."""
        words = "\0".join((self.table, self.event, self.condition, self.message))
        return f"{PREFIX}{self.event.split()[0].lower()}_{self.table[:30]}_{sha256(words.encode()).hexdigest()[:8]}"

    def sql(self, vendor: str) -> str:
        """The statements that make it."""
        message = self.message.replace("'", "''")
        if vendor == "sqlite":
            when = f" WHEN {self.condition}" if self.condition else ""
            return (
                f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} FOR EACH ROW{when} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        refuse = f"RAISE EXCEPTION '{message.replace('%', '%%')}' USING ERRCODE = 'restrict_violation';"
        body = f"IF {self.condition} THEN {refuse} END IF;" if self.condition else refuse
        row = "OLD" if self.event == "DELETE" else "NEW"
        level = "STATEMENT" if self.event == "TRUNCATE" else "ROW"
        return (
            f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ "
            f"BEGIN {body} RETURN {row}; END $guard$; "
            f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table} "
            f"FOR EACH {level} EXECUTE FUNCTION {self.name}()"
        )


def append_only_tables(app_label: str) -> list[str]:
    """Tables of the application whose rows are written once: histories, and models marked `written_once`."""
    tables = []
    for model in apps.get_app_config(app_label).get_models():
        if issubclass(model, HistoricalChanges):
            tables.append(model._meta.db_table)
        elif getattr(model, "written_once", False):
            tables.append(model._meta.db_table)
            tables += [_through(field) for field in model._meta.local_many_to_many]
    return tables


def _through(field: Any) -> str:
    return str(field.remote_field.through._meta.db_table)


def append_only(table: str) -> list[Guard]:
    """The guards of a table whose rows are added and read, and nothing else."""
    message = f"{table} is append-only: its rows are never changed or deleted."
    return [Guard(table, event, message) for event in ("UPDATE", "DELETE", "TRUNCATE")]


def frozen(table: str, columns: Iterable[str], message: str) -> Guard:
    """The guard of columns that keep the value that their row was made with."""
    named = list(columns)
    changed = " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in named)
    return Guard(table, f"UPDATE OF {', '.join(named)}", message, changed)


def columns_of(model: type[models.Model], *, but: Iterable[str] = ()) -> list[str]:
    """The columns of a model, but for the fields named in `but`."""
    left_out = set(but)
    return [str(field.column) for field in model._meta.local_concrete_fields if field.name not in left_out]


def all_guards(vendor: str) -> dict[str, Guard]:
    """Every guard of the portal by its name, as far as the database knows its event."""
    wanted: list[Guard] = []
    for config in apps.get_app_configs():
        wanted += getattr(config, "guards", list)()
    return {guard.name: guard for guard in wanted if vendor != "sqlite" or guard.event != "TRUNCATE"}


def standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """The guards that are in place: the table of each by its name."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
        "WHERE NOT tgisinternal AND pg_table_is_visible(pg_class.oid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name: table for name, table in cursor.fetchall() if name.startswith(PREFIX)}


def missing(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards that are not in place as this version of the portal wants them."""
    there = standing(connection)
    return [guard for name, guard in all_guards(connection.vendor).items() if name not in there]


def put_in_place(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the guards that are missing and remove those of earlier versions. Where nothing is to do, nothing is locked.

    All migrations must have been applied.
    """
    connection = connections[using]
    left = missing(connection)
    _drop(connection, standing(connection).keys() - all_guards(connection.vendor).keys())
    _execute(connection, [guard.sql(connection.vendor) for guard in left])


def lift(using: str = DEFAULT_DB_ALIAS) -> None:
    """Remove all guards. Only who owns the tables can; `put_in_place` brings them back."""
    connection = connections[using]
    _drop(connection, standing(connection).keys())


@contextmanager
def lifted(using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Within, the guards are lifted: for the owner's own work on what is otherwise never changed."""
    lift(using)
    try:
        yield
    finally:
        put_in_place(using)


def _drop(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    tables = standing(connection)
    if connection.vendor == "sqlite":
        _execute(connection, [f"DROP TRIGGER {name}" for name in names])
    else:
        _execute(connection, [f"DROP TRIGGER {name} ON {tables[name]}; DROP FUNCTION {name}()" for name in names])


def _execute(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    if not statements:
        return
    with transaction.atomic(connection.alias), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for statement in statements:
                cursor.execute(statement)
        else:
            # PostgreSQL touches no trigger of a table whose foreign keys are still to be checked.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
            cursor.execute("; ".join(statements))


def before_migrations(*, using: str, plan: Iterable[Any], **kwargs: Any) -> None:
    """Receive `pre_migrate`: SQLite makes changed tables anew, and cannot while triggers speak of them."""
    if connections[using].vendor == "sqlite" and list(plan):
        lift(using)


def after_migrations(*, using: str, plan: Iterable[Any] | None = None, **kwargs: Any) -> None:
    """Receive `post_migrate`, after tables were emptied, too (then there is no `plan`).

    While migrations are left to apply nothing is done: tables and columns may not be there yet.
    """
    connection = connections[using]
    if plan is not None and missing(connection):
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
    put_in_place(using)


def check_guards(*, databases: Iterable[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What `manage.py check --database default` says where guards are missing.

    A warning, no error: `migrate` asks the same before it begins, and is what brings them.
    """
    found: list[checks.CheckMessage] = []
    for using in databases or ():
        there = connections[using].introspection.table_names()  # none yet, where migrate is about to make them
        names = ", ".join(sorted({guard.table for guard in missing(connections[using])}.intersection(there)))
        if names:
            found.append(
                checks.Warning(f"Tables without their guards: {names}.", hint="Run migrate.", id="accounts.W001")
            )
    return found
