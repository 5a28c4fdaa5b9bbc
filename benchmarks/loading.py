"""How long `manage.py load_framework` (Django's `loaddata` of every fixture) takes, first and again."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pysqlite3

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
GOAL_SECONDS = 3.0


def measure() -> list[Measure]:
    """Seconds of the whole command, process start included, into an empty database and again; rows changed by again."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = os.environ | {"PORTAL_VAR": folder, "DATABASE_URL": ""}
        database = Path(folder) / "portal.sqlite3"
        manage(environment, "migrate")
        first = manage(environment, "load_framework")
        before = framework_rows(database)
        again = manage(environment, "load_framework")
        after = framework_rows(database)
    return [
        Measure("framework loaded, first time", first, "s", GOAL_SECONDS),
        Measure("framework loaded again", again, "s", GOAL_SECONDS),
        Measure("rows changed by loading again", len(before ^ after), "rows", 0),
    ]


def manage(environment: dict[str, str], command: str) -> float:
    """Run a management command in a process of its own; the seconds that it took."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", command, "--verbosity", "0"], cwd=BASE_DIR, env=environment, check=True
    )
    return time.perf_counter() - started


def framework_rows(database: Path) -> set[tuple[str, ...]]:
    """Every row of the framework's tables, with the table's name in front and all values as text."""
    connection = pysqlite3.connect(str(database))
    try:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name.startswith("framework_")
        ]
        return {
            (table, *map(str, row))
            for table in tables
            for row in connection.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (names from the schema)
        }
    finally:
        connection.close()
