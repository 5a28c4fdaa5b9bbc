"""Reading an archive into an empty portal: all of it or nothing, and proven to be the same."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError

from assessments.services.verifying import faults_of_submissions
from framework.selectors import forget_tree
from reports.kept_files import KeptFile, faulty_rows, kept_files
from reports.moving import databases
from reports.moving.archive import Archive, entry_of_table
from reports.moving.manifest import Manifest
from reports.moving.refusal import Refused
from reports.moving.tables import Summary, Table, summary_of, tables

Say = Callable[[str], None]


def import_portal(path: Path, say: Say) -> tuple[Manifest, Mapping[str, Summary]]:
    """Write what an archive holds into this portal, which has to be migrated and empty, and say what is done.

    Returns the manifest and what the database then holds, table by table: equal, or nothing would have been written.
    Raises Refused. Content that an installation loads by itself is replaced by the archive's.
    """
    with Archive(path) as archive:
        moved = tables()
        refuse_other_state(archive.manifest, databases.applied_migrations())
        refuse_other_tables(archive.manifest, moved)
        say("Checking the archive")
        archive.check()
        placed: list[KeptFile] = []
        try:
            with databases.one_change():
                refuse_filled(moved)
                write_rows(archive, moved, say)
                say("Comparing the rows")
                found = compare_rows(archive.manifest, moved)
                say("Placing the files")
                place_files(archive, placed)
                say("Verifying submissions and files")
                compare_faults(archive.manifest)
        except BaseException:
            with ExitStack() as each_in_any_case:
                for file in placed:
                    each_in_any_case.callback(file.remove)
            raise
        finally:
            ContentType.objects.clear_cache()
            forget_tree()
    databases.gather_statistics()
    return archive.manifest, found


def refuse_other_state(manifest: Manifest, applied: Mapping[str, Sequence[str]]) -> None:
    """Raise Refused where the archive was made by another version: names what is applied on one side only."""
    for app in sorted({*manifest.migrations, *applied}):
        archived, here = set(manifest.migrations.get(app, ())), set(applied.get(app, ()))
        if archived == here:
            continue
        differences = [
            f"{side} has {app} {name}"
            for side, names in (("the archive alone", archived - here), ("this database alone", here - archived))
            for name in sorted(names)
        ]
        raise Refused(
            f"The archive was made by another version of the portal: {'; '.join(differences)}. "
            "Import it with the version that made it, then upgrade."
        )


def refuse_other_tables(manifest: Manifest, moved: Sequence[Table]) -> None:
    """Raise Refused where the archive's tables or columns are not this portal's."""
    here = {table.name: table.columns for table in moved}
    if unlike := sorted(here.keys() ^ manifest.tables.keys()):
        raise Refused(f"Archive and portal do not have the same tables: {', '.join(unlike)}.")
    for name, columns in here.items():
        if list(manifest.tables[name].columns) != columns:
            raise Refused(f"{name} has other columns in the archive than here.")


def refuse_filled(moved: Sequence[Table]) -> None:
    """Raise Refused where a table that no installation fills has rows."""
    filled = [table.name for table in moved if not table.is_installed and table.model._base_manager.exists()]
    if filled:
        raise Refused(
            f"This portal is not empty: there are rows of {', '.join(filled)}. "
            "Import into a new database that was migrated and nothing else."
        )


def write_rows(archive: Archive, moved: Sequence[Table], say: Say) -> None:
    """Replace what an installation loads, add all rows, check what refers to what. Raises Refused."""
    for table in reversed(moved):
        if table.is_installed:
            databases.empty(table)
    for table in moved:
        say(f"Reading {table.name}")
        try:
            with archive.lines(entry_of_table(table.name)) as lines:
                databases.insert(table, lines)
        except (DatabaseError, OverflowError) as error:
            raise Refused(f"The database refused rows of {table.name}: {first_line(error)}.") from error
    say("Checking references")
    try:
        databases.check_references()
    except DatabaseError as error:
        raise Refused(f"A row refers to one that is not there: {first_line(error)}.") from error
    databases.reset_sequences(moved)


def compare_rows(manifest: Manifest, moved: Sequence[Table]) -> dict[str, Summary]:
    """What the database holds of each table, read from it anew; raises Refused where that is not the archive's."""
    found = {}
    for table in moved:
        announced, found[table.name] = manifest.tables[table.name].summary, summary_of(table.lines())
        if found[table.name] != announced:
            raise Refused(
                f"{table.name} is not what it was: {found[table.name].count} rows with SHA-256 "
                f"{found[table.name].sha256}; the archive has {announced.count} with {announced.sha256}."
            )
    return found


def place_files(archive: Archive, placed: list[KeptFile]) -> None:
    """Store the files that are not there yet; `placed` gets those, each before it is stored. Raises Refused."""
    if unwanted := archive.files.keys() - set(kept_files()):
        raise Refused(f"The archive has files that no row names: {', '.join(sorted(file.name for file in unwanted))}.")
    for file in archive.files:
        if file.fault:
            placed.append(file)
            file.place(archive.read_file(file))


def compare_faults(manifest: Manifest) -> None:
    """Raise Refused where a submission or file is not what it was, unless the archive says that it was so before."""
    unknown = [line for line in faults_of_submissions() if line not in manifest.faults]
    for file in kept_files():
        if (fault := file.fault) and not any(file.name in line for line in manifest.faults):
            unknown += faulty_rows(file, fault)
    if unknown:
        raise Refused(f"{len(unknown)} submissions or files are not what they were: {'; '.join(unknown[:3])}.")


def first_line(error: Exception) -> str:
    """What a database says, without the lines that explain it."""
    return str(error).strip().partition("\n")[0].rstrip(".")
