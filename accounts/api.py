"""Countries, ministries and tokens over the API, and in which capacity a call acts."""

import base64
import binascii
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter
from rest_framework.throttling import ScopedRateThrottle

from accounts import selectors, services
from accounts.http import PortalRequest
from accounts.models import Country, Membership, Ministry
from accounts.problems import SignInRefused, problem_responses


def membership_of(request: Request) -> Membership | None:
    """The membership in which a call acts: the session's choice, or the first of the token's user; None without one.

    One query where the page's middleware did not know the caller, none afterwards.
    """
    page_request = cast(PortalRequest, request._request)
    known = getattr(page_request, "membership", None)
    if known is None or known.user_id != request.user.pk:
        known = page_request.membership = selectors.acting_membership(user=request.user)
    return known


class CountrySerializer(serializers.ModelSerializer[Country]):
    name = serializers.CharField(source="display_name", help_text="In the language asked for by Accept-Language.")

    class Meta:
        model = Country
        fields = (
            "code",
            "alpha2",
            "m49",
            "name",
            "region",
            "subregion",
            "regional_group",
            "landlocked",
            "observer_state",
            "fictional",
        )


class MinistrySerializer(serializers.ModelSerializer[Ministry]):
    country = serializers.SlugRelatedField[Country](slug_field="code", read_only=True)

    class Meta:
        model = Ministry
        fields = ("id", "country", "slug", "name", "active")


class MinistryFilter(django_filters.FilterSet):
    country = django_filters.CharFilter(field_name="country__code", help_text="ISO 3166 alpha-3 code.")

    class Meta:
        model = Ministry
        fields = ("country", "active")


COUNTRY_EXAMPLE = OpenApiExample(
    "Austria",
    value={
        "code": "AUT",
        "alpha2": "AT",
        "m49": "040",
        "name": "Austria",
        "region": "Europe",
        "subregion": "Western Europe",
        "regional_group": "western_european_others",
        "landlocked": True,
        "observer_state": False,
        "fictional": False,
    },
)
MINISTRY_EXAMPLE = OpenApiExample(
    "Ministry of the Interior",
    value={
        "id": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
        "country": "XAA",
        "slug": "interior",
        "name": "Ministry of the Interior",
        "active": True,
    },
)


@extend_schema_view(
    list=extend_schema(summary="List countries", examples=[COUNTRY_EXAMPLE]),
    retrieve=extend_schema(summary="One country, by ISO 3166 alpha-3 code", examples=[COUNTRY_EXAMPLE]),
)
class CountryViewSet(viewsets.ReadOnlyModelViewSet[Country]):
    """Member States and observer States; in a demonstration fictional ones as well."""

    serializer_class = CountrySerializer
    queryset = selectors.countries()
    lookup_field = "code"
    lookup_value_regex = "[A-Z]{3}"
    filterset_fields = ("region", "subregion", "regional_group", "landlocked", "observer_state", "fictional")


@extend_schema_view(
    list=extend_schema(summary="List the ministries that the caller may see", examples=[MINISTRY_EXAMPLE]),
    retrieve=extend_schema(summary="One ministry", examples=[MINISTRY_EXAMPLE]),
)
class MinistryViewSet(viewsets.ReadOnlyModelViewSet[Ministry]):
    """Ministries of the caller's country; reviewers and the secretariat see those of all countries."""

    serializer_class = MinistrySerializer
    queryset = Ministry.objects.none()
    lookup_value_converter = "uuid"
    filterset_class = MinistryFilter

    def get_queryset(self) -> QuerySet[Ministry]:
        return selectors.ministries(actor=membership_of(self.request))


class TokenSerializer(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Send it as `Authorization: Token <token>`. It is shown this once.")
    expiry = serializers.DateTimeField(help_text="When it stops to work.")


class TokenViewSet(mixins.CreateModelMixin, viewsets.GenericViewSet[Any]):
    """Tokens that act for the user whose credentials are given."""

    serializer_class = TokenSerializer
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "tokens"

    @extend_schema(
        summary="Issue a token against e-mail and password",
        description="HTTP basic authentication. Where the account has a second factor, its code comes in X-OTP.",
        auth=[{"basicAuth": []}],  # type: ignore[list-item]  # the schema takes it as it stands
        request=None,
        parameters=[
            OpenApiParameter(
                "X-OTP", OpenApiTypes.STR, OpenApiParameter.HEADER, description="One-time code of the second factor."
            )
        ],
        responses={201: TokenSerializer} | problem_responses(429),
        examples=[
            OpenApiExample(
                "Token",
                value={"token": "6f1c…", "expiry": "2026-12-31T12:00:00Z"},
                response_only=True,
                status_codes=["201"],
            )
        ],
    )
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        email, password = basic_credentials(request)
        user = services.sign_in_for_token(
            request=request._request, email=email, password=password, code=request.headers.get("X-OTP")
        )
        text, row = services.issue_token(user=user)
        return Response(
            TokenSerializer({"token": text, "expiry": row.expiry}).data,
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


def register(router: BaseRouter) -> None:
    """Add this app's calls."""
    router.register("countries", CountryViewSet, basename="country")
    router.register("ministries", MinistryViewSet, basename="ministry")
    router.register("tokens", TokenViewSet, basename="token")
