"""The ID token of another provider: taken only when signed by it, for the portal, for this very sign-in, and fresh."""

import time

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from accounts import single_sign_on


@pytest.fixture
def keys(monkeypatch):
    """A key of the provider's, and a function that signs claims with it or with another."""
    own, foreign = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _key in range(2))
    public = jwt.algorithms.RSAAlgorithm.to_jwk(own.public_key(), as_dict=True) | {"kid": "one", "alg": "RS256"}
    config = {"issuer": "https://provider.example", "jwks_uri": "https://provider.example/keys"}
    monkeypatch.setattr(single_sign_on.PortalOpenIDConnect, "openid_config", config)
    monkeypatch.setattr(single_sign_on.PortalOpenIDConnect, "fetched", lambda self, address: {"keys": [public]})

    def token(key=None, by_another=False, algorithm="RS256", kid="one", **claims):
        now = int(time.time())
        said = {
            "iss": "https://provider.example",
            "aud": "portal",
            "sub": "amina",
            "iat": now,
            "exp": now + 300,
            "nonce": "right",
        }
        return jwt.encode(
            {name: value for name, value in (said | claims).items() if value is not None},
            key if key is not None else foreign if by_another else own,
            algorithm=algorithm,
            headers={"kid": kid} if kid else {},
        )

    return token


def verified(id_token):
    adapter = single_sign_on.PortalOpenIDConnect(None, "unified")
    adapter.nonce = "right"

    class Client:
        client_id = "portal"

    return adapter.verified(Client, id_token)


def test_a_right_token_is_taken(keys):
    assert verified(keys())["sub"] == "amina"
    assert verified(keys(kid=None))["sub"] == "amina"


@pytest.mark.parametrize(
    "change",
    [
        {"iss": "https://other.example"},
        {"aud": "somebody else"},
        {"aud": ["portal", "other"], "azp": "other"},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
        {"sub": "x" * 192},
        {"nonce": "wrong"},
        {"nonce": None},
        {"kid": "another"},
    ],
    ids=str,
)
def test_a_token_with_anything_wrong_is_refused(keys, change):
    with pytest.raises(single_sign_on.OAuth2Error):
        verified(keys(**change))


def test_a_token_that_another_signed_is_refused(keys):
    with pytest.raises(single_sign_on.OAuth2Error):
        verified(keys(by_another=True))


@pytest.mark.parametrize("forged", [{"key": "", "algorithm": "none"}, {"key": "x" * 64, "algorithm": "HS256"}], ids=str)
def test_a_token_without_a_signature_of_the_provider_is_refused(keys, forged):
    with pytest.raises(single_sign_on.OAuth2Error):
        verified(keys(**forged))


@pytest.mark.parametrize("text", [None, "", "x.y.z", 7, {}])
def test_what_is_no_token_is_refused(keys, text):
    with pytest.raises(single_sign_on.OAuth2Error):
        verified(text)
