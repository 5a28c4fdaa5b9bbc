"""Who changed what in an assessment."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.models import User
from assessments import selectors
from assessments.forms import HistoryFilterForm
from assessments.models import Assessment, Change

from .access import draft_or_404, page_context

PAGE_SIZE = 50


@require_safe
@login_required
def history(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The changes, newest first, by ministry, code of the tables, person, action and days."""
    assessment = draft_or_404(request, pk)
    changes = selectors.changes_of(assessment)
    form = HistoryFilterForm(
        request.GET or None,
        ministries=dict(assessment.country.ministries.values_list("pk", "name")),
        people=_people(assessment),
    )
    if form.is_bound and form.is_valid():
        changes = _filtered(changes, form)
    page = Paginator(changes, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "assessments/history.html",
        page_context(request, assessment, "history") | {"form": form, "page_of_changes": page},
    )


def _people(assessment: Assessment) -> dict[int, str]:
    people = User.objects.filter(pk__in=Change.objects.filter(assessment=assessment).values("user"))
    return {person.pk: str(person) for person in people}


def _filtered(changes: QuerySet[Change], form: HistoryFilterForm) -> QuerySet[Change]:
    wanted = form.cleaned_data
    if wanted["ministry"]:
        changes = changes.filter(ministry=wanted["ministry"])
    if wanted["person"]:
        changes = changes.filter(user=wanted["person"])
    if wanted["action"]:
        changes = changes.filter(action=wanted["action"])
    if wanted["since"]:
        changes = changes.filter(at__gte=timezone.make_aware(datetime.combine(wanted["since"], time.min)))
    if wanted["until"]:
        end = wanted["until"] + timedelta(days=1)
        changes = changes.filter(at__lt=timezone.make_aware(datetime.combine(end, time.min)))
    if wanted["code"]:
        changes = changes.filter(indicator__code__in=_indicators(wanted["code"]))
    return changes


def _indicators(code: str) -> list[str]:
    try:
        return selectors.indicators_under(code)
    except KeyError:
        return []
