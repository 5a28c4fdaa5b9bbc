"""`make bench`: takes the measures of DESIGN section 12, prints them and writes var/bench.json.

Each module runs several times, each time in a process of its own and on a copy of its own of a demonstration that is
made for the benchmark; on PostgreSQL too, in databases made for it, where TEST_DATABASE_URL names a server. What the
user has is not touched. A number is the median of the runs, with the least and the most beside it. Arguments choose
modules by name; `--quick` runs each once. When `MINUTES` are over, what is left runs once.

Beside the list of measures, var/bench-machine.json says on which machine and with which versions they were taken;
`python -m benchmarks.table` writes both into docs/performance.md. Ends with status 1 where a goal is missed or a
benchmark fails.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg2
from psycopg2 import sql

from benchmarks.machine import machine
from benchmarks.measure import Measure, of_runs

BASE_DIR = Path(__file__).resolve().parent.parent
RESULT = BASE_DIR / "var" / "bench.json"
MACHINE = BASE_DIR / "var" / "bench-machine.json"
RUNS = 3
MINUTES = 18.0

Environment = dict[str, str]
Copy = Callable[[], AbstractContextManager[Environment]]
"""Makes a copy of the demonstration that lasts as long as it is used."""


@dataclass(frozen=True)
class Benchmark:
    """A module of this package: whether it runs on both databases, how often, and how many seconds one run may take.

    Those of the synthetic `world` share one copy, which the first of them fills, and change nothing in it.
    """

    module: str
    on_both_databases: bool = True
    runs: int = RUNS
    timeout: int = 300
    world: bool = False


BENCHMARKS = (
    Benchmark("loading", on_both_databases=False),
    Benchmark("profile", on_both_databases=False),
    Benchmark("scoring_page"),
    Benchmark("pages"),
    Benchmark("answers"),
    Benchmark("scores"),
    Benchmark("sharing"),
    Benchmark("report", on_both_databases=False),
    Benchmark("report_queue", on_both_databases=False, timeout=600),
    Benchmark("start", on_both_databases=False),
    Benchmark("crowd"),
    Benchmark("growth", runs=1, timeout=400),
    Benchmark("world", runs=1, timeout=600, world=True),
    Benchmark("comparison", world=True),
    Benchmark("download", world=True),
    Benchmark("comparison_report", on_both_databases=False, world=True),
)


@dataclass
class Bench:
    """The run of a choice of benchmarks: what was measured, what failed, and until when repeating goes on."""

    runs: int
    repeat_until: float
    measures: list[Measure]
    failed: list[str]

    def take(self, benchmark: Benchmark, database: str, copy: Copy) -> None:
        """Run one module as often as it shall, each time on a copy; its measures or its name are added to the lists."""
        runs: list[list[Measure]] = []
        for number in range(min(self.runs, benchmark.runs)):
            if number and time.monotonic() > self.repeat_until:
                break
            print(f"{benchmark.module} ({database}), run {number + 1} …", file=sys.stderr, flush=True)
            with copy() as environment:
                taken, succeeded = run_once(benchmark, environment)
            runs.append(taken)
            if not succeeded:
                self.failed.append(f"{benchmark.module} ({database})")
                break
        self.measures.extend(of_runs(runs))


def main() -> int:
    """Run the chosen benchmarks, or all; the exit status."""
    known = [benchmark.module for benchmark in BENCHMARKS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measures the numbers to reach.")
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=f"any of {', '.join(known)}; all where none is")
    parser.add_argument("--quick", action="store_true", help="one run of each")
    chosen = parser.parse_args()
    if unknown := set(chosen.modules) - set(known):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    benchmarks = [one for one in BENCHMARKS if not chosen.modules or one.module in chosen.modules]

    server = os.environ.get("TEST_DATABASE_URL", "")
    bench = Bench(1 if chosen.quick else RUNS, time.monotonic() + MINUTES * 60, [], [])
    measure_on("SQLite", sqlite_copies(), benchmarks, bench)
    if server:
        both = [benchmark for benchmark in benchmarks if benchmark.on_both_databases]
        measure_on("PostgreSQL", postgresql_copies(server), both, bench)
    else:
        print("Not measured on PostgreSQL: TEST_DATABASE_URL is not set.", file=sys.stderr)

    print_table(bench.measures)
    write(RESULT, [measure.as_json() for measure in bench.measures])
    write(MACHINE, machine(server))
    if bench.failed:
        print(f"Failed: {', '.join(bench.failed)}", file=sys.stderr)
    return 1 if bench.failed or not all(measure.met for measure in bench.measures) else 0


def measure_on(database: str, copies: AbstractContextManager[Copy], benchmarks: list[Benchmark], bench: Bench) -> None:
    """Take benchmarks on one database: first those of the demonstration alone, then those of the synthetic world."""
    with copies as copy:
        for benchmark in benchmarks:
            if not benchmark.world:
                bench.take(benchmark, database, copy)
        of_world = [benchmark for benchmark in benchmarks if benchmark.world]
        if of_world:
            with copy() as environment:
                for benchmark in of_world:
                    bench.take(benchmark, database, lambda: nullcontext(environment))


def run_once(benchmark: Benchmark, environment: Environment) -> tuple[list[Measure], bool]:
    """What one run in a child process measures, and whether it came to its end."""
    try:
        child = subprocess.run(
            [sys.executable, "-m", "benchmarks.child", benchmark.module],
            cwd=BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=benchmark.timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        print(f"{benchmark.module} took more than {benchmark.timeout} s.", file=sys.stderr)
        return [], False
    return [Measure(**json.loads(line)) for line in child.stdout.splitlines()], child.returncode == 0


@contextmanager
def sqlite_copies() -> Iterator[Copy]:
    """Makes copies of a demonstration on SQLite, each in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as original:
        prepare(portal_environment(original, ""))

        @contextmanager
        def copy() -> Iterator[Environment]:
            with folder_like(original) as folder:
                yield portal_environment(folder, "")

        yield copy


