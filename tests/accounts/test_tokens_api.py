"""POST tokens/: e-mail and password, and the second factor's code where there is one, for a token."""

from base64 import b64encode
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth import hashers
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from knox.models import AuthToken

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
TOKENS = "/api/v1/tokens/"
KEY = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def basic(email, password=PASSWORD):
    return "Basic " + b64encode(f"{email}:{password}".encode()).decode()


def ask(client, email, password=PASSWORD, **headers):
    return client.post(TOKENS, HTTP_AUTHORIZATION=basic(email, password), **headers)


def test_token_signs_in_until_it_expires(client):
    person = UserFactory()
    answer = ask(client, person.email)
    assert answer.status_code == 201
    assert set(answer.json()) == {"token", "expiry", "name", "scope"}
    assert timedelta(days=29) < parse_datetime(answer.json()["expiry"]) - timezone.now() < timedelta(days=31)
    token = {"HTTP_AUTHORIZATION": f"Token {answer.json()['token']}"}
    assert client.get("/api/v1/countries/", **token).status_code == 200
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert client.get("/api/v1/countries/", **token).status_code == 401


def test_a_new_token_throws_away_expired_ones_of_its_person_alone(client):
    person, other = UserFactory(), UserFactory()
    for one in (person, other):
        ask(client, one.email)
    AuthToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    ask(client, person.email)
    assert sorted(AuthToken.objects.values_list("user", flat=True)) == sorted([person.pk, other.pk])
    assert AuthToken.objects.get(user=person).expiry > timezone.now()


def test_token_is_kept_only_as_a_hash(client):
    text = ask(client, UserFactory().email).json()["token"]
    row = AuthToken.objects.values().get()
    assert text not in {str(value) for value in row.values()}


@pytest.mark.parametrize(
    "header",
    [
        None,
        "Basic",
        "Basic !!!",
        "Basic " + b64encode(b"no-colon").decode(),
        "Basic " + b64encode(b"\xff:x").decode(),
        "Basic " + b64encode(b"a\0b:x").decode(),
        "Token abc",
        basic("nobody@people.example"),
        basic("known@people.example", "a-wrong-password"),
        basic("known@people.example", ""),
        basic("closed@people.example"),
    ],
)
def test_refused_alike_whatever_was_wrong(client, header):
    UserFactory(email="known@people.example")
    UserFactory(email="closed@people.example", is_active=False)
    answer = client.post(TOKENS, **({"HTTP_AUTHORIZATION": header} if header else {}))
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Basic realm=")
    assert answer.json() | {"request_id": ""} == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "detail": "E-mail and password do not open an account.",
        "request_id": "",
    }
    assert not AuthToken.objects.exists()


def test_unknown_inactive_and_mistaken_hash_equally_often(client, monkeypatch):
    UserFactory(email="known@people.example")
    UserFactory(email="closed@people.example", is_active=False)
    counted = []
    encode = hashers.MD5PasswordHasher.encode
    monkeypatch.setattr(
        hashers.MD5PasswordHasher, "encode", lambda self, *args, **kwargs: counted.append(1) or encode(self, *args)
    )
    work = []
    for email in ("known@people.example", "closed@people.example", "nobody@people.example"):
        counted.clear()
        ask(client, email, "a-wrong-password")
        work.append(len(counted))
    assert work[0] == work[1] == work[2] > 0


def test_second_factor_is_asked_for_and_checked(client):
    person = UserFactory()
    TOTP.activate(person, KEY)
    counters = list(yield_hotp_counters_from_time())
    code = format_hotp_value(hotp_value(KEY, counters[len(counters) // 2]))
    missing = ask(client, person.email)
    assert (missing.status_code, "X-OTP" in missing.json()["detail"]) == (401, True)
    assert ask(client, person.email, HTTP_X_OTP="x").status_code == 401
    assert ask(client, person.email, HTTP_X_OTP=code).status_code == 201
    assert ask(client, person.email, HTTP_X_OTP=code).status_code == 401, "a code works once"


def test_failures_of_one_account_end_in_429(client):
    person = UserFactory()
    statuses = [ask(client, person.email, "a-wrong-password").status_code for _attempt in range(6)]
    assert statuses == [401] * 5 + [429]
    assert ask(client, person.email).status_code == 429


def test_many_requests_of_one_place_end_in_429(client):
    statuses = [ask(client, UserFactory().email).status_code for _attempt in range(11)]
    assert statuses == [201] * 10 + [429]


def test_nobody_escapes_the_limit_by_naming_another_place(client):
    statuses = [
        ask(client, UserFactory().email, HTTP_X_FORWARDED_FOR=f"192.0.2.{attempt}").status_code for attempt in range(11)
    ]
    assert statuses[-1] == 429
