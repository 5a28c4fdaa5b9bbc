"""Sign-in through the provider of a government or of the United Nations (OpenID Connect Core 1.0, code flow with PKCE).

A provider opens accounts that exist, by e-mail addresses of its own domains that it has verified; it makes none. Its
word is taken only in an ID token that it signed for this portal and for this very sign-in (`aud`, `nonce`). Whether a
second factor was asked for is believed where the operator says so of the provider (`acr`, `amr`; RFC 8176).
"""

import secrets
from collections.abc import Mapping
from typing import Any

import jwt
import structlog
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from accounts.models import User
from accounts.second_factor import BY_PROVIDER

logger = structlog.get_logger(__name__)
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures with a public key; never one with a shared secret, and never none."""
CLOCKS_APART = 60
"""Seconds by which the provider's clock may differ."""
KEPT_FOR = 600
"""Seconds that the provider's description of itself is kept."""
LONGEST_ID = 191
"""Characters of the provider's name for a person, of which the database keeps so many."""
MULTIPLE = "mfa"
FACTORS = ({"pwd", "pin", "kba"}, {"otp", "hwk", "swk", "sms", "tel", "sc"}, {"face", "fpt", "iris", "retina", "vbm"})
"""Methods of RFC 8176 by what they are: something known, had, been."""


class PortalAdapter(DefaultSocialAccountAdapter):
    """Who may come in by another sign-in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: accounts are made by invitation."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the account, and link it the first time. Whoever has none, is refused as is one that is closed, one
        whose address is not verified and one that is another's: with the same page.
        """
        user = sociallogin.user if sociallogin.is_existing else self.linked_by_email(request, sociallogin)
        if user is None or not user.is_active:
            logger.info("single_sign_on_refused", provider=sociallogin.provider.sub_id)
            raise ImmediateHttpResponse(refusal(request, sociallogin.provider.name, status=403))
        if has_asked_for_second_factor(sociallogin.account.extra_data.get("id_token", {}), sociallogin.provider.app):
            setattr(request, BY_PROVIDER, True)

    def linked_by_email(self, request: HttpRequest, sociallogin: SocialLogin) -> User | None:
        """The account with the verified address of this sign-in, which is linked to it from now on; None without one,
        and where it is linked to another sign-in of this provider.
        """
        domains = sociallogin.provider.app.settings["domains"]
        email = next((one.email for one in sociallogin.email_addresses if one.verified is True), "")
        if email.rpartition("@")[2].lower() not in domains:
            return None
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None or SocialAccount.objects.filter(user=user, provider=sociallogin.account.provider).exists():
            return None
        try:
            with transaction.atomic():
                user._change_reason = f"Linked to {sociallogin.provider.sub_id}"  # type: ignore[attr-defined]
                sociallogin.connect(request, user)
        except IntegrityError:  # linked at the same moment, by another window
            return None
        return user


class PortalProvider(OpenIDConnectProvider):
    """A provider of `OIDC_PROVIDERS`: each sign-in carries a nonce."""

    def get_oauth2_adapter(self, request: HttpRequest) -> "PortalOpenIDConnect":
        return PortalOpenIDConnect(request, self.app.provider_id)

    def redirect(
        self, request: HttpRequest, process: str, next_url: Any = None, data: Any = None, **kwargs: Any
    ) -> Any:
        """Send the browser to the provider. What the portal asks for is fixed: no address adds to it."""
        nonce = secrets.token_urlsafe(32)
        return super().redirect(
            request,
            process,
            next_url=next_url,
            data=data,
            auth_params={**self.get_auth_params(), "nonce": nonce},
            scope=self.get_scope(),
            nonce=nonce,
        )


