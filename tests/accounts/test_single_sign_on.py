"""Sign-in through another provider, against a real one on this machine: the whole way, and all that is refused."""

import json
import socket
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts import limits, single_sign_on
from accounts.models import Notice, User
from accounts.single_sign_on import has_asked_for_second_factor
from config.single_sign_on import providers_of
from tests.accounts.factors import code_now, set_up
from tests.accounts.provider import running_provider
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db
BEGIN = "/accounts/oidc/unified/login/"
EMAIL = "amina@justice.example"


@pytest.fixture(scope="module")
def provider():
    with running_provider() as provider:
        yield provider


def configure(settings, issuer, **more):
    given = {
        "id": "unified",
        "name": "Unified sign-in",
        "issuer": issuer,
        "client_id": "portal",
        "domains": ["justice.example"],
        **more,
    }
    apps = providers_of(json.dumps([given]), json.dumps({"unified": "kept by the portal"}))
    settings.SINGLE_SIGN_ON = apps
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {**settings.SOCIALACCOUNT_PROVIDERS["openid_connect"], "APPS": apps}
    }


@pytest.fixture(autouse=True)
def _configured(settings, provider):
    configure(settings, provider.issuer)


@pytest.fixture
def person():
    return UserFactory(email=EMAIL)


def sent_to(client, **query):
    """Where the portal sends the browser."""
    answer = client.get(BEGIN, query)
    assert answer.status_code == 302, answer.content
    return answer.url


def comes_back(client, provider, subject="amina", **query):
    """The portal's answer to whoever has signed in at the provider."""
    return client.get(provider.signs_in(sent_to(client, **query), subject))


def is_refused(client, answer, status=403):
    return (
        answer.status_code == status
        and "did not open an account here" in answer.content.decode()
        and "_auth_user_id" not in client.session
        and not SocialAccount.objects.exists()
    )


def test_the_whole_way(client, provider, person):
    provider.knows("amina", email=EMAIL.upper(), email_verified=True)
    page = client.get("/accounts/login/", {"next": "/framework/"}).content.decode()
    assert "Sign in with Unified sign-in" in page
    assert f'href="{BEGIN}?next=%2Fframework%2F"' in page
    answer = comes_back(client, provider, next="/framework/")
    assert (answer.status_code, answer.url) == (302, "/framework/")
    assert client.session["_auth_user_id"] == str(person.pk)
    link = SocialAccount.objects.get()
    assert (link.user, link.provider, link.uid) == (person, "unified", "amina")
    assert set(Notice.objects.values_list("context__event", flat=True)) == {"linked", "sign_in"}
    assert person.history.first().history_change_reason == "Linked to unified"
    assert User.objects.get(pk=person.pk).has_usable_password()


def test_the_second_time_the_link_counts_and_not_the_address(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    comes_back(client, provider)
    provider.knows("amina", email="married@justice.example", email_verified=True)
    again = Client()
    assert comes_back(again, provider).status_code == 302
    assert again.session["_auth_user_id"] == str(person.pk)
    assert SocialAccount.objects.count() == 1


def test_state_nonce_and_pkce_go_along_and_nothing_else_can_be_added(client):
    asked = parse_qs(urlsplit(sent_to(client, scope="admin", auth_params="prompt=none", process="connect")).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["code_challenge"][0]) == 43
    assert len(asked["nonce"][0]) >= 32
    assert len(asked["state"][0]) >= 16
    assert set(asked["scope"][0].split()) == {"openid", "email", "profile"}
    assert "prompt" not in asked
    assert asked["redirect_uri"] == [f"http://testserver{BEGIN}callback/"]


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "nobody@justice.example", "email_verified": True},
        {"email": EMAIL, "email_verified": False},
        {"email": EMAIL, "email_verified": "true"},
        {"email": EMAIL},
        {"email_verified": True},
        {"email": "amina@other.example", "email_verified": True},
        {"email": "closed@justice.example", "email_verified": True},
    ],
    ids=["unknown", "not verified", "verified in words", "nothing said", "no address", "of another domain", "closed"],
)
def test_refused_alike_whatever_was_wrong(client, provider, person, claims):
    UserFactory(email="closed@justice.example", is_active=False)
    UserFactory(email="amina@other.example")
    provider.knows("somebody", **({"email": None} | claims))
    assert is_refused(client, comes_back(client, provider, "somebody"))
    assert User.objects.count() == 3


