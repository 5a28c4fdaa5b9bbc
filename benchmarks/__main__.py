"""`make bench`: takes the measures of DESIGN section 12, prints them and writes var/bench.json.

Each module runs in a process of its own, on a demonstration made for the benchmark in a temporary folder; on
PostgreSQL too, in a database made for it, where TEST_DATABASE_URL names a server. What the user has is not touched.
Arguments choose modules by name. Ends with status 1 where a goal is missed or a benchmark fails.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2 import sql

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
RESULT = BASE_DIR / "var" / "bench.json"


@dataclass(frozen=True)
class Benchmark:
    """A module of this package, and whether the database matters so much that it runs on both."""

    module: str
    on_both_databases: bool = False


BENCHMARKS = (
    Benchmark("loading"),
    Benchmark("profile"),
    Benchmark("scoring_page"),
    Benchmark("answers", on_both_databases=True),
    Benchmark("scores"),
    Benchmark("sharing"),
    Benchmark("report"),
    Benchmark("report_queue"),
    Benchmark("start"),
    Benchmark("crowd", on_both_databases=True),
    # The synthetic world makes the database large: what reads it comes last.
    Benchmark("world", on_both_databases=True),
    Benchmark("comparison", on_both_databases=True),
    Benchmark("download", on_both_databases=True),
    Benchmark("comparison_report"),
)


def main(chosen: list[str]) -> int:
    """Run the chosen benchmarks, or all; the exit status."""
    known = [benchmark.module for benchmark in BENCHMARKS]
    if unknown := set(chosen) - set(known):
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(known)}.", file=sys.stderr)
        return 2
    benchmarks = [benchmark for benchmark in BENCHMARKS if not chosen or benchmark.module in chosen]

    measures: list[Measure] = []
    failed: list[str] = []
    with sqlite_environment() as environment:
        for benchmark in benchmarks:
            run(benchmark.module, "SQLite", environment, measures, failed)
    if os.environ.get("TEST_DATABASE_URL"):
        with postgresql_environment(os.environ["TEST_DATABASE_URL"]) as environment:
            for benchmark in benchmarks:
                if benchmark.on_both_databases:
                    run(benchmark.module, "PostgreSQL", environment, measures, failed)
    else:
        print("Not measured on PostgreSQL: TEST_DATABASE_URL is not set.", file=sys.stderr)

    print_table(measures)
    write_result(measures)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or not all(measure.met for measure in measures) else 0


def run(module: str, database: str, environment: dict[str, str], measures: list[Measure], failed: list[str]) -> None:
    """Run one module in a child process; its measures or its name are added to the lists."""
    print(f"{module} ({database}) …", file=sys.stderr, flush=True)
    child = subprocess.run(
        [sys.executable, "-m", "benchmarks.child", module],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        timeout=600,
        check=False,
    )
    measures.extend(Measure(**json.loads(line)) for line in child.stdout.splitlines())
    if child.returncode:
        failed.append(f"{module} ({database})")


@contextmanager
def sqlite_environment() -> Iterator[dict[str, str]]:
    """Variables of a demonstration on SQLite in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        environment = portal_environment(folder, "")
        prepare(environment)
        yield environment


@contextmanager
def postgresql_environment(server: str) -> Iterator[dict[str, str]]:
    """Variables of a demonstration on the server, in a database that is dropped at the end."""
    name = f"portal_bench_{os.getpid()}"
    administer(server, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
            environment = portal_environment(folder, f"{server.rpartition('/')[0]}/{name}")
            prepare(environment)
            yield environment
    finally:
        administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def portal_environment(folder: str, database_url: str) -> dict[str, str]:
    """The environment of the portal as a user's, but for where its state is."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PORTAL_ENV": "demonstration",
        "PORTAL_VAR": folder,
        "DATABASE_URL": database_url,
        "REDIS_URL": "",
        "EMAIL_URL": "",
        "DEBUG": "False",
    }


def prepare(environment: dict[str, str]) -> None:
    """Make the demonstration; raises `CalledProcessError`."""
    subprocess.run(
        [sys.executable, "bin/prepare.py"], cwd=BASE_DIR, env=environment, stdout=subprocess.DEVNULL, check=True
    )


def administer(server: str, statement: sql.Composed) -> None:
    """Run one statement on the server outside a transaction."""
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def print_table(measures: list[Measure]) -> None:
    """Print one line a measure: name, value, goal, met or missed."""
    width = max((len(measure.name) for measure in measures), default=0)
    for measure in measures:
        verdict = "met" if measure.met else "MISSED"
        print(f"{measure.name:<{width}}  {measure.value:>10.6g} {measure.unit:<8} goal {measure.goal:g}  {verdict}")


def write_result(measures: list[Measure]) -> None:
    """Write `{name, value, unit, goal, met}` of every measure, whole, to var/bench.json."""
    rows = [
        {"name": row.name, "value": row.value, "unit": row.unit, "goal": row.goal, "met": row.met} for row in measures
    ]
    RESULT.parent.mkdir(exist_ok=True)
    part = RESULT.with_suffix(".part")
    part.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    part.replace(RESULT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
