"""Reviewers' notes and marks on a submission. Reviewers alone call these; nobody else learns whether there are any."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.problems import IF_MATCH, if_match_version, problem_responses
from assessments import selectors, services
from assessments.api import rows
from assessments.api.base import SEGMENT, SUBMISSION_PREFIX, indicator_or_404, uuid_or_404
from assessments.api.bodies import Body, Choice, Text
from assessments.api.schema import CODE, SUBMISSION_ID, ProblemSerializer, answered_with, stale
from assessments.api.submissions import SealedViewSet
from assessments.models import ReviewerMark, ReviewerNote, Submission
from assessments.rules import require
from assessments.services.reviewing import NOTE_LIMIT
from framework.models import Indicator

NOTES_PREFIX = f"{SUBMISSION_PREFIX}/notes"
MARKS_PREFIX = f"{SUBMISSION_PREFIX}/marks"
NOTE_ID = OpenApiParameter("note_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class NoteBody(Body):
    text = Text(max_length=NOTE_LIMIT)


class NewNoteBody(NoteBody):
    indicator = Text(
        allow_null=True, default=None, max_length=12, help_text="Code of the indicator; null: on the submission."
    )


class MarkBody(Body):
    mark = Choice(choices=ReviewerMark.Mark.choices, allow_null=True, help_text="Null takes the mark away.")


class NoteSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    indicator = serializers.CharField(allow_null=True, help_text="Null: on the submission.")
    author = serializers.CharField(help_text="Name of the reviewer.")
    own = serializers.BooleanField(help_text="Whether the caller wrote it, and so may change it.")
    text = serializers.CharField()
    version = serializers.IntegerField(min_value=1)
    written_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class StaleNoteSerializer(ProblemSerializer):
    current = NoteSerializer(help_text="The note as it stands.")


class MarkSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    mark = serializers.ChoiceField(choices=ReviewerMark.Mark.choices, allow_null=True)


NOTE_EXAMPLE = OpenApiExample(
    "A note",
    value={
        "id": "2f6d4c0e-0d3b-4a57-9a52-0e5b8a1c7d44",
        "indicator": "1.1.E1",
        "author": "Reviewer at UNODC",
        "own": True,
        "text": "Compare with the act of 2019.",
        "version": 1,
        "written_at": "2026-07-02T09:12:00Z",
        "updated_at": "2026-07-02T09:12:00Z",
    },
    response_only=True,
)
NEW_NOTE_EXAMPLE = OpenApiExample(
    "On an indicator", value={"indicator": "1.1.E1", "text": "Compare with the act of 2019."}, request_only=True
)
CHANGED_NOTE_EXAMPLE = OpenApiExample("Other words", value={"text": "The act of 2019 says so."}, request_only=True)
MARK_EXAMPLE = OpenApiExample("A mark", value={"indicator": "1.1.E1", "mark": "read"}, response_only=True)
MARKING_EXAMPLE = OpenApiExample("To ask", value={"mark": "to_ask"}, request_only=True)


class ReviewViewSet(SealedViewSet):
    """Calls of reviewers on a sealed copy."""

    filter_backends = ()

    @property
    def signed_in_only(self) -> tuple[str, ...]:  # type: ignore[override]  # all of them
        return (self.action,)

    def reviewed(self) -> Submission:
        """The submission of the address, for a reviewer; raises Http404, PermissionDenied."""
        submission = self.sealed()
        require("assessments.review", self.actor, submission)
        return submission

    def body_of(self, note: ReviewerNote) -> dict[str, Any]:
        """A note as its reader gets it."""
        return rows.note_body(note) | {"own": note.author_id == self.acting.user_id}


class NoteViewSet(ReviewViewSet):
    lookup_url_kwarg = "note_id"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the reviewers' notes on a submission",
        description="Of all reviewers, first first; for reviewers alone, everybody else is answered 403. Notes that "
        "were taken back are left out.",
        parameters=[SUBMISSION_ID],
        responses=NoteSerializer(many=True),
        examples=[NOTE_EXAMPLE],
    )
    def list(self, request: Request, submission_id: str) -> Response:
        page = self.paginate_queryset(selectors.notes_on(self.actor, self.reviewed()))
        return self.get_paginated_response([self.body_of(note) for note in page or ()])

    @extend_schema(
        summary="Take a note on a submission",
        description="On the submission, or on one of its indicators. Only reviewers see notes.",
        parameters=[SUBMISSION_ID, *answered_with(201)],
        request=NewNoteBody,
        responses={201: NoteSerializer},
        examples=[NEW_NOTE_EXAMPLE, NOTE_EXAMPLE],
    )
    def create(self, request: Request, submission_id: str) -> Response:
        submission = self.reviewed()
        body = NewNoteBody(data=request.data)
        body.is_valid(raise_exception=True)
        code = body.validated_data["indicator"]
        indicator = Indicator.objects.filter(code=code).first() if code is not None else None
        if code is not None and indicator is None:
            raise ValidationError({"indicator": [_("There is no such indicator.")]})
        note = services.write_note(
            actor=self.acting, submission=submission, indicator=indicator, text=body.validated_data["text"]
        )
        return Response(self.body_of(note), status=201, headers={"ETag": f'"{note.version}"'})

    @extend_schema(
        summary="Change a note",
        description="Only who wrote it (403 for other reviewers). The same words keep the version.",
        parameters=[SUBMISSION_ID, NOTE_ID, IF_MATCH, *answered_with(200)],
        request=NoteBody,
        responses={200: NoteSerializer} | stale(StaleNoteSerializer, NOTE_EXAMPLE) | problem_responses(428),
        examples=[CHANGED_NOTE_EXAMPLE, NOTE_EXAMPLE],
    )
    def update(self, request: Request, submission_id: str, note_id: str) -> Response:
        note = self._note(note_id)
        version = if_match_version(request)
        body = NoteBody(data=request.data)
        body.is_valid(raise_exception=True)
        changed = services.change_note(
            actor=self.acting, note=note, text=body.validated_data["text"], expected_version=version
        )
        return Response(self.body_of(changed), headers={"ETag": f'"{changed.version}"'})

    @extend_schema(
        summary="Take a note back",
        description="Only who wrote it. Nobody sees it any more.",
        parameters=[SUBMISSION_ID, NOTE_ID, IF_MATCH],
        responses={204: None} | stale(StaleNoteSerializer, NOTE_EXAMPLE) | problem_responses(428),
    )
    def destroy(self, request: Request, submission_id: str, note_id: str) -> Response:
        note = self._note(note_id)
        services.take_back_note(actor=self.acting, note=note, expected_version=if_match_version(request))
        return Response(status=204)

    def _note(self, note_id: str) -> ReviewerNote:
        try:
            return selectors.note_of(self.actor, self.reviewed(), uuid_or_404(note_id))
        except ReviewerNote.DoesNotExist as error:
            raise Http404(_("There is no such note.")) from error


class MarkViewSet(ReviewViewSet):
    lookup_url_kwarg = "code"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the caller's marks on a submission",
        description="The indicators that the reviewer has marked, in document order: `read`, or `to_ask` for what has "
        "been read and is to be asked about. Every reviewer has marks of his own.",
        parameters=[SUBMISSION_ID],
        responses=MarkSerializer(many=True),
        examples=[MARK_EXAMPLE],
    )
    def list(self, request: Request, submission_id: str) -> Response:
        marks = selectors.marks_of(self.actor, self.reviewed())
        page = self.paginate_queryset([{"indicator": code, "mark": mark} for code, mark in marks.items()])
        return self.get_paginated_response(page)

    @extend_schema(
        summary="Mark an indicator of a submission",
        description="For the caller alone. The same mark again changes nothing.",
        parameters=[SUBMISSION_ID, CODE],
        request=MarkBody,
        responses=MarkSerializer,
        examples=[MARKING_EXAMPLE, MARK_EXAMPLE],
    )
    def update(self, request: Request, submission_id: str, code: str) -> Response:
        submission = self.reviewed()
        indicator = indicator_or_404(code)
        body = MarkBody(data=request.data)
        body.is_valid(raise_exception=True)
        mark = body.validated_data["mark"]
        services.mark(actor=self.acting, submission=submission, code=indicator.code, mark=mark)
        return Response({"indicator": indicator.code, "mark": mark})
