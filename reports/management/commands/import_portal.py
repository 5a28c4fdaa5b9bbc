"""`manage.py import_portal FILE`: an archive of `export_portal` into an empty portal."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.moving import Refused, import_portal


class Command(BaseCommand):
    """Writes all of an archive or nothing, and prints what the database then holds beside what the archive says."""

    help = (
        "Read an archive of export_portal into a portal that is migrated and empty. Checks the archive before, and "
        "counts, SHA-256 of every table, files and submissions after; where anything is unlike, nothing is changed."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The archive to read.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def say(line: str) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(line)

        try:
            manifest, found = import_portal(options["file"], say)
        except (Refused, OSError) as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        for line in manifest.faults:
            self.stdout.write(f"As in the archive: {line}")
        if options["verbosity"] > 0:
            self._print_table(manifest, found)
            rows = sum(summary.count for summary in found.values())
            self.stdout.write(
                f"{len(found)} tables, {rows} rows, {manifest.files.count} files: equal. "
                f"{time.monotonic() - started:.0f} s."
            )

    def _print_table(self, manifest: Any, found: Any) -> None:
        width = max(map(len, found))
        self.stdout.write(f"{'table':<{width}}  {'archive':>9}  {'here':>9}")
        for name, summary in found.items():
            announced = manifest.tables[name].summary
            self.stdout.write(
                f"{name:<{width}}  {announced.count:>9}  {summary.count:>9}  "
                f"{'equal' if summary == announced else 'UNLIKE'}  {summary.sha256[:12]}"
            )
