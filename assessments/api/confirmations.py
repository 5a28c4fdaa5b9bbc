"""Confirming what is carried over."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.problems import problem_responses
from assessments import services
from assessments.api import rows
from assessments.api.assignments import CodesBody
from assessments.api.base import InsideViewSet
from assessments.api.schema import ASSESSMENT_ID, NATIONAL_SCORE_EXAMPLE, NationalScoreSerializer
from assessments.rules import require
from framework.models import Indicator


class ConfirmationViewSet(InsideViewSet):
    pagination_class = None

    @extend_schema(
        summary="Confirm answers that are carried over",
        description="The focal point decides those of the indicators that are still carried over, with the answer that "
        "they hold; others stay as they are. Answers with the national scores that are now decided. All or nothing: "
        "400 names those that lack a justification. 409 where the assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID],
        request=CodesBody,
        responses={200: NationalScoreSerializer(many=True)} | problem_responses(409),
        examples=[
            OpenApiExample("Two objectives", value={"codes": ["1.1", "1.2"]}, request_only=True),
            NATIONAL_SCORE_EXAMPLE,
        ],
    )
    def create(self, request: Request, assessment_id: str) -> Response:
        assessment = self.draft()
        require("assessments.coordinate", self.actor, assessment)
        body = CodesBody(data=request.data)
        body.is_valid(raise_exception=True)
        indicators = Indicator.objects.filter(code__in=body.validated_data["codes"])
        codes = {indicator.pk: indicator.code for indicator in indicators}
        confirmed = services.confirm_carried_over(actor=self.acting, assessment=assessment, indicators=indicators)
        return Response([rows.national_score_body(national, codes[national.indicator_id]) for national in confirmed])
