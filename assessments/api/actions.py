"""The national action plan and what it would bring."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.problems import IF_MATCH, if_match_version, problem_responses
from assessments import scoring, selectors, services
from assessments.api.action_rows import ACTION_COLUMNS, action_body, action_cells, action_rows
from assessments.api.action_schema import (
    ACTION_EXAMPLE,
    ACTION_ID,
    CHANGE_EXAMPLE,
    PLAN_EXAMPLE,
    PROGRESS_EXAMPLE,
    SCENARIO_EXAMPLE,
    ActionBody,
    ActionSerializer,
    PlanQuery,
    ProgressBody,
    ScenarioSerializer,
    StaleActionSerializer,
    StepBody,
)
from assessments.api.base import SEGMENT, InsideViewSet, not_modified, uuid_or_404
from assessments.api.exports import Sheet, named_for
from assessments.api.schema import (
    ASSESSMENT_ID,
    IF_NONE_MATCH,
    NOT_MODIFIED,
    answered_with,
    listed,
    stale,
)
from assessments.models import Action, Assessment
from assessments.rules import require
from assessments.scenario import Move
from framework.models import Indicator

STALE = stale(StaleActionSerializer, ACTION_EXAMPLE) | problem_responses(428)


class ActionViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()
    lookup_url_kwarg = "action_id"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the actions of the plan",
        description="By due date. A dropped action stays in the list. Also whole as CSV and Excel.",
        parameters=[ASSESSMENT_ID, PlanQuery],
        responses=listed(ActionSerializer(many=True)),
        examples=[ACTION_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = PlanQuery.of(request)
        assessment = self.draft()
        actions = selectors.actions_for(assessment, query.filter(selectors.tree()))
        name = named_for("actions", assessment)
        rows = action_rows if request.accepted_renderer.format == JSONRenderer.format else action_cells
        return self.listed(Sheet(name, ACTION_COLUMNS, rows(actions)))

    @extend_schema(
        summary="Plan an action",
        description="The focal point plans a step against the gap at `indicator`, whatever the status of the "
        "assessment: the plan lives on, and sealed copies keep what they had.",
        parameters=[ASSESSMENT_ID, *answered_with(201)],
        request=ActionBody,
        responses={201: ActionSerializer},
        examples=[PLAN_EXAMPLE, ACTION_EXAMPLE],
    )
    def create(self, request: Request, assessment_id: str) -> Response:
        assessment = self.draft()
        require("assessments.coordinate", self.actor, assessment)
        body = ActionBody(data=request.data)
        body.is_valid(raise_exception=True)
        indicator = Indicator.objects.filter(code=body.validated_data["indicator"]).first()
        if indicator is None:
            raise ValidationError({"indicator": [_("There is no such indicator.")]})
        planned = services.plan_action(
            actor=self.acting, assessment=assessment, indicator=indicator, step=body.step(assessment, indicator)
        )
        address = reverse("api:action-detail", args=[assessment.pk, planned.pk], request=request)
        return _answer(planned, status=201, headers={"Location": address})

    @extend_schema(
        summary="One action of the plan",
        parameters=[ASSESSMENT_ID, ACTION_ID, IF_NONE_MATCH, *answered_with(200)],
        responses={200: ActionSerializer, 304: NOT_MODIFIED},
        examples=[ACTION_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, action_id: str) -> HttpResponseBase:
        planned = self._action(self.draft(), action_id)
        tag = f'"{planned.version}"'
        if not_modified(request, tag):
            return HttpResponse(status=304, headers={"ETag": tag})
        return _answer(planned)

    @extend_schema(
        summary="Change an action",
        description="The focal point replaces the whole action, all but its indicator. What is given up gets the "
        "status `dropped`. A change that changes nothing keeps the version.",
        parameters=[ASSESSMENT_ID, ACTION_ID, IF_MATCH, *answered_with(200)],
        request=StepBody,
        responses={200: ActionSerializer} | STALE,
        examples=[CHANGE_EXAMPLE, ACTION_EXAMPLE],
    )
    def update(self, request: Request, assessment_id: str, action_id: str) -> Response:
        assessment = self.draft()
        planned = self._action(assessment, action_id)
        require("assessments.coordinate", self.actor, assessment)
        version = if_match_version(request)
        body = StepBody(data=request.data)
        body.is_valid(raise_exception=True)
        return _answer(
            services.change_action(
                actor=self.acting,
                action=planned,
                step=body.step(assessment, planned.indicator),
                expected_version=version,
            )
        )

    @extend_schema(
        summary="Say how an action gets on",
        description="A contributor of the ministry that leads it, or the focal point.",
        parameters=[ASSESSMENT_ID, ACTION_ID, IF_MATCH, *answered_with(200)],
        request=ProgressBody,
        responses={200: ActionSerializer} | STALE,
        examples=[PROGRESS_EXAMPLE, ACTION_EXAMPLE],
    )
    @action(detail=True, methods=["put"])
    def progress(self, request: Request, assessment_id: str, action_id: str) -> Response:
        planned = self._action(self.draft(), action_id)
        require("assessments.report_progress", self.actor, planned)
        version = if_match_version(request)
        body = ProgressBody(data=request.data)
        body.is_valid(raise_exception=True)
        return _answer(
            services.report_progress(actor=self.acting, action=planned, expected_version=version, **body.validated_data)
        )

    @staticmethod
    def _action(assessment: Assessment, action_id: str) -> Action:
        try:
            return selectors.action_of(assessment, uuid_or_404(action_id))
        except Action.DoesNotExist as error:
            raise Http404(_("There is no such action.")) from error


class ScenarioViewSet(InsideViewSet):
    pagination_class = None

    @extend_schema(
        summary="What the plan would bring",
        description="The profile if every action that is planned, under way or done reaches the level that is "
        "expected of it, beside the profile now. Of several actions on one indicator the highest level counts; none "
        "is lowered, not applicable stays, and an indicator without data or answer takes the expected level.",
        parameters=[ASSESSMENT_ID],
        responses=ScenarioSerializer,
        examples=[SCENARIO_EXAMPLE],
    )
    @action(detail=False)
    def scenario(self, request: Request, assessment_id: str) -> Response:
        found = selectors.scenario_of(selectors.state_of(self.draft()))
        return Response(
            {
                "raised": [
                    {"indicator": code, "level": found.raised[code]}
                    for code in selectors.tree().places
                    if code in found.raised
                ],
                "nodes": [_move_body(move) for move in found.moves],
            }
        )


def _answer(planned: Action, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    tag = {"ETag": f'"{planned.version}"'}
    return Response(action_body(planned), status=status, headers=tag | (headers or {}))


def _move_body(move: Move) -> dict[str, Any]:
    def number(value: Any) -> float | None:
        rounded = scoring.one_decimal(value)
        return None if rounded is None else float(rounded)

    return {
        "level": move.now.level,
        "code": move.now.code,
        "score": number(move.now.score),
        "lower": number(move.now.lower),
        "upper": number(move.now.upper),
        "expected_score": number(move.then.score),
        "expected_lower": number(move.then.lower),
        "expected_upper": number(move.then.upper),
        "points": number(move.points),
    }
