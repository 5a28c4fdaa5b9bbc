"""Working without a line: a ministry's part as a workbook, and files of answers looked over and confirmed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Ministry
from accounts.problems import Conflict, PreconditionFailed, problem_responses
from assessments import selectors, services
from assessments.api import rows
from assessments.api.base import SEGMENT, InsideViewSet, uuid_or_404
from assessments.api.imports_schema import (
    CHOICES_EXAMPLE,
    IMPORT_EXAMPLE,
    IMPORT_ID,
    PREVIEW_TAG,
    STALE_IMPORT,
    ConfirmBody,
    ImportSerializer,
    UploadBody,
    if_match_tag,
)
from assessments.api.queries import MinistryQuery
from assessments.api.schema import ASSESSMENT_ID, answered_with
from assessments.models import AnswerImport, Assessment
from assessments.rules import require
from assessments.workbook.writing import FILE_TYPE, workbook_of


class SheetViewSet(InsideViewSet):
    """What both sets of calls share: whose answers they are about."""

    def fillable(self) -> Assessment:
        """The assessment of the address if the actor answers in it; raises Http404, PermissionDenied."""
        assessment = self.draft()
        require("assessments.answer", self.actor, assessment)
        return assessment

    def ministry(self, assessment: Assessment, named: UUID | None) -> Ministry:
        """The ministry that is named, or the contributor's own; raises PermissionDenied, ValidationError."""
        if named is None and self.acting.ministry is not None:
            return self.acting.ministry
        if named is None:
            raise ValidationError({"ministry": [_("Say for which ministry.")]})
        ministry = Ministry.objects.filter(pk=named, country_id=assessment.country_id).first()
        if ministry is None:
            raise ValidationError({"ministry": [_("There is no such ministry.")]})
        require("assessments.answer_for", self.actor, ministry)
        return ministry


class WorkbookViewSet(SheetViewSet):
    queryset = AnswerImport.objects.none()
    filter_backends = ()
    pagination_class = None

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The file is what it is, whatever is accepted."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(
        summary="A ministry's part as a workbook",
        description="To fill in without a line: the indicators that the ministry is asked, what the levels mean, "
        "measures, the last cycle's answer, the present answer and justification. A contributor gets the own "
        "ministry's; a focal point names one. 404 where it is asked nothing.",
        parameters=[ASSESSMENT_ID, MinistryQuery],
        responses={(200, FILE_TYPE): OpenApiTypes.BINARY},
    )
    @action(detail=False, methods=["get"])
    def workbook(self, request: Request, assessment_id: str) -> HttpResponse:
        assessment = self.fillable()
        query = MinistryQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        ministry = self.ministry(assessment, query.validated_data.get("ministry"))
        part = selectors.part_of(assessment, ministry)
        if not part.lines:
            raise Http404(_("This ministry is asked nothing."))
        return HttpResponse(
            workbook_of(part),
            content_type=FILE_TYPE,
            headers={"Content-Disposition": f'attachment; filename="{part.file_name}"'},
        )


