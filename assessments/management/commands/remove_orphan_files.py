"""`manage.py remove_orphan_files`: removes what interrupted uploads left behind."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.services.files import ASIDE_FOR, remove_orphans


class Command(BaseCommand):
    """Removes stored files that nothing refers to and half-received ones, both only when they are a day old."""

    help = f"Remove files that no evidence refers to and that are older than {ASIDE_FOR.days} day."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_orphans()} files removed.")
