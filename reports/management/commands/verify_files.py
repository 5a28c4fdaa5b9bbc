"""`manage.py verify_files`: names every row whose file is missing or is not what was stored."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.kept_files import faults_of_files, kept_files


class Command(BaseCommand):
    """Reads every file of evidence and every report once. Ends with status 1 where a row has not its bytes."""

    help = "Verify the files of evidence and reports: that each is there and has the SHA-256 of its row."

    def handle(self, *args: Any, **options: Any) -> None:
        faulty = 0
        for line in faults_of_files():
            faulty += 1
            self.stdout.write(line)
        verified = sum(1 for _file in kept_files())
        if faulty:
            raise CommandError(f"{faulty} rows without their file, {verified} files wanted.")
        self.stdout.write(f"{verified} files verified: all as they were stored.")
