"""Nobody learns who has an account: the same answer, the same status and the same work, whatever the address."""

import re

import pytest
from django.contrib.auth import hashers
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Notice
from accounts.services import mailing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ADDRESSES = ("known@people.example", "closed@people.example", "without@people.example", "nobody@people.example")
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"|[a-z]+@people\.example')


@pytest.fixture(autouse=True)
def _people():
    UserFactory(email="known@people.example")
    UserFactory(email="closed@people.example", is_active=False)
    without = UserFactory(email="without@people.example")
    without.set_unusable_password()
    without.save()


@pytest.fixture
def hashed(monkeypatch):
    """A list that grows by one with every hash of a password."""
    counted = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args, **kwargs: counted.append(1) or encode(self, *args)
    )
    return counted


def answers(post, hashed):
    """For each address: status, where it leads, the page, hashes and queries."""
    given = []
    Client().get("/accounts/login/")  # what pages remember is read
    for email in ADDRESSES:
        hashed.clear()
        with CaptureQueriesContext(connection) as queries:
            answer = post(Client(), email)
        page = TOKEN.sub(b"", answer.content)
        given.append((answer.status_code, answer.get("Location"), page, len(hashed), len(queries)))
    return given


def test_sign_in(hashed):
    given = answers(
        lambda client, email: client.post("/accounts/login/", {"login": email, "password": "a-wrong-password"}), hashed
    )
    assert given == [given[0]] * len(ADDRESSES)
    assert given[0][0] == 200
    assert given[0][3] > 0


def test_new_password_by_mail(hashed):
    given = answers(lambda client, email: client.post("/accounts/password/reset/", {"email": email}), hashed)
    assert given == [given[0]] * len(ADDRESSES)
    assert given[0][:2] == (302, "/accounts/password/reset/done/")


def test_only_active_accounts_get_the_mail_and_nothing_is_kept_of_the_others():
    for email in ADDRESSES:
        Client().post("/accounts/password/reset/", {"email": email})
    assert Notice.objects.count() == 4
    mailing.send_due()
    assert sorted(message.to[0] for message in mail.outbox) == ["known@people.example", "without@people.example"]
    assert set(Notice.objects.values_list("status", "address")) == {
        ("sent", "known@people.example"),
        ("sent", "without@people.example"),
    }


def test_the_link_of_the_mail_is_the_portals_whatever_host_was_named(settings):
    settings.ALLOWED_HOSTS = ["*"]
    Client().post("/accounts/password/reset/", {"email": "known@people.example"}, HTTP_HOST="evil.example")
    mailing.send_due()
    assert "evil.example" not in mail.outbox[0].body
    assert f"{settings.PORTAL_URL}/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_link_is_kept_nowhere():
    Client().post("/accounts/password/reset/", {"email": "known@people.example"})
    mailing.send_due()
    assert Notice.objects.get().context == {}
