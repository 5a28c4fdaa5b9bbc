"""Brings the database up to date before web, worker and beat start, in one Django process.

Makes the catalogues of messages ready, checks the database, migrates it, loads the framework and the countries where
their fixtures have changed, and makes the demonstration where nobody assesses yet. Run again it changes nothing and
keeps every answer. Prints who can sign in.

In production it makes no demonstration, and ends with a message and status 1 where what must hold there does not.
"""

import hashlib
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from collections.abc import Iterator

BASE_DIR = Path(__file__).resolve().parent.parent
FIXTURES = BASE_DIR / "fixtures"
LOCK = 20_000_811
"""Number of PostgreSQL's advisory lock that whoever prepares a database holds."""


def main() -> None:
    """Prepare the database that the settings name; raises `SystemExit` with one line where it is damaged."""
    sys.path.insert(0, str(BASE_DIR))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["AS_OWNER_OF_TABLES"] = "1"
    from config.messages import compile_messages

    compile_messages()
    django.setup()

    from django.conf import settings
    from django.core.management import call_command

    from assessments.models import Assessment

    refuse_damaged_database()
    with one_at_a_time():
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if settings.MIGRATION_DATABASE_URL:
            call_command("grant_application_role", verbosity=0)
        load_fixtures(settings.VAR_DIR / "fixtures.sha256")
    if settings.PRODUCTION:
        call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    else:
        if not Assessment.objects.exists():
            print("Making the demonstration", file=sys.stderr)
            call_command("seed_demo", verbosity=0)
        print("\n".join(demonstration_accounts()))
    if folder := getattr(settings, "EMAIL_FILE_PATH", None):
        print(f"  Mails are not sent but written to {relative(Path(folder))}/")


def refuse_damaged_database() -> None:
    """Stop with one line where SQLite finds its file damaged: nothing is written on top of it."""
    from django.db import connection

    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        (finding,) = cursor.execute("PRAGMA quick_check(1)").fetchone()
    if finding != "ok":
        sys.exit(f"The database {connection.settings_dict['NAME']} is damaged ({finding}). Restore it from a backup.")


@contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Wait where another machine prepares the same PostgreSQL database: migrations must not run side by side."""
    from django.db import connection

    if connection.vendor != "postgresql":  # SQLite's is this machine's, and bin/run.py holds a lock on it
        yield
        return
    own = connection.copy()  # loading closes the other
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
    finally:
        own.close()


def refuse_damaged_fixtures() -> None:
    """Stop with one line where a fixture is not the one of this release: half a file can be well-formed."""
    for line in (FIXTURES / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split()
        path = FIXTURES / name
        if not path.exists() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            sys.exit(f"The fixture {name} is not that of fixtures/SHA256SUMS: take it from the release again.")


def load_fixtures(stamp: Path) -> None:
    """Load framework and countries, unless `stamp` says that this database holds these very fixtures.

    In production always: the stamp is this machine's, and the database may be a restored one.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from framework.models import Indicator

    digest = hashlib.sha256(repr({key: connection.settings_dict[key] for key in ("NAME", "HOST", "PORT")}).encode())
    for path in sorted(FIXTURES.glob("*.yaml")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    if settings.DEMO_MODE and stamp.exists() and stamp.read_text() == digest.hexdigest() and Indicator.objects.exists():
        return
    refuse_damaged_fixtures()
    print("Loading the framework and the countries", file=sys.stderr)
    call_command("load_framework", verbosity=0)
    call_command("loaddata", "countries", verbosity=0)
    stamp.write_text(digest.hexdigest())


def relative(path: Path) -> Path:
    """The path as one types it in the portal's folder."""
    return path.relative_to(BASE_DIR) if path.is_relative_to(BASE_DIR) else path


def demonstration_accounts() -> "Iterator[str]":
    """Lines that name the demonstration's accounts and how to sign in; none where there is no demonstration."""
    from django.conf import settings

    from accounts import selectors

    memberships = selectors.demonstration_accounts()
    if not memberships:
        return
    yield "  Demonstration: every answer is made up, and no country gave it. Accounts:"
    for membership in sorted(memberships, key=lambda row: (row.country.code if row.country else "~", row.user.email)):
        yield f"    {membership.user.email:<28}{membership.capacity}"
    yield f"  Password: {settings.DEMO_PASSWORD}"


if __name__ == "__main__":
    main()