class PortalOpenIDConnect(OpenIDConnectOAuth2Adapter):
    """The conversation with a provider. Every call of its server gives up after seconds (allauth: 5)."""

    nonce = ""
    """The one of this sign-in, set by the callback."""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider says of itself; kept for some minutes. Raises `OAuth2Error` where that makes no sense."""
        server = self.get_provider().server_url
        key = f"oidc:{server}"
        found: dict[str, Any] | None = cache.get(key)
        if found is None:
            found = self.fetched(server)
            for name in ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"):
                if not isinstance(found.get(name), str):
                    raise OAuth2Error(f"The provider names no {name}.")
            if found["issuer"].rstrip("/") != self.get_provider().app.settings["server_url"].rstrip("/"):
                raise OAuth2Error("The provider calls itself otherwise than it is configured.")
            cache.set(key, found, KEPT_FOR)
        return found

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> SocialLogin:
        """The person whom the provider vouches for. Raises `OAuth2Error`."""
        claims = self.verified(app, kwargs["response"].get("id_token"))
        if "email" not in claims and "userinfo_endpoint" in self.openid_config:
            said = self._fetch_user_info(token.token)
            if not isinstance(said, dict) or said.get("sub") != claims["sub"]:
                raise OAuth2Error("The provider speaks of two people.")
            claims = {name: said[name] for name in ("email", "email_verified", "name") if name in said} | claims
        if not isinstance(claims.get("email"), str):
            claims.pop("email", None)
        kept = {name: claims[name] for name in ("sub", "email", "email_verified", "acr", "amr") if name in claims}
        return self.get_provider().sociallogin_from_response(request, {"id_token": kept})

    def verified(self, app: Any, id_token: Any) -> dict[str, Any]:
        """What an ID token says, after its signature, issuer, audience, time and nonce have been checked (OpenID
        Connect Core, 3.1.3.7). Raises `OAuth2Error`.
        """
        try:
            header = jwt.get_unverified_header(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self.key_named(header.get("kid")),
                algorithms=ALGORITHMS,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                leeway=CLOCKS_APART,
                options={"require": ["iss", "sub", "aud", "exp", "iat"]},
            )
        except (jwt.PyJWTError, TypeError, ValueError) as error:
            raise OAuth2Error("The provider's token is not valid.") from error
        if not self.nonce or not constant_time_compare(str(claims.get("nonce", "")), self.nonce):
            raise OAuth2Error("The provider's token belongs to another sign-in.")
        if claims.get("azp", app.client_id) != app.client_id:
            raise OAuth2Error("The provider's token is for somebody else.")
        if not 1 <= len(str(claims["sub"])) <= LONGEST_ID:
            raise OAuth2Error("The provider's name for the person is too long.")
        return claims

    def key_named(self, name: Any) -> Any:
        """The provider's public key of this name; its only one where the token names none. Raises `PyJWTError`."""
        keys = jwt.PyJWKSet.from_dict(self.fetched(self.openid_config["jwks_uri"])).keys
        fitting = [key for key in keys if key.key_id == name] or (keys if name is None and len(keys) == 1 else [])
        if not fitting:
            raise jwt.PyJWKSetError("There is no such key.")
        return fitting[0]

    def fetched(self, address: str) -> dict[str, Any]:
        """A JSON object of the provider's server. Raises `RequestException`, `OAuth2Error`."""
        with get_social_adapter().get_requests_session() as session:
            response = session.get(address, allow_redirects=False)
            response.raise_for_status()
            found = response.json()
        if not isinstance(found, dict):
            raise OAuth2Error("The provider does not answer as one.")
        return found

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        """Where the provider sends the browser back to."""
        return request.build_absolute_uri(reverse("openid_connect_callback", args=[self.provider_id]))


class PortalCallback(OAuth2CallbackView):
    """The way back from a provider."""

    def _get_state(self, request: HttpRequest, provider: Any) -> Any:
        state, response = super()._get_state(request, provider)
        if state is not None:
            self.adapter.nonce = state.get("nonce", "")
        return state, response


def has_asked_for_second_factor(claims: Mapping[str, Any], app: Any) -> bool:
    """Whether the provider says that the person showed two different factors, and the operator believes it."""
    if not app.settings["second_factor"]:
        return False
    if claims.get("acr") in app.settings["acr"]:
        return True
    said = claims.get("amr")
    methods = set(said) if isinstance(said, list) and all(isinstance(one, str) for one in said) else set()
    return MULTIPLE in methods or sum(bool(methods & kind) for kind in FACTORS) >= 2


def refusal(request: HttpRequest, provider: str, status: int) -> Any:
    """The page for whoever came through a provider and is not let in, whatever the reason."""
    return render(request, "socialaccount/refused.html", {"provider_name": provider}, status=status)
