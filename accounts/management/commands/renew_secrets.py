"""`manage.py renew_secrets`: after a change of SECRET_KEY, before the former key goes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services


class Command(BaseCommand):
    """Reads what former keys encrypted (SECRET_KEY_FALLBACKS), encrypts it with SECRET_KEY. Any number of times."""

    help = "Encrypt the secrets of second factors with the SECRET_KEY of today."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = services.renew_secrets()
        except ValueError as error:
            raise CommandError(f"{error} Nothing was changed.") from error
        self.stdout.write(f"{count} renewed.")
