"""How a process that makes reports behaves towards the machine: it steps back behind the web server, it gives up a
report that does not end, and it shares with its siblings what all of them load.
"""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from billiard.exceptions import SoftTimeLimitExceeded
from billiard.process import current_process
from django.conf import settings
from django.template import engines
from django.utils.module_loading import import_string

AGAIN_EVERY = 1.0
"""Seconds of processor time until a report that went on in spite of its budget is told again."""
LOADED_BEFORE = ("reports.renderers.render_gap_analysis", "reports.making.make")


def load_before_forking() -> None:
    """Load templates' libraries and the renderers of PDF: once for all children, instead of once in each.

    What is loaded stays until the end, and is left out where garbage is looked for.
    """
    engines.all()
    for name in LOADED_BEFORE:
        import_string(name)
    gc.collect()
    gc.freeze()


def step_back() -> None:
    """Give this process of a worker the priority for reports (`REPORT_NICENESS`) for the rest of its life.

    Only root could raise it again, so a process that never makes a report keeps its own; so does one that is no
    worker's child.
    """
    if current_process().name == "MainProcess":
        return
    behind = settings.REPORT_NICENESS - os.getpriority(os.PRIO_PROCESS, 0)
    if behind > 0:
        os.nice(behind)


@contextmanager
def processor_budget(seconds: float) -> Iterator[None]:
    """Raise `SoftTimeLimitExceeded` in the block when it has used so many seconds of processor time.

    Of processor time, not of the clock: a report on a busy machine is late, a renderer that turns in circles is not. In
    another thread than the main one, where no signal arrives, only Celery's limits hold.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise SoftTimeLimitExceeded(f"{seconds:g} seconds of processor time")

    before = signal.signal(signal.SIGPROF, give_up)
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN_EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
