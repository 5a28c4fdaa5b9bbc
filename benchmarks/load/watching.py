"""What a portal uses while it is under load: processor time and memory of its parts, connections, deadlocks."""

import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psycopg2

from benchmarks.stack import Part

TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend'"
)


def family(pid: int) -> list[int]:
    """The process and all that descend from it, as far as they live."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def processor_seconds(pid: int) -> float:
    """Seconds of processor time of a process, its children that have ended, and all that descend from it."""
    ticks = 0
    for number, one in enumerate(family(pid)):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        user, system, children_user, children_system = (int(field) for field in fields[11:15])
        ticks += user + system + (children_user + children_system if number == 0 else 0)
    return ticks / TICKS


def most_mebibytes(pid: int) -> float:
    """The most memory that any single process of a family has held, in MiB."""
    most = 0
    for one in family(pid):
        try:
            lines = Path(f"/proc/{one}/status").read_text().splitlines()
        except OSError:
            continue
        most = max([most, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
    return most / 1024


class Watch:
    """Watches `parts`, and a PostgreSQL database where its address is given, as long as the block lasts."""

    def __init__(self, parts: Iterable[Part], database_url: str = "") -> None:
        self.parts = [part for part in parts if part.lives]
        self.database_url = database_url
        self.connections_peak = 0
        self.memory: dict[str, float] = {}
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Watch":
        self._began = {part.name: processor_seconds(part.pid) for part in self.parts}
        self._deadlocks_before = self._deadlocks()
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopped.set()
        self._thread.join()
        self.cpu_seconds = {part.name: processor_seconds(part.pid) - self._began[part.name] for part in self.parts}
        self.deadlocks = self._deadlocks() - self._deadlocks_before

    def found(self) -> dict[str, Any]:
        """What was seen, after the block."""
        return {
            "cpu_seconds": {name: round(seconds, 1) for name, seconds in self.cpu_seconds.items()},
            "memory_mib": {name: round(mebibytes) for name, mebibytes in self.memory.items()},
            "connections_peak": self.connections_peak,
            "deadlocks": self.deadlocks,
        }

    def _watch(self) -> None:
        while not self._stopped.wait(0.5):
            for part in self.parts:
                if part.lives:
                    self.memory[part.name] = max(self.memory.get(part.name, 0), most_mebibytes(part.pid))
            if self.database_url:
                self.connections_peak = max(self.connections_peak, self._ask(CONNECTIONS))

    def _deadlocks(self) -> int:
        if not self.database_url:
            return 0
        return self._ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")

    def _ask(self, statement: str) -> int:
        connection = psycopg2.connect(self.database_url)
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement)
                (number,) = cursor.fetchone() or (0,)
                return int(number)
        finally:
            connection.close()
