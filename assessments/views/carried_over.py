"""Confirming answers that came along from the last cycle."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import PortalRequest
from assessments import selectors, services
from assessments.models import Assessment, NationalScore
from assessments.rules import require
from framework.models import Indicator
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry, ObjectiveEntry

from .access import acting, draft_or_404, page_context

CARRIED_OVER = NationalScore.State.CARRIED_OVER


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """An answer that is still carried over; `previous` is the country's in the cycle before."""

    entry: IndicatorEntry
    national: NationalScore
    previous: NationalScore | None


@dataclass(frozen=True, slots=True)
class ObjectiveLeft:
    """An objective in which something is still carried over; `rows` are filled in where they are shown."""

    entry: ObjectiveEntry
    number: int
    rows: tuple[CarriedOver, ...] = ()


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def carried_over(request: PortalRequest, pk: UUID) -> HttpResponse:
    """What is still carried over, by objective; with `?under=` (a table, section, objective, part or indicator) each
    answer with its text. POST confirms the ticked ones as they stand."""
    assessment = draft_or_404(request, pk)
    if request.method == "POST":
        return _confirm(request, assessment)
    return _page(request, assessment, request.GET.get("under", ""))


def _confirm(request: PortalRequest, assessment: Assessment) -> HttpResponse:
    require("assessments.coordinate", request.membership, assessment)
    under = request.POST.get("under", "")
    indicators = list(Indicator.objects.filter(code__in=request.POST.getlist("codes")))
    try:
        confirmed = services.confirm_carried_over(actor=acting(request), assessment=assessment, indicators=indicators)
    except ValidationError as error:
        return _page(request, assessment, under, error.messages, 422)
    except services.NotWritable as refusal:
        return _page(request, assessment, under, [str(refusal)], 409)
    text = ngettext("%(number)d answer is confirmed.", "%(number)d answers are confirmed.", len(confirmed))
    messages.success(request, text % {"number": len(confirmed)})
    if under in framework_tree().objective and len(confirmed) == len(indicators):
        return redirect("assessments:objective", pk=assessment.pk, code=under)
    address = reverse("assessments:carried_over", args=[assessment.pk])
    return redirect(f"{address}?{urlencode({'under': under})}" if len(confirmed) < len(indicators) else address)


def _page(
    request: PortalRequest, assessment: Assessment, under: str, faults: Collection[str] = (), status: int = 200
) -> HttpResponse:
    state = selectors.state_of(assessment)
    left = state.codes_in(CARRIED_OVER)
    if under:
        try:
            below = set(selectors.indicators_under(under))
        except KeyError:
            raise Http404 from None
        shown = [code for code in left if code in below]
        answers, previous = selectors.answers_of(state, shown)
    else:
        shown, answers, previous = [], {}, None
    objectives = _by_objective(shown if under else left, answers)
    context = page_context(request, assessment, "conflicts") | {
        "under": under,
        "title": _title(under),
        "left": len(left),
        "shown": len(shown),
        "objectives": objectives,
        "previous": previous,
        "faults": faults,
        "sent": set(request.POST.getlist("codes")) if request.method == "POST" else None,
    }
    context["writable"] = assessment.is_writable and context["may_coordinate"]
    return render(request, "assessments/carried_over.html", context, status=status)


def _by_objective(codes: Collection[str], answers: dict[str, selectors.Answers]) -> list[ObjectiveLeft]:
    tree = framework_tree()
    by_objective: dict[str, list[str]] = {}
    for code in codes:
        by_objective.setdefault(tree.indicator[code].objective, []).append(code)
    return [
        ObjectiveLeft(
            tree.objective[objective],
            len(found),
            tuple(
                CarriedOver(tree.indicator[code], answers[code].national, answers[code].previous)
                for code in found
                if code in answers
            ),
        )
        for objective, found in by_objective.items()
    ]


def _title(under: str) -> str:
    tree = framework_tree()
    for entries in (tree.table, tree.section, tree.objective):
        if under in entries:
            return str(entries[under].title)
    return ""
