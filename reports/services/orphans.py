"""Files of reports that no job has: what a transaction left that was rolled back after its file was stored."""

from datetime import timedelta
from pathlib import PurePosixPath

from django.db import connection, transaction
from django.utils import timezone

from reports import files
from reports.models import ReportJob

ASIDE_FOR = timedelta(days=1)
"""How old a file without a job must be to be removed: no job takes that long to be marked done."""


def remove_orphans() -> int:
    """Remove stored files of reports that no job has and that are older than `ASIDE_FOR`; returns how many."""
    storage = files.report_storage()
    known = set(ReportJob.objects.exclude(file_sha256="").values_list("file_sha256", "format"))
    removed = 0
    for name in files.names():
        sha256, _dot, extension = PurePosixPath(name).name.partition(".")
        if (sha256, extension) in known or storage.get_modified_time(name) > timezone.now() - ASIDE_FOR:
            continue
        removed += _remove_if_orphan(name, sha256, extension)
    return removed


def _remove_if_orphan(name: str, sha256: str, extension: str) -> bool:
    """Remove the file unless a job has it by now. No job is marked done meanwhile: it waits, and stores anew."""
    with transaction.atomic():
        if connection.vendor == "postgresql":  # SQLite has one writer at a time anyway
            with connection.cursor() as cursor:
                cursor.execute(f"LOCK TABLE {connection.ops.quote_name(ReportJob._meta.db_table)} IN SHARE MODE")
        is_orphan = not ReportJob.objects.filter(file_sha256=sha256, format=extension).exists()
        if is_orphan:
            files.report_storage().delete(name)
    return is_orphan
