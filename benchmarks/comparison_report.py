"""How long the comparison report of 193 countries takes on one core, as a worker's first, and with how much memory.

As a program (`python -m benchmarks.comparison_report`) it makes the report of the latest synthetic cycle once and
prints seconds, the peak of the whole process's memory in MiB, and pages, as JSON.
"""

import io
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import django

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent


def measure() -> list[Measure]:
    """Seconds, memory and pages, on a world of its own where there is none."""
    from django.core.management import call_command

    from assessments.models import Cycle

    if not Cycle.objects.filter(synthetic=True).exists():
        call_command("seed_world", countries=193, cycles=3, seed=7, verbosity=0)
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.comparison_report"],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    made: dict[str, float] = json.loads(process.stdout)
    return [
        Measure("comparison report, 193 countries", made["seconds"], "s", 20),
        Measure("comparison report, 193 countries, peak memory", made["mebibytes"], "MiB", 300),
        Measure("comparison report, 193 countries, pages", made["pages"], "pages", 60),
    ]


def main() -> None:
    """Make the report once on one core and print what it took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    django.setup()

    from django.utils import timezone
    from pypdf import PdfReader

    from accounts.models import Membership
    from assessments.models import Cycle
    from reports import contexts
    from reports.process import load_before_forking
    from reports.renderers import render_comparison
    from reports.selecting import form_of, selection_of

    actor = Membership.objects.filter(role=Membership.Role.REVIEWER).first()
    cycle = Cycle.objects.filter(synthetic=True).first()
    if actor is None or cycle is None:
        raise SystemExit("There is no reviewer, or no synthetic cycle: manage.py seed_world makes one.")
    load_before_forking()
    started = time.perf_counter()
    selection = selection_of(actor, f"cycle={cycle.slug}")
    form = form_of(actor, selection.query)
    content = render_comparison(contexts.comparison(actor, selection, form, timezone.now()), nothing)
    seconds = time.perf_counter() - started
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = len(PdfReader(io.BytesIO(content)).pages)
    print(json.dumps({"seconds": seconds, "mebibytes": mebibytes, "pages": pages}))


def nothing(_percent: int) -> None:
    """Nobody watches the progress."""


if __name__ == "__main__":
    main()
