"""`make load`: puts a whole portal under load and proves that nothing was lost or done twice.

    python -m benchmarks.load                       five minutes of ordinary work
    python -m benchmarks.load evening               a rate that doubles until the portal breaks, and how it breaks
    python -m benchmarks.load … --embedded          the same on SQLite and a queue of files
    python -m benchmarks.load … --short             half a minute of little, to see that all of it works

Starts PostgreSQL, Redis, web server, two workers and beat of its own, and ends them. Prints a table and keeps the
result in var/load.json, under `load`, `evening`, `load_embedded` or `evening_embedded`. Ends with status 1 where
something does not hold, and says what.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.load.asking import BUSY
from benchmarks.load.portals import portal, start
from benchmarks.load.watching import Watch, processor_seconds
from benchmarks.measure import percentile
from benchmarks.stack import Stack

BASE_DIR = Path(__file__).resolve().parents[2]
RESULT = BASE_DIR / "var" / "load.json"


def main() -> int:
    """Run what was asked for; the exit status."""
    options = options_of(sys.argv[1:])
    name = options.what + ("_embedded" if options.embedded else "")
    with tempfile.TemporaryDirectory(prefix="portal-load-") as folder:
        Path(folder).chmod(0o711)  # PostgreSQL, under a user of its own, has to come by
        try:
            result = run(options, Path(folder))
        except subprocess.CalledProcessError as error:
            print(error.stderr, file=sys.stderr)
            raise
    keep(options.result, name, result)
    print_result(name, result)
    return 1 if result["faults"] else 0


def options_of(arguments: list[str]) -> argparse.Namespace:
    """What is to be done, and how much of it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("what", nargs="?", choices=("load", "evening"), default="load")
    parser.add_argument("--embedded", action="store_true", help="on SQLite and a queue of files")
    parser.add_argument("--short", action="store_true", help="half a minute of little")
    parser.add_argument("--result", type=Path, default=RESULT, help="where the result is kept")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--countries", type=int, default=193, help="of the synthetic world")
    parser.add_argument("--cycles", type=int, default=1, help="of the synthetic world")
    parser.add_argument("--contributors", type=int, default=50)
    parser.add_argument("--by-page", type=int, default=10, help="of the contributors, how many save by the page")
    parser.add_argument("--pause", type=float, default=2.0, help="seconds from one answer of a contributor to the next")
    parser.add_argument("--reviewers", type=int, default=10)
    parser.add_argument("--reports", type=int, default=5)
    parser.add_argument("--base-rate", type=float, default=10.0, help="of the evening, in requests a second")
    parser.add_argument("--step-seconds", type=float, default=30.0)
    parser.add_argument("--last-rate", type=float, default=1280.0)
    options = parser.parse_args(arguments)
    if options.short:
        options.minutes, options.countries, options.cycles = 0.5, 8, 1
        options.contributors, options.by_page, options.reviewers, options.reports = 8, 3, 2, 1
        options.step_seconds, options.last_rate = 4.0, 40.0
    return options


