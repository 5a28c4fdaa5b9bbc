"""Calls that compare sealed submissions: everybody may call them, and gets what the caller may see."""

from .matrix import ComparisonViewSet

__all__ = ["ComparisonViewSet"]
