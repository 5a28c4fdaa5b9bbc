"""How long the full gap analysis takes, with how much memory: all 371 indicators below the target, and half of them."""

import json
import subprocess
import sys
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import Country, Membership, User
from assessments import services
from assessments.models import Assessment, Cycle, NationalScore
from benchmarks.measure import Measure

BASE_DIR = Path(__file__).resolve().parent.parent
JUSTIFICATION = (
    "The act of 2019 covers this in part, and the regulation that would carry it out is before the cabinet. "
    "The ministry reports {number} cases in the last year, handled in {places} of the regions by no written procedure."
)


def measure() -> list[Measure]:
    """Seconds, memory and pages of the full report, also in Arabic and Chinese, and seconds with half of the indicators
    below the target.
    """
    assessment = assessment_with_gaps("XYA", "XY", every=1)
    full, arabic, chinese = (make_report(assessment, language) for language in ("en", "ar", "zh-hans"))
    half = make_report(assessment_with_gaps("XYB", "XW", every=2))
    return [
        Measure("gap analysis, all below target", full["seconds"], "s", 12),
        Measure("gap analysis, all below target, peak memory", full["mebibytes"], "MiB", 300),
        Measure("gap analysis, all below target, pages", full["pages"], "pages", 120),
        Measure("gap analysis, half below target", half["seconds"], "s", 7),
        Measure("gap analysis in Arabic, all below target", arabic["seconds"], "s", 12),
        Measure("gap analysis in Arabic, all below target, peak memory", arabic["mebibytes"], "MiB", 300),
        Measure("gap analysis in Chinese, all below target", chinese["seconds"], "s", 12),
        Measure("gap analysis in Chinese, all below target, peak memory", chinese["mebibytes"], "MiB", 300),
    ]


def make_report(assessment: Assessment, language: str = "en") -> dict[str, float]:
    """What `benchmarks.one_report` says of this assessment, in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-m", "benchmarks.one_report", str(assessment.pk), language],
        cwd=BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    result: dict[str, float] = json.loads(process.stdout)
    return result


@transaction.atomic
def assessment_with_gaps(code: str, alpha2: str, *, every: int) -> Assessment:
    """A fictional country's assessment, all decided and justified, with each `every`-th indicator below the target."""
    country = Country.objects.create(
        code=code, alpha2=alpha2, name=f"Country {code}", region="Nowhere", regional_group="none", fictional=True
    )
    user = User.objects.create_user(f"focal@{code.lower()}.example", name="Focal point")
    focal_point = Membership.objects.create(user=user, role=Membership.Role.FOCAL_POINT, country=country)
    cycle = Cycle.objects.get(status=Cycle.Status.OPEN)
    assessment = services.open_assessment(actor=focal_point, country=country, cycle=cycle)
    now = timezone.now()
    rows = list(NationalScore.objects.filter(assessment=assessment).order_by("indicator__order"))
    for number, row in enumerate(rows):
        row.state, row.answer, row.updated_at = NationalScore.State.DECIDED, NationalScore.Answer.LEVEL, now
        row.level = number % cycle.target_level if number % every == 0 else cycle.target_level
        row.justification = JUSTIFICATION.format(number=number, places=number % 9 + 1)
        row.rationale, row.decided_by = "Decided after the meeting of the ministries.", user
    fields = ["state", "answer", "level", "justification", "rationale", "decided_by", "updated_at"]
    NationalScore.objects.bulk_update(rows, fields)
    return assessment
