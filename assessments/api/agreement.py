"""How far ministries agree."""

from typing import Any

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from assessments import selectors
from assessments.agreement import NOTHING, MinistryAgreement, NodeKey, Share
from assessments.api.base import InsideViewSet
from assessments.api.schema import ASSESSMENT_ID, MINISTRY, percent_field
from assessments.scoring import one_decimal

LEVELS = ("overall", "table", "objective")


class AgreementNodeSerializer(serializers.Serializer[Any]):
    level = serializers.ChoiceField(choices=LEVELS)
    code = serializers.CharField()
    compared = serializers.IntegerField(
        min_value=0, help_text="Indicators that at least two ministries answered; of a ministry, itself among them."
    )
    same = serializers.IntegerField(min_value=0, help_text="Of those, the ones in which all answers are the same.")
    share = percent_field("`same` of `compared` in percent; null of nothing.")


class MinistryAgreementNodeSerializer(AgreementNodeSerializer):
    settled = serializers.IntegerField(
        min_value=0, help_text="Of those compared, the ones whose national score is agreed or decided."
    )
    same_as_country = serializers.IntegerField(
        min_value=0, help_text="Of those settled, the ones in which the ministry's answer is the country's."
    )
    share_with_country = percent_field("`same_as_country` of `settled` in percent; null of nothing.")


class MinistryAgreementSerializer(serializers.Serializer[Any]):
    ministry = serializers.UUIDField()
    name = serializers.CharField()
    nodes = MinistryAgreementNodeSerializer(many=True)


class AgreementSerializer(serializers.Serializer[Any]):
    nodes = AgreementNodeSerializer(
        many=True, help_text="Overall, and tables and objectives with something to compare."
    )
    ministries = MinistryAgreementSerializer(many=True, help_text="Those with something to compare, by name.")


NODE = {"level": "overall", "code": "overall", "compared": 120, "same": 90, "share": 75.0}
AGREEMENT_EXAMPLE = OpenApiExample(
    "Three in four",
    value={
        "nodes": [NODE],
        "ministries": [
            {
                "ministry": MINISTRY,
                "name": "Ministry of the Interior",
                "nodes": [NODE | {"settled": 110, "same_as_country": 99, "share_with_country": 90.0}],
            }
        ],
    },
    response_only=True,
)


class AgreementViewSet(InsideViewSet):
    pagination_class = None

    @extend_schema(
        summary="How far ministries agree",
        description="Over the whole, by table and by objective, for all ministries together and for each. Percentages "
        "are numbers rounded half-up to one decimal. `docs/methodology.md` defines them.",
        parameters=[ASSESSMENT_ID],
        responses=AgreementSerializer,
        examples=[AGREEMENT_EXAMPLE],
    )
    @action(detail=False)
    def agreement(self, request: Request, assessment_id: str) -> Response:
        state = selectors.state_of(self.draft())
        found = selectors.agreement_of(state)
        return Response(
            {
                "nodes": [node_body(node, share) for node, share in found.nodes.items()],
                "ministries": [
                    {
                        "ministry": str(ministry),
                        "name": state.ministries[ministry].name,
                        "nodes": ministry_nodes(found.ministries[ministry]),
                    }
                    for ministry in found.ministries
                ],
            }
        )


def node_body(node: NodeKey, share: Share) -> dict[str, Any]:
    """A node with how far answers in it are the same."""
    level, code = node
    return {"level": level, "code": code, "compared": share.of, "same": share.alike, "share": percent(share)}


def ministry_nodes(ministry: MinistryAgreement) -> list[dict[str, Any]]:
    """The nodes of a ministry, with the others and with the country."""
    return [
        node_body(node, share)
        | {
            "settled": (settled := ministry.with_country.get(node, NOTHING)).of,
            "same_as_country": settled.alike,
            "share_with_country": percent(settled),
        }
        for node, share in ministry.with_others.items()
    ]


def percent(share: Share) -> float | None:
    """A share in percent with one decimal, None of nothing."""
    rounded = one_decimal(share.percent)
    return None if rounded is None else float(rounded)
