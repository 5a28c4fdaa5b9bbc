"""Writing a whole portal into one archive while it runs."""

from collections.abc import Callable, Sequence
from pathlib import Path

from django.db import connection
from django.utils import timezone

from assessments.services.verifying import faults_of_submissions
from reports.kept_files import DIFFERS, MISSING, faulty_rows, kept_files
from reports.moving import databases
from reports.moving.archive import FILES, Writer, entry_of_table
from reports.moving.manifest import Manifest, TableEntry
from reports.moving.refusal import Refused
from reports.moving.tables import tables

Say = Callable[[str], None]


class Faulty(Refused):
    """The portal is not whole: `faults` has one line for each submission and file that is not what it was."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__(f"{len(faults)} faults. Nothing was written.")
        self.faults = faults


def export_portal(path: Path, say: Say, *, despite_faults: bool = False) -> Manifest:
    """Write all rows and files, as they are at one moment, and say what is done; returns what the archive holds.

    Raises Refused where the file exists or migrations are left to apply, Faulty where submissions or files are not what
    they were, unless `despite_faults`: then the archive names them.
    """
    migrations, moved = databases.applied_migrations(), tables()
    with Writer(path) as archive, databases.one_view():
        made_at = timezone.now()
        say("Verifying the submissions")
        faults = list(faults_of_submissions())
        say("Writing the files")
        lines = []
        for file in kept_files():
            try:
                content = file.read()
            except FileNotFoundError:
                faults += faulty_rows(file, MISSING)
                continue
            if file.is_that_of(content):
                lines.append(archive.add_file(file, content))
            else:
                faults += faulty_rows(file, DIFFERS)
        if faults and not despite_faults:
            raise Faulty(faults)
        listed = archive.add_lines(FILES, lines)
        entries = {}
        for table in moved:
            say(f"Writing {table.name}")
            entries[table.name] = TableEntry(
                table.columns, archive.add_lines(entry_of_table(table.name), table.lines())
            )
        manifest = Manifest(made_at.isoformat(), connection.vendor, migrations, entries, listed, faults)
        archive.add_manifest(manifest)
    return manifest
