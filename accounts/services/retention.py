"""What has had its time is removed, few rows at a time."""

import time

import structlog
from django.db import transaction

from accounts.retention import Kind, all_kinds

logger = structlog.get_logger(__name__)
AT_ONCE = 200
"""Rows of one transaction: nobody waits long for one of them."""
ONE_RUN = 300.0
"""Seconds after which no more is begun; the next run goes on."""


def due_of_retention() -> dict[str, int]:
    """How many rows of each kind have had their time. Nothing changes."""
    return {kind.name: kind.due(kind.before).count() for kind in all_kinds()}


def apply_retention() -> dict[str, int]:
    """Remove what has had its time; how many rows of each kind. Whatever is left by a run that ended early, or was
    interrupted, the next one removes.
    """
    started = time.monotonic()
    removed = {}
    for kind in all_kinds():
        removed[kind.name] = _apply(kind, started + ONE_RUN)
        if removed[kind.name]:
            logger.info("retention_applied", kind=kind.name, count=removed[kind.name])
    return removed


def _apply(kind: Kind, until: float) -> int:
    count = 0
    due = kind.due(kind.before).order_by("pk").values_list("pk", flat=True)
    ids = list(due[:AT_ONCE])
    while ids:
        if time.monotonic() > until:
            logger.info("retention_goes_on_later", kind=kind.name)
            break
        with transaction.atomic():
            kind.remove(ids)
        count += len(ids)
        ids = list(due.filter(pk__gt=ids[-1])[:AT_ONCE])
    return count
