"""How long the synthetic world of all Member States takes, and how large the database is with it."""

import time

from django.db import connection

from assessments.models import Change, Submission
from benchmarks.measure import Measure
from benchmarks.synthetic import COUNTRIES, CYCLES, WHERE, slugs

GOAL_S = 180.0
GOAL_MIB = 1_000.0


def measure() -> list[Measure]:
    """Seconds of seeding and mebibytes of the database; nothing where the world is there already."""
    if Submission.objects.filter(assessment__cycle__synthetic=True).exists():
        return []
    started = time.perf_counter()
    slugs()
    seconds = time.perf_counter() - started
    of_what = f"synthetic world of {COUNTRIES} countries and {CYCLES} cycles {WHERE}"
    size = f"{of_what}: database with {Submission.objects.count()} submissions, {Change.objects.count()} changes"
    return [Measure(of_what, seconds, "s", GOAL_S), Measure(size, database_mebibytes(), "MiB", GOAL_MIB)]


def database_mebibytes() -> float:
    """The size of the database with its indexes."""
    statement = (
        "SELECT pg_database_size(current_database())"
        if connection.vendor == "postgresql"
        else "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement)
        (size,) = cursor.fetchone()
    return float(size) / 1024 / 1024
