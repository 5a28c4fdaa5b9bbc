"""The second factor as allauth's pages and the API ask for it: codes with the limits of the portal, secrets encrypted,
asked for at every sign-in but for those whose own provider has asked already.
"""

import base64
import hashlib
from typing import Any

import structlog
from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import limits, selectors
from accounts.models import User

SESSION_KEY = "second_factor"
"""Where a session keeps that its person has one, or came through a provider that asked for one."""
BY_PROVIDER = "second_factor_by_provider"
"""The attribute of the request of a sign-in through a provider that has asked for a second factor."""
ENCRYPTED = "fernet:"
logger = structlog.get_logger(__name__)


class UnreadableSecret(ValueError):
    """The key that encrypted a secret is not there any more."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are kept encrypted with the secret key, and the last factor stays where the role asks for one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("You need a second factor: set up another one first."),
    }

    def encrypt(self, text: str) -> str:
        """What the database keeps of a secret."""
        return ENCRYPTED + _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; one that was kept before they were encrypted is as it stands."""
        if not encrypted_text.startswith(ENCRYPTED):
            return encrypted_text
        try:
            return _cipher().decrypt(encrypted_text.removeprefix(ENCRYPTED)).decode()
        except InvalidToken as error:
            raise UnreadableSecret(
                "A secret was encrypted with a key that SECRET_KEY_FALLBACKS does not name."
            ) from error

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of a person who must have one."""
        return not selectors.loses_last_factor(user=authenticator.user, authenticator=authenticator)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """What a passkey is called where its person says nothing."""
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The portal as the browser names it."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}


def renewed(authenticator: Authenticator) -> bool:
    """Encrypt the secrets of `authenticator` with the secret key of today, whichever kept them; whether it has any."""
    adapter = SecondFactorAdapter()
    data = authenticator.data
    for name in ("secret", "seed"):
        if name in data:
            data[name] = adapter.encrypt(adapter.decrypt(data[name]))
    if "migrated_codes" in data:
        data["migrated_codes"] = [adapter.encrypt(adapter.decrypt(code)) for code in data["migrated_codes"]]
    return bool({"secret", "seed", "migrated_codes"} & data.keys())


def _cipher() -> MultiFernet:
    """Encrypts with the secret key of today and reads what former ones encrypted."""
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([Fernet(_key_from(key)) for key in keys])


def _key_from(secret: str) -> bytes:
    digest = hashlib.blake2b(secret.encode(), digest_size=32, person=b"second factor").digest()
    return base64.urlsafe_b64encode(digest)


class _LimitedCode:
    """A form for a code whose failures are counted by `accounts.limits`."""

    user: User

    def clean_code(self) -> str:
        """Raises `ValidationError`; the request says in `seconds_to_wait` when the next may be tried, if not now."""
        request: Any = context.request
        attempt = limits.second_factor(request, self.user)
        if seconds := attempt.begin():
            request.seconds_to_wait = seconds
            raise get_adapter().validation_error("too_many_login_attempts")
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except UnreadableSecret as error:
            logger.exception("second_factor_unreadable", user=self.user.pk)  # the operator has to look
            raise get_adapter().validation_error("incorrect_code") from error
        attempt.forgive()
        return code


class CodeForm(_LimitedCode, AuthenticateForm):
    """The code at sign-in."""


class CodeAgainForm(_LimitedCode, ReauthenticateForm):
    """The code before something that concerns the safety of the account."""


class PasskeyForm(AddWebAuthnForm):
    """A passkey that is to be added: one that knows its person, and so signs in without a password."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60, required=False)
    passwordless = None

    def clean(self) -> dict[str, Any]:
        """It must have asked for its person (a finger, a face, a PIN)."""
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = super().clean()
        return cleaned


class SecondFactorStage(AuthenticateStage):
    """allauth's step of a sign-in, left out where the provider through which the person came has asked already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, BY_PROVIDER, False) and bool(super()._should_handle(request))
