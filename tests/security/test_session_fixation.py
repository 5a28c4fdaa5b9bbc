"""A session that somebody else knows is worth nothing after signing in, and none survives signing out."""

import pytest
from django.conf import settings
from django.test import Client

from tests.factories import PASSWORD, MembershipFactory

pytestmark = pytest.mark.django_db
COOKIE = settings.SESSION_COOKIE_NAME


def sign_in(client: Client, email: str) -> str:
    answer = client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return str(client.cookies[COOKIE].value)


def test_a_planted_session_is_not_taken_over():
    person = MembershipFactory().user
    client = Client()
    client.cookies[COOKIE] = "a" * 32
    assert sign_in(client, person.email) != "a" * 32


def test_a_session_from_before_is_another_one():
    person = MembershipFactory().user
    client = Client()
    session = client.session
    session["kept"] = "x"
    session.save()
    client.cookies[COOKIE] = session.session_key
    key = sign_in(client, person.email)
    assert key != session.session_key
    attacker = Client()
    attacker.cookies[COOKIE] = session.session_key
    assert attacker.get("/accounts/").status_code == 302


def test_a_session_ends_with_signing_out():
    person = MembershipFactory().user
    client = Client()
    key = sign_in(client, person.email)
    client.post("/accounts/logout/")
    client.cookies[COOKIE] = key
    assert client.get("/accounts/").status_code == 302


def test_a_session_is_no_address():
    assert Client().get("/accounts/?sessionid=aaaa").status_code == 302
