"""One database for the whole run, with the framework and the countries loaded once."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import settings

from framework.services import load_framework

# How long an example takes depends on what else the machine does.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        load_content()


@pytest.fixture
def content_restored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Loads framework and countries again after the tables were emptied; ask for it before `transactional_db`."""
    yield
    with django_db_blocker.unblock():
        load_content()


def load_content() -> None:
    load_framework()
    call_command("loaddata", "countries", verbosity=0)
