"""Reviewers' questions on submissions, and the countries' answers."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.settings import api_settings

from accounts.models import Membership
from accounts.problems import IF_MATCH, PreconditionFailed, if_match_version, problem_responses
from accounts.selectors import ministries
from assessments import selectors
from assessments.api.base import SEGMENT, PortalViewSet, uuid_or_404
from assessments.api.bodies import Body
from assessments.api.clarifications_schema import (
    ASK_EXAMPLE,
    CLARIFICATION_EXAMPLE,
    CLARIFICATION_ID,
    CLOSE_EXAMPLE,
    DELEGATE_EXAMPLE,
    FOLLOW_UP_EXAMPLE,
    SAY_EXAMPLE,
    THREAD_EXAMPLE,
    AskBody,
    ClarificationQuery,
    ClarificationSerializer,
    ClarificationThreadSerializer,
    CloseBody,
    DelegateBody,
    FollowUpBody,
    SayBody,
    SayWithFilesBody,
    StaleClarificationSerializer,
)
from assessments.api.schema import SUBMISSION_ID, answered_with, stale
from assessments.models import Clarification, ClarificationEntry, Evidence, Submission
from assessments.rules import require
from assessments.services import clarifying
from assessments.services.errors import StaleClarification
from framework.models import Indicator, Objective

KIND = ClarificationEntry.Kind
SAYING_PARSERS = [*api_settings.DEFAULT_PARSER_CLASSES, MultiPartParser]
SAYING = {"application/json": SayBody, "multipart/form-data": SayWithFilesBody}
STEP_ANSWERS = (
    {200: ClarificationThreadSerializer}
    | stale(StaleClarificationSerializer, THREAD_EXAMPLE)
    | problem_responses(409, 428)
)
STEP_PARAMETERS = [CLARIFICATION_ID, IF_MATCH, *answered_with(200)]
STEP_REFUSED = "409 where its state allows no such step."


class ClarificationViewSet(PortalViewSet):
    queryset = Clarification.objects.none()
    filter_backends = ()
    lookup_url_kwarg = "clarification_id"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List clarifications",
        description="Reviewers and the secretariat see those on all submissions, a country those on its own. Last "
        "asked first.",
        parameters=[ClarificationQuery],
        responses=ClarificationSerializer(many=True),
        examples=[CLARIFICATION_EXAMPLE],
    )
    def list(self, request: Request) -> Response:
        query = ClarificationQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = query.validated_data
        found = selectors.own_clarifications(self.actor) if wanted["mine"] else selectors.clarifications_for(self.actor)
        lookups = {
            "state": "state",
            "cycle": "submission__assessment__cycle__slug",
            "country": "submission__assessment__country__code",
        }
        found = found.filter(**{lookup: wanted[name] for name, lookup in lookups.items() if name in wanted})
        if wanted["late"]:
            found = found.filter(state=Clarification.State.OPEN, due_on__lt=timezone.localdate())
        page = self.paginate_queryset(found)
        return self.get_paginated_response([clarification_body(self.actor, one) for one in page or ()])

    @extend_schema(
        summary="One clarification with its entries",
        description="Reviewers and the secretariat see neither internal entries nor to whom it is delegated, and have "
        "a version of their own: the number of entries that they see.",
        parameters=[CLARIFICATION_ID, *answered_with(200)],
        responses=ClarificationThreadSerializer,
        examples=[THREAD_EXAMPLE],
    )
    def retrieve(self, request: Request, clarification_id: str) -> Response:
        return thread_response(self.actor, self.found())

    @extend_schema(
        summary="Delegate a clarification",
        description="The focal point asks a ministry of the country to contribute, or takes it back. " + STEP_REFUSED,
        parameters=STEP_PARAMETERS,
        request=DelegateBody,
        responses=STEP_ANSWERS,
        examples=[DELEGATE_EXAMPLE, THREAD_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def delegate(self, request: Request, clarification_id: str) -> Response:
        return self.step(KIND.DELEGATED, DelegateBody, clarifying.delegate, self.delegated)

    @extend_schema(
        summary="Contribute to a clarification",
        description="An official of the ministry that it is delegated to writes what the country's answer can rest "
        "on; the country alone sees it. Links as JSON, files as multipart. " + STEP_REFUSED,
        parameters=STEP_PARAMETERS,
        request=SAYING,
        responses=STEP_ANSWERS,
        examples=[SAY_EXAMPLE, THREAD_EXAMPLE],
    )
    @action(detail=True, methods=["post"], parser_classes=SAYING_PARSERS)
    def contribute(self, request: Request, clarification_id: str) -> Response:
        return self.step(KIND.CONTRIBUTION, self.saying(), clarifying.contribute, self.said)

    @extend_schema(
        summary="Answer a clarification",
        description="The focal point answers the reviewers. Links as JSON, files as multipart. " + STEP_REFUSED,
        parameters=STEP_PARAMETERS,
        request=SAYING,
        responses=STEP_ANSWERS,
        examples=[SAY_EXAMPLE, THREAD_EXAMPLE],
    )
    @action(detail=True, methods=["post"], parser_classes=SAYING_PARSERS)
    def answer(self, request: Request, clarification_id: str) -> Response:
        return self.step(KIND.ANSWER, self.saying(), clarifying.answer, self.said)

    @extend_schema(
        summary="Ask further",
        description="A reviewer asks further, or gives more time: it is open until the new date. " + STEP_REFUSED,
        parameters=STEP_PARAMETERS,
        request=FollowUpBody,
        responses=STEP_ANSWERS,
        examples=[FOLLOW_UP_EXAMPLE, THREAD_EXAMPLE],
    )
    @action(detail=True, methods=["post"], url_path="follow-up")
    def follow_up(self, request: Request, clarification_id: str) -> Response:
        return self.step(KIND.FOLLOW_UP, FollowUpBody, clarifying.follow_up, dict)

    @extend_schema(
        summary="Close a clarification",
        description="A reviewer is satisfied, or needs no answer any more. " + STEP_REFUSED,
        parameters=STEP_PARAMETERS,
        request=CloseBody,
        responses=STEP_ANSWERS,
        examples=[CLOSE_EXAMPLE, THREAD_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, clarification_id: str) -> Response:
        return self.step(KIND.CLOSED, CloseBody, clarifying.close, dict)

    def found(self) -> Clarification:
        """The clarification of the address if the actor may see it; raises Http404."""
        try:
            return selectors.clarification_of(self.actor, uuid_or_404(self.kwargs["clarification_id"]))
        except Clarification.DoesNotExist as error:
            raise Http404(_("There is no such clarification.")) from error

    def step(
        self,
        kind: ClarificationEntry.Kind,
        body_type: type[Body],
        service: Callable[..., Clarification],
        given: Callable[[dict[str, Any]], dict[str, Any]],
    ) -> Response:
        """Take a step of this kind with what the body says, as `given` makes it of the valid values."""
        clarification = self.found()
        clarifying.require_step(kind, self.actor, clarification)
        version = if_match_version(self.request)
        body = body_type(data=self.request.data)
        body.is_valid(raise_exception=True)
        service(actor=self.acting, clarification=clarification, expected_version=version, **given(body.validated_data))
        return thread_response(self.actor, self.found())

    def delegated(self, values: dict[str, Any]) -> dict[str, Any]:
        """The ministry that is named; one that there is not, or is another country's, is refused by name."""
        ministry = None
        if values["ministry"] is not None:
            ministry = ministries(actor=self.actor).filter(pk=values["ministry"]).first()
            if ministry is None:
                raise ValidationError({"ministry": [_("Choose a ministry of your country.")]})
        return {"ministry": ministry, "text": values["text"]}

    def saying(self) -> type[SayBody] | type[SayWithFilesBody]:
        """The body of an answer, by what is sent."""
        is_form = (self.request.content_type or "").startswith(MultiPartParser.media_type)
        return SayWithFilesBody if is_form else SayBody

    def said(self, values: dict[str, Any]) -> dict[str, Any]:
        """What is said and what comes with it."""
        return {"text": values["text"], "attachments": self.saying().attachments(values)}

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, StaleClarification):
            exc = PreconditionFailed(extra={"current": thread_body(self.actor, self.found())})
        return super().handle_exception(exc)


