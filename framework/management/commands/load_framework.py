"""`manage.py load_framework`: the whole framework from its fixtures."""

from typing import Any

from django.core.management.base import BaseCommand

from framework import services


class Command(BaseCommand):
    """Loads every fixture of the framework in one transaction; again without any change."""

    help = "Load the four tables and everything beside them from fixtures/. Loading again changes nothing."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        services.load_framework(verbosity=options["verbosity"])
