"""The two databases that a portal runs on: one view of all tables while others write, migrations, fast inserts."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from reports.moving.columns import Reader
from reports.moving.refusal import Refused
from reports.moving.tables import Table

COPY_BYTES = 64 * 1024
"""Bytes that are handed to PostgreSQL at once."""


@contextmanager
def one_view() -> Iterator[None]:
    """A transaction that only reads, and reads everything as it is at its beginning. Nobody who writes waits for it."""
    if connection.vendor == "sqlite":
        with _begun("DEFERRED"), transaction.atomic():
            connection.cursor().execute("SELECT 1 FROM django_migrations")  # now the view stands
            yield
        return
    # Behind a pooler that changes connections cursors of the server live as long as a transaction, and this is one.
    settings = connection.settings_dict
    kept = settings.get("DISABLE_SERVER_SIDE_CURSORS", False)
    settings["DISABLE_SERVER_SIDE_CURSORS"] = False
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                _take_its_time(cursor)
            yield
    finally:
        settings["DISABLE_SERVER_SIDE_CURSORS"] = kept


@contextmanager
def one_change() -> Iterator[None]:
    """A transaction in which everything is written or nothing."""
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                _take_its_time(cursor)
        yield


@contextmanager
def _begun(mode: str) -> Iterator[None]:
    """On SQLite transactions begin in this mode: those of the portal take the lock of writers."""
    connection.ensure_connection()  # which sets the mode of the settings
    kept, connection.transaction_mode = connection.transaction_mode, mode  # type: ignore[attr-defined]
    try:
        yield
    finally:
        connection.transaction_mode = kept  # type: ignore[attr-defined]


def _take_its_time(cursor: Any) -> None:
    """Limits that keep requests short do not hold for this transaction."""
    for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
        cursor.execute(f"SET LOCAL {limit} = 0")


def applied_migrations() -> dict[str, list[str]]:
    """Names of the migrations that were applied, by application. Raises Refused where one of the code's was not."""
    executor = MigrationExecutor(connection)
    if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        names = ", ".join(f"{migration.app_label} {migration.name}" for migration, _backwards in plan[:3])
        raise Refused(
            f"{len(plan)} migrations are not applied ({names}{', …' if plan[3:] else ''}): manage.py migrate."
        )
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def insert(table: Table, lines: Iterator[bytes]) -> None:
    """Add rows. Raises Refused that names table and row, where PostgreSQL or the reader knows it."""
    reader = Reader(table, connection)
    rows = (reader.row(line, number) for number, line in zip(count(1), lines, strict=False))
    if connection.vendor == "postgresql":
        _copy(table, rows)
    else:
        _insert(table, rows)


def _insert(table: Table, rows: Iterator[Sequence[Any]]) -> None:
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    marks = ", ".join(["%s"] * len(table.columns))
    statement = f"INSERT INTO {_quoted(table)} ({columns}) VALUES ({marks})"  # noqa: S608 (names of models)
    with connection.cursor() as cursor:
        for batch in _batches(rows, table.rows_at_once):
            cursor.executemany(statement, batch)


def _batches(rows: Iterator[Sequence[Any]], at_once: int) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == at_once:
            yield batch
            batch = []
    if batch:
        yield batch


def _copy(table: Table, rows: Iterator[Sequence[Any]]) -> None:
    columns = ", ".join(connection.ops.quote_name(column) for column in table.columns)
    lines = _Lines(rows)
    with connection.cursor() as cursor:
        try:
            with connection.wrap_database_errors:
                cursor.copy_expert(
                    f"COPY {_quoted(table)} ({columns}) FROM STDIN", io.BufferedReader(lines, COPY_BYTES)
                )
        except DatabaseError:
            if lines.refusal is not None:  # of which PostgreSQL only says that reading failed
                raise lines.refusal from None
            raise


class _Lines(io.RawIOBase):
    """Rows as PostgreSQL's COPY reads them, made while they are read."""

    def __init__(self, rows: Iterator[Sequence[Any]]) -> None:
        self._rows = rows
        self._left = b""
        self.refusal: Refused | None = None
        """Why reading stopped, where it did."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._left:
            try:
                row = next(self._rows, None)
            except Refused as refusal:
                self.refusal = refusal
                raise
            if row is None:
                return 0
            self._left = ("\t".join(map(_copied, row)) + "\n").encode()
        part, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)


def _copied(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return r"\N"
    if type(value) is not str:
        return str(value)
    if "\\" in value or "\n" in value or "\t" in value or "\r" in value:
        return value.replace("\\", r"\\").replace("\n", r"\n").replace("\t", r"\t").replace("\r", r"\r")
    return value


def empty(table: Table) -> None:
    """Remove all rows, without a word to anybody: what an installation makes by itself."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_quoted(table)}")  # noqa: S608 (names of models)


def check_references() -> None:
    """Raise `IntegrityError` where a row refers to one that is not there; what refers may be written before it."""
    connection.check_constraints()


def reset_sequences(tables: Sequence[Table]) -> None:
    """Let the next rows come after those that are there. SQLite does so by itself."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table.model for table in tables]):
            cursor.execute(statement)


def gather_statistics() -> None:
    """Have PostgreSQL look at its new tables at once, rather than some time later: it plans queries by what it saw."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _quoted(table: Table) -> str:
    return connection.ops.quote_name(table.model._meta.db_table)
