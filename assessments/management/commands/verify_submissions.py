"""`manage.py verify_submissions`: proves that no sealed copy has changed since it was made."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.models import Submission
from assessments.services.verifying import faults_of_submissions


class Command(BaseCommand):
    """Recomputes every seal and profile and compares them with what history kept; and the evidence, with its files.

    One line for each sealed copy that is faulty, and for each that history names and that is gone; then the count.
    Ends with status 1 when there is any.
    """

    help = "Verify every submission against its SHA-256, the history of its submission, its answers and its evidence."

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = 0
        for line in faults_of_submissions():
            faulty += 1
            self.stdout.write(line)
        verified = Submission.objects.count()
        if faulty:
            raise CommandError(f"{faulty} faulty, {verified} submissions read.")
        self.stdout.write(f"{verified} submissions verified: all as they were sealed.")
