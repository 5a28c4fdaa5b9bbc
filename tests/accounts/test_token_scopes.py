"""Tokens have a name, days, a scope and a last use."""

from base64 import b64encode
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from knox.models import AuthToken

from accounts import services
from accounts.models import TokenDetails
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
UNSAFE = (
    ("post", "/api/v1/reports/"),
    ("post", "/api/v1/assessments/"),
    ("post", "/api/v1/assessments/5b4b8a5e-0000-4000-8000-000000000000/submit/"),
    ("put", "/api/v1/assessments/5b4b8a5e-0000-4000-8000-000000000000/scores/1.1.E1/"),
    ("patch", "/api/v1/invitations/"),
    ("delete", "/api/v1/memberships/"),
)


@pytest.fixture
def person():
    return MembershipFactory(contributor=True).user


def bearing(text):
    return {"HTTP_AUTHORIZATION": f"Token {text}"}


@pytest.mark.parametrize(("method", "path"), UNSAFE)
def test_a_token_for_reading_changes_nothing(client, person, method, path):
    text, _row = services.issue_token(user=person, scope="read")
    answer = getattr(client, method)(path, **bearing(text))
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "This token may only read."


def test_a_token_for_reading_reads(client, person):
    text, _row = services.issue_token(user=person, scope="read")
    for method in ("get", "head", "options"):
        assert getattr(client, method)("/api/v1/countries/", **bearing(text)).status_code in (200, 204)


@pytest.mark.parametrize("details", [True, False])
def test_a_token_for_writing_and_one_of_before_write(client, person, details):
    row, text = AuthToken.objects.create(user=person)
    if details:
        TokenDetails.objects.create(token=row, scope="write")
    assert client.post("/api/v1/reports/", {}, "application/json", **bearing(text)).status_code == 400


def test_the_last_use_is_kept_to_the_minute(client, person, django_assert_num_queries):
    text, row = services.issue_token(user=person)
    client.get("/api/v1/tables/", **bearing(text))
    first = TokenDetails.objects.get(pk=row.pk).last_used_at
    assert timezone.now() - first < timedelta(seconds=30)
    client.get("/api/v1/tables/", **bearing(text))
    assert TokenDetails.objects.get(pk=row.pk).last_used_at == first
    TokenDetails.objects.update(last_used_at=first - timedelta(minutes=2))
    client.get("/api/v1/tables/", **bearing(text))
    assert TokenDetails.objects.get(pk=row.pk).last_used_at >= first


def ask(client, user, **body):
    credentials = b64encode(f"{user.email}:{PASSWORD}".encode()).decode()
    return client.post("/api/v1/tokens/", body, "application/json", HTTP_AUTHORIZATION=f"Basic {credentials}")


def test_the_api_takes_name_scope_and_days(client, person):
    answer = ask(client, person, name="Statistics office", scope="read", days=3)
    assert answer.status_code == 201
    assert (answer.json()["name"], answer.json()["scope"]) == ("Statistics office", "read")
    left = parse_datetime(answer.json()["expiry"]) - timezone.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)
    assert client.post("/api/v1/reports/", **bearing(answer.json()["token"])).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"), [("scope", "all"), ("days", 0), ("days", 366), ("days", "soon"), ("name", "x" * 61)]
)
def test_the_api_says_what_is_wrong(client, person, field, value):
    answer = ask(client, person, **{field: value})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not AuthToken.objects.exists()


def test_the_page_takes_them_and_lists_them(client, person):
    client.force_login(person)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("accounts:tokens"), {"name": "<b>Office</b>", "scope": "read", "days": "7"})
    text = page.content.decode()
    assert "&lt;b&gt;Office&lt;/b&gt;" in text
    assert "Read only" in text
    assert "never used" in text
    row = AuthToken.objects.get()
    assert timedelta(days=6) < row.expiry - timezone.now() < timedelta(days=8)
    assert client.post(reverse("accounts:tokens"), {"days": "400"}).status_code == 422
    assert AuthToken.objects.count() == 1


def test_a_token_of_nobody_is_refused(client):
    UserFactory()
    assert client.get("/api/v1/countries/", **bearing("0" * 64)).status_code == 401
