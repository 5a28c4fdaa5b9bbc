"""The matrix: countries by nodes as a heat map with numbers."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.matrix import matrix_sheet
from assessments.comparison import Selection

from .base import View, compare_page


@require_safe
def matrix(request: PortalRequest) -> HttpResponseBase:
    """Countries of the selection, a column a node."""
    return compare_page(request, "compare", "assessments/compare/matrix.html", matrix_view)


def matrix_view(request: PortalRequest, selection: Selection) -> View:
    """The matrix of a selection."""
    compared = selectors.compared(request.membership, selection)
    return View("compare", "assessments/compare/matrix.html", compared, {}, lambda: matrix_sheet(compared))
