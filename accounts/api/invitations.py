"""Invitations over the API. No answer holds the link: only the mail of the invited person does."""

from uuid import UUID

import django_filters
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import selectors, services
from accounts.api.base import PeopleViewSet
from accounts.api.bodies import Address, Body, Choice, Identifier, Text
from accounts.limits import may_invite
from accounts.models import Country, Invitation, Membership, Ministry
from accounts.problems import TooManyInvitations, problem_responses


class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    country = serializers.SlugRelatedField[Country](
        slug_field="code", read_only=True, allow_null=True, help_text="ISO 3166 alpha-3 code; null for UNODC."
    )
    state = serializers.ChoiceField(choices=Invitation.State.choices)
    invited_by = serializers.CharField(help_text="Name of the person who invited.")

    class Meta:
        model = Invitation
        fields = (
            "id",
            "email",
            "name",
            "role",
            "country",
            "ministry",
            "language",
            "state",
            "invited_by",
            "created_at",
            "sent_at",
            "expires_at",
            "accepted_at",
            "revoked_at",
        )


class InvitationBody(Body):
    email = Address(max_length=254)
    name = Text(required=False, allow_blank=True, default="", max_length=150)
    role = Choice(choices=Membership.Role.choices)
    country = Text(
        required=False,
        allow_null=True,
        default=None,
        max_length=3,
        help_text="ISO 3166 alpha-3 code, for roles of one.",
    )
    ministry = Identifier(required=False, allow_null=True, default=None, help_text="A contributor's ministry.")
    language = Choice(
        choices=settings.LANGUAGES, required=False, default="", help_text="Of the mail; by default the caller's own."
    )


class InvitationFilter(django_filters.FilterSet):
    country = django_filters.CharFilter(field_name="country__code", help_text="ISO 3166 alpha-3 code.")
    state = django_filters.ChoiceFilter(choices=Invitation.State.choices, method="in_state")

    class Meta:
        model = Invitation
        fields = ("country", "role")

    def in_state(self, queryset: QuerySet[Invitation], name: str, value: str) -> QuerySet[Invitation]:
        return queryset.filter(selectors.invitations_in(Invitation.State(value)))


INVITATION_EXAMPLE = OpenApiExample(
    "Waiting",
    value={
        "id": "2b1f7a54-0a51-4f6e-9c2e-8a7d5c7b1e02",
        "email": "official@xaa.example",
        "name": "",
        "role": "contributor",
        "country": "XAA",
        "ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
        "language": "fr",
        "state": "waiting",
        "invited_by": "National coordinator",
        "created_at": "2026-03-02T14:32:10Z",
        "sent_at": "2026-03-02T14:32:10Z",
        "expires_at": "2026-03-12T14:32:10Z",
        "accepted_at": None,
        "revoked_at": None,
    },
    response_only=True,
)
BODY_EXAMPLE = OpenApiExample(
    "A contributor",
    value={
        "email": "official@xaa.example",
        "role": "contributor",
        "country": "XAA",
        "ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11",
    },
    request_only=True,
)
INVITATION_ID = OpenApiParameter("id", str, OpenApiParameter.PATH, description="UUID of an invitation.")


class InvitationViewSet(PeopleViewSet):
    """Memberships that are offered by mail: a focal point's to contributors and observers of the country, the
    secretariat's to everybody.
    """

    serializer_class = InvitationSerializer
    queryset = Invitation.objects.none()
    filterset_class = InvitationFilter

    def get_queryset(self) -> QuerySet[Invitation]:
        return selectors.invitations(actor=self.keeper)

    @extend_schema(
        summary="List the invitations that the caller may see, newest first",
        examples=[INVITATION_EXAMPLE],
        responses={200: InvitationSerializer(many=True)} | problem_responses(403),
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(InvitationSerializer(page, many=True).data)

    @extend_schema(
        summary="One invitation",
        parameters=[INVITATION_ID],
        examples=[INVITATION_EXAMPLE],
        responses={200: InvitationSerializer} | problem_responses(403),
    )
    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(InvitationSerializer(self.get_object()).data)

    @extend_schema(
        summary="Invite somebody",
        request=InvitationBody,
        examples=[BODY_EXAMPLE, INVITATION_EXAMPLE],
        responses={201: InvitationSerializer} | problem_responses(429),
    )
    def create(self, request: Request) -> Response:
        actor = self.keeper
        body = InvitationBody(data=request.data)
        body.is_valid(raise_exception=True)
        values = body.validated_data
        country = _country(values.pop("country")) or actor.country
        ministry = _ministry(actor, values.pop("ministry"))
        self._count(request)
        invitation = services.invite(actor=actor, country=country, ministry=ministry, **values)
        return Response(InvitationSerializer(invitation).data, status=201)

    @extend_schema(
        summary="Send an invitation again, with a new link, for ten days anew",
        parameters=[INVITATION_ID],
        request=None,
        examples=[INVITATION_EXAMPLE],
        responses={200: InvitationSerializer} | problem_responses(409, 429),
    )
    @action(detail=True, methods=["post"])
    def resend(self, request: Request, pk: str) -> Response:
        invitation = self.get_object()
        self._count(request)
        return Response(InvitationSerializer(services.resend(actor=self.keeper, invitation=invitation)).data)

    @extend_schema(
        summary="Take an invitation back",
        parameters=[INVITATION_ID],
        request=None,
        examples=[INVITATION_EXAMPLE],
        responses={200: InvitationSerializer} | problem_responses(409),
    )
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: str) -> Response:
        revoked = services.revoke(actor=self.keeper, invitation=self.get_object())
        return Response(InvitationSerializer(revoked).data)

    def _count(self, request: Request) -> None:
        if not may_invite(request._request, self.keeper.user):
            raise TooManyInvitations


def _country(code: str | None) -> Country | None:
    if code is None:
        return None
    country = Country.objects.filter(code=code).first()
    if country is None:
        raise ValidationError({"country": [_("There is no such country.")]})
    return country


def _ministry(actor: Membership, pk: UUID | None) -> Ministry | None:
    if pk is None:
        return None
    ministry = selectors.ministries(actor=actor).filter(pk=pk).first()
    if ministry is None:
        raise ValidationError({"ministry": [_("There is no such ministry.")]})
    return ministry
