"""Who finds a weakness finds whom to tell (RFC 9116)."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

ADDRESS = "/.well-known/security.txt"
pytestmark = pytest.mark.django_db


def test_it_names_the_operator(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@portal.example.org", "https://portal.example.org/report"]
    settings.PORTAL_URL = "https://portal.example.org"
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = [line.partition(": ")[::2] for line in answer.content.decode().splitlines()]
    assert [value for name, value in lines if name == "Contact"] == settings.SECURITY_CONTACT
    assert ("Canonical", f"https://portal.example.org{ADDRESS}") in lines
    expires = datetime.fromisoformat(dict(lines)["Expires"])
    assert timezone.now() + timedelta(days=90) < expires < timezone.now() + timedelta(days=365)


def test_without_an_address_there_is_none(client):
    assert client.get(ADDRESS).status_code == 404
