"""`manage.py seed_world`: made-up submissions of real Member States, marked as synthetic, to try comparison on."""

import argparse
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Country
from assessments.models import Assessment, Cycle, Submission
from assessments.synthetic.seeding import seed_world
from framework.models import Indicator


def number_from_1_to(most: int) -> Any:
    """The argument as a whole number from 1 to `most`."""

    def number(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a whole number from 1 to {most}")
        return int(text)

    return number


class Command(BaseCommand):
    """Makes the synthetic world once, whole or not at all; never beside what real countries submitted."""

    help = (
        "Make synthetic submissions of Member States in cycles that are marked as synthetic. Only in demonstration "
        "mode, never in a database that holds assessments of real countries. The same seed gives the same answers."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--countries", type=number_from_1_to(193), default=193)
        parser.add_argument(
            "--cycles", type=number_from_1_to(3), default=3, help="The last is 2026, every second year."
        )
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_unless_possible()
        started = time.monotonic()
        seed_world(countries=options["countries"], cycles=options["cycles"], seed=options["seed"])
        if options["verbosity"] > 0:
            assessments = Assessment.objects.filter(cycle__synthetic=True)
            self.stdout.write(
                f"Synthetic world: {assessments.values('country').distinct().count()} countries, "
                f"{Cycle.objects.filter(synthetic=True).count()} cycles, {assessments.count()} assessments, "
                f"{Submission.objects.filter(assessment__cycle__synthetic=True).count()} submissions, "
                f"{time.monotonic() - started:.0f} s."
            )


def refuse_unless_possible() -> None:
    """Raise CommandError that says in one line why no synthetic world is made here."""
    if not settings.DEMO_MODE:
        raise CommandError("seed_world works in demonstration mode only. Nothing was changed.")
    if Cycle.objects.filter(synthetic=True).exists():
        raise CommandError(
            "There is a synthetic world already. Start from an empty database for another "
            "(PORTAL_VAR=another folder). Nothing was changed."
        )
    if Assessment.objects.filter(country__fictional=False).exists():
        raise CommandError("There are assessments of real countries. Nothing was changed.")
    if not Indicator.objects.exists():
        raise CommandError("Load the framework first: manage.py load_framework. Nothing was changed.")
    if not Country.objects.filter(fictional=False).exists():
        raise CommandError("Load the countries first: manage.py load_framework. Nothing was changed.")
