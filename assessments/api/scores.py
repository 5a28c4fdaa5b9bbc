"""Ministries' answers."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Ministry
from accounts.problems import IF_MATCH, if_match_version, problem_responses
from assessments import selectors, services
from assessments.api import rows
from assessments.api.base import SEGMENT, InsideViewSet, indicator_or_404, not_modified
from assessments.api.bodies import ScoreBody
from assessments.api.exports import Sheet, named_for
from assessments.api.national_scores import national_sheet
from assessments.api.queries import MinistryQuery, ScoreQuery
from assessments.api.schema import (
    ANSWER_EXAMPLES,
    ASSESSMENT_ID,
    CODE,
    IF_NONE_MATCH,
    NATIONAL_SCORE_EXAMPLE,
    NOT_MODIFIED,
    SCORE_EXAMPLE,
    NationalScoreSerializer,
    ScoreSerializer,
    StaleScoreSerializer,
    answered_with,
    listed,
    stale,
)
from assessments.models import Assessment, Assignment, Score
from assessments.rules import require
from framework.models import Indicator


class ScoreViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()
    lookup_url_kwarg = "code"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the scores of an assessment",
        description="Answers of the ministries that are asked, in document order; with `national=true` the country's "
        "(see `national-scores/`). Also whole as CSV and Excel.",
        parameters=[ASSESSMENT_ID, ScoreQuery],
        responses=listed(
            PolymorphicProxySerializer(
                component_name="AnyScore",
                serializers=[ScoreSerializer, NationalScoreSerializer],
                resource_type_field_name=None,
                many=True,
            )
        ),
        examples=[SCORE_EXAMPLE, NATIONAL_SCORE_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = ScoreQuery.of(request)
        assessment = self.draft()
        codes = query.codes_in(selectors.tree())
        if query.validated_data["national"]:
            return self.listed(national_sheet(assessment, codes, **query.lookups("answer")))
        return self.listed(
            Sheet(
                named_for("scores", assessment),
                rows.SCORE_COLUMNS,
                rows.scores(assessment, codes, **query.lookups("ministry", "answer")),
            )
        )

    @extend_schema(
        summary="One ministry's answer to an indicator",
        description="A contributor's own, unless `ministry` names another. Everybody else names one where several "
        'have answered (400). 404 where there is no answer yet: then `If-Match: "0"` gives the first.',
        parameters=[ASSESSMENT_ID, CODE, MinistryQuery, IF_NONE_MATCH, *answered_with(200)],
        responses={200: ScoreSerializer, 304: NOT_MODIFIED},
        examples=[SCORE_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, code: str) -> HttpResponseBase:
        query = MinistryQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        assessment = self.draft()
        score = one_score(self.actor, assessment, indicator_or_404(code), query.validated_data.get("ministry"))
        tag = f'"{score.version}"'
        if not_modified(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return Response(rows.score_body(score, code), headers={"ETag": tag})

    @extend_schema(
        summary="Answer an indicator for a ministry",
        description="201 for the first answer, 200 for a changed one; an answer that is stored already changes "
        "nothing. 403 where the indicator is not assigned to the ministry, 409 where the assessment is submitted or "
        "its cycle is not open. The national score follows by itself.",
        parameters=[ASSESSMENT_ID, CODE, IF_MATCH, *answered_with(200, 201)],
        request=ScoreBody,
        responses={200: ScoreSerializer, 201: ScoreSerializer}
        | stale(StaleScoreSerializer, SCORE_EXAMPLE)
        | problem_responses(409, 428),
        examples=[*ANSWER_EXAMPLES, SCORE_EXAMPLE],
    )
    def update(self, request: Request, assessment_id: str, code: str) -> Response:
        assessment, indicator = self.draft(), indicator_or_404(code)
        require("assessments.answer", self.actor, assessment)
        version = if_match_version(request)
        body = ScoreBody(data=request.data)
        body.is_valid(raise_exception=True)
        answer: dict[str, Any] = body.validated_data
        ministry = answering_ministry(self.actor, assessment, indicator, answer.pop("ministry", None))
        score = services.record_score(
            actor=self.acting,
            assessment=assessment,
            indicator=indicator,
            ministry=ministry,
            expected_version=version,
            **answer,
        ).score
        return Response(
            rows.score_body(score, code), status=200 if version else 201, headers={"ETag": f'"{score.version}"'}
        )


def answering_ministry(
    actor: Membership | None, assessment: Assessment, indicator: Indicator, named: UUID | None
) -> Ministry:
    """Whose answer is given: the ministry that is `named`, the contributor's own, or the only one that is asked.

    Raises ValidationError naming the field where the ministry is unknown or several are asked, PermissionDenied where
    none is.
    """
    if actor is not None and actor.ministry is not None and named in (None, actor.ministry_id):
        return actor.ministry
    if named is not None:
        ministry = Ministry.objects.filter(pk=named, country_id=assessment.country_id).first()
        if ministry is None:
            raise ValidationError({"ministry": [_("There is no such ministry.")]})
        return ministry
    asked = Assignment.objects.filter(assessment=assessment, indicator=indicator).select_related("ministry")
    ministries = [assignment.ministry for assignment in asked]
    if not ministries:
        raise PermissionDenied(_("This indicator is assigned to no ministry."))
    if len(ministries) > 1:
        raise ValidationError({"ministry": [_("Several ministries are asked: say which one answers.")]})
    return ministries[0]


def one_score(actor: Membership | None, assessment: Assessment, indicator: Indicator, named: UUID | None) -> Score:
    """The answer of the ministry that is `named`, of the contributor's own, or the only one there is.

    Raises Http404 where there is none, ValidationError naming the parameter where there are several.
    """
    ministry = named or (actor.ministry_id if actor is not None else None)
    scores = Score.objects.filter(assessment=assessment, indicator=indicator)
    found = list(scores if ministry is None else scores.filter(ministry=ministry))
    if not found:
        raise Http404(_("There is no answer yet."))
    if len(found) > 1:
        raise ValidationError({"ministry": [_("Several ministries have answered: say which answer.")]})
    return found[0]
