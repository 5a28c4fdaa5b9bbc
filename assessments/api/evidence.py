"""Evidence of answers: live for the country, sealed for those who read a submission."""

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Membership, Ministry
from accounts.problems import Conflict, problem_responses
from assessments import selectors, services
from assessments.api.base import SEGMENT, InsideViewSet, uuid_or_404
from assessments.api.evidence_schema import (
    EVIDENCE_EXAMPLE,
    EVIDENCE_ID,
    FILE_ANSWERS,
    LINK_EXAMPLE,
    REPLACEMENT_EXAMPLE,
    SEALED_EVIDENCE_EXAMPLE,
    EvidenceBody,
    EvidenceQuery,
    EvidenceSerializer,
    EvidenceWithFileBody,
    RecordBody,
    ReplacementWithFileBody,
    SealedEvidenceSerializer,
    evidence_body,
    record_body,
)
from assessments.api.schema import ASSESSMENT_ID, SUBMISSION_ID
from assessments.api.submissions import SealedViewSet
from assessments.downloads import NotDownloadable, evidence_response
from assessments.models import Assessment, Evidence
from assessments.rules import require
from framework.models import Indicator


class FileActions:
    """The action `file` answers with the file whatever is accepted: its content type is what it is."""

    action: str

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """As always; the action `file` is never refused."""
        return super().perform_content_negotiation(request, force or self.action == "file")  # type: ignore[misc]


