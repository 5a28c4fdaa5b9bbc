"""What tests of people share: rate limits start afresh, so that no test waits for another's failures."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()
