"""Calls that compare sealed submissions: everybody may call them, and gets what the caller may see."""

from .data_gaps import DataGapsViewSet
from .distribution import DistributionViewSet
from .matrix import ComparisonViewSet
from .needs import NeedsViewSet
from .side_by_side import SideBySideViewSet
from .spread import SpreadViewSet
from .trend import TrendViewSet

__all__ = [
    "ComparisonViewSet",
    "DataGapsViewSet",
    "DistributionViewSet",
    "NeedsViewSet",
    "SideBySideViewSet",
    "SpreadViewSet",
    "TrendViewSet",
]
