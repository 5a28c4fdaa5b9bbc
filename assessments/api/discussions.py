"""What a country's officials say to each other on an indicator."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.problems import problem_responses
from assessments import selectors, services
from assessments.api.base import ASSESSMENT_PREFIX, SEGMENT, InsideViewSet, indicator_or_404
from assessments.api.bodies import Body, Text
from assessments.api.schema import ASSESSMENT_ID, CODE
from assessments.models import Assessment, Comment, Discussion
from assessments.rules import require
from assessments.services.discussing import COMMENT_LIMIT

COMMENT_PREFIX = rf"{ASSESSMENT_PREFIX}/discussions/(?P<code>{SEGMENT})/comments"
HIGHEST_ID = 2**31 - 1
MOST_MENTIONS = 100


class Flag(serializers.BooleanField):
    """true or false of JSON, and nothing that could be taken for one."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=str(type(data).__name__))
        return data


class PersonId(serializers.IntegerField):
    """The id of a person: a whole number of JSON."""

    def to_internal_value(self, data: Any) -> int:
        if type(data) is not int:
            self.fail("invalid")
        return data


class CommentBody(Body):
    text = Text(max_length=COMMENT_LIMIT)
    mentions = serializers.ListField(
        child=PersonId(min_value=1, max_value=HIGHEST_ID),
        max_length=MOST_MENTIONS,
        default=list,
        help_text="Ids of people of the country (`people/`); they are told by mail.",
    )


class ResolutionBody(Body):
    resolved = Flag(help_text="Whether nobody has to look at it any more.")


class DiscussionQuery(serializers.Serializer[Any]):
    # Null is what is not asked for: without it a parameter that is left out would be false.
    resolved = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only resolved, or only open ones."
    )
    mentions_me = serializers.BooleanField(
        required=False, allow_null=True, default=None, help_text="Only those that mention the caller, or do not."
    )


class DiscussionSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField(source="indicator.code")
    comments = serializers.IntegerField(source="comment_count", min_value=1)
    resolved = serializers.BooleanField(source="is_resolved")
    resolved_at = serializers.DateTimeField(allow_null=True)
    last_at = serializers.DateTimeField(help_text="When the last comment was written.")
    last_by = serializers.SerializerMethodField(help_text="Who wrote it.")
    mentions_me = serializers.BooleanField(help_text="Whether a comment mentions the caller.")

    def get_last_by(self, discussion: Any) -> str:
        return str(discussion.last_author_name or discussion.last_author_email)


class CommentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    author = serializers.IntegerField(source="author_id", help_text="Id of the person.")
    name = serializers.CharField(source="author", help_text="Name of the person.")
    capacity = serializers.CharField(help_text="In what capacity, in the words of that moment.")
    text = serializers.CharField()
    mentions = serializers.SerializerMethodField(help_text="Ids of people.")

    def get_mentions(self, comment: Comment) -> list[int]:
        return [person.pk for person in comment.mentions.all()]


class PersonSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(min_value=1)
    name = serializers.CharField(source="__str__")


DISCUSSION_EXAMPLE = OpenApiExample(
    "An open discussion",
    value={
        "indicator": "1.1.E1",
        "comments": 3,
        "resolved": False,
        "resolved_at": None,
        "last_at": "2026-03-03T09:12:00Z",
        "last_by": "Official of the Ministry of Justice",
        "mentions_me": True,
    },
    response_only=True,
)
COMMENT_EXAMPLE = OpenApiExample(
    "A comment",
    value={
        "id": "7c0cb9c2-9f41-4a5a-a1d5-32f1f1c1c0de",
        "at": "2026-03-03T09:12:00Z",
        "author": 12,
        "name": "Official of the Ministry of Justice",
        "capacity": "Contributor, Ministry of Justice, Country XAA",
        "text": "The act is in force since January.",
        "mentions": [9],
    },
    response_only=True,
)
COMMENTING_EXAMPLE = OpenApiExample(
    "With a mention", value={"text": "The act is in force since January.", "mentions": [9]}, request_only=True
)