class SubmissionClarificationViewSet(PortalViewSet):
    """Clarifications on one submission, whose id is in the address."""

    queryset = Clarification.objects.none()
    filter_backends = ()

    @extend_schema(
        summary="List the clarifications on a submission",
        description="Last asked first; none for those with whom another country shares its submission.",
        parameters=[SUBMISSION_ID],
        responses=ClarificationSerializer(many=True),
        examples=[CLARIFICATION_EXAMPLE],
    )
    def list(self, request: Request, submission_id: str) -> Response:
        found = selectors.clarifications_for(self.actor).filter(submission=self.submission())
        page = self.paginate_queryset(found)
        return self.get_paginated_response([clarification_body(self.actor, one) for one in page or ()])

    @extend_schema(
        summary="Ask on a submission",
        description="A reviewer asks on an indicator or an objective of the latest submission. 409 where it is not "
        "the latest, or the assessment is not submitted.",
        parameters=[SUBMISSION_ID, *answered_with(201)],
        request=AskBody,
        responses={201: ClarificationThreadSerializer} | problem_responses(409),
        examples=[ASK_EXAMPLE, THREAD_EXAMPLE],
    )
    def create(self, request: Request, submission_id: str) -> Response:
        submission = self.submission()
        require("assessments.ask", self.actor, submission)
        body = AskBody(data=request.data)
        body.is_valid(raise_exception=True)
        given = body.validated_data
        clarification = clarifying.ask(
            actor=self.acting,
            submission=submission,
            indicator=item_of(Indicator, "indicator", given),
            objective=item_of(Objective, "objective", given),
            text=given["text"],
            due_on=given["due_on"],
        )
        response = thread_response(self.actor, selectors.clarification_of(self.actor, clarification.pk), status=201)
        response["Location"] = reverse("api:clarification-detail", args=[clarification.pk], request=request)
        return response

    def submission(self) -> Submission:
        """The submission of the address, without content, if the actor may read it; raises Http404."""
        try:
            return selectors.submissions_for(self.actor).get(pk=uuid_or_404(self.kwargs["submission_id"]))
        except Submission.DoesNotExist as error:
            raise Http404(_("There is no such submission.")) from error


