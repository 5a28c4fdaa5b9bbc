"""A thread in the worker's main process that sweeps every few seconds: it ends with the worker, however that ends."""

import os
import threading
from datetime import datetime

import structlog
from django.db import Error, connections
from django.utils import timezone

from reports import services

logger = structlog.get_logger(__name__)
EVERY = 3.0
"""Seconds between two sweeps."""

_no_fork = threading.Lock()
"""Held while the thread has a database connection: a child forked meanwhile would share it, which SQLite forbids."""

os.register_at_fork(before=_no_fork.acquire, after_in_parent=_no_fork.release, after_in_child=_no_fork.release)


class Sweeper(threading.Thread):
    """Sweeps at once, ringing for what waits however lately that was done, and then every few seconds until `stop`."""

    def __init__(self) -> None:
        super().__init__(name="report-sweeper", daemon=True)
        self.stopped = threading.Event()

    def run(self) -> None:
        rung_before: datetime | None = timezone.now()
        while True:
            self.sweep(rung_before)
            rung_before = None
            if self.stopped.wait(EVERY):
                return

    def sweep(self, rung_before: datetime | None) -> None:
        """One sweep; a database that cannot be reached is logged, and tried again next time."""
        with _no_fork:
            try:
                services.sweep(rung_before=rung_before)
            except Error:
                logger.warning("sweep_failed", exc_info=True)  # it is tried again
            finally:
                connections.close_all()

    def stop(self) -> None:
        """End the thread, after the sweep that may be running."""
        self.stopped.set()
        self.join()
