"""Tokens over the API."""

import base64
import binascii
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle

from accounts import services
from accounts.api.bodies import Body, Choice, Text
from accounts.models import TokenDetails
from accounts.problems import SignInRefused, problem_responses


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Send it as `Authorization: Token <token>`. It is shown this once.")
    expiry = serializers.DateTimeField(help_text="When it stops to work.")
    name = serializers.CharField(allow_blank=True, help_text="What its owner calls it.")
    scope = serializers.ChoiceField(TokenDetails.Scope.choices, help_text="Whether it may change something.")


class TokenBody(Body):
    name = Text(required=False, max_length=60, allow_blank=True, help_text="What uses it.")
    scope = Choice(
        TokenDetails.Scope.choices, required=False, help_text="Whether it may change something; by default it may."
    )
    days = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=services.MOST_DAYS,
        help_text="When it expires; by default what the portal sets.",
    )


class TokenViewSet(mixins.CreateModelMixin, viewsets.GenericViewSet[Any]):
    """Tokens that act for the user whose credentials are given."""

    serializer_class = TokenSerializer
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "tokens"
    # Also what a form sends, as curl does by itself.
    parser_classes: Any = (*api_settings.DEFAULT_PARSER_CLASSES, FormParser, MultiPartParser)

    @extend_schema(
        summary="Issue a token against e-mail and password",
        description="HTTP basic authentication. Where the account has a second factor, its code comes in X-OTP.",
        auth=[{"basicAuth": []}],  # type: ignore[list-item]  # the schema takes it as it stands
        request=TokenBody,
        parameters=[
            OpenApiParameter(
                "X-OTP", OpenApiTypes.STR, OpenApiParameter.HEADER, description="One-time code of the second factor."
            )
        ],
        responses={201: TokenSerializer} | problem_responses(400, 403, 429),
        examples=[
            OpenApiExample(
                "Token",
                value={"token": "6f1c…", "expiry": "2026-12-31T12:00:00Z", "name": "Statistics", "scope": "read"},
                response_only=True,
                status_codes=["201"],
            )
        ],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        email, password = basic_credentials(request)
        body = TokenBody(data=request.data)
        body.is_valid(raise_exception=True)
        user = services.sign_in_for_token(
            request=request._request, email=email, password=password, code=request.headers.get("X-OTP")
        )
        text, row = services.issue_token(user=user, request=request._request, **body.validated_data)
        made = {"token": text, "expiry": row.expiry, "name": row.details.name, "scope": row.details.scope}
        return Response(
            TokenSerializer(made).data,
            status=201,
            headers={"Cache-Control": "no-store"},
        )


def basic_credentials(request: Request) -> tuple[str, str]:
    """E-mail and password of the header `Authorization: Basic …` (RFC 7617, UTF-8).

    Raises `SignInRefused` where it is missing or malformed.
    """
    scheme, _space, encoded = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise SignInRefused
    try:
        email, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise SignInRefused from error
    if not colon or "\0" in email:
        raise SignInRefused
    return email, password
