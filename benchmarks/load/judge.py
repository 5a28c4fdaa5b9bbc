"""Compares what the portal said with what it holds: python -m benchmarks.load.judge CAST LEDGER, prints JSON.

Needs the portal's environment.
"""

import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

import django


def judge(cast: dict[str, Any], ledger: dict[str, Any]) -> dict[str, Any]:
    """Counts of answers and reports, and `faults`: sentences on what does not hold."""
    from django.core.management import CommandError, call_command
    from django.db.models import Count

    from assessments.models import Change, Score
    from benchmarks.ledger import Contributor, audit
    from reports.models import ReportJob

    contributors = [
        Contributor(
            token="",
            ministry=UUID(one["ministry"]),
            codes=one["codes"],
            acknowledged={(code, version): words for code, version, words in one["acknowledged"]},
            open={(code, words) for code, words in one["open"]},
        )
        for one in ledger["savers"]
    ]
    assessment = UUID(cast["assessment"])
    found = audit(assessment, contributors)
    faults = [] if found.holds else [f"Answers: {found}."]

    scored = Change.objects.filter(assessment=assessment, action=Change.Action.SCORED)
    versions: dict[tuple[Any, Any], list[int]] = {}
    for ministry, indicator, after in scored.values_list("ministry_id", "indicator_id", "after"):
        versions.setdefault((ministry, indicator), []).append(after["version"] if after else 0)
    gaps = sum(
        sorted(found_versions) != list(range(1, len(found_versions) + 1)) for found_versions in versions.values()
    )
    if gaps:
        faults.append(f"History: the versions of {gaps} answers have gaps.")
    if len(versions) != Score.objects.filter(assessment=assessment).count():
        faults.append("History: there are not as many answers as have one.")

    refused = sorted({status for one in ledger["savers"] for status in one["refused"]})
    if refused:
        faults.append(f"Answers were refused with {refused}.")
    try:
        call_command("verify_submissions", verbosity=0)
    except (CommandError, SystemExit) as error:
        faults.append(f"Submissions do not verify: {error}.")

    jobs = list(ReportJob.objects.values("status").annotate(count=Count("pk")).values_list("status", "count"))
    asked = [report for report in ledger["reports"] if report["id"]]
    tried_again = ReportJob.objects.exclude(attempts=1).count()
    if dict(jobs) != ({"done": len(asked)} if asked else {}) or len(asked) != len(ledger["reports"]) or tried_again:
        faults.append(f"Reports: {len(ledger['reports'])} asked for, rows {dict(jobs)}, {tried_again} tried again.")
    if not all(report["bytes"] > 1000 for report in asked):
        faults.append("Reports: a file came without content.")
    return {
        "acknowledged": found.acknowledged,
        "stored": found.stored,
        "lost": found.lost,
        "doubled": found.doubled,
        "stored_without_word": found.open_stored,
        "times_turned_away": sum(len(one["turned_away"]) for one in ledger["savers"]),
        "reports": len(asked),
        "faults": faults,
    }


def main(cast: str, ledger: str) -> None:
    """Print the verdict."""
    django.setup()
    print(json.dumps(judge(json.loads(Path(cast).read_text()), json.loads(Path(ledger).read_text()))))


if __name__ == "__main__":
    main(*sys.argv[1:])
