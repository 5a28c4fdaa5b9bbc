"""Assessments: what there is, and their way from opening to submission and back."""

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.problems import PROBLEM_MEDIA_TYPE, problem_body, problem_responses
from assessments import selectors, services
from assessments.api.base import SEGMENT, InsideViewSet
from assessments.api.bodies import OpeningBody
from assessments.api.schema import (
    ASSESSMENT_EXAMPLE,
    ASSESSMENT_ID,
    MINISTRY,
    SEALED_SUBMISSION_EXAMPLE,
    AssessmentSerializer,
    BlockedSerializer,
    SealedSubmissionSerializer,
    answered_with,
)
from assessments.api.submissions import location_of, sealed_body, tag_headers
from assessments.models import Assessment

BLOCKED = {
    (409, PROBLEM_MEDIA_TYPE): OpenApiResponse(
        BlockedSerializer,
        description="It cannot be submitted: `blockers` lists what is missing; it is left out where the assessment is "
        "submitted already or its cycle is not open.",
        examples=[
            OpenApiExample(
                "Blocked",
                value=problem_body(409, "The assessment cannot be submitted yet.")
                | {
                    "blockers": [
                        {
                            "indicator": "1.1.E1",
                            "reason": "unanswered",
                            "missing": [{"ministry": MINISTRY, "name": "Ministry of the Interior"}],
                        }
                    ]
                },
                media_type=PROBLEM_MEDIA_TYPE,
                status_codes=["409"],
            )
        ],
    )
}


class AssessmentFilter(django_filters.FilterSet):
    cycle = django_filters.CharFilter(field_name="cycle__slug", help_text="Slug of a cycle.")
    country = django_filters.CharFilter(field_name="country__code", help_text="ISO 3166 alpha-3 code.")

    class Meta:
        model = Assessment
        fields = ("cycle", "country", "status")


class AssessmentViewSet(InsideViewSet):
    queryset = Assessment.objects.none()
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter
    lookup_url_kwarg = "assessment_id"
    lookup_value_regex = SEGMENT

    def get_queryset(self) -> QuerySet[Assessment]:
        return selectors.assessments_for(self.actor)

    @extend_schema(
        summary="List assessments",
        description="Those of the caller's country; reviewers and the secretariat see those that were submitted.",
        examples=[ASSESSMENT_EXAMPLE],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(AssessmentSerializer(page, many=True).data)

    @extend_schema(
        summary="One assessment",
        description="404 for another country's.",
        parameters=[ASSESSMENT_ID],
        examples=[ASSESSMENT_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str) -> Response:
        return Response(AssessmentSerializer(self.known()).data)

    @extend_schema(
        summary="Open the country's assessment in a cycle",
        description="The focal point opens the assessment of his country; the last cycle's national scores come along "
        "as carried over. 200 where it is open already, 409 where the cycle is not open.",
        request=OpeningBody,
        responses={200: AssessmentSerializer, 201: AssessmentSerializer} | problem_responses(409),
        examples=[OpenApiExample("A cycle", value={"cycle": "2026"}, request_only=True), ASSESSMENT_EXAMPLE],
    )
    def create(self, request: Request) -> Response:
        actor = self.acting
        if actor.country is None:
            raise PermissionDenied(_("Your role does not allow this."))
        body = OpeningBody(data=request.data)
        body.is_valid(raise_exception=True)
        cycle = selectors.cycles_for(actor).filter(slug=body.validated_data["cycle"]).first()
        if cycle is None:
            raise ValidationError({"cycle": [_("There is no such cycle.")]})
        known = selectors.drafts_for(actor).filter(cycle=cycle).exists()
        assessment = services.open_assessment(actor=actor, country=actor.country, cycle=cycle)
        return Response(
            AssessmentSerializer(assessment).data,
            status=200 if known else 201,
            headers={"Location": reverse("api:assessment-detail", args=[assessment.pk], request=request)},
        )

    @extend_schema(
        summary="Submit an assessment",
        description="The focal point seals a copy and hands it to the reviewers.",
        parameters=[ASSESSMENT_ID, *answered_with(201)],
        request=None,
        responses={201: SealedSubmissionSerializer} | BLOCKED,
        examples=[SEALED_SUBMISSION_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, assessment_id: str) -> Response:
        assessment = self.known()
        submission = services.submit(actor=self.acting, assessment=assessment)
        return Response(
            sealed_body(self.actor, submission),
            status=201,
            headers={"Location": location_of(request, submission), **tag_headers(f'"{submission.sha256}"')},
        )

    @extend_schema(
        summary="Reopen a submitted assessment",
        description="The focal point takes it back to work on while the cycle is open; the submission stays as it is. "
        "409 where it is not submitted, or the cycle is not open.",
        parameters=[ASSESSMENT_ID],
        request=None,
        responses={200: AssessmentSerializer} | problem_responses(409),
        examples=[ASSESSMENT_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, assessment_id: str) -> Response:
        assessment = self.known()
        return Response(AssessmentSerializer(services.reopen(actor=self.acting, assessment=assessment)).data)
