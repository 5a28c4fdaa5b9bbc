"""`manage.py export_person EMAIL`: what the portal keeps of one person, as a zip."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts import services
from accounts.models import User


class Command(BaseCommand):
    """For the operator, where the person cannot sign in. The file is for that person and nobody else."""

    help = "Write what the portal keeps of one person to a zip file, for that person."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--to", type=Path, default=Path("person.zip"), help="A file that there is not yet.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError("There is no account with this address.")
        path: Path = options["to"]
        try:
            path.touch(mode=0o600, exist_ok=False)
        except FileExistsError as error:
            raise CommandError(f"{path} is there already. Nothing was written.") from error
        with path.open("wb") as file:
            services.write_person(user=user, to=file)
        self.stdout.write(f"Written: {path}. It is for this person alone.")
