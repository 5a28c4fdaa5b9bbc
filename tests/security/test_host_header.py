"""A request that names another host gets no page, and no mail ever holds its name."""

import pytest
from django.core import mail

from accounts.mail import message_of
from accounts.models import Notice
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
EVIL = "elsewhere.example"


@pytest.mark.parametrize(
    "headers", [{"host": EVIL}, {"host": "testserver@elsewhere.example"}, {"host": "elsewhere.example:80"}]
)
def test_unknown_hosts_are_refused(client, headers, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for path in ("/", "/accounts/login/", "/api/v1/countries/"):
        answer = client.get(path, headers=headers)
        assert answer.status_code == 400
        assert EVIL not in answer.content.decode()


def test_a_forwarded_host_counts_for_nothing(client, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    answer = client.get("/api/v1/countries/?page_size=1", headers={"x-forwarded-host": EVIL})
    assert EVIL not in answer.content.decode()


@pytest.mark.parametrize("known", [True, False])
def test_mails_for_a_new_password_lead_to_the_portal_itself(client, settings, known):
    """Also where the host is one that is allowed."""
    settings.ALLOWED_HOSTS = ["*"]
    settings.PORTAL_URL = "https://portal.example.org"
    address = UserFactory().email if known else "nobody@people.example"
    client.post("/accounts/password/reset/", {"email": address}, headers={"host": EVIL, "x-forwarded-host": EVIL})
    assert EVIL not in str(list(Notice.objects.values()))
    told = [message_of([notice]) for notice in Notice.objects.all()] if known else []
    assert bool(told) == known
    for message in [*told, *mail.outbox]:
        assert EVIL not in str(message.message())
        assert "https://portal.example.org/" in message.body
