"""Other sign-ins, as the environment names them."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.single_sign_on import providers_of, providers_without_tls

GIVEN = {
    "id": "some-id",
    "name": "Unified sign-in",
    "issuer": "https://id.example",
    "client_id": "portal",
    "domains": ["Justice.example".lower(), "un.example"],
}
SECRET = json.dumps({"some-id": "secret"})


def test_none_without_the_variable():
    assert providers_of("", "") == []


def test_one_as_allauth_takes_it():
    (provider,) = providers_of(json.dumps([GIVEN | {"second_factor": True, "acr": ["high"]}]), SECRET)
    assert provider == {
        "provider_id": "some-id",
        "name": "Unified sign-in",
        "client_id": "portal",
        "secret": "secret",
        "settings": {
            "server_url": "https://id.example",
            "domains": ["justice.example", "un.example"],
            "second_factor": True,
            "acr": ["high"],
            "scope": ["openid", "email", "profile"],
        },
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("{}", "list of objects"),
        ('["x"]', "list of objects"),
        (json.dumps([{**GIVEN, "secret": "x"}]), "without need: secret"),
        (json.dumps([{name: value for name, value in GIVEN.items() if name != "domains"}]), "domains"),
        (json.dumps([GIVEN | {"id": "Some Id"}]), "small letters"),
        (json.dumps([GIVEN | {"issuer": "id.example"}]), "must be an address"),
        (json.dumps([GIVEN | {"domains": []}]), "domains of some-id"),
        (json.dumps([GIVEN | {"domains": ["*"]}]), "domains of some-id"),
        (json.dumps([GIVEN, GIVEN]), "twice"),
    ],
)
def test_what_is_wrong_is_said(text, said):
    with pytest.raises(ImproperlyConfigured, match=said):
        providers_of(text, SECRET)


@pytest.mark.parametrize("secrets", ["", "{}", '{"some-id": ""}', '{"some-id": 7}', '["secret"]', "secret"])
def test_the_secret_is_needed_and_never_repeated(secrets):
    with pytest.raises(ImproperlyConfigured, match="OIDC_SECRETS") as refused:
        providers_of(json.dumps([GIVEN]), secrets)
    assert "secret," not in str(refused.value)
    assert refused.value.__cause__ is None


def test_issuers_without_tls_are_found():
    providers = providers_of(json.dumps([GIVEN | {"issuer": "http://id.example"}]), SECRET)
    assert providers_without_tls(providers) == ["some-id"]
