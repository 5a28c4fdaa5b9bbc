"""`python -m benchmarks.migrations`: how long each migration since the last release takes and whom it holds up.

Makes a database of its own on the PostgreSQL of `TEST_DATABASE_URL`, brings it to the last release, fills it with the
synthetic world, and applies migration by migration while a second connection looks at the locks that are held. Prints
the table of docs/database.md and writes `var/migrations.json`.
"""

import argparse
import json
import os
import sys
import time
from collections import defaultdict
from pathlib import Path
from threading import Event, Thread
from typing import Any

import psycopg2
from psycopg2 import sql

LAST_RELEASE = {
    "framework": "0001_tables_scale_law_and_annexes",
    "accounts": "0002_invitations_notices",
    "assessments": "0004_extract_what_is_sealed",
    "reports": "0003_brief_comparison_cycle",
}
"""The last migration of each application in the release before."""
NAME = "portal_bench_migrations"
MODES = (
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
)
"""Locks of tables, weakest first; from ShareLock on they hold up writers, the last holds up readers too."""
HOLDS_UP = MODES.index("ShareLock")


class Watch:
    """A connection that looks, every millisecond or two, at the locks that another holds on the portal's tables."""

    def __init__(self, url: str, pid: int) -> None:
        self.held: dict[tuple[str, str], list[float]] = defaultdict(list)
        self._ended, self._pid = Event(), pid
        self._connection = psycopg2.connect(url)
        self._connection.autocommit = True
        self._thread = Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        cursor = self._connection.cursor()
        while not self._ended.is_set():
            cursor.execute(
                "SELECT c.relname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation "
                "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public' "
                "WHERE l.pid = %s AND l.granted AND c.relkind = 'r' AND c.relname <> 'django_migrations'",
                [self._pid],
            )
            now = time.monotonic()
            for table, mode in cursor.fetchall():
                self.held[table, mode].append(now)
            time.sleep(0.001)

    def end(self) -> tuple[str, str, float]:
        """The strongest lock: mode, table and for how many seconds it was seen; ("", "", 0) where none was."""
        self._ended.set()
        self._thread.join()
        self._connection.close()
        seen = [(MODES.index(mode), times[-1] - times[0], table, mode) for (table, mode), times in self.held.items()]
        if not seen:
            return "", "", 0.0
        _strength, seconds, table, mode = max(seen)
        return mode, table, seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--countries", type=int, default=193)
    parser.add_argument("--cycles", type=int, default=1)
    options = parser.parse_args()
    server = os.environ.get("TEST_DATABASE_URL") or sys.exit("TEST_DATABASE_URL names no PostgreSQL server.")
    url = f"{server.rpartition('/')[0]}/{NAME}"
    on_server(server, "DROP DATABASE IF EXISTS {}")
    on_server(server, "CREATE DATABASE {}")
    try:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        import django

        django.setup()
        rows = measured(url, options)
    finally:
        from django.db import connections

        connections.close_all()
        on_server(server, "DROP DATABASE IF EXISTS {}")
    report(rows)


def on_server(server: str, statement: str) -> None:
    """Make or drop the database of this measure."""
    connection = psycopg2.connect(server)
    connection.autocommit = True
    connection.cursor().execute(sql.SQL(statement).format(sql.Identifier(NAME)))
    connection.close()


def measured(url: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    """One row a migration, in the order in which they are applied, and one for the guards."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from accounts import guarding

    executor = MigrationExecutor(connection)
    own = [target for target in executor.loader.graph.leaf_nodes() if target[0] not in LAST_RELEASE]
    executor.migrate([*own, *LAST_RELEASE.items()])
    call_command("load_framework", verbosity=0)
    call_command("loaddata", "countries", verbosity=0)
    call_command("seed_world", countries=options.countries, cycles=options.cycles, skip_checks=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    rows = []
    left = [migration for migration, _backwards in executor_plan(connection)]
    for migration in left:
        watch, started = Watch(url, pid), time.monotonic()
        MigrationExecutor(connection).migrate([(migration.app_label, migration.name)])
        rows.append(row(f"{migration.app_label}.{migration.name}", time.monotonic() - started, watch))
    watch, started = Watch(url, pid), time.monotonic()
    guarding.put_in_place()
    rows.append(row("guards, at the end of migrate", time.monotonic() - started, watch))
    return rows


def executor_plan(connection: Any) -> list[Any]:
    """What is left to apply."""
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return executor.migration_plan(executor.loader.graph.leaf_nodes())


def row(name: str, seconds: float, watch: Watch) -> dict[str, Any]:
    """What came of one step."""
    mode, table, held = watch.end()
    strength = MODES.index(mode) if mode else -1
    who = "nobody" if strength < HOLDS_UP else "writers" if strength < len(MODES) - 1 else "readers and writers"
    return {
        "migration": name,
        "seconds": round(seconds, 3),
        "strongest_lock": mode,
        "table": table,
        "held_seconds": round(held, 3),
        "holds_up": who,
    }


def report(rows: list[dict[str, Any]]) -> None:
    """Print the table and write the file."""
    print("| migration | seconds | strongest lock | of | held, seconds | holds up |")
    print("| --- | --- | --- | --- | --- | --- |")
    for one in rows:
        print(f"| {' | '.join(str(value) for value in one.values())} |")
    target = Path(os.environ.get("PORTAL_VAR") or "var") / "migrations.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