class DiscussionViewSet(InsideViewSet):
    filter_backends = ()
    lookup_url_kwarg = "code"
    lookup_value_regex = SEGMENT

    @extend_schema(
        summary="List the discussions of an assessment",
        description="One an indicator on which somebody has said something, the newest comment first. Reviewers never "
        "see them.",
        parameters=[ASSESSMENT_ID, DiscussionQuery],
        responses=DiscussionSerializer(many=True),
        examples=[DISCUSSION_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> Response:
        query = DiscussionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        wanted = selectors.DiscussionFilter(**query.validated_data)
        discussions = selectors.discussions_of(self.draft(), self.actor, wanted)
        page = self.paginate_queryset(discussions)
        return self.get_paginated_response(DiscussionSerializer(page, many=True).data)

    @extend_schema(
        summary="The discussion on an indicator",
        description="404 where nobody has said anything yet.",
        parameters=[ASSESSMENT_ID, CODE],
        responses=DiscussionSerializer,
        examples=[DISCUSSION_EXAMPLE],
    )
    def retrieve(self, request: Request, assessment_id: str, code: str) -> Response:
        return Response(self._body(self.draft(), code))

    @extend_schema(
        summary="Resolve a discussion, or open it again",
        description="A new comment opens a resolved one by itself. 409 once the assessment is accepted.",
        parameters=[ASSESSMENT_ID, CODE],
        request=ResolutionBody,
        responses={200: DiscussionSerializer} | problem_responses(409),
        examples=[OpenApiExample("Resolve", value={"resolved": True}, request_only=True), DISCUSSION_EXAMPLE],
    )
    def update(self, request: Request, assessment_id: str, code: str) -> Response:
        assessment, indicator = self.draft(), indicator_or_404(code)
        require("assessments.discuss", self.actor, assessment)
        body = ResolutionBody(data=request.data)
        body.is_valid(raise_exception=True)
        settle = services.resolve_discussion if body.validated_data["resolved"] else services.reopen_discussion
        try:
            settle(actor=self.acting, assessment=assessment, indicator=indicator)
        except Discussion.DoesNotExist as error:
            raise Http404(_("Nobody has said anything yet.")) from error
        return Response(self._body(assessment, code))

    def _body(self, assessment: Assessment, code: str) -> Any:
        indicator_or_404(code)
        discussion = selectors.discussions_of(assessment, self.actor).filter(indicator__code=code).first()
        if discussion is None:
            raise Http404(_("Nobody has said anything yet."))
        return DiscussionSerializer(discussion).data


class CommentViewSet(InsideViewSet):
    filter_backends = ()

    @extend_schema(
        summary="List the comments on an indicator",
        description="Oldest first.",
        parameters=[ASSESSMENT_ID, CODE],
        responses=CommentSerializer(many=True),
        examples=[COMMENT_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str, code: str) -> Response:
        comments = selectors.comments_on(self.draft(), indicator_or_404(code).code)
        return self.get_paginated_response(CommentSerializer(self.paginate_queryset(comments), many=True).data)

    @extend_schema(
        summary="Comment on an indicator",
        description="Opens a resolved discussion again. Possible until the assessment is accepted (409), also while it "
        "is submitted. Comments are never changed or deleted.",
        parameters=[ASSESSMENT_ID, CODE],
        request=CommentBody,
        responses={201: CommentSerializer} | problem_responses(409),
        examples=[COMMENTING_EXAMPLE, COMMENT_EXAMPLE],
    )
    def create(self, request: Request, assessment_id: str, code: str) -> Response:
        assessment, indicator = self.draft(), indicator_or_404(code)
        require("assessments.discuss", self.actor, assessment)
        body = CommentBody(data=request.data)
        body.is_valid(raise_exception=True)
        said = services.comment(actor=self.acting, assessment=assessment, indicator=indicator, **body.validated_data)
        return Response(CommentSerializer(said).data, status=201)


class PeopleViewSet(InsideViewSet):
    filter_backends = ()

    @extend_schema(
        summary="List whom a comment may mention",
        description="Everybody who serves the assessment's country now, by name.",
        parameters=[ASSESSMENT_ID],
        responses=PersonSerializer(many=True),
        examples=[OpenApiExample("A person", value={"id": 9, "name": "National coordinator"}, response_only=True)],
    )
    def list(self, request: Request, assessment_id: str) -> Response:
        people = selectors.people_of(self.draft())
        return self.get_paginated_response(PersonSerializer(self.paginate_queryset(people), many=True).data)
