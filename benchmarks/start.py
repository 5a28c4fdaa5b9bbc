"""How long `make run` takes, the second time, until the first page."""

import http.client
import os
import signal
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
GOAL_SECONDS = 8.0
PATIENCE_SECONDS = 120


def measure() -> list[Measure]:
    """Seconds from the command to the first answer, on the benchmark's demonstration, which is prepared already."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    started = time.perf_counter()
    portal = subprocess.Popen(
        ["make", "run"],
        cwd=BASE_DIR,
        env=os.environ | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        seconds = wait_for_first_page(port, started)
    finally:
        os.killpg(portal.pid, signal.SIGINT)
        portal.wait(timeout=60)
    return [Measure("make run, second time, until the first page", seconds, "s", GOAL_SECONDS)]


def wait_for_first_page(port: int, started: float) -> float:
    """Seconds since `started` when the first page answers; raises `TimeoutError` where it does not."""
    while (seconds := time.perf_counter() - started) < PATIENCE_SECONDS:
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/")
            if connection.getresponse().status < 400:
                return time.perf_counter() - started
        time.sleep(0.02)
    raise TimeoutError(f"No page after {seconds:.0f} s.")
