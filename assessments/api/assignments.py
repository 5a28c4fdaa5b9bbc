"""Who is asked what: reading, sharing out, undoing, suggestions, and how far each ministry is."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Ministry
from accounts.problems import problem_responses
from assessments import selectors, services
from assessments.api.base import InsideViewSet
from assessments.api.bodies import Body, Choice, Identifier, Text
from assessments.api.discussions import Flag
from assessments.api.exports import Sheet, named_for
from assessments.api.queries import OptionalFlag, PlaceQuery
from assessments.api.schema import ASSESSMENT_ID, MINISTRY, listed
from assessments.rules import require
from assessments.sharing_out import Due, Move, Pair, Plan
from assessments.suggesting import FIELDS

MOST_CODES, MOST_MINISTRIES = 1000, 200
COLUMNS = ("indicator", "ministry", "due_on", "answered")
BATCH = "2f0c7a52-6f64-4a0f-9a55-0d0f35a6f5b1"


def ministries_field(help_text: str) -> serializers.ListField:
    return serializers.ListField(child=Identifier(), max_length=MOST_MINISTRIES, default=list, help_text=help_text)


class CodesBody(Body):
    codes = serializers.ListField(
        child=Text(max_length=60),
        min_length=1,
        max_length=MOST_CODES,
        help_text="Codes of tables, sections, objectives, parts or indicators; each stands for all below it.",
    )

    def validate_codes(self, codes: list[str]) -> list[str]:
        """The codes of the indicators that are meant, in document order."""
        found: set[str] = set()
        for code in codes:
            try:
                found.update(selectors.indicators_under(code))
            except KeyError as error:
                raise ValidationError(_("There is nothing with the code %(code)s.") % {"code": code}) from error
        return [code for code in selectors.tree().places if code in found]


class SharingOutBody(CodesBody):
    ask = ministries_field("Ids of ministries to ask.")
    take_back = ministries_field("Ids of ministries to take back from; their answers are kept.")
    remind = ministries_field("Ids of ministries that get the due date for what they are asked already.")
    due_on = serializers.DateField(
        required=False,
        allow_null=True,
        help_text="When answers are due, of `ask` and `remind`; null for no date, left out to keep what is there.",
    )
    preview = Flag(default=False, help_text="Only say what would change.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["ask"] or attrs["take_back"] or attrs["remind"]):
            raise ValidationError({"ask": [_("Name at least one ministry.")]})
        return attrs


class UndoBody(Body):
    batch = Identifier(help_text="What sharing out answered.")


class AssignmentQuery(PlaceQuery):
    ministry = serializers.UUIDField(required=False, help_text="Id of a ministry.")
    answered = OptionalFlag(required=False, help_text="Only what the ministry has answered, or has not.")


class SuggestionQuery(serializers.Serializer[Any]):
    basis = Choice(
        choices=[("fields", _("by field")), ("previous", _("as in the cycle before"))],
        required=False,
        default="fields",
        help_text="By field of government, or as in the cycle before.",
    )


class AssignmentSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    ministry = serializers.UUIDField()
    due_on = serializers.DateField(allow_null=True, help_text="When the answer is due; null for no date.")
    answered = serializers.BooleanField(help_text="Whether an answer of the ministry is stored.")


class PairSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    ministry = serializers.UUIDField()


class SharedOutSerializer(serializers.Serializer[Any]):
    batch = serializers.UUIDField(
        allow_null=True, help_text="For `undo/`; null in a preview and where nothing had to be changed."
    )
    asked = AssignmentSerializer(many=True, help_text="Newly asked; an answer from before takes part again.")
    taken_back = AssignmentSerializer(many=True, help_text="Taken back; answers are kept and take part no longer.")
    dated = AssignmentSerializer(many=True, help_text="Asked already, with another due date.")
    left = PairSerializer(many=True, help_text="What an undo left as it is, since it was changed after.")


class SuggestedFieldSerializer(serializers.Serializer[Any]):
    field = serializers.CharField()
    name = serializers.CharField()
    ministry = serializers.UUIDField(allow_null=True, help_text="Which one probably covers it.")


class SuggestedMoveSerializer(serializers.Serializer[Any]):
    codes = serializers.ListField(child=serializers.CharField())
    ask = serializers.ListField(child=serializers.UUIDField())


class SuggestionSerializer(serializers.Serializer[Any]):
    fields_of_government = SuggestedFieldSerializer(many=True)
    moves = SuggestedMoveSerializer(many=True, help_text="To be sent to `assignments/`, one by one.")


class ProgressSerializer(serializers.Serializer[Any]):
    ministry = serializers.UUIDField()
    name = serializers.CharField()
    assigned = serializers.IntegerField(min_value=0)
    answered = serializers.IntegerField(min_value=0)
    left = serializers.ListField(child=serializers.CharField(), help_text="Indicators that it has not answered.")
    overdue = serializers.ListField(child=serializers.CharField(), help_text="Those of them whose date has passed.")
    conflicts = serializers.ListField(
        child=serializers.CharField(), help_text="Indicators asked of it on which ministries differ."
    )
    due_on = serializers.DateField(allow_null=True, help_text="When the next of those left is due.")


ASSIGNMENT = {"indicator": "1.1.E1", "ministry": MINISTRY, "due_on": "2026-09-30", "answered": False}
SHARED_OUT_EXAMPLE = OpenApiExample(
    "Shared out",
    value={"batch": BATCH, "asked": [ASSIGNMENT], "taken_back": [], "dated": [], "left": []},
    response_only=True,
)


SUGGESTION_EXAMPLE = OpenApiExample(
    "One field",
    value={
        "fields_of_government": [{"field": "legislation", "name": "Legislation", "ministry": MINISTRY}],
        "moves": [{"codes": ["1.1.E2", "1.2.E1"], "ask": [MINISTRY]}],
    },
    response_only=True,
)
PROGRESS_EXAMPLE = OpenApiExample(
    "A ministry",
    value={
        "ministry": MINISTRY,
        "name": "Ministry of the Interior",
        "assigned": 120,
        "answered": 118,
        "left": ["1.1.E1", "1.1.E2"],
        "overdue": ["1.1.E1"],
        "conflicts": [],
        "due_on": "2026-09-30",
    },
    response_only=True,
)


class AssignmentViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()

    @extend_schema(
        summary="List who is asked what",
        description="In document order, then by name of ministry. Also whole as CSV and Excel.",
        parameters=[ASSESSMENT_ID, AssignmentQuery],
        responses=listed(AssignmentSerializer(many=True)),
        examples=[OpenApiExample("An assignment", value=ASSIGNMENT, response_only=True)],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = AssignmentQuery.of(request)
        assessment = self.draft()
        found = selectors.assignments_of(assessment).filter(**query.lookups("ministry", "answered"))
        codes = query.codes_in(selectors.tree())
        if codes is not None:
            found = found.filter(indicator__code__in=codes)
        rows = found.order_by("indicator__order", "ministry__name", "ministry_id").values_list(
            "indicator__code", "ministry_id", "due_on", "answered"
        )
        return self.listed(Sheet(named_for("assignments", assessment), COLUMNS, rows))

    @extend_schema(
        summary="Share indicators out",
        description="The focal point asks ministries, takes back from others, and sets a due date, in one operation "
        "that can be undone. A ministry in `ask` and `take_back` is asked. With `preview` nothing is changed. 409 "
        "where the assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID],
        request=SharingOutBody,
        responses={200: SharedOutSerializer} | problem_responses(409),
        examples=[
            OpenApiExample(
                "Move section 1 to a ministry",
                value={"codes": ["1.criminalization"], "ask": [MINISTRY], "due_on": "2026-09-30", "preview": True},
                request_only=True,
            ),
            SHARED_OUT_EXAMPLE,
        ],
    )
    def create(self, request: Request, assessment_id: str) -> Response:
        assessment = self.draft()
        require("assessments.coordinate", self.actor, assessment)
        body = SharingOutBody(data=request.data)
        body.is_valid(raise_exception=True)
        wanted: dict[str, Any] = body.validated_data
        _require_known(assessment.country_id, wanted)
        move = Move(wanted["codes"], wanted["ask"], wanted["take_back"], wanted["remind"])
        due_on = wanted.get("due_on", Due.KEEP)
        state = selectors.state_of(assessment)
        if wanted["preview"]:
            return Response(_body(state, services.SharedOut(None, selectors.preview_of(state, [move], due_on).plan)))
        done = services.share_out(actor=self.acting, assessment=assessment, moves=[move], due_on=due_on)
        return Response(_body(state, done))

    @extend_schema(
        summary="Undo a sharing out",
        description="What was changed after it stays, and is listed in `left`. The undo is an operation of its own "
        "and can be undone. 409 where the assessment is submitted or its cycle is not open.",
        parameters=[ASSESSMENT_ID],
        request=UndoBody,
        responses={200: SharedOutSerializer} | problem_responses(409),
        examples=[OpenApiExample("An operation", value={"batch": BATCH}, request_only=True), SHARED_OUT_EXAMPLE],
    )
    @action(detail=False, methods=["post"])
    def undo(self, request: Request, assessment_id: str) -> Response:
        assessment = self.draft()
        require("assessments.coordinate", self.actor, assessment)
        body = UndoBody(data=request.data)
        body.is_valid(raise_exception=True)
        state = selectors.state_of(assessment)
        undone = services.undo_sharing(actor=self.acting, assessment=assessment, batch=body.validated_data["batch"])
        return Response(_body(state, undone))

    @extend_schema(
        summary="Suggest who answers what nobody is asked",
        description="Which ministry probably covers which field of government, from the cycle before or from the "
        "names of ministries, and what follows from it; or as in the cycle before. For the focal point.",
        parameters=[ASSESSMENT_ID, SuggestionQuery],
        responses={200: SuggestionSerializer} | problem_responses(403),
        examples=[SUGGESTION_EXAMPLE],
    )
    @action(detail=False, pagination_class=None)
    def suggestion(self, request: Request, assessment_id: str) -> Response:
        query = SuggestionQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        assessment = self.draft()
        require("assessments.coordinate", self.actor, assessment)
        state = selectors.state_of(assessment)
        before = selectors.shared_out_before(assessment)
        likely = selectors.likely_fields(state, before)
        if query.validated_data["basis"] == "previous":
            moves = selectors.suggested_as_before(state, before)
        else:
            moves = selectors.suggested_by_field(state, likely)
        return Response(
            {
                "fields_of_government": [
                    {"field": field.slug, "name": str(field.name), "ministry": likely.get(field.slug)}
                    for field in FIELDS
                ],
                "moves": [{"codes": list(move.codes), "ask": list(move.ask)} for move in moves],
            }
        )


class ProgressViewSet(InsideViewSet):
    filter_backends = ()

    @extend_schema(
        summary="How far each ministry is",
        description="Ministries that are asked anything, by name.",
        parameters=[ASSESSMENT_ID],
        responses=ProgressSerializer(many=True),
        examples=[PROGRESS_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> Response:
        rows = [
            {
                "ministry": progress.ministry.pk,
                "name": progress.ministry.name,
                "assigned": progress.assigned,
                "answered": progress.answered,
                "left": progress.left,
                "overdue": progress.overdue,
                "conflicts": progress.conflicts,
                "due_on": progress.due_on,
            }
            for progress in selectors.state_of(self.draft()).progress
        ]
        return self.get_paginated_response(self.paginate_queryset(rows))


def _require_known(country_id: int, wanted: dict[str, Any]) -> None:
    """Raises ValidationError by field where a ministry is none of the country's, or one that is asked not active."""
    named = {pk for field in ("ask", "take_back", "remind") for pk in wanted[field]}
    active = dict(Ministry.objects.filter(country_id=country_id, pk__in=named).values_list("pk", "active"))
    faults = {
        field: [_("There is no such ministry.")]
        for field in ("ask", "take_back", "remind")
        if any(pk not in active or (field == "ask" and not active[pk]) for pk in wanted[field])
    }
    if faults:
        raise ValidationError(faults)


def _body(state: selectors.State, done: services.SharedOut) -> dict[str, Any]:
    """What was done, or would be; `state` is the one before."""
    return {
        "batch": done.batch,
        "asked": _rows(state, done.plan, done.plan.asked),
        "taken_back": _rows(state, done.plan, done.plan.taken_back),
        "dated": _rows(state, done.plan, done.plan.dated),
        "left": [pair._asdict() for pair in done.left],
    }


def _rows(state: selectors.State, plan: Plan, pairs: Iterable[Pair]) -> list[dict[str, Any]]:
    answered = {(code, row.ministry) for code, rows in state.scores.items() for row in rows}
    steps = ((pair, plan.steps[pair].after or plan.steps[pair].before) for pair in pairs)
    return [
        {**pair._asdict(), "due_on": asked.due_on if asked else None, "answered": pair in answered}
        for pair, asked in steps
    ]
