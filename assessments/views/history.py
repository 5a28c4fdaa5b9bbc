"""Who changed what in an assessment."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.forms import HistoryFilterForm

from .access import draft_or_404, page_context

PAGE_SIZE = 50


@require_safe
@login_required
def history(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The changes, newest first, by ministry, code of the tables, person, action and days; also as files."""
    assessment = draft_or_404(request, pk)
    names = selectors.names_in(assessment)
    form = HistoryFilterForm(
        request.GET or None,
        ministries={UUID(ministry): name for ministry, name in names.ministries.items()},
        people={person.pk: str(person) for person in selectors.authors_of(assessment)},
    )
    page = Paginator(selectors.changes_of(assessment, form.wanted), PAGE_SIZE).get_page(request.GET.get("page"))
    context = page_context(request, assessment, "history") | {
        "form": form,
        "names": names,
        "page_of_changes": page,
        "files": f"{reverse('api:history-list', args=[assessment.pk])}?{urlencode(_sent(form))}",
    }
    return render(request, "assessments/history.html", context)


def _sent(form: HistoryFilterForm) -> list[tuple[str, str]]:
    """The filter as the API takes it, for the files of the same list."""
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    return [(name, str(value)) for name, value in given.items() if value]
