"""Reports over the API: asked for, watched, fetched."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.routers import BaseRouter

from accounts.api import membership_of
from accounts.models import Membership
from accounts.problems import Conflict, problem_responses
from assessments import selectors as assessing
from assessments.models import Assessment, Cycle, Submission
from reports import selectors, services
from reports.downloads import file_response
from reports.files import CONTENT_TYPES
from reports.models import ReportJob
from reports.selecting import MAX_SELECTION

MEDIA_TYPES = tuple(CONTENT_TYPES.values())


class ReportSerializer(serializers.ModelSerializer[ReportJob]):
    """A report as the API shows it."""

    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="Percent of the work that is done.")
    cycle = serializers.SlugRelatedField[Cycle](
        slug_field="slug", read_only=True, allow_null=True, help_text="Slug of the cycle of a report on all countries."
    )
    selection = serializers.CharField(
        help_text="What is compared, as the canonical query of the comparison page and calls; else empty."
    )
    error = serializers.CharField(help_text="Why it failed, else empty.")
    file = serializers.SerializerMethodField(help_text="Address of the file, null until the status is `done`.")
    file_sha256 = serializers.CharField(help_text="SHA-256 of the file, empty until the status is `done`.")

    class Meta:
        model = ReportJob
        fields = (
            "id",
            "kind",
            "assessment",
            "submission",
            "cycle",
            "selection",
            "format",
            "language",
            "status",
            "progress",
            "error",
            "requested_at",
            "started_at",
            "finished_at",
            "file",
            "file_sha256",
            "file_size",
        )

    def get_file(self, job: ReportJob) -> str | None:
        if job.status != ReportJob.Status.DONE:
            return None
        return reverse("api:report-file", args=[job.pk], request=self.context["request"])


class RequestSerializer(serializers.Serializer[Any]):
    """What a caller asks for: a report on one assessment (a draft) or submission, on a cycle, or a comparison."""

    kind = serializers.ChoiceField(ReportJob.Kind.choices)
    assessment = serializers.UUIDField(required=False, allow_null=True, help_text="An assessment, for its draft.")
    submission = serializers.UUIDField(required=False, allow_null=True, help_text="A submission.")
    cycle = serializers.SlugField(
        required=False,
        allow_null=True,
        help_text="Slug of a cycle: for a `cycle` report, or for a `comparison` of all its countries.",
    )
    selection = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=MAX_SELECTION,
        help_text="What a `comparison` compares: the query of the comparison page, with the parameters of "
        "`GET comparison/`, such as `cycle=2026&region=Western+Africa`. Empty: all countries of the latest cycle that "
        "has a submission.",
    )
    format = serializers.ChoiceField(
        ReportJob.Format.choices,
        default=ReportJob.Format.PDF,
        help_text="Gap analysis and action plan come as `pdf`, `docx` and `xlsx`, the others as `pdf`.",
    )
    language = serializers.ChoiceField(
        settings.LANGUAGES, required=False, help_text="The language of the call (`Accept-Language`) unless given."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        return {"language": get_language() or settings.LANGUAGE_CODE} | attrs

    def validate_assessment(self, pk: UUID | None) -> Assessment | None:
        if pk is None:
            return None
        try:
            return assessing.draft_of(self.context["actor"], pk)
        except Assessment.DoesNotExist:
            raise serializers.ValidationError(_("There is no such assessment.")) from None

    def validate_submission(self, pk: UUID | None) -> Submission | None:
        if pk is None:
            return None
        try:
            return assessing.submissions_for(self.context["actor"]).get(pk=pk)
        except Submission.DoesNotExist:
            raise serializers.ValidationError(_("There is no such submission.")) from None

    def validate_cycle(self, slug: str | None) -> Cycle | None:
        if slug is None:
            return None
        try:
            return assessing.cycles_for(self.context["actor"]).get(slug=slug)
        except Cycle.DoesNotExist:
            raise serializers.ValidationError(_("There is no such cycle.")) from None


REPORT_EXAMPLE = OpenApiExample(
    "Being made",
    value={
        "id": "0d3f4c0e-55b3-4c0f-9a53-1f0a2b1c7d11",
        "kind": "gap_analysis",
        "assessment": "b1c7be0a-4c59-4a5e-8a57-0c9d6a0f5e21",
        "submission": None,
        "cycle": None,
        "selection": "",
        "format": "pdf",
        "language": "en",
        "status": "running",
        "progress": 45,
        "error": "",
        "requested_at": "2026-11-22T14:32:00Z",
        "started_at": "2026-11-22T14:32:01Z",
        "finished_at": None,
        "file": None,
        "file_sha256": "",
        "file_size": None,
    },
    response_only=True,
    status_codes=["200", "202"],
)
REQUEST_EXAMPLE = OpenApiExample(
    "Gap analysis of a draft",
    value={"kind": "gap_analysis", "assessment": "b1c7be0a-4c59-4a5e-8a57-0c9d6a0f5e21", "format": "pdf"},
    request_only=True,
)
PLAN_EXAMPLE = OpenApiExample(
    "Action plan of a submission, to edit",
    value={"kind": "action_plan", "submission": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10", "format": "docx"},
    request_only=True,
)
BRIEF_EXAMPLE = OpenApiExample(
    "Country brief of a submission",
    value={"kind": "country_brief", "submission": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10"},
    request_only=True,
)
COMPARISON_EXAMPLE = OpenApiExample(
    "Comparison of the countries of a region in two cycles",
    value={"kind": "comparison", "selection": "cycle=2024&cycle=2026&region=Western+Africa"},
    request_only=True,
)
CYCLE_EXAMPLE = OpenApiExample(
    "All countries of a cycle, for reviewers and the secretariat",
    value={"kind": "cycle", "cycle": "2026"},
    request_only=True,
)


@extend_schema_view(
    list=extend_schema(
        summary="List reports",
        description="Reports that the caller and colleagues of the same country have asked for, newest first. "
        "Comparisons are seen by who asked for them, reports on a cycle by reviewers and the secretariat.",
        examples=[REPORT_EXAMPLE],
    ),
    retrieve=extend_schema(
        summary="One report: status and progress",
        description="`queued → running → done`, or `failed` or `cancelled`. Ask again every second or two.",
        examples=[REPORT_EXAMPLE],
    ),
)
class ReportViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[ReportJob]):
    """Reports are made by workers: ask, watch the status, fetch the file."""

    serializer_class = ReportSerializer
    queryset = ReportJob.objects.none()
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[ReportJob]:
        return selectors.jobs_for(membership_of(self.request))

    @extend_schema(
        summary="Ask for a report",
        description="Answered at once; workers make it. Asking again while the same report waits or is being made "
        "answers with that one.\n\n"
        "`gap_analysis`, `action_plan` and `country_brief` are about an `assessment` or a `submission`; `cycle` is "
        "about a `cycle`, for reviewers and the secretariat (403 for others); `comparison` is about a `selection`, or "
        "all countries of a `cycle`, and holds what the caller may see when it is made. 400 names the field.",
        request=RequestSerializer,
        responses={202: ReportSerializer},
        examples=[
            REQUEST_EXAMPLE,
            PLAN_EXAMPLE,
            BRIEF_EXAMPLE,
            COMPARISON_EXAMPLE,
            CYCLE_EXAMPLE,
            REPORT_EXAMPLE,
        ],
    )
    def create(self, request: Request) -> Response:
        actor = self._acting()
        wanted = RequestSerializer(data=request.data, context={"actor": actor})
        wanted.is_valid(raise_exception=True)
        job = services.request_report(actor=actor, **wanted.validated_data)
        return self._answer(job, status=202)

    @extend_schema(
        summary="The file of a report",
        description="409 until the status is `done`.",
        responses={
            **{(200, media): OpenApiResponse(OpenApiTypes.BINARY, description="The file.") for media in MEDIA_TYPES},
            **problem_responses(409),
        },
    )
    @action(detail=True, url_name="file")
    def file(self, request: Request, pk: UUID) -> FileResponse:
        job = self.get_object()
        if job.status != ReportJob.Status.DONE:
            raise Conflict(_("The report is not done."), extra={"report_status": job.status})
        return file_response(job)

    @extend_schema(
        summary="Cancel a report",
        description="What has been made of it is thrown away. 409 where it does not wait or run any more.",
        request=None,
        responses={200: ReportSerializer} | problem_responses(409),
        examples=[REPORT_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        return self._change(services.cancel)

    @extend_schema(
        summary="Try a report again",
        description="Queues a report that failed or was cancelled. 409 with any other status.",
        request=None,
        responses={202: ReportSerializer} | problem_responses(409),
        examples=[REPORT_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: UUID) -> Response:
        return self._change(services.retry, status=202)

    def _change(self, service: Any, status: int = 200) -> Response:
        try:
            job = service(actor=self._acting(), job=self.get_object())
        except services.NotPossible as refusal:
            raise Conflict(str(refusal)) from refusal
        return self._answer(job, status)

    def _answer(self, job: ReportJob, status: int) -> Response:
        address = reverse("api:report-detail", args=[job.pk], request=self.request)
        return Response(self.get_serializer(job).data, status=status, headers={"Location": address})

    def _acting(self) -> Membership:
        actor = membership_of(self.request)
        if actor is None:
            raise PermissionDenied(_("Your role does not allow this."))
        return actor


def register(router: BaseRouter) -> None:
    """Add this app's calls."""
    router.register("reports", ReportViewSet, basename="report")
