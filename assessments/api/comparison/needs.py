"""Technical-assistance needs over the API: counts by kind of assistance, group and objective, and the actions."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from assessments import selectors
from assessments.api.comparison.base import ComparingViewSet, about, file_name, parameters
from assessments.api.exports import Sheet
from assessments.api.schema import SUBMISSION, listed
from assessments.comparison.needs import ASSISTANCE, STATUSES, Count, Need, Needs, Tally
from assessments.models import Action
from framework.selectors import framework_tree


class ComparedCycleSerializer(serializers.Serializer[Any]):
    slug = serializers.CharField()
    name = serializers.CharField()
    synthetic = serializers.BooleanField(help_text="Whether its answers are made up by a program.")


class AboutSerializer(serializers.Serializer[Any]):
    """What every comparison begins with."""

    selection = serializers.CharField(help_text="The selection as the query of an address.")
    synthetic = serializers.BooleanField(help_text="Whether any of it is made up by a program.")
    cycles = ComparedCycleSerializer(many=True)
    indicators = serializers.IntegerField(min_value=0, help_text="How many indicators count.")


class NeedCountSerializer(serializers.Serializer[Any]):
    actions = serializers.IntegerField(min_value=0)
    countries = serializers.IntegerField(min_value=0, help_text="That named at least one of these actions.")


class NeedKindSerializer(NeedCountSerializer):
    assistance = serializers.ChoiceField(choices=ASSISTANCE)


class NeedTallySerializer(NeedCountSerializer):
    submitted = serializers.IntegerField(min_value=0, help_text="Countries whose submissions were read.")
    done = NeedCountSerializer(help_text="Actions done, which count apart.")
    kinds = NeedKindSerializer(many=True, help_text="The same by kind of assistance.")


class NeedGroupSerializer(NeedTallySerializer):
    group = serializers.CharField(help_text="Region, subregion or regional group.")


class NeedObjectiveSerializer(NeedTallySerializer):
    objective = serializers.CharField()


class NeedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    country = serializers.CharField()
    cycle = serializers.CharField()
    submission = serializers.UUIDField()
    indicator = serializers.CharField()
    objective = serializers.CharField()
    measure = serializers.CharField(allow_null=True)
    text = serializers.CharField(help_text="What is done.")
    assistance = serializers.ChoiceField(choices=ASSISTANCE)
    assistance_words = serializers.CharField(help_text="Which assistance.")
    lead = serializers.CharField(help_text="Name of the lead ministry when the submission was sealed.")
    others = serializers.ListField(child=serializers.CharField(), help_text="Names of the other ministries.")
    starts_on = serializers.DateField(allow_null=True)
    due_on = serializers.DateField()
    status = serializers.ChoiceField(choices=STATUSES)
    priority = serializers.ChoiceField(choices=Action.Priority.choices)
    cost = serializers.CharField(allow_null=True, help_text="A number as text with two decimals, in `currency`.")
    currency = serializers.CharField(allow_blank=True, help_text="ISO 4217.")
    funding = serializers.CharField(allow_blank=True)
    expected_level = serializers.IntegerField(min_value=0, max_value=4)
    synthetic = serializers.BooleanField()


@extend_schema_serializer(many=False)
class NeedsSerializer(AboutSerializer):
    total = NeedTallySerializer()
    groups = NeedGroupSerializer(many=True)
    objectives = NeedObjectiveSerializer(many=True)
    actions = NeedSerializer(many=True, help_text="The actions that count, by country, due date and place.")


TALLY = {
    "submitted": 12,
    "actions": 30,
    "countries": 9,
    "done": {"actions": 2, "countries": 1},
    "kinds": [{"assistance": "training", "actions": 30, "countries": 9}],
}
EXAMPLE = OpenApiExample(
    "Training",
    value={
        "selection": "cycle=2026&assistance=training",
        "synthetic": False,
        "cycles": [{"slug": "2026", "name": "Cycle 2026", "synthetic": False}],
        "indicators": 371,
        "total": TALLY,
        "groups": [{"group": "Africa"} | TALLY],
        "objectives": [{"objective": "1.1"} | TALLY],
        "actions": [
            {
                "id": "0b9d1f0e-7d0f-4a4e-9a2c-3f6f2f0c1a11",
                "country": "XAA",
                "cycle": "2026",
                "submission": SUBMISSION["id"],
                "indicator": "1.1.E1",
                "objective": "1.1",
                "measure": None,
                "text": "Train the border police.",
                "assistance": "training",
                "assistance_words": "Trainers for two weeks.",
                "lead": "Ministry of the Interior",
                "others": [],
                "starts_on": None,
                "due_on": "2027-06-30",
                "status": "planned",
                "priority": "high",
                "cost": "12000.50",
                "currency": "USD",
                "funding": "",
                "expected_level": 3,
                "synthetic": False,
            }
        ],
    },
    response_only=True,
)


class NeedsViewSet(ComparingViewSet):
    exported = ("list",)

    @extend_schema(
        summary="Technical-assistance needs",
        description="Sealed actions that need technical assistance, in the newest of the chosen cycles: how many there "
        "are and how many countries named them, by kind of assistance, by group and by objective, and the actions "
        "themselves. Actions planned and under way count, unless `status` says otherwise; actions done count apart, "
        "dropped ones never. Costs are as given and never added. `docs/methodology.md` defines the counts. As CSV and "
        "Excel: the actions.",
        parameters=parameters("under", "by", "assistance", "status"),
        responses=listed(NeedsSerializer),
        examples=[EXAMPLE],
    )
    def list(self, request: Request) -> HttpResponseBase:
        found = selectors.needs_of(self.actor, self.selection())
        return self.answered(lambda: needs_body(found), lambda: needs_sheet(found))


def needs_body(found: Needs) -> dict[str, Any]:
    """The needs as JSON."""
    return about(found.compared) | {
        "indicators": len(found.indicators),
        "total": _tally_body(found.total),
        "groups": [{"group": tally.key} | _tally_body(tally) for tally in found.groups],
        "objectives": [{"objective": tally.key} | _tally_body(tally) for tally in found.objectives],
        "actions": [_need_body(need) for need in found.listed],
    }


def _tally_body(tally: Tally) -> dict[str, Any]:
    return {
        "submitted": tally.submitted,
        **_count_body(tally.all),
        "done": _count_body(tally.done),
        "kinds": [
            {"assistance": kind} | _count_body(count) for kind, count in zip(ASSISTANCE, tally.kinds, strict=True)
        ],
    }


def _count_body(count: Count) -> dict[str, int]:
    return {"actions": count.actions, "countries": count.countries}


def _need_body(need: Need) -> dict[str, Any]:
    return {
        "id": need.action,
        "country": need.country.code,
        "cycle": need.cycle.slug,
        "submission": str(need.submission),
        "indicator": need.indicator,
        "objective": need.objective,
        "measure": need.measure,
        "text": need.text,
        "assistance": need.assistance,
        "assistance_words": need.assistance_words,
        "lead": need.lead,
        "others": need.others,
        "starts_on": need.starts_on,
        "due_on": need.due_on,
        "status": need.status,
        "priority": need.priority,
        "cost": need.cost,
        "currency": need.currency,
        "funding": need.funding,
        "expected_level": need.expected_level,
        "synthetic": need.cycle.synthetic,
    }


SHEET_COLUMNS = (
    "country",
    "country_name",
    "region",
    "subregion",
    "group",
    "cycle",
    "indicator",
    "statement",
    "text",
    "assistance",
    "assistance_words",
    "lead",
    "others",
    "due_on",
    "status",
    "priority",
    "cost",
    "currency",
    "submission",
    "synthetic",
)


def needs_sheet(found: Needs) -> Sheet:
    """The actions that count: a cost is a number to calculate with, in its currency."""
    return Sheet(file_name("needs", found.compared), SHEET_COLUMNS, _sheet_rows(found))


def _sheet_rows(found: Needs) -> Iterator[tuple[Any, ...]]:
    entries = framework_tree().indicator
    for need in found.listed:
        yield (
            need.country.code,
            need.country.name,
            need.country.region,
            need.country.subregion,
            need.country.group,
            need.cycle.slug,
            need.indicator,
            entries[need.indicator].text,
            need.text,
            need.assistance,
            need.assistance_words,
            need.lead,
            need.others,
            need.due_on,
            need.status,
            need.priority,
            None if need.cost is None else Decimal(need.cost),
            need.currency,
            str(need.submission),
            need.cycle.synthetic,
        )
