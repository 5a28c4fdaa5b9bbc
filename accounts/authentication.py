"""Authentication of API calls by token, and how it stands in the schema."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from knox.auth import TokenAuthentication as KnoxTokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from knox.settings import CONSTANTS
from knox.signals import token_expired
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS

from accounts import selectors, services
from accounts.languages import speak_as_chosen
from accounts.models import Membership, TokenDetails
from accounts.problems import ReadOnlyToken, SecondFactorMissing


class TokenAuthentication(KnoxTokenAuthentication):
    """Knox's, for which bytes that are no text are a wrong token as well (Knox itself fails on them).

    Knox reads all tokens of the person with each call, to throw away those that have expired: here
    `services.issue_token` does that.
    """

    def authenticate_credentials(self, token: bytes) -> Any:
        """User and token row, in one query. Raises `AuthenticationFailed`."""
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        text = token.decode()
        digest = hash_token(text)
        rows = AuthToken.objects.filter(token_key=text[: CONSTANTS.TOKEN_KEY_LENGTH])
        for row in _with_second_factor(rows).select_related("user", "details"):
            if not self._cleanup_token(row) and constant_time_compare(digest, row.digest):
                return self.validate_user(row)
        raise AuthenticationFailed(_("Invalid token."))

    def authenticate(self, request: Any) -> Any:
        """User and token of a call, None where it names no token. The token's last use is kept, and the call is
        answered in the person's language where it asks for none.

        Raises `AuthenticationFailed`, `ReadOnlyToken` where the call changes something and the token may only read, and
        `SecondFactorMissing` where a role of the person asks for a second factor that he has not set up.
        """
        found = super().authenticate(request)
        if found is None:
            return None
        user, token = found
        speak_as_chosen(request._request, user)
        if getattr(token, "lacks_second_factor", False):
            raise SecondFactorMissing
        details = getattr(token, "details", None)
        if details is not None and details.scope == TokenDetails.Scope.READ and request.method not in SAFE_METHODS:
            raise ReadOnlyToken
        services.use_token(token=token)
        return found

    def _cleanup_token(self, auth_token: AuthToken) -> bool:
        """Whether the token has expired; then it is deleted."""
        if auth_token.expiry is None or auth_token.expiry >= timezone.now():
            return False
        auth_token.delete()
        token_expired.send(sender=type(self), username=auth_token.user.get_username(), source="auth_token")
        return True


def _with_second_factor(tokens: QuerySet[AuthToken]) -> QuerySet[AuthToken]:
    """With `lacks_second_factor`: whether the person must have one, by the portal or by a country, and has none."""
    asked = Membership.objects.filter(selectors.asked_for_second_factor(), user=OuterRef("user"), active=True)
    of_portal = Q(user__is_superuser=True) if settings.SECOND_FACTOR == "required" else Q()
    had = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return tokens.annotate(lacks_second_factor=(of_portal | Exists(asked)) & ~Exists(had))


class TokenScheme(OpenApiAuthenticationExtension):
    """`Authorization: Token <token>`."""

    target_class = TokenAuthentication
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> Any:
        return build_bearer_security_scheme_object("Authorization", self.target.authenticate_header(None))
