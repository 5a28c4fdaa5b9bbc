"""Asking one ministry, or taking back from it."""

from collections.abc import Collection

from accounts.models import Membership, Ministry
from assessments.models import Assessment
from assessments.services.sharing_out import share_out
from assessments.sharing_out import Due, DueDate, Move
from framework.models import Indicator


def assign(
    *,
    actor: Membership,
    assessment: Assessment,
    indicators: Collection[Indicator],
    ministry: Ministry,
    due_on: DueDate = Due.KEEP,
) -> int:
    """Ask `ministry` to answer `indicators`; returns how many it was not asked before.

    Raises PermissionDenied, NotWritable.
    """
    move = Move([indicator.code for indicator in indicators], ask=[ministry.pk])
    return len(share_out(actor=actor, assessment=assessment, moves=[move], due_on=due_on).plan.asked)


def unassign(
    *, actor: Membership, assessment: Assessment, indicators: Collection[Indicator], ministry: Ministry
) -> int:
    """Take `indicators` back from `ministry`; its answers are kept but no longer take part. Returns how many.

    Raises PermissionDenied, NotWritable.
    """
    move = Move([indicator.code for indicator in indicators], take_back=[ministry.pk])
    return len(share_out(actor=actor, assessment=assessment, moves=[move]).plan.taken_back)
