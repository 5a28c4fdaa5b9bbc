"""Whether the memory of a worker stays bounded: many reports one after the other in one process, as workers make them.

`python -m benchmarks.many_reports [--count 200]` makes a demonstration of its own, prints the memory after every tenth
report and what is measured, and ends with status 1 where a goal is missed. `make bench` makes fewer.
"""

import argparse
import gc
import json
import os
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

import django

from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
COUNT = 40
FULL_COUNT = 200
WARM_UP = 0.25
"""The share of all reports before memory is compared: until then libraries load and caches fill."""
GOAL_GROWTH = 0.1
"""MiB a report. 500 reports, after which a worker's process is replaced, are then 50 MiB."""
GOAL_MEBIBYTES = 300
KINDS = (
    ("gap_analysis", "pdf"),
    ("country_brief", "pdf"),
    ("gap_analysis", "docx"),
    ("action_plan", "pdf"),
    ("gap_analysis", "xlsx"),
    ("country_brief", "pdf"),
    ("action_plan", "docx"),
    ("country_brief", "pdf"),
    ("action_plan", "xlsx"),
    ("country_brief", "pdf"),
)
"""What is asked for in turn: half of it briefs, as people ask for, a tenth whole gap analyses."""


def measure(count: int = COUNT) -> list[Measure]:
    """Memory at the end and its growth a report, from `count` reports in a process of their own."""
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.many_reports", "--in-here", "--count", str(count)],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    resident: list[float] = json.loads(process.stdout)
    settled = resident[int(len(resident) * WARM_UP) :]
    return [
        Measure(f"{count} reports by one process, memory at the end", resident[-1], "MiB", GOAL_MEBIBYTES),
        Measure(f"{count} reports by one process, growth of memory a report", slope(settled), "MiB", GOAL_GROWTH),
    ]


def slope(values: list[float]) -> float:
    """How much the values rise from one to the next, by least squares; 0 where they fall."""
    middle = (len(values) - 1) / 2
    mean = sum(values) / len(values)
    rise = sum((place - middle) * (value - mean) for place, value in enumerate(values))
    return max(0.0, rise / sum((place - middle) ** 2 for place in range(len(values))))


def make_many(count: int) -> list[float]:
    """Make so many reports of the demonstration; MiB of this process's memory after each."""
    from accounts.models import Membership
    from assessments.models import Assessment
    from reports.models import ReportJob
    from reports.process import load_before_forking
    from reports.services import request_report
    from reports.tasks import render

    load_before_forking()
    focal_points = {one.country_id: one for one in Membership.objects.filter(role=Membership.Role.FOCAL_POINT)}
    drafts = cycle(Assessment.objects.filter(country__in=focal_points).order_by("pk"))
    resident = []
    for number, (draft, (kind, form)) in enumerate(islice(zip(drafts, cycle(KINDS), strict=False), count), 1):
        actor = focal_points[draft.country_id]
        job = request_report(actor=actor, kind=kind, assessment=draft, format=form)
        render(str(job.pk))
        job.refresh_from_db()
        if job.status != ReportJob.Status.DONE:
            raise RuntimeError(f"{kind} as {form} of {draft}: {job.status}, {job.error}")
        gc.collect()
        resident.append(resident_mebibytes())
        if number % 10 == 0:
            print(f"{number:4} reports: {resident[-1]:6.1f} MiB", file=sys.stderr, flush=True)
    return resident


def resident_mebibytes() -> float:
    """How much of the machine's memory this process has now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> int:
    """Make the reports here, or all that `measure` does on a demonstration of its own; the exit status."""
    parser = argparse.ArgumentParser(description="Memory of a worker over many reports.")
    parser.add_argument("--count", type=int, default=FULL_COUNT)
    parser.add_argument("--in-here", action="store_true", help="use the portal's own database, print JSON")
    chosen = parser.parse_args()
    if chosen.in_here:
        django.setup()
        print(json.dumps(make_many(chosen.count)))
        return 0
    from benchmarks.__main__ import portal_environment, prepare

    with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder:
        os.environ.update(portal_environment(folder, ""))
        prepare(dict(os.environ))
        measures = measure(chosen.count)
    for one in measures:
        print(f"{one.name}: {one.value:.4g} {one.unit}, goal {one.goal:g}, {'met' if one.met else 'MISSED'}")
    return 0 if all(one.met for one in measures) else 1


if __name__ == "__main__":
    sys.exit(main())
