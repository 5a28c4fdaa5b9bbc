"""The selection of a comparison report: a query as the comparison page's address has it, made canonical."""

from django.core.exceptions import TooManyFieldsSent, ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import Membership
from assessments.comparison import Selection
from assessments.selecting import SelectionForm
from assessments.selectors.comparing import cycles_of
from framework.listing import labelled

MAX_SELECTION = 20_000
"""Characters of a query; one that names every country, topic and article has a third of them."""


def selection_of(actor: Membership, query: str) -> Selection:
    """The selection that `query` means to this reader, its cycles named; raises ValidationError for "selection"."""
    form = form_of(actor, query)
    if not form.is_valid():
        faults = [labelled(field, fault) for field, errors in form.errors.items() for fault in errors]
        raise ValidationError({"selection": faults})
    selection = form.selection
    cycles = cycles_of(actor, selection)
    if not cycles:
        raise ValidationError({"selection": [_("There is no cycle to compare.")]})
    return selection if selection.cycle else selection.but(cycle=tuple(cycle.slug for cycle in cycles))


def form_of(actor: Membership, query: str) -> SelectionForm:
    """The form of the comparison page, filled by `query`; raises ValidationError where it has too many parts."""
    try:
        return SelectionForm(QueryDict(query.removeprefix("?")), actor)
    except TooManyFieldsSent:
        raise ValidationError({"selection": [_("This is more than a selection can hold.")]}) from None
