"""Memberships over the API: one's own to choose from, those of the people whom a caller keeps, ending, handing over."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.api.acting import membership_of
from accounts.api.base import PeopleViewSet
from accounts.api.bodies import Body, Identifier
from accounts.models import Country, Membership
from accounts.problems import problem_responses
from accounts.rules import require


class MembershipSerializer(serializers.ModelSerializer[Membership]):
    name = serializers.CharField(source="user.name", help_text="Empty where the person has given none.")
    email = serializers.EmailField(source="user.email")
    country = serializers.SlugRelatedField[Country](
        slug_field="code", read_only=True, allow_null=True, help_text="ISO 3166 alpha-3 code; null for UNODC."
    )
    since = serializers.DateTimeField(source="created_at")
    ended_at = serializers.DateTimeField(allow_null=True, help_text="Null while it is active.")

    class Meta:
        model = Membership
        fields = ("id", "name", "email", "role", "country", "ministry", "active", "since", "ended_at")


class HandOverBody(Body):
    to = Identifier(help_text="An active membership, of the caller's country, of the person who takes over.")


MEMBERSHIP = {
    "id": "7f2c6f0e-3d0b-4a53-8d1f-52c1f1d4a9b0",
    "name": "Ministry official",
    "email": "interior@xaa.example",
    "role": "contributor",
    "country": "XAA",
    "ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
    "active": True,
    "since": "2026-01-12T09:30:00Z",
    "ended_at": None,
}
MEMBERSHIP_EXAMPLE = OpenApiExample("A contributor", value=MEMBERSHIP, response_only=True)
MEMBERSHIP_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="UUID of a membership.")


class MembershipViewSet(PeopleViewSet):
    """In which capacities people act. The header `X-Membership` chooses in which of his own a caller acts."""

    serializer_class = MembershipSerializer
    queryset = Membership.objects.none()
    filter_backends = ()

    def get_queryset(self) -> QuerySet[Membership]:
        return selectors.memberships_seen(actor=membership_of(self.request), user=self.request.user)

    @extend_schema(
        summary="List one's own active memberships, or those of a country or of UNODC, ended ones included",
        parameters=[
            OpenApiParameter(
                "country", str, description="ISO 3166 alpha-3 code: its memberships, for those who keep its people."
            ),
            OpenApiParameter("unodc", bool, description="Those of reviewers and the secretariat, for the secretariat."),
        ],
        examples=[MEMBERSHIP_EXAMPLE],
        responses={200: MembershipSerializer(many=True)} | problem_responses(403, 404),
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self._listed(request))
        return self.get_paginated_response(MembershipSerializer(page, many=True).data)

    def _listed(self, request: Request) -> QuerySet[Membership]:
        if "country" in request.query_params:
            country = self.country_or_404(request.query_params["country"])
            return selectors.memberships_kept(actor=self.keeper).filter(country=country)
        if _wished(request, "unodc"):
            require("accounts.keep_unodc", self.keeper)
            return selectors.memberships_kept(actor=self.keeper).filter(country=None)
        return self.get_queryset().filter(user=self.request.user.pk, active=True)

    @extend_schema(
        summary="End a membership: one's own, or one that the caller keeps",
        description="What the person entered stays under the name. One that has ended already stays as it is. The last "
        "focal point of a country hands over first.",
        parameters=[MEMBERSHIP_ID],
        request=None,
        examples=[MEMBERSHIP_EXAMPLE],
        responses={200: MembershipSerializer} | problem_responses(409),
    )
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        membership = self.get_object()
        services.end_membership(actor=self.acting, membership=membership)
        return Response(MembershipSerializer(self.get_object()).data)

    @extend_schema(
        summary="Hand over one's own role of focal point to another person of the country",
        request=HandOverBody,
        examples=[
            OpenApiExample("To a contributor", value={"to": MEMBERSHIP["id"]}, request_only=True),
            OpenApiExample(
                "The new focal point", value=MEMBERSHIP | {"role": "focal_point", "ministry": None}, response_only=True
            ),
        ],
        responses={200: MembershipSerializer},
    )
    @action(detail=False, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request) -> Response:
        require("accounts.hand_over_own", self.acting)
        body = HandOverBody(data=request.data)
        body.is_valid(raise_exception=True)
        to = selectors.memberships_kept(actor=self.acting).filter(pk=body.validated_data["to"]).first()
        if to is None:
            raise ValidationError({"to": [_("There is no such membership.")]})
        new = services.hand_over(actor=self.acting, to=to)
        stored = selectors.memberships_seen(actor=None, user=new.user).get(pk=new.pk)
        return Response(MembershipSerializer(stored).data)


def _wished(request: Request, name: str) -> bool:
    """Whether the query says `name=true`; raises `ValidationError` for what is neither true nor false."""
    text: Any = request.query_params.get(name, "false")
    if text not in ("true", "false"):
        raise ValidationError({name: [_("Must be true or false.")]})
    return bool(text == "true")
