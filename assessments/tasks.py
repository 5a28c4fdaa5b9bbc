"""What beat rings for: reminders, files to scan, files that nothing refers to, imports nobody confirmed."""

from celery import shared_task
from django.conf import settings

from assessments.services import discard_old_imports, files
from assessments.services.reminding import remind as remind_everybody


@shared_task(name="assessments.tasks.remind")
def remind() -> None:
    """Remind of what is due. Called any number of times a day, everybody is reminded once."""
    remind_everybody()


@shared_task(name="assessments.tasks.scan_files")
def scan_files() -> None:
    """Scan what was stored while the scanner could not be reached."""
    if settings.CLAMD_URL:
        files.scan_left()


@shared_task(name="assessments.tasks.remove_orphan_files")
def remove_orphan_files() -> None:
    """Remove what interrupted uploads left behind."""
    files.remove_orphans()


@shared_task(name="assessments.tasks.discard_imports")
def discard_imports() -> None:
    """Discard the uploaded spreadsheets that nobody confirmed for days."""
    discard_old_imports()
