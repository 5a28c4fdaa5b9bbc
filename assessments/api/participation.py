"""Who has submitted in a cycle: for those who follow all countries."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request

from accounts.models import Country
from accounts.problems import problem_responses
from assessments import selectors
from assessments.api.base import SEGMENT, PortalViewSet
from assessments.api.comparison.base import SYNTHETIC_FILE
from assessments.api.exports import Sheet
from assessments.api.schema import listed, percent_field
from assessments.comparison import tenths
from assessments.comparison.participation import (
    GROUPINGS,
    SORTS,
    STANDINGS,
    Counts,
    Participant,
    Participation,
    ParticipationFilter,
)
from assessments.models import Cycle
from assessments.participating import STATUSES, ParticipationForm
from assessments.rules import require
from assessments.scoring import one_decimal

PARTICIPATION_PREFIX = rf"cycles/(?P<slug>{SEGMENT})/participation"
SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH, description="Slug of the cycle.")
FILTERS = [
    OpenApiParameter("q", OpenApiTypes.STR, description="A part of the country's name, or its alpha-3 code."),
    OpenApiParameter("status", OpenApiTypes.STR, enum=list(STATUSES), description="Where the country stands."),
    OpenApiParameter("region", OpenApiTypes.STR, description="Name of an M49 region or subregion of the cycle."),
    OpenApiParameter("group", OpenApiTypes.STR, description="Regional group, such as `african`."),
    OpenApiParameter("sort", OpenApiTypes.STR, description=f"One of {', '.join(SORTS)}; `-` in front for descending."),
]


class ParticipantSerializer(serializers.Serializer[Any]):
    country = serializers.CharField(help_text="ISO 3166 alpha-3 code.")
    name = serializers.CharField()
    region = serializers.CharField()
    subregion = serializers.CharField()
    group = serializers.ChoiceField(choices=Country.RegionalGroup.choices)
    cycle = serializers.CharField(help_text="Slug of the cycle.")
    status = serializers.ChoiceField(
        choices=STANDINGS,
        help_text="`late`: not submitted, and the cycle is closed or past its last day; `due`: not submitted, and the "
        "last day is at most 30 days away; `reopened`: taken back by the country to revise.",
    )
    submission = serializers.UUIDField(allow_null=True, help_text="The latest one.")
    number = serializers.IntegerField(min_value=1, allow_null=True, help_text="Which submission of the country it is.")
    sealed_at = serializers.DateTimeField(allow_null=True)
    score = percent_field("Of all tables together; null where nothing has a level.")
    coverage = percent_field("Indicators with a level or not applicable, percent of all.")
    lower = percent_field("The score if every no-data and unanswered indicator were at level 0.")
    upper = percent_field("The score if every no-data and unanswered indicator were at level 4.")
    open_clarifications = serializers.IntegerField(min_value=0, help_text="Those that wait for the country.")
    overdue_clarifications = serializers.IntegerField(min_value=0, help_text="Of those, the ones past their date.")
    answered_clarifications = serializers.IntegerField(min_value=0, help_text="Those that wait for the reviewers.")
    clarifications = serializers.ListField(child=serializers.UUIDField(), help_text="All of these.")
    synthetic = serializers.BooleanField(help_text="Whether the data is made up.")


class GroupCountSerializer(serializers.Serializer[Any]):
    cycle = serializers.CharField(help_text="Slug of the cycle.")
    by = serializers.ChoiceField(choices=("all", *GROUPINGS))
    name = serializers.CharField(help_text="Name of the region or subregion, or the regional group; `all` for all.")
    expected = serializers.IntegerField(min_value=0, help_text="Countries.")
    submitted = serializers.IntegerField(min_value=0, help_text="Those whose latest submission counts.")
    accepted = serializers.IntegerField(min_value=0)
    in_clarification = serializers.IntegerField(min_value=0)
    reopened = serializers.IntegerField(min_value=0)
    late = serializers.IntegerField(min_value=0)
    due = serializers.IntegerField(min_value=0)
    not_yet = serializers.IntegerField(min_value=0)
    open_clarifications = serializers.IntegerField(min_value=0)
    answered_clarifications = serializers.IntegerField(min_value=0)
    median_coverage = percent_field("Median coverage of the submissions; null without one.")
    synthetic = serializers.BooleanField(help_text="Whether the data is made up.")


PARTICIPANT_EXAMPLE = OpenApiExample(
    "A country",
    value={
        "country": "XAA",
        "name": "Country XAA",
        "region": "Africa",
        "subregion": "Western Africa",
        "group": "african",
        "cycle": "2026",
        "status": "clarification",
        "submission": "9d1b6f7a-6f0a-4e55-8a53-1b9d6c2f4c10",
        "number": 2,
        "sealed_at": "2026-06-30T16:00:00Z",
        "score": 57.4,
        "coverage": 91.1,
        "lower": 50.6,
        "upper": 66.2,
        "open_clarifications": 1,
        "overdue_clarifications": 0,
        "answered_clarifications": 0,
        "clarifications": ["5f0b1d5e-6c0a-4f39-9a0a-9a8e1c1c5a10"],
        "synthetic": False,
    },
    response_only=True,
)
GROUP_EXAMPLE = OpenApiExample(
    "A region",
    value={
        "cycle": "2026",
        "by": "region",
        "name": "Africa",
        "expected": 54,
        "submitted": 31,
        "accepted": 12,
        "in_clarification": 9,
        "reopened": 1,
        "late": 0,
        "due": 23,
        "not_yet": 0,
        "open_clarifications": 14,
        "answered_clarifications": 3,
        "median_coverage": 88.4,
        "synthetic": False,
    },
    response_only=True,
)


class ParticipationViewSet(PortalViewSet):
    queryset = Cycle.objects.none()
    filter_backends = ()
    exported = ("list", "groups")

    def participation(self) -> Participation:
        """That of the cycle in the address; raises PermissionDenied for those who do not follow, then Http404."""
        require("assessments.follow_cycles", self.actor)
        cycle = get_object_or_404(selectors.cycles_for(self.actor), slug=self.kwargs["slug"])
        return selectors.participation_of(self.actor, cycle)

    @extend_schema(
        summary="Where each country stands in a cycle",
        description="Every country that is expected to submit, with its latest submission; by name unless `sort` says "
        "otherwise. What a country does before it submits is not told. For reviewers and the secretariat. Also whole "
        "as CSV and Excel.",
        parameters=[SLUG, *FILTERS],
        responses=listed(ParticipantSerializer(many=True)) | problem_responses(403),
        examples=[PARTICIPANT_EXAMPLE],
    )
    def list(self, request: Request, slug: str) -> HttpResponseBase:
        participation = self.participation()
        form = ParticipationForm(request.query_params, participation)
        if not form.is_valid():
            raise ValidationError({field: [str(fault) for fault in faults] for field, faults in form.errors.items()})
        return self.listed(participants_sheet(participation, form.wanted))

    @extend_schema(
        summary="How many countries have submitted in a cycle",
        description="All countries together, then each region, subregion and regional group that has one. For "
        "reviewers and the secretariat. Also whole as CSV and Excel.",
        parameters=[SLUG],
        responses=listed(GroupCountSerializer(many=True)) | problem_responses(403),
        examples=[GROUP_EXAMPLE],
    )
    @action(detail=False)
    def groups(self, request: Request, slug: str) -> HttpResponseBase:
        return self.listed(groups_sheet(self.participation()))


def participants_sheet(participation: Participation, wanted: ParticipationFilter) -> Sheet:
    """The countries of a filter, one a row; percent with one decimal."""
    rows = [_participant_row(participation, one) for one in participation.wanted(wanted)]
    return Sheet(_file_name("participation", participation), tuple(ParticipantSerializer().fields), rows)


def _participant_row(participation: Participation, one: Participant) -> tuple[Any, ...]:
    country, sealed, figure, unit = one.country, one.sealed, one.figure, participation.unit
    return (
        country.code,
        country.name,
        country.region,
        country.subregion,
        country.group,
        participation.cycle.slug,
        one.standing,
        sealed and sealed.submission,
        sealed and sealed.number,
        sealed and sealed.sealed_at,
        figure and tenths(figure.score, unit),
        figure and tenths(100 * figure.answered, figure.total),
        figure and tenths(figure.lower, unit),
        figure and tenths(figure.upper, unit),
        len(one.open_questions),
        sum(question.late for question in one.questions),
        len(one.answered_questions),
        [str(question.id) for question in one.questions],
        participation.cycle.synthetic,
    )


def groups_sheet(participation: Participation) -> Sheet:
    """All countries together, then region by region, subregion by subregion, group by group."""
    return Sheet(
        _file_name("participation-by-region", participation),
        tuple(GroupCountSerializer().fields),
        list(_group_rows(participation)),
    )


def _group_rows(participation: Participation) -> Iterator[tuple[Any, ...]]:
    counted: Iterable[tuple[str, str, Counts]] = [("all", "all", participation.counts)]
    for by, name, counts in (*counted, *(group for one in GROUPINGS for group in participation.groups(one))):
        median = one_decimal(counts.coverage.median)
        yield (
            participation.cycle.slug,
            by,
            name,
            counts.expected,
            counts.submitted,
            counts.accepted,
            counts.clarification,
            counts.reopened,
            counts.late,
            counts.due,
            counts.not_yet,
            counts.open_clarifications,
            counts.answered_clarifications,
            None if median is None else float(median),
            participation.cycle.synthetic,
        )


def _file_name(what: str, participation: Participation) -> str:
    mark = SYNTHETIC_FILE if participation.cycle.synthetic else ""
    return f"{mark}{what}-{participation.cycle.slug}"