def run(options: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """Make the portal and everybody, let them work, and judge; the result."""
    cast, ledger = folder / "cast.json", folder / "ledger.json"
    is_evening = options.what == "evening"
    with portal(folder / "portal", embedded=options.embedded) as stack:
        say("Making the synthetic world and everybody")
        sizes = {
            "countries": options.countries,
            "cycles": options.cycles,
            "contributors": options.contributors,
            "reviewers": options.reviewers,
            "codes": 100 if is_evening else 14,  # of the evening nobody waits for his own answer
        }
        stack.run("-m", "benchmarks.load.cast", str(cast), *(f"--{name}={value}" for name, value in sizes.items()))
        start(stack)
        say(f"Load on {stack.address}")
        command = evening_command(options, stack, cast, ledger) if is_evening else load_command(options, stack)
        environment = os.environ | {
            "LOAD_CAST": str(cast),
            "LOAD_LEDGER": str(ledger),
            "LOAD_PAGES": str(options.by_page),
            "LOAD_PAUSE": str(options.pause),
            "LOAD_REPORTS": str(options.reports),
        }
        began = time.monotonic()
        with Watch(stack.parts, stack.database_url) as watch, (folder / "load.log").open("w") as log:
            error = None if is_evening else log
            load = subprocess.Popen(command, cwd=BASE_DIR, env=environment, stdout=log, stderr=error)
            generator_seconds = 0.0
            try:
                while load.poll() is None:
                    time.sleep(0.5)
                    generator_seconds = max(generator_seconds, processor_seconds(load.pid))
            finally:
                load.kill()
        seconds = time.monotonic() - began
        if not ledger.exists():
            raise RuntimeError(f"The load ended with status {load.returncode}:\n{(folder / 'load.log').read_text()}")
        said = json.loads(ledger.read_text())
        keep_logs(stack, options.result.with_name("load-logs"))
        verdict = json.loads(stack.run("-m", "benchmarks.load.judge", str(cast), str(ledger)).splitlines()[-1])
        database = "SQLite" if options.embedded else "PostgreSQL"
    used = watch.found()
    used["cpu_seconds"]["load itself"] = round(generator_seconds, 1)
    result = {
        "database": database,
        "seconds": round(seconds),
        "countries": options.countries,
        "cycles": options.cycles,
        "contributors": options.contributors,
        "kinds": kinds_of(said["requests"]),
        "answers": {name: value for name, value in verdict.items() if name != "faults"},
        "reports_seconds": [round(report["seconds"], 1) for report in said["reports"]],
        **used,
        "faults": verdict["faults"] + faults_of(said["requests"], used),
    }
    if is_evening:
        result |= {name: said[name] for name in ("steps", "recovery", "generator_late_s")}
    return result


def load_command(options: argparse.Namespace, stack: Stack) -> list[str]:
    """Locust, without its web page."""
    users = options.contributors + options.reviewers + options.reports + 1
    return [
        *(sys.executable, "-m", "locust", "--locustfile", "benchmarks/load/users.py", "--headless"),
        *("--host", stack.address, "--users", str(users), "--spawn-rate", str(users)),
        *("--run-time", f"{round(options.minutes * 60)}s", "--stop-timeout", "60", "--exit-code-on-error", "0"),
        *("--loglevel", "WARNING", "--only-summary"),
    ]


def evening_command(options: argparse.Namespace, stack: Stack, cast: Path, ledger: Path) -> list[str]:
    """The program that lets people come."""
    rates = (options.base_rate, options.step_seconds, options.last_rate)
    return [
        *(sys.executable, "-m", "benchmarks.load.arrivals", str(cast), str(ledger), stack.address),
        *(str(number) for number in rates),
    ]


def kinds_of(requests: list[Any]) -> dict[str, dict[str, Any]]:
    """Of each kind of request: how many, how long the answered ones took, how many ended otherwise."""
    kinds: dict[str, dict[str, Any]] = {}
    for kind in sorted({kind for kind, *_rest in requests}):
        own = [(status, milliseconds) for one, status, milliseconds, _retry in requests if one == kind]
        times = [milliseconds for status, milliseconds in own if 200 <= status < 400]
        kinds[kind] = {
            "requests": len(own),
            **{f"p{share}_ms": round(percentile(times, share / 100)) if times else None for share in (50, 95, 99)},
            "429": sum(status == 429 for status, _ms in own),
            "503": sum(status == 503 for status, _ms in own),
            "5xx": sum(status >= 500 and status != 503 for status, _ms in own),
            "broken": sum(status == 0 for status, _ms in own),
        }
    return kinds


def faults_of(requests: list[Any], used: dict[str, Any]) -> list[str]:
    """Sentences on how the portal answered as it may not."""
    faults = []
    silent = sum(status in BUSY and not retry.isdigit() for _kind, status, _ms, retry in requests)
    if silent:
        faults.append(f"{silent} requests were turned away without Retry-After.")
    others = sorted({(kind, status) for kind, status, _ms, _retry in requests if status >= 400 and status not in BUSY})
    if others:
        faults.append(f"Answers that nobody expects: {others}.")
    broken = sum(status == 0 for _kind, status, _ms, _retry in requests)
    if broken:
        faults.append(f"{broken} connections broke or were silent for a minute.")
    if used["deadlocks"]:
        faults.append(f"{used['deadlocks']} deadlocks in the database.")
    return faults


def print_result(name: str, result: dict[str, Any]) -> None:
    """Print the table, the counts and what does not hold."""
    print(f"{name}: {result['seconds']} s on {result['database']}")
    print(f"{'':<24}{'requests':>9}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}{'429':>6}{'503':>6}{'5xx':>5}{'broken':>7}")
    for kind, row in result["kinds"].items():
        cells = zip(row.values(), (9, 8, 8, 8, 6, 6, 5, 7), strict=True)
        print(f"{kind:<24}" + "".join(f"{'-' if value is None else value:>{width}}" for value, width in cells))
    for step in result.get("steps", []):
        print(f"  {step}")
    if "recovery" in result:
        print(f"  then {result['recovery']}")
    answers = result["answers"]
    print(
        f"acknowledged {answers['acknowledged']}, stored {answers['stored']}, lost {answers['lost']}, "
        f"doubled {answers['doubled']}, stored without a word {answers['stored_without_word']}; "
        f"answers turned away {answers['times_turned_away']} times; reports {answers['reports']}"
    )
    for what in ("cpu_seconds", "memory_mib", "connections_peak", "deadlocks"):
        print(f"{what.replace('_', ' ')}: {result[what]}")
    print("\n".join(f"FAULT: {fault}" for fault in result["faults"]) or "All of it holds.")


def keep(path: Path, name: str, result: dict[str, Any]) -> None:
    """Write the result under its name, beside the others."""
    results = json.loads(path.read_text()) if path.exists() else {}
    results[name] = result
    path.parent.mkdir(exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    part.replace(path)


def keep_logs(stack: Stack, folder: Path) -> None:
    """Keep what the parts of the portal have said, for whoever asks why something does not hold."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in stack.parts:
        (folder / f"{part.name}.log").write_text(part.log())


def say(words: str) -> None:
    """Tell whoever waits how far it is."""
    print(f"{words} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
