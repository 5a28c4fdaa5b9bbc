"""Makes one gap analysis on one core, as a worker's first: python -m benchmarks.one_report ASSESSMENT [LANGUAGE].

Prints seconds, the peak of the whole process's memory in MiB, and pages, as JSON.
"""

import io
import json
import os
import resource
import sys
import time
from uuid import UUID

import django


def main(assessment_id: str, language: str = "en") -> None:
    """Make the report of this assessment and print what it took."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    django.setup()

    from django.utils import translation
    from pypdf import PdfReader

    from assessments.models import Assessment
    from framework.selectors import framework_tree
    from reports import contexts
    from reports.process import load_before_forking
    from reports.renderers import render_gap_analysis

    load_before_forking()
    assessment = Assessment.objects.select_related("country", "cycle").get(pk=UUID(assessment_id))
    started = time.perf_counter()
    with translation.override(language):
        report = contexts.gap_analysis(contexts.of_assessment(assessment), framework_tree())
        content = render_gap_analysis(report, nothing)
    seconds = time.perf_counter() - started
    mebibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    pages = len(PdfReader(io.BytesIO(content)).pages)
    print(json.dumps({"seconds": seconds, "mebibytes": mebibytes, "pages": pages}))


def nothing(_percent: int) -> None:
    """Nobody watches the progress."""


if __name__ == "__main__":
    main(*sys.argv[1:])
