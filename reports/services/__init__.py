"""Writes of report jobs: asked for by people, worked on by workers, looked after by the sweep."""

from .asking import NotPossible, cancel, request_report, retry
from .bell import ring
from .orphans import remove_orphans
from .sweeping import sweep
from .working import AttemptLost, claim, fail, finish, renew

__all__ = [
    "AttemptLost",
    "NotPossible",
    "cancel",
    "claim",
    "fail",
    "finish",
    "remove_orphans",
    "renew",
    "request_report",
    "retry",
    "ring",
    "sweep",
]
