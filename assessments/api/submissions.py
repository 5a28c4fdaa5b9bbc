"""Sealed copies: read by those with whom they are shared, proved by their bytes, accepted by reviewers."""

from collections.abc import Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, PolymorphicProxySerializer, extend_schema
from rest_framework.decorators import action
from rest_framework.permissions import AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from accounts.models import Membership
from accounts.problems import problem_responses
from assessments import sealing, selectors, services
from assessments.api import rows
from assessments.api.base import SEGMENT, PortalViewSet, not_modified, uuid_or_404
from assessments.api.exports import Sheet, named_for
from assessments.api.profile import percent_numbers
from assessments.api.queries import LatestQuery, ScoreQuery
from assessments.api.schema import (
    IF_NONE_MATCH,
    NOT_MODIFIED,
    SCORE_EXAMPLE,
    SEALED_NATIONAL_SCORE_EXAMPLE,
    SEALED_SUBMISSION_EXAMPLE,
    SUBMISSION_EXAMPLE,
    SUBMISSION_ID,
    ScoreSerializer,
    SealedNationalScoreSerializer,
    SealedSubmissionSerializer,
    SubmissionSerializer,
    answered_with,
    listed,
)
from assessments.models import Submission

READING = [SUBMISSION_ID, IF_NONE_MATCH, *answered_with(200)]


class SubmissionFilter(django_filters.FilterSet):
    cycle = django_filters.CharFilter(field_name="assessment__cycle__slug", help_text="Slug of a cycle.")
    country = django_filters.CharFilter(field_name="assessment__country__code", help_text="ISO 3166 alpha-3 code.")

    class Meta:
        model = Submission
        fields = ("cycle", "country")


class SealedViewSet(PortalViewSet):
    """Calls on sealed copies. A visitor who has not signed in reads those shared with the public."""

    queryset = Submission.objects.none()
    signed_in_only: Sequence[str] = ()

    def get_permissions(self) -> list[BasePermission]:
        return [IsAuthenticated() if self.action in self.signed_in_only else AllowAny()]

    def sealed(self) -> Submission:
        """The submission of the address, with its content, if the actor may read it; raises Http404."""
        try:
            return selectors.submission_of(self.actor, uuid_or_404(self.kwargs["submission_id"]))
        except Submission.DoesNotExist as error:
            raise Http404(_("There is no such submission.")) from error


class SubmissionViewSet(SealedViewSet):
    lookup_url_kwarg = "submission_id"
    lookup_value_regex = SEGMENT
    signed_in_only = ("accept",)
    filterset_class = SubmissionFilter

    def get_queryset(self) -> QuerySet[Submission]:
        query = LatestQuery(data=self.request.query_params)
        query.is_valid(raise_exception=True)
        read = selectors.latest_submissions if query.validated_data["latest"] else selectors.submissions_for
        return read(self.actor).select_related("submitted_by")

    @extend_schema(
        summary="List submissions",
        description="Sealed copies that the caller may read, newest first; without a token those shared with the "
        "public.",
        parameters=[LatestQuery],
        responses=SubmissionSerializer(many=True),
        examples=[SUBMISSION_EXAMPLE],
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([submission_body(self.actor, submission) for submission in page or ()])

    @extend_schema(
        summary="One submission with its profile",
        description="What was sealed, when, by whom and in what capacity. The entity tag is the SHA-256, for whoever "
        "does not belong to the country or to UNODC with `-public` behind it: persons have no name then.",
        parameters=READING,
        responses={200: SealedSubmissionSerializer, 304: NOT_MODIFIED},
        examples=[SEALED_SUBMISSION_EXAMPLE],
    )
    def retrieve(self, request: Request, submission_id: str) -> HttpResponseBase:
        submission = self.sealed()
        tag = tag_for(self.actor, submission)
        return tagged(request, tag) or Response(sealed_body(self.actor, submission), headers=tag_headers(tag))

    @extend_schema(
        summary="The sealed bytes of a submission",
        description="Canonical JSON. The country, reviewers and secretariat get it byte for byte as it was sealed: "
        "`sha256sum` of the body is the submission's `sha256`. Everybody else gets a copy for the public: persons are "
        "named by their capacity only, `note` says so, and `sealed_copy` has the seal of the sealed copy. The entity "
        "tag is the SHA-256 of the body.",
        parameters=READING,
        responses={200: OpenApiTypes.OBJECT, 304: NOT_MODIFIED},
        examples=[
            OpenApiExample(
                "Beginning",
                value={
                    "country": {"code": "XAA", "name": "Country XAA"},
                    "schema": "framework-for-action/submission/1",
                },
                response_only=True,
            )
        ],
    )
    @action(detail=True)
    def content(self, request: Request, submission_id: str) -> HttpResponseBase:
        copy = selectors.copy_of(self.actor, self.sealed())
        tag = f'"{copy.sha256}"'
        return tagged(request, tag) or HttpResponse(
            copy.text.encode(), content_type="application/json", headers=tag_headers(tag)
        )

    @extend_schema(
        summary="Accept a submission",
        description="A reviewer accepts the latest submission of a submitted assessment. 409 where it is not the "
        "latest, or the assessment is not submitted.",
        parameters=[SUBMISSION_ID],
        request=None,
        responses={200: SealedSubmissionSerializer} | problem_responses(409),
        examples=[SEALED_SUBMISSION_EXAMPLE],
    )
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, submission_id: str) -> Response:
        submission = self.sealed()
        services.accept(actor=self.acting, submission=submission)
        return Response(sealed_body(self.actor, submission), headers=tag_headers(tag_for(self.actor, submission)))


