"""The framework over the API: read by everybody, `register(router)` adds its calls."""

from framework.api.viewsets import register

__all__ = ["register"]
