"""What an assessment amounts to: its profile and its gaps."""

from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import sealing, selectors
from assessments.api.base import InsideViewSet
from assessments.api.exports import Sheet, named_for
from assessments.api.queries import PlaceQuery
from assessments.api.rows import GAP_COLUMNS
from assessments.api.schema import (
    ASSESSMENT_ID,
    GAP_EXAMPLE,
    PROFILE_EXAMPLE,
    GapSerializer,
    LiveProfileSerializer,
    listed,
)
from framework.selectors import framework_tree

PERCENTAGES = ("score", "coverage", "lower", "upper")


class ProfileViewSet(InsideViewSet):
    pagination_class = None

    @extend_schema(
        summary="The profile of an assessment",
        description="Score, coverage and bounds of every node of the four tables, from the national scores that are "
        "agreed or decided. Percentages are numbers rounded half-up to one decimal. `target` is a level: the country's "
        "own in objectives (and their parts) that have one, else the cycle's.",
        parameters=[ASSESSMENT_ID],
        responses=LiveProfileSerializer,
        examples=[PROFILE_EXAMPLE],
    )
    @action(detail=False)
    def profile(self, request: Request, assessment_id: str) -> Response:
        state = selectors.state_of(self.draft())
        parts = {place.part: place.objective for place in selectors.tree().places.values()}
        return Response(
            {
                "nodes": [
                    percent_numbers(sealing.node_as_json(node))
                    | {"target": state.target_of(parts.get(node.code, node.code))}
                    for node in state.profile
                ]
            }
        )


class GapViewSet(InsideViewSet):
    exported = ("list",)
    filter_backends = ()

    @extend_schema(
        summary="List the gaps of an assessment",
        description="Indicators below their target, the cycle's or the country's own, ranked: largest gap first, then "
        "by kind (ratification and legislation first), then by code. Also whole as CSV and Excel.",
        parameters=[ASSESSMENT_ID, PlaceQuery],
        responses=listed(GapSerializer(many=True)),
        examples=[GAP_EXAMPLE],
    )
    def list(self, request: Request, assessment_id: str) -> HttpResponseBase:
        query = PlaceQuery.of(request)
        assessment = self.draft()
        codes = query.codes_in(selectors.tree())
        indicators = framework_tree().indicator
        gaps = [
            (
                gap.indicator,
                gap.level,
                gap.target,
                gap.size,
                indicators[gap.indicator].kind.slug,
                [measure.code for measure in indicators[gap.indicator].measures],
            )
            for gap in selectors.state_of(assessment).gaps
            if codes is None or gap.indicator in codes
        ]
        return self.listed(Sheet(named_for("gaps", assessment), GAP_COLUMNS, gaps))


def percent_numbers(node: dict[str, Any]) -> dict[str, Any]:
    """A node as JSON with its percentages as numbers, which print with the one decimal that their texts have."""
    return node | {name: None if node[name] is None else float(node[name]) for name in PERCENTAGES}
