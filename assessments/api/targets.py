"""The country's own target levels."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.problems import IF_MATCH, if_match_version, problem_responses
from assessments import selectors, services
from assessments.api.base import SEGMENT, InsideViewSet
from assessments.api.bodies import Body, Level, Text
from assessments.api.rows import target_body
from assessments.api.schema import ASSESSMENT_ID, ProblemSerializer, answered_with, stale
from assessments.rules import require
from assessments.scoring import HIGHEST_LEVEL
from assessments.services.answers import JUSTIFICATION_LIMIT
from framework.models import Objective

OBJECTIVE = OpenApiParameter(
    "objective", OpenApiTypes.STR, OpenApiParameter.PATH, description="Code of an objective, such as `1.1`."
)
TARGET_EXAMPLE = OpenApiExample(
    "An own target",
    value={
        "objective": "2.11",
        "level": 2,
        "reason": "The country has no coast; two rivers are patrolled.",
        "version": 1,
        "updated_at": "2026-02-11T08:15:00Z",
    },
    response_only=True,
)


class TargetBody(Body):
    level = Level(min_value=0, max_value=HIGHEST_LEVEL, help_text="What the country aims at in all its indicators.")
    reason = Text(max_length=JUSTIFICATION_LIMIT, help_text="Why it is not the cycle's target.")


class TargetSerializer(serializers.Serializer[Any]):
    objective = serializers.CharField()
    level = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)
    reason = serializers.CharField()
    version = serializers.IntegerField(min_value=1)
    updated_at = serializers.DateTimeField()


class StaleTargetSerializer(ProblemSerializer):
    current = TargetSerializer(allow_null=True, help_text="The own target as it stands; null where there is none.")


class TargetViewSet(InsideViewSet):
    filter_backends = ()
    lookup_url_kwarg = "objective"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the country's own targets",
        description="By objective, in document order. Where there is none the cycle's target counts.",
        parameters=[ASSESSMENT_ID],
        responses=TargetSerializer(many=True),
        examples=[TARGET_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> Response:
        targets = selectors.own_targets_of(self.draft())
        page = self.paginate_queryset([target_body(target) for target in targets.values()])
        return self.get_paginated_response(page)

    @extend_schema(
        summary="Set the country's own target for an objective",
        description="The focal point's, with a reason. 201 for the first, 200 for a changed one. 409 where the "
        "assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID, OBJECTIVE, IF_MATCH, *answered_with(200, 201)],
        request=TargetBody,
        responses={200: TargetSerializer, 201: TargetSerializer}
        | stale(StaleTargetSerializer, TARGET_EXAMPLE)
        | problem_responses(409, 428),
        examples=[
            OpenApiExample(
                "A lower target",
                value={"level": 2, "reason": "The country has no coast; two rivers are patrolled."},
                request_only=True,
            ),
            TARGET_EXAMPLE,
        ],
    )
    def update(self, request: Request, assessment_id: str, objective: str) -> Response:
        assessment, found = self.draft(), objective_or_404(objective)
        require("assessments.coordinate", self.actor, assessment)
        version = if_match_version(request)
        body = TargetBody(data=request.data)
        body.is_valid(raise_exception=True)
        target = services.set_target(
            actor=self.acting,
            assessment=assessment,
            objective=found,
            expected_version=version,
            **body.validated_data,
        )
        return Response(target_body(target), status=200 if version else 201, headers={"ETag": f'"{target.version}"'})

    @extend_schema(
        summary="Go back to the cycle's target for an objective",
        description="409 where the assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID, OBJECTIVE, IF_MATCH],
        request=None,
        responses={204: None} | stale(StaleTargetSerializer, TARGET_EXAMPLE) | problem_responses(409, 428),
    )
    def destroy(self, request: Request, assessment_id: str, objective: str) -> Response:
        assessment, found = self.draft(), objective_or_404(objective)
        require("assessments.coordinate", self.actor, assessment)
        version = if_match_version(request)
        services.clear_target(actor=self.acting, assessment=assessment, objective=found, expected_version=version)
        return Response(status=204)


def objective_or_404(code: str) -> Objective:
    """The objective with this code; raises Http404."""
    if code not in {place.objective for place in selectors.tree().places.values()}:
        raise Http404(_("There is no such objective."))
    objective: Objective = Objective.objects.get(code=code)
    return objective
