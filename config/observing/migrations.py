"""Does the database have all migrations of this code?"""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def pending_migrations() -> list[str]:
    """`app.name` of what the database lacks, in order of names. One query; raises `django.db.Error`."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in _of_this_code() if (app, name) not in applied)


@cache
def _of_this_code() -> frozenset[tuple[str, str]]:
    """Every migration, without those that others replace; the code does not change while it runs."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return frozenset(loader.graph.nodes)
