"""One database for the whole run, with the framework and the countries loaded once."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection
from hypothesis import settings

from accounts import guarding
from accounts.selectors import CONTACT_KEY
from config.messages import compile_messages
from config.settings import BASE_DIR
from framework.services import load_framework

# How long an example takes depends on what else the machine does.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

compile_messages()


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}

# Where there are two databases each test runs on one of them, and on both where the database decides.
# Portals of their own on SQLite, every page and call under every role, the layout of documents, counts of queries:
ON_SQLITE = (
    "browser/",
    "config/",
    "permissions/",
    "reports/test_action_plan.py",
    "reports/test_comparison_report.py",
    "reports/test_country_brief.py",
    "reports/test_cycle_report.py",
    "reports/test_document.py",
    "reports/test_gap_analysis_to_edit.py",
    "reports/test_lost_worker.py",
    "assessments/test_broken_workbooks.py",
    "assessments/test_pages_work.py",
    "assessments/test_what_one_may_not_read.py",
    "assessments/test_workbook_round_trip.py",
)
# Locks, constraints, guards, writers at the same time, searches, statistics, what is computed in SQL:
ON_BOTH = (
    "database/",
    "accounts/test_invitations_at_the_same_time.py",
    "accounts/test_mailing.py",
    "accounts/test_retention.py",
    "assessments/test_any_sequence.py",
    "assessments/test_at_the_same_time.py",
    "assessments/test_clarifications_at_once.py",
    "assessments/test_comparison_figures.py",
    "assessments/test_history.py",
    "assessments/test_life_of_an_assessment.py",
    "assessments/test_participation.py",
    "assessments/test_record_score.py",
    "assessments/test_seed_demo.py",
    "assessments/test_verify_submissions.py",
    "framework/test_loading.py",
    "framework/test_search.py",
    "reports/test_jobs.py",
)

# Files go to the process that is free. The longest come first, as at the end of a run one process would work alone;
# and by turns those that mostly wait, for whole portals that come up and are killed, and those that compute.
FIRST = (
    "config/test_run.py",
    "browser/test_accessibility_moments.py",
    "config/test_moving.py",
    "browser/test_accessibility_review.py",
    "reports/test_lost_worker.py",
    "browser/test_accessibility.py",
    "permissions/test_permissions.py",
    "api/test_schemathesis.py",
    "database/test_migrations.py",
    "assessments/test_any_sequence.py",
    "assessments/test_seed_world.py",
    "security/test_every_page.py",
    "security/test_sql_injection.py",
    "reports/test_languages.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--share", choices=["sqlite", "postgresql"], help="only what is this database's to run")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Long files come first, in their order. With `--share` tests that are the other database's are left to it."""
    items.sort(key=lambda item: FIRST.index(place_of(item)) if place_of(item) in FIRST else len(FIRST))
    share = config.getoption("--share")
    if share is None:
        return
    others = [item for item in items if not is_of(item, share)]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if is_of(item, share)]


def place_of(item: pytest.Item) -> str:
    """The file of a test, below `tests/`."""
    return item.path.relative_to(Path(__file__).parent).as_posix()


def is_of(item: pytest.Item, share: str) -> bool:
    place = place_of(item)
    is_on_sqlite_only = place.startswith(ON_SQLITE) or not uses_database(item)
    if share == "sqlite":
        return is_on_sqlite_only or place.startswith(ON_BOTH)
    return not is_on_sqlite_only


def uses_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        load_content()


@pytest.fixture(scope="session", autouse=True)
def emptied_but_for_content() -> Iterator[None]:
    """After tests that commit Django empties all tables, those too whose rows are never deleted. The framework's own
    stay, unless the test has changed them: then they are loaded again, as countries are each time.
    """
    empty = flush.Command.handle

    def handle(command: flush.Command, **options: Any) -> None:
        is_whole = framework_rows() == loaded.get("framework")
        kept = framework_tables() if is_whole else frozenset()
        with guarding.lifted(options["database"]), pytest.MonkeyPatch.context() as patch:
            patch.setattr(flush, "sql_flush", partial(sql_to_empty, kept))
            empty(command, **options)
        if is_whole:
            call_command("loaddata", "countries", verbosity=0)
        else:
            load_content()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


loaded: dict[str, str] = {}
"""The `framework_rows` as they were loaded."""


def framework_tables() -> frozenset[str]:
    models = apps.get_app_config("framework").get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models)


def framework_rows() -> str:
    """A hash of every row of the framework's tables."""
    found = sha256()
    with connection.cursor() as cursor:
        for table in sorted(framework_tables()):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 (a table of ours)
            found.update(repr(cursor.fetchall()).encode())
    return found.hexdigest()


def sql_to_empty(kept: frozenset[str], style: Any, connection: Any, **options: Any) -> list[str]:
    """What Django empties a database by, all tables but these."""
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - kept
    statements: list[str] = connection.ops.sql_flush(style, sorted(tables), **options)
    return statements


@pytest.fixture(scope="session")
def installed(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an SQLite database, migrated, with what an installation loads: a copy of the tests' own."""
    if connection.vendor != "sqlite":
        pytest.skip("the run on SQLite has portals of their own")
    copy = tmp_path_factory.mktemp("installed") / "portal.sqlite3"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    return copy


@pytest.fixture(scope="session")
def demonstration(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """State of a portal that has the demonstration and has never run. Made once, by the first of the processes that
    run tests side by side.
    """
    root = tmp_path_factory.getbasetemp()
    state = (root if worker_id == "master" else root.parent) / "demonstration"
    with state.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not state.exists():
            part = state.with_suffix(".part")
            part.mkdir()
            if any(map(uses_database, request.session.items)):  # else this run makes no database that could be copied
                shutil.copy(request.getfixturevalue("installed"), part)
            environment = own_environment() | {"PORTAL_VAR": str(part), "PORTAL_ENV": "demonstration"}
            subprocess.run([sys.executable, "bin/prepare.py"], cwd=BASE_DIR, env=environment, check=True, timeout=300)
            part.rename(state)
    return state


def own_environment() -> dict[str, str]:
    """The environment without what would lead to another database or password."""
    others = ("DATABASE_URL", "REDIS_URL", "DEMO_PASSWORD", "DJANGO_SETTINGS_MODULE")
    return {name: value for name, value in os.environ.items() if name not in others}


@pytest.fixture
def unguarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """The database lets everything be changed: for tests of what happens where somebody did."""
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with guarding.lifted():
        yield


@pytest.fixture(autouse=True)
def _no_contact_line() -> None:
    """The cache knows that nobody has set the contact line: no page asks for it, whatever ran before."""
    cache.set(CONTACT_KEY, {})


def load_content() -> None:
    load_framework()
    call_command("loaddata", "countries", verbosity=0)
    loaded["framework"] = framework_rows()
