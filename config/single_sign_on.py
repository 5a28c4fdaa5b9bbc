"""Other sign-ins that the portal takes (OpenID Connect), read from the environment (docs/operations.md)."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

NEEDED = {"id", "name", "issuer", "client_id", "domains"}
ALLOWED = NEEDED | {"second_factor", "acr", "scope"}
_ID = re.compile("[a-z][a-z0-9-]{0,30}")
_DOMAIN = re.compile(r"([a-z0-9-]+\.)+[a-z0-9-]+")


def providers_of(text: str, secrets: str) -> list[dict[str, Any]]:
    """The providers that `OIDC_PROVIDERS` lists (JSON), as allauth takes them; none for "".

    `secrets` is `OIDC_SECRETS`: an object (JSON) with the secret of each provider by its id. Raises
    `ImproperlyConfigured`, which says what is wrong and repeats no secret.
    """
    if not text:
        return []
    try:
        given = json.loads(text)
    except ValueError as error:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS is not JSON: {error}.") from error
    try:
        kept = json.loads(secrets or "{}")
    except ValueError:
        raise ImproperlyConfigured("OIDC_SECRETS is not JSON.") from None  # an error would repeat what it holds
    if not isinstance(kept, dict):
        raise ImproperlyConfigured("OIDC_SECRETS must be an object.")
    if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
        raise ImproperlyConfigured("OIDC_PROVIDERS must be a list of objects.")
    providers = [_provider_of(one, kept) for one in given]
    if len({one["provider_id"] for one in providers}) < len(providers):
        raise ImproperlyConfigured("OIDC_PROVIDERS names an id twice.")
    return providers


def _provider_of(given: dict[str, Any], secrets: Mapping[str, Any]) -> dict[str, Any]:
    if faulty := sorted((NEEDED - given.keys()) | (given.keys() - ALLOWED)):
        raise ImproperlyConfigured(f"A provider of OIDC_PROVIDERS lacks, or has without need: {', '.join(faulty)}.")
    provider = str(given["id"])
    if not _ID.fullmatch(provider):
        raise ImproperlyConfigured("The id of a provider is made of small letters, digits and dashes.")
    issuer = urlsplit(str(given["issuer"]))
    if issuer.scheme not in {"https", "http"} or not issuer.hostname:
        raise ImproperlyConfigured(f"The issuer of {provider} must be an address.")
    domains = given["domains"]
    if not isinstance(domains, list) or not domains or not all(_DOMAIN.fullmatch(str(one)) for one in domains):
        raise ImproperlyConfigured(
            f"The domains of {provider} must list those of the e-mail addresses that it vouches for."
        )
    secret = secrets.get(provider)
    if not isinstance(secret, str) or not secret:
        raise ImproperlyConfigured(f"OIDC_SECRETS must hold the secret of {provider}.")
    return {
        "provider_id": provider,
        "name": str(given["name"]),
        "client_id": str(given["client_id"]),
        "secret": secret,
        "settings": {
            "server_url": str(given["issuer"]),
            "domains": [str(one).lower() for one in domains],
            "second_factor": given.get("second_factor") is True,
            "acr": [str(one) for one in given.get("acr", [])],
            "scope": [str(one) for one in given.get("scope", ["openid", "email", "profile"])],
        },
    }


def providers_without_tls(providers: list[dict[str, Any]]) -> list[str]:
    """Ids of providers whose issuer is not at https://."""
    return [one["provider_id"] for one in providers if not one["settings"]["server_url"].startswith("https://")]
