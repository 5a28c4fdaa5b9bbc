"""`manage.py reset_second_factor EMAIL`: for the day when nobody else can."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """Takes away the second factor of a person, who is told. The history keeps that the operator did it."""

    help = "Take away the second factor of the person with this e-mail, who has lost it; sessions and tokens end."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address. Nothing was changed.")
        if not services.reset_second_factor(actor=None, user=user, reason="Second factor reset by the operator"):
            raise CommandError("This person has no second factor. Nothing was changed.")
        self.stdout.write(f"{user.email} signs in with the password and sets up a new second factor.")
