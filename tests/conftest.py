"""One database for the whole run, with the framework and the countries loaded once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.commands import flush
from hypothesis import settings

from accounts import guarding
from framework.services import load_framework

# How long an example takes depends on what else the machine does.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="only tests that use the database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With `--only-database` the pure ones are left to the run on the other database."""
    if not config.getoption("--only-database"):
        return
    pure = [item for item in items if not uses_database(item)]
    config.hook.pytest_deselected(items=pure)
    items[:] = [item for item in items if uses_database(item)]


def uses_database(item: pytest.Item) -> bool:
    fixtures = DATABASE_FIXTURES.intersection(getattr(item, "fixturenames", ()))
    return bool(fixtures) or item.get_closest_marker("django_db") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        load_content()


@pytest.fixture(scope="session", autouse=True)
def emptied_without_guards() -> Iterator[None]:
    """After tests that commit Django empties all tables, those too whose rows are never deleted."""
    empty = flush.Command.handle

    def handle(command: flush.Command, **options: Any) -> None:
        with guarding.lifted(options["database"]):
            empty(command, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", handle)
        yield


@pytest.fixture
def unguarded(request: pytest.FixtureRequest) -> Iterator[None]:
    """The database lets everything be changed: for tests of what happens where somebody did."""
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with guarding.lifted():
        yield


@pytest.fixture
def content_restored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loads framework and countries again after the tables were emptied; ask for it before `transactional_db`."""
    yield
    with django_db_blocker.unblock():
        load_content()


def load_content() -> None:
    load_framework()
    call_command("loaddata", "countries", verbosity=0)
