"""Data gaps in the submissions that the reader may see."""

from accounts.models import Membership
from assessments.comparison import Selection
from assessments.comparison.data_gaps import DataGaps, data_gaps
from framework.selectors import framework_tree

from .comparing import compared
from .narrowing import indicators_below


def data_gaps_of(actor: Membership | None, selection: Selection) -> DataGaps:
    """The data gaps in the newest of the chosen cycles; no query more than `compared` asks."""
    indicators = indicators_below(selection)
    found = compared(actor, selection.in_one_cycle, tuple(("indicator", code) for code in indicators))
    entries = framework_tree().indicator
    kinds = [kind.slug for kind in framework_tree().kinds]
    return data_gaps(found, {code: entries[code].kind.slug for code in indicators}, kinds)
