"""`manage.py verify_submissions`: proves that no sealed copy has changed since it was made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Change, Submission
from assessments.sealing import faults_of
from assessments.services.verifying import EvidenceVerifier

READ_AT_ONCE = 10
"""Sealed copies held in memory at the same time; each has some hundred kilobytes."""


class Command(BaseCommand):
    """Recomputes every seal and profile and compares them with what history kept; and the evidence, with its files.

    One line for each sealed copy that is faulty, and for each that history names and that is gone; then the count.
    Ends with status 1 when there is any. Two queries and one for each copy that has evidence; the same memory for
    however many sealed copies. Every file is read once.
    """

    help = "Verify every submission against its SHA-256, the history of its submission, its answers and its evidence."

    def handle(self, *args: Any, **options: Any) -> None:
        announced, evidence = announced_seals(), EvidenceVerifier()
        verified = faulty = 0
        submissions = Submission.objects.select_related("assessment__country", "assessment__cycle", "extract__layout")
        for submission in submissions.order_by("sealed_at", "pk").iterator(chunk_size=READ_AT_ONCE):
            faults = faults_of(submission, announced.pop(str(submission.pk), None)) or evidence.faults_of(submission)
            verified += 1
            if faults:
                faulty += 1
                self.stdout.write(f"{name_of(submission)}: {'; '.join(faults)}")
        for pk in announced:
            self.stdout.write(f"{pk}: history names this submission and it is gone")
        faulty += len(announced)
        if faulty:
            raise CommandError(f"{faulty} faulty, {verified} submissions read.")
        self.stdout.write(f"{verified} submissions verified: all as they were sealed.")


def announced_seals() -> dict[str, str]:
    """The SHA-256 that history kept when each submission was made, by its id; the first entry counts."""
    seals: dict[str, str] = {}
    announcements = Change.objects.filter(action=Change.Action.SUBMITTED, after__isnull=False).order_by("pk")
    for submission, sha256 in announcements.values_list("after__submission", "after__sha256").iterator():
        seals.setdefault(submission, sha256)
    return seals


def name_of(submission: Submission) -> str:
    """How the output names a submission: country, cycle, number and id."""
    assessment = submission.assessment
    return f"{assessment.country.code}, {assessment.cycle.slug}, submission {submission.number} ({submission.pk})"