def item_of(model: type[Any], name: str, given: dict[str, Any]) -> Any:
    """The row of the framework whose code is given by `name`, None where none is.

    Raises ValidationError on `name` where there is no such.
    """
    if name not in given:
        return None
    item = model.objects.filter(code=given[name]).first()
    if item is None:
        raise ValidationError({name: [_("The framework has no such code.")]})
    return item


def thread_response(actor: Membership | None, clarification: Clarification, status: int = 200) -> Response:
    """A clarification with its entries, and its version as entity tag."""
    body = thread_body(actor, clarification)
    return Response(body, status=status, headers={"ETag": f'"{body["version"]}"'})


def thread_body(actor: Membership | None, clarification: Clarification) -> dict[str, Any]:
    """A clarification as JSON with the entries that the actor sees."""
    return clarification_body(actor, clarification) | {
        "entries": [step_body(step) for step in selectors.steps_of(actor, clarification)]
    }


def clarification_body(actor: Membership | None, clarification: Any) -> dict[str, Any]:
    """A clarification of `selectors.clarifications_for` as JSON."""
    assessment = clarification.submission.assessment
    body = {
        "id": clarification.pk,
        "submission": clarification.submission_id,
        "assessment": assessment.pk,
        "country": assessment.country.code,
        "cycle": assessment.cycle.slug,
        "indicator": clarification.indicator.code if clarification.indicator else None,
        "objective": clarification.objective.code if clarification.objective else None,
        "state": clarification.state,
        "asked_at": clarification.asked_at,
        "due_on": clarification.due_on,
        "late": clarification.is_late,
        "question": clarification.question,
        "version": clarification.shown_version,
    }
    if selectors.sees_inside(actor, clarification):
        body["delegated_to"] = clarification.delegated_to_id
    return body


def step_body(step: selectors.Step) -> dict[str, Any]:
    """An entry as JSON."""
    entry = step.entry
    return {
        "id": entry.pk,
        "kind": entry.kind,
        "internal": entry.is_internal,
        "author": str(entry.author),
        "capacity": entry.capacity,
        "at": entry.at,
        "text": entry.text,
        "due_on": step.due_on,
        "attachments": [attachment_body(attachment) for attachment in step.attachments],
    }


def attachment_body(attachment: Evidence) -> dict[str, Any]:
    """An attachment as JSON."""
    return {
        "id": attachment.pk,
        "kind": attachment.kind,
        "title": attachment.title,
        "url": attachment.url,
        "file_name": attachment.file_name,
        "sha256": attachment.file_id,
    }
