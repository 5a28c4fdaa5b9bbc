"""Actions of a plan: what clients send and ask for, and what the schema says of the answers."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from accounts.models import Ministry
from assessments import scoring, selectors, services
from assessments.api.bodies import Body, Choice, Identifier, Level, Text
from assessments.api.queries import PlaceQuery
from assessments.api.schema import MINISTRY, NODE_LEVELS, ProblemSerializer, percent_field
from assessments.models import Action, Assessment
from assessments.scoring import HIGHEST_LEVEL
from assessments.services.answers import JUSTIFICATION_LIMIT
from assessments.services.planning import FUNDING_LIMIT, TEXT_LIMIT
from framework.models import Indicator, Measure

MINISTRIES_LIMIT = 100

ACTION_ID = OpenApiParameter("action_id", OpenApiTypes.UUID, OpenApiParameter.PATH)


class PlanQuery(PlaceQuery):
    ministry = serializers.UUIDField(required=False, help_text="Id of a ministry that leads or takes part.")
    priority = Choice(choices=Action.Priority.choices, required=False)
    assistance = Choice(choices=Action.Assistance.choices, required=False)
    status = Choice(choices=Action.Status.choices, required=False)
    late = serializers.BooleanField(
        required=False, default=False, help_text="Only what was due before today and is neither done nor dropped."
    )

    def filter(self, tree: scoring.Tree) -> selectors.PlanFilter:
        """The checked query as selectors take it."""
        return selectors.PlanFilter(
            codes=self.codes_in(tree), **self.lookups("ministry", "priority", "assistance", "status", "late")
        )


class ProgressBody(Body):
    status = Choice(choices=Action.Status.choices)
    progress_note = Text(allow_blank=True, default="", max_length=JUSTIFICATION_LIMIT)


class StepBody(ProgressBody):
    """A whole action: what is left out takes its default."""

    text = Text(max_length=TEXT_LIMIT, help_text="What is done.")
    measure = Text(
        allow_null=True, default=None, max_length=12, help_text="Code of one of the indicator's measures, or null."
    )
    lead = Identifier(help_text="Id of the ministry that leads.")
    others = serializers.ListField(
        child=Identifier(), default=list, max_length=MINISTRIES_LIMIT, help_text="Ids of ministries that take part."
    )
    starts_on = serializers.DateField(allow_null=True, default=None)
    due_on = serializers.DateField()
    priority = Choice(choices=Action.Priority.choices, default=Action.Priority.MEDIUM)
    cost = serializers.DecimalField(
        max_digits=14,
        decimal_places=2,
        min_value=0,
        allow_null=True,
        default=None,
        help_text="At most 12 digits before the point, two after.",
    )
    currency = Text(allow_blank=True, default="", max_length=3, help_text="ISO 4217; empty without a cost.")
    funding = Text(allow_blank=True, default="", max_length=FUNDING_LIMIT, help_text="Source of funds.")
    assistance = Choice(choices=Action.Assistance.choices, default=Action.Assistance.NONE)
    assistance_words = Text(
        allow_blank=True, default="", max_length=TEXT_LIMIT, help_text="Required where assistance is needed."
    )
    status = Choice(choices=Action.Status.choices, default=Action.Status.PLANNED)
    expected_level = Level(
        min_value=0, max_value=HIGHEST_LEVEL, help_text="Above the country's level, where it has one."
    )

    def step(self, assessment: Assessment, indicator: Indicator) -> services.Step:
        """The checked body as services take it; raises `ValidationError` where it names what there is not."""
        sent = {**self.validated_data}
        sent.pop("indicator", None)
        faults: dict[str, list[str]] = {}
        measure = None
        if sent["measure"] is not None:
            measure = Measure.objects.filter(indicators=indicator, code=sent["measure"]).first()
            if measure is None:
                faults["measure"] = [_("This measure is not one of the indicator's.")]
        wanted: set[UUID] = {sent["lead"], *sent["others"]}
        known = {one.pk: one for one in Ministry.objects.filter(country=assessment.country_id, pk__in=wanted)}
        if sent["lead"] not in known:
            faults["lead"] = [_("There is no such ministry.")]
        if not known.keys() >= set(sent["others"]):
            faults["others"] = [_("There is no such ministry.")]
        if faults:
            raise ValidationError(faults)
        others = tuple(known[pk] for pk in dict.fromkeys(sent["others"]))
        return services.Step(**{**sent, "measure": measure, "lead": known[sent["lead"]], "others": others})


class ActionBody(StepBody):
    indicator = Text(max_length=12, help_text="Code of the indicator whose gap the action closes.")


class ActionSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    indicator = serializers.CharField()
    measure = serializers.CharField(allow_null=True, help_text="Code of the measure that it began with.")
    text = serializers.CharField()
    lead = serializers.UUIDField(help_text="Id of the ministry that leads.")
    others = serializers.ListField(child=serializers.UUIDField())
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField()
    priority = serializers.ChoiceField(choices=Action.Priority.choices)
    cost = serializers.DecimalField(max_digits=14, decimal_places=2, allow_null=True)
    currency = serializers.CharField(allow_blank=True, help_text="ISO 4217; empty without a cost.")
    funding = serializers.CharField(allow_blank=True)
    assistance = serializers.ChoiceField(choices=Action.Assistance.choices)
    assistance_words = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=Action.Status.choices)
    progress_note = serializers.CharField(allow_blank=True)
    expected_level = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)
    late = serializers.BooleanField(help_text="Whether it was due before today and is neither done nor dropped.")
    version = serializers.IntegerField(min_value=1)
    updated_at = serializers.DateTimeField()


class StaleActionSerializer(ProblemSerializer):
    current = ActionSerializer(help_text="The action as it stands.")


class MoveSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=NODE_LEVELS)
    code = serializers.CharField()
    score = percent_field("Now.")
    lower = percent_field("Lower bound now.")
    upper = percent_field("Upper bound now.")
    expected_score = percent_field("If the plan reaches what is expected.")
    expected_lower = percent_field("Lower bound then.")
    expected_upper = percent_field("Upper bound then.")
    points = serializers.FloatField(
        allow_null=True, help_text="Exact difference of the scores, rounded; null where either is null."
    )


class RaisedSerializer(serializers.Serializer[Any]):
    indicator = serializers.CharField()
    level = serializers.IntegerField(min_value=0, max_value=HIGHEST_LEVEL)


class ScenarioSerializer(serializers.Serializer[Any]):
    raised = RaisedSerializer(many=True, help_text="Indicators that the plan raises, each with its level then.")
    nodes = MoveSerializer(many=True, help_text="In document order: overall, tables, objectives.")


STEP = {
    "text": "Draft the act and bring it before parliament.",
    "measure": "1.1.D1",
    "lead": MINISTRY,
    "others": [],
    "starts_on": "2026-03-01",
    "due_on": "2027-06-30",
    "priority": "high",
    "cost": "12000.50",
    "currency": "USD",
    "funding": "State budget",
    "assistance": "legislative",
    "assistance_words": "A model law and an adviser for three months.",
    "status": "planned",
    "progress_note": "",
    "expected_level": 3,
}
PLAN_EXAMPLE = OpenApiExample("An action", value={"indicator": "1.1.E1", **STEP}, request_only=True)
CHANGE_EXAMPLE = OpenApiExample("The whole action", value=STEP, request_only=True)
PROGRESS_EXAMPLE = OpenApiExample(
    "Under way",
    value={"status": "under_way", "progress_note": "The draft is before the cabinet."},
    request_only=True,
)
ACTION_EXAMPLE = OpenApiExample(
    "A planned action",
    value={
        "id": "3f1f8a56-0c40-4a0c-93c1-5a8f4f0f7f02",
        "indicator": "1.1.E1",
        **STEP,
        "late": False,
        "version": 1,
        "updated_at": "2026-03-02T14:32:10Z",
    },
    response_only=True,
)
SCENARIO_EXAMPLE = OpenApiExample(
    "One indicator raised",
    value={
        "raised": [{"indicator": "1.1.E1", "level": 3}],
        "nodes": [
            {
                "level": "overall",
                "code": "overall",
                "score": 56.3,
                "lower": 51.0,
                "upper": 60.2,
                "expected_score": 58.1,
                "expected_lower": 52.8,
                "expected_upper": 61.9,
                "points": 1.8,
            }
        ],
    },
    response_only=True,
)
