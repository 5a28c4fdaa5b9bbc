"""What beat rings for: reminders."""

from celery import shared_task

from assessments.services.reminding import remind as remind_everybody


@shared_task(name="assessments.tasks.remind")
def remind() -> None:
    """Remind of what is due. Called any number of times a day, everybody is reminded once."""
    remind_everybody()
