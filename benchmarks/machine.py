"""On which machine and with which versions something was measured."""

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import psycopg2
import pysqlite3


def machine(server: str) -> dict[str, Any]:
    """`measured_at cores processor memory_mebibytes system python django sqlite postgresql`.

    `server` is the address of a PostgreSQL server, "" for none.
    """
    return {
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": len(os.sched_getaffinity(0)),
        "processor": _first("/proc/cpuinfo", "model name") or platform.machine(),
        "memory_mebibytes": int(_first("/proc/meminfo", "MemTotal").partition(" ")[0] or 0) // 1024,
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "django": django.get_version(),
        "sqlite": pysqlite3.sqlite_version,
        "postgresql": _postgresql(server) if server else "not measured",
    }


def _first(path: str, name: str) -> str:
    """The first value of a name in a file of `name: value` lines, "" where there is none."""
    if not Path(path).exists():
        return ""
    lines = (line.partition(":") for line in Path(path).read_text().splitlines())
    return next((value.strip() for key, _colon, value in lines if key.strip() == name), "")


def _postgresql(server: str) -> str:
    connection = psycopg2.connect(server)
    try:
        version = connection.server_version
    finally:
        connection.close()
    return f"{version // 10_000}.{version % 10_000}"