class EvidenceViewSet(FileActions, InsideViewSet):
    queryset = Evidence.objects.none()
    filter_backends = ()
    lookup_url_kwarg = "evidence_id"
    lookup_value_regex = SEGMENT
    parser_classes = [*InsideViewSet.parser_classes, MultiPartParser]

    @extend_schema(
        summary="List the evidence of an assessment",
        description="Of answers, in document order, also what was withdrawn or replaced. Attachments of clarifications "
        "are with these.",
        parameters=[ASSESSMENT_ID, EvidenceQuery],
        responses=EvidenceSerializer(many=True),
        examples=[EVIDENCE_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> Response:
        query = EvidenceQuery.of(request)
        found = selectors.evidence_in(self.draft()).filter(**query.lookups("ministry", "kind", "visibility"))
        codes = query.codes_in(selectors.tree())
        if codes is not None:
            found = found.filter(indicator__code__in=codes)
        if query.validated_data["current"] is not None:
            found = found.filter(ended_at__isnull=query.validated_data["current"])
        page = self.paginate_queryset(found)
        return self.get_paginated_response([evidence_body(piece) for piece in page or ()])

    @extend_schema(
        summary="One piece of evidence",
        description="Also one that was withdrawn or replaced.",
        parameters=[ASSESSMENT_ID, EVIDENCE_ID],
        responses=EvidenceSerializer,
        examples=[EVIDENCE_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, evidence_id: str) -> Response:
        return Response(evidence_body(self._piece()))

    @extend_schema(
        summary="Add evidence to an answer",
        description="A link or a law as JSON; a file as `multipart/form-data`. 403 where the indicator is not assigned "
        "to the ministry, 409 where the assessment is submitted or its cycle is not open, 413 above 20 MB.",
        parameters=[ASSESSMENT_ID],
        request={"application/json": EvidenceBody, "multipart/form-data": EvidenceWithFileBody},
        responses={201: EvidenceSerializer} | problem_responses(409),
        examples=[LINK_EXAMPLE, EVIDENCE_EXAMPLE],
    )
    def create(self, request: Request, assessment_id: str) -> Response:
        assessment = self.draft()
        require("assessments.answer", self.actor, assessment)
        body = EvidenceWithFileBody(data=request.data)
        body.is_valid(raise_exception=True)
        piece = services.add_evidence(
            actor=self.acting,
            assessment=assessment,
            indicator=named_indicator(body.validated_data["indicator"]),
            ministry=supported_ministry(self.acting, assessment, body.validated_data.get("ministry")),
            record=body.record(),
            upload=body.validated_data.get("file"),
        )
        address = reverse("api:evidence-detail", args=[assessment.pk, piece.pk], request=request)
        return Response(evidence_body(piece), status=201, headers={"Location": address})

    @extend_schema(
        summary="Replace a piece of evidence",
        description="Another piece takes its place, which is answered; submissions keep the one that they sealed. A "
        "file that is replaced by a file without another one stays the same file. 409 also where the piece was "
        "replaced or withdrawn meanwhile.",
        parameters=[ASSESSMENT_ID, EVIDENCE_ID],
        request={"application/json": RecordBody, "multipart/form-data": ReplacementWithFileBody},
        responses={201: EvidenceSerializer} | problem_responses(409),
        examples=[REPLACEMENT_EXAMPLE, EVIDENCE_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def replace(self, request: Request, assessment_id: str, evidence_id: str) -> Response:
        piece = self._piece()
        require("assessments.answer", self.actor, piece.assessment)
        body = ReplacementWithFileBody(data=request.data)
        body.is_valid(raise_exception=True)
        new = services.replace_evidence(
            actor=self.acting, evidence=piece, record=body.record(), upload=body.validated_data.get("file")
        )
        address = reverse("api:evidence-detail", args=[piece.assessment_id, new.pk], request=request)
        return Response(evidence_body(new), status=201, headers={"Location": address})

    @extend_schema(
        summary="Withdraw a piece of evidence",
        description="It supports nothing any more; the country and submissions that sealed it keep it. 409 also where "
        "it was replaced or withdrawn meanwhile.",
        parameters=[ASSESSMENT_ID, EVIDENCE_ID],
        request=None,
        responses={200: EvidenceSerializer} | problem_responses(409),
        examples=[EVIDENCE_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, assessment_id: str, evidence_id: str) -> Response:
        piece = self._piece()
        return Response(evidence_body(services.withdraw_evidence(actor=self.acting, evidence=piece)))

    @extend_schema(
        summary="The file of a piece of evidence",
        description="404 for a link or a law; 409 while the scanner has not cleared it.",
        parameters=[ASSESSMENT_ID, EVIDENCE_ID],
        responses=FILE_ANSWERS,
    )
    @action(detail=True, url_name="file")
    def file(self, request: Request, assessment_id: str, evidence_id: str) -> HttpResponseBase:
        return download(self._piece())

    def _piece(self) -> Evidence:
        assessment = self.draft()
        try:
            return selectors.piece_of(assessment, uuid_or_404(self.kwargs["evidence_id"]))
        except Evidence.DoesNotExist as error:
            raise Http404(_("There is no such evidence.")) from error


class SealedEvidenceViewSet(FileActions, SealedViewSet):
    filter_backends = ()
    lookup_url_kwarg = "evidence_id"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the evidence of a submission",
        description="What supported the answers when it was sealed, in document order; confidential pieces for the "
        "country, reviewers and the secretariat only.",
        parameters=[SUBMISSION_ID],
        responses=SealedEvidenceSerializer(many=True),
        examples=[SEALED_EVIDENCE_EXAMPLE],
    )
    def list(self, request: Request, submission_id: str) -> Response:
        page = self.paginate_queryset(selectors.sealed_evidence(self.actor, self.sealed()))
        rows = [record_body(sealed.piece) | {"ministry": sealed.ministry} for sealed in page or ()]
        return self.get_paginated_response(rows)

    @extend_schema(
        summary="The file of a sealed piece of evidence",
        description="404 for a link or a law, or where the caller may not read it; 409 while the scanner has not "
        "cleared it.",
        parameters=[SUBMISSION_ID, EVIDENCE_ID],
        responses=FILE_ANSWERS,
    )
    @action(detail=True, url_name="file")
    def file(self, request: Request, submission_id: str, evidence_id: str) -> HttpResponseBase:
        try:
            piece = selectors.sealed_piece(self.actor, self.sealed(), uuid_or_404(evidence_id))
        except Evidence.DoesNotExist as error:
            raise Http404(_("There is no such evidence.")) from error
        return download(piece)


def download(piece: Evidence) -> HttpResponseBase:
    """The file of a piece that the caller may read; raises Http404, Conflict."""
    try:
        return evidence_response(piece)
    except NotDownloadable as refusal:
        raise Conflict(str(refusal)) from refusal


def named_indicator(code: str) -> Indicator:
    """The indicator with this code; raises ValidationError naming the field."""
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        raise ValidationError({"indicator": [_("There is no such indicator.")]})
    return indicator


def supported_ministry(actor: Membership, assessment: Assessment, named: Any) -> Ministry | None:
    """Whose answer is supported: the ministry that is `named`, the actor's own, else the country (None).

    Raises ValidationError naming the field where the country has no such ministry.
    """
    if named is None:
        return actor.ministry
    ministry = Ministry.objects.filter(pk=named, country_id=assessment.country_id).first()
    if ministry is None:
        raise ValidationError({"ministry": [_("There is no such ministry.")]})
    return ministry
