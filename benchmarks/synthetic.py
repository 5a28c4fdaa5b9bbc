"""The synthetic world as benchmarks use it: made once in the database that they run on, and read by all of them."""

from django.core.management import call_command

from assessments.models import Cycle
from benchmarks.demonstration import DATABASE

COUNTRIES, CYCLES, SEED = 193, 3, 7
REVIEWER = "reviewer@unodc.example"
WHERE = f"({DATABASE})"


def slugs() -> list[str]:
    """Slugs of the synthetic cycles, newest first; makes the world where there is none."""
    if not Cycle.objects.filter(synthetic=True).exists():
        call_command("seed_world", countries=COUNTRIES, cycles=CYCLES, seed=SEED, verbosity=0)
    return list(Cycle.objects.filter(synthetic=True).order_by("-opens_on").values_list("slug", flat=True))
