"""`manage.py seed_demo`: fictional countries with accounts and assessments, for demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Country, Membership
from assessments.demonstration.content import CURRENT, PREVIOUS
from assessments.demonstration.seeding import seed
from assessments.models import Assessment, Cycle, Score, Submission
from framework.models import Indicator


class Command(BaseCommand):
    """Makes the demonstration once; run again it changes nothing and says so."""

    help = (
        "Make the demonstration: three fictional countries, their accounts and assessments in two cycles. "
        "Only in demonstration mode, and never beside the assessments of real countries."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("seed_demo works in demonstration mode only. Nothing was changed.")
        if Assessment.objects.filter(country__fictional=False, cycle__synthetic=False).exists():
            raise CommandError("There are assessments of real countries. Nothing was changed.")
        if Assessment.objects.filter(country__fictional=True).exists():
            self._say(options, "The demonstration is there already. Nothing was changed.")
            return
        if not Indicator.objects.exists():
            raise CommandError("Load the framework first: manage.py load_framework. Nothing was changed.")
        taken = Cycle.objects.filter(slug__in=[str(PREVIOUS), str(CURRENT)]).values_list("slug", flat=True)
        if taken:
            raise CommandError(f"The demonstration makes its own cycles, and there is {taken[0]}. Nothing was changed.")
        seed()
        self._say(
            options,
            f"Demonstration: {Country.objects.filter(fictional=True).count()} countries, "
            f"{Membership.objects.count()} accounts, {Cycle.objects.count()} cycles, "
            f"{Assessment.objects.count()} assessments, {Score.objects.count()} answers, "
            f"{Submission.objects.count()} submissions.",
        )

    def _say(self, options: dict[str, Any], line: str) -> None:
        if options["verbosity"] > 0:
            self.stdout.write(line)
