"""Authentication of API calls by token, and how it stands in the schema."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.models import AuthToken
from knox.signals import token_expired
from rest_framework.exceptions import AuthenticationFailed

from accounts.languages import speak_as_chosen


class TokenAuthentication(KnoxTokenAuthentication):
    """Knox's, for which bytes that are no text are a wrong token as well (Knox itself fails on them).

    Knox reads all tokens of the person with each call, to throw away those that have expired: here
    `services.issue_token` does that.
    """

    def authenticate_credentials(self, token: bytes) -> Any:
        """User and token row. Raises `AuthenticationFailed`."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def authenticate(self, request: Any) -> Any:
        """The same, and the call is answered in the person's language where it asks for none."""
        found = super().authenticate(request)
        if found is not None:
            speak_as_chosen(request._request, found[0])
        return found

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        """Whether the token has expired; then it is deleted."""
        if auth_token.expiry is None or auth_token.expiry >= timezone.now():
            return False
        auth_token.delete()
        token_expired.send(sender=type(self), username=auth_token.user.get_username(), source="auth_token")
        return True


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token <token>`."""

    target_class = TokenAuthentication
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return build_bearer_security_scheme_object("Authorization", self.target.authenticate_header(None))
