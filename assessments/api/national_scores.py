"""The country's one answer to each indicator."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.problems import IF_MATCH, if_match_version, problem_responses
from assessments import selectors, services
from assessments.api import rows
from assessments.api.base import SEGMENT, InsideViewSet, indicator_or_404, not_modified
from assessments.api.bodies import DecisionBody
from assessments.api.exports import Sheet, named_for
from assessments.api.queries import NationalScoreQuery
from assessments.api.schema import (
    ASSESSMENT_ID,
    CODE,
    DECISION_EXAMPLE,
    IF_NONE_MATCH,
    NATIONAL_SCORE_EXAMPLE,
    NOT_MODIFIED,
    NationalScoreSerializer,
    StaleNationalScoreSerializer,
    answered_with,
    listed,
    stale,
)
from assessments.models import Assessment, NationalScore
from assessments.rules import require


class NationalScoreViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()
    lookup_url_kwarg = "code"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the national scores of an assessment",
        description="One row an indicator, in document order; `answer` is null where there is none. Only the states "
        "`agreed` and `decided` count in the profile. Also whole as CSV and Excel.",
        parameters=[ASSESSMENT_ID, NationalScoreQuery],
        responses=listed(NationalScoreSerializer(many=True)),
        examples=[NATIONAL_SCORE_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = NationalScoreQuery.of(request)
        codes = query.codes_in(selectors.tree())
        return self.listed(national_sheet(self.draft(), codes, **query.lookups("state", "answer")))

    @extend_schema(
        summary="The national score of an indicator",
        description="There is one from the opening on; its version starts at 1.",
        parameters=[ASSESSMENT_ID, CODE, IF_NONE_MATCH, *answered_with(200)],
        responses={200: NationalScoreSerializer, 304: NOT_MODIFIED},
        examples=[NATIONAL_SCORE_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, code: str) -> HttpResponseBase:
        national = NationalScore.objects.get(assessment=self.draft(), indicator=indicator_or_404(code))
        tag = f'"{national.version}"'
        if not_modified(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return Response(rows.national_score_body(national, code), headers={"ETag": tag})

    @extend_schema(
        summary="Decide an indicator",
        description="The focal point's decision, whatever the state; also confirms an answer that is carried over or "
        "to confirm. A rationale is required where a ministry answered otherwise. 409 where the assessment is "
        "submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID, CODE, IF_MATCH, *answered_with(200)],
        request=DecisionBody,
        responses={200: NationalScoreSerializer}
        | stale(StaleNationalScoreSerializer, NATIONAL_SCORE_EXAMPLE)
        | problem_responses(409, 428),
        examples=[DECISION_EXAMPLE, NATIONAL_SCORE_EXAMPLE],
    )
    def update(self, request: Request, assessment_id: str, code: str) -> Response:
        assessment, indicator = self.draft(), indicator_or_404(code)
        require("assessments.coordinate", self.actor, assessment)
        version = if_match_version(request)
        body = DecisionBody(data=request.data)
        body.is_valid(raise_exception=True)
        national = services.decide(
            actor=self.acting,
            assessment=assessment,
            indicator=indicator,
            expected_version=version,
            **body.validated_data,
        )
        return Response(rows.national_score_body(national, code), headers={"ETag": f'"{national.version}"'})


def national_sheet(assessment: Assessment, codes: Collection[str] | None, **lookups: Any) -> Sheet:
    """The national scores of these indicators (None: all), limited by `lookups`."""
    return Sheet(
        named_for("national-scores", assessment),
        rows.NATIONAL_COLUMNS,
        rows.national_scores(assessment, codes, **lookups),
    )
