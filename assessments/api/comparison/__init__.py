"""Calls that compare sealed submissions: everybody may call them, and gets what the caller may see."""

from .data_gaps import DataGapsViewSet
from .matrix import ComparisonViewSet
from .needs import NeedsViewSet
from .side_by_side import SideBySideViewSet

__all__ = ["ComparisonViewSet", "DataGapsViewSet", "NeedsViewSet", "SideBySideViewSet"]
