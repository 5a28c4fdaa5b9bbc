"""What tests of people share: rate limits start afresh, so that no test waits for another's failures."""

import pytest
from django.core.cache import cache

from accounts.selectors import CONTACT_KEY
from accounts.services import mailing
from tests.accounts.mailing import Server
from tests.factories import UserFactory


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
    cache.set(CONTACT_KEY, {})  # as in all tests


@pytest.fixture
def person():
    return UserFactory(email="person@qmz.example")


@pytest.fixture
def server(monkeypatch):
    def of(*faults, **options):
        server = Server(*faults, **options)
        monkeypatch.setattr(mailing, "get_connection", lambda: server)
        return server

    return of
