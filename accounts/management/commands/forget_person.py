"""`manage.py forget_person EMAIL`: close an account and remove the name at once."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """For the operator, where a name has to go before its time: history then names a pseudonym, with the capacity."""

    help = "Close an account, and replace name and address by a pseudonym everywhere but in sealed submissions."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--yes", action="store_true", help="It cannot be undone: say that it is meant.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        if not options["yes"]:
            raise CommandError("This cannot be undone. Run it with --yes where it is meant. Nothing was changed.")
        try:
            with transaction.atomic():
                person = services.forget(user=services.leave(user=user))
        except services.LastOfTheRole as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from refusal
        self.stdout.write(f"The person is {person} now. Sealed submissions keep the name that they were made with.")