class SealedScoreViewSet(SealedViewSet):
    exported = ("list",)
    filter_backends = ()

    @extend_schema(
        summary="List the scores of a submission",
        description="The ministries' answers as they were sealed; with `national=true` the country's. Also whole as "
        "CSV and Excel. The entity tag is the SHA-256, with the format behind it for CSV and Excel.",
        parameters=[*READING, ScoreQuery],
        responses=listed(
            PolymorphicProxySerializer(
                component_name="AnySealedScore",
                serializers=[ScoreSerializer, SealedNationalScoreSerializer],
                resource_type_field_name=None,
                many=True,
            )
        )
        | {304: NOT_MODIFIED},
        examples=[SCORE_EXAMPLE, SEALED_NATIONAL_SCORE_EXAMPLE],
    )
    def list(self, request: Request, submission_id: str) -> HttpResponseBase:
        query = ScoreQuery.of(request)
        submission = self.sealed()
        file_format = request.accepted_renderer.format
        tag = f'"{submission.sha256}"' if file_format == "json" else f'"{submission.sha256}-{file_format}"'
        if same := tagged(request, tag):
            return same
        response = self.listed(sealed_sheet(submission, query))
        for name, value in tag_headers(tag).items():
            response[name] = value
        return response


def sealed_sheet(submission: Submission, query: ScoreQuery) -> Sheet:
    """The sealed scores that `query` asks for, national or the ministries'."""
    assessment = submission.assessment
    if query.validated_data["national"]:
        name = named_for("national-scores", assessment)
        sheet = Sheet(name, rows.SEALED_NATIONAL_COLUMNS, rows.sealed_national_scores(submission.sealed))
    else:
        name = named_for("scores", assessment)
        sheet = Sheet(name, rows.SCORE_COLUMNS, rows.sealed_scores(submission.sealed))
    codes = query.codes_in(sealing.sealed_tree(submission.sealed["national_scores"]))
    wanted = {column: str(value) for column, value in query.lookups("ministry", "answer").items()}
    found = [
        row
        for row in (dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows)
        if (codes is None or row["indicator"] in codes)
        and all(row[column] == value for column, value in wanted.items())
    ]
    return Sheet(f"{sheet.name}-{submission.number}", sheet.columns, [tuple(row.values()) for row in found])


def submission_body(actor: Membership | None, submission: Submission) -> dict[str, Any]:
    """A submission as JSON for the actor, without what is in its content."""
    assessment = submission.assessment
    named = selectors.belongs_or_reviews(actor, assessment)
    return {
        "id": submission.pk,
        "assessment": assessment.pk,
        "country": assessment.country.code,
        "cycle": assessment.cycle.slug,
        "number": submission.number,
        "sealed_at": submission.sealed_at,
        "submitted_by": {"name": str(submission.submitted_by) if named else None, "capacity": submission.capacity},
        "framework_edition": submission.framework_edition,
        "sha256": submission.sha256,
        "synthetic": assessment.cycle.synthetic,
    }


def sealed_body(actor: Membership | None, submission: Submission) -> dict[str, Any]:
    """A submission as JSON for the actor, with the profile that it sealed."""
    nodes = [percent_numbers(node) for node in submission.sealed["profile"]["nodes"]]
    return submission_body(actor, submission) | {
        "submitted_by": selectors.signatory_of(actor, submission),
        "profile": {"nodes": nodes},
    }


def location_of(request: Request, submission: Submission) -> str:
    """The address of a submission."""
    return reverse("api:submission-detail", args=[submission.pk], request=request)


def tagged(request: Request, tag: str) -> HttpResponse | None:
    """The answer 304 where the client holds what has this entity tag, else None."""
    return HttpResponse(status=304, headers=tag_headers(tag)) if not_modified(request, tag) else None


def tag_for(actor: Membership | None, submission: Submission) -> str:
    """The entity tag of a submission as JSON: its seal, and whether persons are named to the actor."""
    named = selectors.belongs_or_reviews(actor, submission.assessment)
    return f'"{submission.sha256}"' if named else f'"{submission.sha256}-public"'


def tag_headers(tag: str) -> Mapping[str, str]:
    """Headers of an answer that may be kept but is asked about each time: who may read it can change, and what."""
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Authorization, X-Membership"}
