"""`manage.py export_portal FILE`: the whole portal in one archive, while it runs."""

import argparse
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.moving import Faulty, Refused, export_portal


class Command(BaseCommand):
    """Writes every row and file, as they are at one moment, for `import_portal`. docs/moving.md says how to use it."""

    help = (
        "Write the whole portal into one archive: accounts with their password hashes, answers, history, submissions, "
        "evidence and reports. Who has the archive has all of it: it is made readable by its owner only."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="The archive to write; it must not be there yet.")
        parser.add_argument(
            "--despite-faults",
            action="store_true",
            help="Write it although submissions do not verify or files are missing; the archive names them.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()

        def say(line: str) -> None:
            if options["verbosity"] > 1:
                self.stdout.write(line)

        try:
            manifest = export_portal(options["file"], say, despite_faults=options["despite_faults"])
        except Faulty as faulty:
            for line in faulty.faults:
                self.stdout.write(line)
            raise CommandError(f"{faulty} Mend them, or write the archive all the same: --despite-faults.") from faulty
        except (Refused, OSError) as error:
            raise CommandError(f"{error} Nothing was written.") from error
        for line in manifest.faults:
            self.stdout.write(line)
        if options["verbosity"] > 0:
            rows = sum(entry.summary.count for entry in manifest.tables.values())
            self.stdout.write(
                f"{options['file']}: {len(manifest.tables)} tables, {rows} rows, {manifest.files.count} files, "
                f"{options['file'].stat().st_size} bytes, {time.monotonic() - started:.0f} s."
            )