@contextmanager
def postgresql_copies(server: str) -> Iterator[Copy]:
    """Makes copies of a demonstration on the server, each in a database that is dropped at the end."""
    place = server.rpartition("/")[0]
    numbers = count(1)
    original_name = f"portal_bench_{os.getpid()}"

    @contextmanager
    def database(name: str, template: str = "template1") -> Iterator[str]:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        administer(server, made)
        try:
            yield f"{place}/{name}"
        finally:
            administer(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as original, database(original_name) as original_url:
        prepare(portal_environment(original, original_url))

        @contextmanager
        def copy() -> Iterator[Environment]:
            name = f"{original_name}_{next(numbers)}"
            with folder_like(original) as folder, database(name, original_name) as url:
                # As on a server that has run for a while: with statistics.
                administer(url, sql.SQL("ANALYZE"))
                yield portal_environment(folder, url)

        yield copy


@contextmanager
def folder_like(original: str) -> Iterator[str]:
    """A temporary folder with what is in another."""
    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        shutil.copytree(original, folder, dirs_exist_ok=True)
        yield folder


def portal_environment(folder: str, database_url: str) -> Environment:
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


def prepare(environment: Environment) -> None:
    """Make the demonstration; raises `CalledProcessError`."""
    subprocess.run(
        [sys.executable, "bin/prepare.py"], cwd=BASE_DIR, env=environment, stdout=subprocess.DEVNULL, check=True
    )


def administer(server: str, statement: sql.Composable) -> None:
    """Run one statement on the server outside a transaction."""
    connection = psycopg2.connect(server)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def print_table(measures: list[Measure]) -> None:
    """Print one line a measure: name, value, goal, met or missed, and the spread of the runs."""
    width = max((len(measure.name) for measure in measures), default=0)
    for measure in measures:
        verdict = "met" if measure.met else "MISSED"
        spread = f"  {measure.low:.6g} to {measure.high:.6g} in {measure.runs} runs" if measure.runs > 1 else ""
        line = f"{measure.name:<{width}}  {measure.value:>10.6g} {measure.unit:<8} goal {measure.goal:g}  {verdict:<6}"
        print(f"{line}{spread}".rstrip())


def write(path: Path, found: Any) -> None:
    """Write a value as JSON, whole."""
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    part.replace(path)


if __name__ == "__main__":
    sys.exit(main())
