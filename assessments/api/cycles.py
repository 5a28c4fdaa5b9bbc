"""Cycles."""

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import mixins

from assessments import selectors
from assessments.api.base import PortalViewSet
from assessments.api.schema import CYCLE_EXAMPLE, CycleSerializer
from assessments.models import Cycle


@extend_schema_view(
    list=extend_schema(
        summary="List cycles",
        description="Rounds of assessment, newest first. Drafts are the secretariat's alone.",
        examples=[CYCLE_EXAMPLE],
    ),
    retrieve=extend_schema(
        summary="One cycle, by its slug",
        description="404 for a draft, unless the secretariat asks.",
        examples=[CYCLE_EXAMPLE],
    ),
)
class CycleViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, PortalViewSet):
    serializer_class = CycleSerializer
    queryset = Cycle.objects.none()
    lookup_field = "slug"
    filterset_fields = ("status",)

    def get_queryset(self) -> QuerySet[Cycle]:
        return selectors.cycles_for(self.actor)
