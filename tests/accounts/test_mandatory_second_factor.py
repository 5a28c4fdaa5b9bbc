"""Where the portal asks for second factors: nothing opens for focal points, reviewers, the secretariat and superusers
until they have one, and none of them loses the last.
"""

import re
from base64 import b64encode

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from knox.models import AuthToken

from accounts.models import Membership, User
from tests.accounts.factors import code_now, set_up
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
ASKED = ("focal_point", "reviewer", "secretariat")
SET_UP = "/accounts/2fa/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR = "required"


def signed_in(client, **membership):
    user = MembershipFactory(**membership).user
    client.force_login(user)
    return user


@pytest.mark.parametrize("role", ASKED)
@pytest.mark.parametrize("path", ["/", "/framework/", "/accounts/", "/accounts/tokens/", "/reports/", "/admin/"])
def test_every_page_leads_to_setting_it_up(client, role, path):
    signed_in(client, **{role: True})
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, SET_UP)
    assert "You need a second factor" in client.get(SET_UP).content.decode()


def test_superusers_too(client):
    client.force_login(UserFactory(is_superuser=True))
    assert client.get("/admin/").url == SET_UP


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_api_refuses_a_session_without_it(client, method):
    signed_in(client, focal_point=True)
    answer = getattr(client, method)("/api/v1/assessments/")
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    assert "second factor" in answer.json()["detail"]


def test_a_fragment_leads_the_whole_page_there(client):
    signed_in(client, focal_point=True)
    assert client.get("/", headers={"HX-Request": "true"})["HX-Redirect"] == SET_UP


@pytest.mark.parametrize("membership", [{"contributor": True}, {}])
def test_contributors_and_observers_are_not_asked(client, membership):
    signed_in(client, **membership)
    assert client.get("/").status_code == 200


def test_nobody_is_asked_for_a_role_that_has_ended(client):
    signed_in(client, focal_point=True, active=False)
    assert client.get("/").status_code == 200


def test_nobody_is_asked_where_it_is_optional(client, settings):
    settings.SECOND_FACTOR = "optional"
    signed_in(client, focal_point=True)
    assert client.get("/").status_code == 200


def test_once_set_up_everything_opens_and_recovery_codes_are_shown(client):
    user = signed_in(client, focal_point=True)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page)[1]
    answer = client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert answer.url == reverse("mfa_view_recovery_codes")
    assert client.get(answer.url).content.decode().count("<li><code>") == 10
    assert client.get("/").status_code == 200
    assert secret not in str(Authenticator.objects.get(user=user, type="totp").data)


def test_who_has_one_costs_one_query_a_session(client, django_assert_num_queries):
    user = signed_in(client, focal_point=True)
    set_up(user)
    assert client.get("/api/v1/docs/").status_code == 200
    with django_assert_num_queries(2):  # the session, and the person with the memberships
        client.get("/api/v1/docs/")


def test_recovery_codes_alone_are_none(client):
    user = signed_in(client, focal_point=True)
    set_up(user).delete()
    assert client.get("/").url == SET_UP


def test_the_last_one_cannot_be_removed(client):
    user = signed_in(client, focal_point=True)
    set_up(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "set up another one first" in page.content.decode()
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_last_passkey_cannot_be_removed(client):
    user = signed_in(client, focal_point=True)
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Laptop", "credential": {}})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    address = reverse("mfa_remove_webauthn", args=[passkey.pk])
    assert "set up another one first" in client.get(address).content.decode()
    assert client.post(address).status_code == 409
    set_up(user)
    assert client.post(address).status_code == 302
    assert list(Authenticator.objects.filter(user=user).values_list("type", flat=True).order_by("type")) == [
        "recovery_codes",
        "totp",
    ]


def ask(client, user, **headers):
    credentials = b64encode(f"{user.email}:{PASSWORD}".encode()).decode()
    return client.post("/api/v1/tokens/", HTTP_AUTHORIZATION=f"Basic {credentials}", **headers)


def test_no_token_without_it(client):
    user = MembershipFactory(focal_point=True).user
    answer = ask(client, user)
    assert answer.status_code == 403
    assert "second factor" in answer.json()["detail"]
    set_up(user)
    assert ask(client, user).status_code == 401
    assert ask(client, user, HTTP_X_OTP=code_now()).status_code == 201


def test_a_token_of_before_waits_until_it_is_set_up(client):
    person = MembershipFactory(contributor=True).user
    _row, text = AuthToken.objects.create(user=person)
    token = {"HTTP_AUTHORIZATION": f"Token {text}"}
    assert client.get("/api/v1/countries/", **token).status_code == 200
    membership = MembershipFactory(user=person, focal_point=True)
    assert client.get("/api/v1/countries/", **token).status_code == 403
    set_up(person)
    assert client.get("/api/v1/countries/", **token).status_code == 200
    Authenticator.objects.all().delete()
    Membership.objects.filter(pk=membership.pk).update(active=False)
    assert client.get("/api/v1/countries/", **token).status_code == 200


def test_setting_one_up_ends_sessions_that_began_without_it(client):
    from django.test import Client

    user = signed_in(client, focal_point=True)
    elsewhere = Client()
    elsewhere.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r'<code class="key">(\w+)</code>', page)[1]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda call, **_options: call())
        client.post(reverse("mfa_activate_totp"), {"code": code_now(secret)})
    assert elsewhere.get("/accounts/").status_code == 302
    assert client.get("/accounts/").status_code == 200
    assert User.objects.get(pk=user.pk).browser_sessions.count() == 1