def test_an_address_that_another_link_has_is_refused(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    comes_back(client, provider)
    provider.knows("impostor", email=EMAIL, email_verified=True)
    stranger = Client()
    answer = comes_back(stranger, provider, "impostor")
    assert answer.status_code == 403
    assert "_auth_user_id" not in stranger.session
    assert SocialAccount.objects.get().uid == "amina"


def test_a_linked_account_that_was_closed_stays_out(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    comes_back(client, provider)
    User.objects.update(is_active=False)
    stranger = Client()
    assert comes_back(stranger, provider).status_code == 403
    assert "_auth_user_id" not in stranger.session


def test_another_state_is_refused(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    back = provider.signs_in(sent_to(client), "amina")
    answer = Client().get(back)  # as if somebody else were led there
    assert answer.status_code == 401
    assert "not for this one" in answer.content.decode()
    assert client.get(back.replace("state=", "state=x")).status_code == 401


def test_a_token_of_another_sign_in_is_refused(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    back = provider.signs_in(sent_to(client), "amina")
    session = client.session
    (state,) = session["socialaccount_states"].values()
    state[0]["nonce"] = "another"
    session.save()
    answer = client.get(back)
    assert answer.status_code == 401
    assert "_auth_user_id" not in client.session


def test_a_code_works_once(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    back = provider.signs_in(sent_to(client), "amina")
    assert client.get(back).status_code == 302
    assert Client().get(back).status_code == 401


def test_whoever_leaves_the_providers_page_is_told(client, provider):
    answer = client.get(provider.denies(sent_to(client)), follow=True)
    assert answer.status_code in (200, 401)
    assert "Nothing was changed" in answer.content.decode()


def test_another_site_cannot_begin_it(client):
    answer = client.get(BEGIN, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    assert "Another page has led you here" in answer.content.decode()


def test_nobody_is_led_elsewhere_afterwards(client, provider, person):
    provider.knows("amina", email=EMAIL, email_verified=True)
    assert comes_back(client, provider, next="https://evil.example/").url == "/"


def test_an_unknown_provider_is_not_found(client):
    assert client.get("/accounts/oidc/other/login/").status_code == 404
    assert client.get("/accounts/oidc/other/login/callback/").status_code == 404


def test_no_account_is_made_on_any_page(client):
    assert client.get("/accounts/3rdparty/signup/").url == "/accounts/login/"


def test_a_provider_that_is_away_gives_a_page_to_read(client, settings, provider, person):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    configure(settings, f"http://127.0.0.1:{port}")
    assert is_refused(client, client.get(BEGIN), 502)


def test_a_provider_that_goes_away_in_between(client, settings, provider, person, monkeypatch):
    provider.knows("amina", email=EMAIL, email_verified=True)
    back = provider.signs_in(sent_to(client), "amina")

    def away(*_args, **_kwargs):
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", away)
    answer = client.get(back)
    assert answer.status_code == 401
    assert "Nothing was changed" in answer.content.decode()


def test_every_call_of_the_provider_gives_up_in_time(client, provider, person, monkeypatch):
    provider.knows("amina", email=EMAIL, email_verified=True)
    seconds = []
    send = requests.Session.send
    monkeypatch.setattr(
        requests.Session,
        "send",
        lambda self, request, **kwargs: seconds.append(kwargs["timeout"]) or send(self, request, **kwargs),
    )
    cache.clear()
    back = requests.post(sent_to(client), data={"sub": "amina"}, allow_redirects=False, timeout=4).headers["Location"]
    assert client.get(back).status_code == 302
    assert len(seconds) >= 4
    assert set(seconds) == {4, 5}


def test_a_provider_that_calls_itself_otherwise_is_refused(client, monkeypatch):
    cache.clear()
    fetched = single_sign_on.PortalOpenIDConnect.fetched
    monkeypatch.setattr(
        single_sign_on.PortalOpenIDConnect,
        "fetched",
        lambda self, address: fetched(self, address) | {"issuer": "https://evil.example"},
    )
    assert is_refused(client, client.get(BEGIN), 502)


def test_too_many_attempts_wait(client, monkeypatch):
    monkeypatch.setattr(limits, "SINGLE_SIGN_ON", limits.Limit("single-sign-on", 2, 300))
    assert [client.get(BEGIN).status_code for _time in range(3)] == [302, 302, 429]
    assert int(client.get(BEGIN)["Retry-After"]) > 0


# The second factor


def test_the_own_second_factor_is_asked_for_afterwards(client, provider, person):
    set_up(person)
    provider.knows("amina", email=EMAIL, email_verified=True, amr=["pwd", "otp"])
    answer = comes_back(client, provider)
    assert answer.url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.post(answer.url, {"code": code_now()}).status_code == 302
    assert client.session["_auth_user_id"] == str(person.pk)


@pytest.mark.parametrize("amr", [["mfa"], ["pwd", "otp"]])
def test_that_of_the_provider_is_enough_where_the_operator_says_so(client, settings, provider, person, amr):
    configure(settings, provider.issuer, second_factor=True)
    settings.SECOND_FACTOR = "required"
    MembershipFactory(user=person, focal_point=True)
    provider.knows("amina", email=EMAIL, email_verified=True, amr=amr)
    assert comes_back(client, provider).url == "/"
    assert client.get("/").status_code == 200


def test_a_password_at_the_provider_is_not(client, settings, provider, person):
    configure(settings, provider.issuer, second_factor=True)
    settings.SECOND_FACTOR = "required"
    MembershipFactory(user=person, focal_point=True)
    provider.knows("amina", email=EMAIL, email_verified=True, amr=["pwd"])
    comes_back(client, provider)
    assert client.get("/").url == "/accounts/2fa/"


class App:
    """A provider as the operator has configured it."""

    def __init__(self, second_factor=True, acr=()):
        self.settings = {"second_factor": second_factor, "acr": list(acr)}


@pytest.mark.parametrize(
    ("claims", "app", "asked"),
    [
        ({"amr": ["mfa"]}, App(), True),
        ({"amr": ["pwd", "hwk"]}, App(), True),
        ({"amr": ["face", "pin"]}, App(), True),
        ({"acr": "urn:gov:high"}, App(acr=["urn:gov:high"]), True),
        ({"amr": ["mfa"]}, App(second_factor=False), False),
        ({"amr": ["pwd"]}, App(), False),
        ({"amr": ["pwd", "pin"]}, App(), False),
        ({"amr": "mfa"}, App(), False),
        ({"amr": [{"mfa": 1}]}, App(), False),
        ({"acr": "urn:gov:low"}, App(acr=["urn:gov:high"]), False),
        ({"acr": ["urn:gov:high"]}, App(), False),
        ({}, App(), False),
    ],
)
def test_what_counts_as_a_second_factor(claims, app, asked):
    assert has_asked_for_second_factor(claims, app) is asked


# Taking it away again


@pytest.fixture
def linked(client, provider, person):
    """Signed in through the provider; the link."""
    provider.knows("amina", email=EMAIL, email_verified=True)
    comes_back(client, provider)
    return SocialAccount.objects.get()


def address_to_unlink(link):
    return reverse("accounts:unlink", args=[link.pk])


def test_a_link_is_taken_away_by_its_person(client, person, linked):
    elsewhere = Client()
    elsewhere.force_login(person)
    elsewhere.get("/")
    address = address_to_unlink(linked)
    assert f'href="{address}"' in client.get("/accounts/").content.decode()
    assert "Sign in with Unified sign-in" in client.get(address).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(address).url == "/accounts/"
    assert not SocialAccount.objects.exists()
    assert "_auth_user_id" in client.session
    assert elsewhere.get("/accounts/").status_code == 302
    assert person.history.first().history_change_reason == "Unlinked from unified"
    assert Notice.objects.filter(recipient=person, context__event="unlinked").count() == 1


def test_whoever_finds_the_browser_open_is_asked_for_the_password(client, person, linked):
    stranger = Client()
    stranger.force_login(person)
    answer = stranger.post(address_to_unlink(linked))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert SocialAccount.objects.exists()


def test_the_only_way_in_stays(client, person, linked):
    User.objects.filter(pk=person.pk).update(password="!")
    browser = Client()
    browser.force_login(User.objects.get(pk=person.pk))
    assert "has no password" in browser.get(address_to_unlink(linked)).content.decode()
    assert browser.post(address_to_unlink(linked)).status_code == 409
    assert SocialAccount.objects.exists()


def test_a_link_of_another_is_not_found(linked):
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.get(address_to_unlink(linked)).status_code == 404
    assert SocialAccount.objects.exists()


def test_after_it_the_second_factor_of_the_provider_counts_no_longer(client, settings, provider, person):
    configure(settings, provider.issuer, second_factor=True)
    settings.SECOND_FACTOR = "required"
    MembershipFactory(user=person, focal_point=True)
    provider.knows("amina", email=EMAIL, email_verified=True, amr=["mfa"])
    comes_back(client, provider)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(address_to_unlink(SocialAccount.objects.get()))
    assert client.get("/").url == "/accounts/2fa/"
