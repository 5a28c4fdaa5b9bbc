"""`manage.py apply_retention`: remove personal data that has had its time, as beat does once a day."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand

from accounts import services


class Command(BaseCommand):
    """The days of each kind are settings: KEEP_…_DAYS, docs/privacy.md."""

    help = "Remove personal data that has had its time."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Only say how much it is.")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = services.due_of_retention() if options["dry_run"] else services.apply_retention()
        for kind, count in counts.items():
            self.stdout.write(f"{kind}: {count}")