class ImportViewSet(SheetViewSet):
    queryset = AnswerImport.objects.none()
    serializer_class = ImportSerializer
    filter_backends = ()
    lookup_url_kwarg = "import_id"
    lookup_value_regex = SEGMENT

    def get_parsers(self) -> list[Any]:
        return [MultiPartParser()] if self._uploads() else super().get_parsers()

    def _uploads(self) -> bool:
        return "import_id" not in self.kwargs

    @extend_schema(
        summary="Upload answers and see what they would change",
        description="Nothing is written before `confirm/`. 400 where the file as a whole is refused, with the reason "
        "under `file`; cells that cannot be taken are rows with the verdict `error`. 409 where the assessment is "
        "submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID, *answered_with(201)],
        request={"multipart/form-data": UploadBody},
        responses={201: ImportSerializer} | problem_responses(409),
        examples=[IMPORT_EXAMPLE],
    )
    def create(self, request: Request, assessment_id: str) -> Response:
        assessment = self.fillable()
        body = UploadBody(data=request.data)
        body.is_valid(raise_exception=True)
        pending = services.preview_import(
            actor=self.acting,
            assessment=assessment,
            ministry=self.ministry(assessment, body.validated_data.get("ministry")),
            upload=body.validated_data["file"],
        )
        address = reverse("api:import-detail", args=[assessment.pk, pending.pk], request=request)
        return _answered(pending, 201, Location=address)

    @extend_schema(
        summary="What an upload would change now, or what came of it",
        description="Only who uploaded it sees it. The ETag names what is shown: send it to `confirm/`.",
        parameters=[ASSESSMENT_ID, IMPORT_ID, *answered_with(200)],
        responses=ImportSerializer,
        examples=[IMPORT_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, import_id: str) -> Response:
        return _answered(self._import())

    @extend_schema(
        summary="Write the answers of an upload",
        description="All in one: new and changed ones, and those changed in both places for which `mine` is chosen. "
        "412 with the present state where it would change anything else than what was shown; 409 where it is applied "
        "or discarded already, the assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID, IMPORT_ID, PREVIEW_TAG, *answered_with(200)],
        request=ConfirmBody,
        responses={200: ImportSerializer} | STALE_IMPORT | problem_responses(409, 428),
        examples=[CHOICES_EXAMPLE, IMPORT_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, assessment_id: str, import_id: str) -> Response:
        pending = self._import()
        expected = if_match_tag(request)
        body = ConfirmBody(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            applied = services.apply_import(
                actor=self.acting, pending=pending, choices=body.validated_data["choices"], expected=expected
            )
        except services.PreviewChanged as error:
            raise PreconditionFailed(extra={"current": import_body(error.preview)}) from error
        except services.ImportEnded as error:
            raise _ended() from error
        return _answered(applied)

    @extend_schema(
        summary="Discard an upload",
        description="Nothing of it is written, its texts are forgotten. 409 where it is applied or discarded already.",
        parameters=[ASSESSMENT_ID, IMPORT_ID, *answered_with(200)],
        request=None,
        responses={200: ImportSerializer} | problem_responses(409),
        examples=[IMPORT_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, assessment_id: str, import_id: str) -> Response:
        pending = self._import()
        try:
            return _answered(services.discard_import(actor=self.acting, pending=pending))
        except services.ImportEnded as error:
            raise _ended() from error

    def _import(self) -> AnswerImport:
        imports = selectors.imports_for(self.actor, self.fillable())
        found: AnswerImport | None = imports.filter(pk=uuid_or_404(self.kwargs["import_id"])).first()
        if found is None:
            raise Http404(_("There is no such import."))
        return found


def import_body(preview: selectors.ImportPreview) -> dict[str, Any]:
    """An import as JSON: what it would change now, or what came of it."""
    pending = preview.pending
    return {
        "id": pending.pk,
        "assessment": pending.assessment_id,
        "ministry": pending.ministry_id,
        "file_name": pending.file_name,
        "uploaded_at": pending.uploaded_at,
        "state": pending.state,
        "ended_at": pending.ended_at,
        "counts": preview.counts,
        "rows": [
            {
                "indicator": row.indicator,
                "verdict": row.verdict.value,
                "cell": row.cell,
                "given": row.given,
                "stored": rows.score_body(row.stored, row.indicator) if row.stored else None,
                "message": row.message,
                "outcome": row.outcome or None,
            }
            for row in preview.rows
        ],
    }


def _answered(pending: AnswerImport, status: int = 200, **headers: str) -> Response:
    preview = selectors.import_preview(pending)
    return Response(import_body(preview), status=status, headers={"ETag": f'"{preview.tag}"', **headers})


def _ended() -> Conflict:
    return Conflict(_("The import is applied or discarded already."))
