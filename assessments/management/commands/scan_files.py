"""`manage.py scan_files`: has clamd look at the files that it has not seen yet."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from assessments.services.files import scan_left


class Command(BaseCommand):
    """Scans what was stored while the scanner could not be reached. Ends with status 1 where some is left."""

    help = "Scan the files that are not scanned yet."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CLAMD_URL:
            raise CommandError("CLAMD_URL names no scanner.")
        scanned, left = scan_left()
        self.stdout.write(f"{scanned} files scanned.")
        if left:
            raise CommandError(f"{left} are left: the scanner did not answer.")
