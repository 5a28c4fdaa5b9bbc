"""How long the download of a whole cycle takes, 193 countries by 371 indicators, and how much memory it needs.

As a program (`python -m benchmarks.download FORMAT`) it reads the latest synthetic cycle once, as a server that has
just started, and prints seconds, the memory that the download added at its peak in MiB, and the size, as JSON.
"""

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import django

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
FORMATS = ("csv", "json", "sdmx-csv", "sdmx-json")
GOAL_S, GOAL_MIB = 2.0, 150.0


def measure() -> list[Measure]:
    """Seconds and memory of each format."""
    from benchmarks.synthetic import WHERE, slugs

    slugs()
    measures = []
    for file_format in FORMATS:
        process = subprocess.run(
            [sys.executable, "-m", "benchmarks.download", file_format],
            cwd=BASE_DIR,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        made: dict[str, float] = json.loads(process.stdout)
        name = f"cycle whole as {file_format}, {made['mebibytes_sent']:.1f} MiB {WHERE}"
        measures += [
            Measure(name, made["seconds"], "s", GOAL_S),
            Measure(f"{name}, peak memory", made["mebibytes"], "MiB", GOAL_MIB),
        ]
    return measures


def main(file_format: str) -> None:
    """Read the cycle once and print what it took."""
    django.setup()

    from benchmarks.demonstration import api_client
    from benchmarks.synthetic import REVIEWER, slugs

    client = api_client(REVIEWER)
    (slug, *_others) = slugs()
    assert client.get("/api/v1/data/").status_code == 200
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    response: Any = client.get(f"/api/v1/cycles/{slug}/data/?format={file_format}")
    assert response.status_code == 200, response.status_code
    sent = sum(len(chunk) for chunk in response.streaming_content) if response.streaming else len(response.content)
    seconds = time.perf_counter() - started
    added = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps({"seconds": seconds, "mebibytes": added / 1024, "mebibytes_sent": sent / 1024 / 1024}))


if __name__ == "__main__":
    main(sys.argv[1])
