"""The scoring page: where officials answer, one objective at a time."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest
from assessments import services
from assessments.forms import ScoreForm
from assessments.models import Assessment, Score
from framework.selectors import framework_tree

from .access import acting, draft_or_404, indicator_or_404, page_context
from .scoring_page import Card, ScoringPage, scoring_page


@require_safe
@login_required
def objective(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """The indicators of one objective as cards. `?for=` names the ministry that a focal point answers for."""
    page = _page_or_404(request, draft_or_404(request, pk), code, request.GET.get("for", ""))
    return _render(request, page)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def indicator(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """The place of an indicator on the scoring page; POST saves a ministry's answer to it.

    A form comes back to its card, with its input where it was refused. A script (`Accept: application/json`) gets
    `outcome` (accepted, invalid, changed, refused) and the fragments of the page that changed, by element id.
    """
    assessment = draft_or_404(request, pk)
    entry = framework_tree().indicator.get(code)
    if entry is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(place_of(assessment, code, request.GET.get("for", "")))
    return _save(request, assessment, code, entry.objective)


def place_of(assessment: Assessment, code: str, chosen: str = "") -> str:
    """Address of an indicator's card, for the ministry `chosen` by a focal point."""
    page = reverse("assessments:objective", args=[assessment.pk, framework_tree().indicator[code].objective])
    query = f"?{urlencode({'for': chosen})}" if chosen else ""
    return f"{page}{query}#i-{code}"


def _page_or_404(request: PortalRequest, assessment: Assessment, code: str, chosen: str) -> ScoringPage:
    try:
        return scoring_page(request.membership, assessment, code, chosen)
    except KeyError:
        raise Http404 from None


def _render(request: PortalRequest, page: ScoringPage, refused: Card | None = None, status: int = 200) -> HttpResponse:
    context = (
        page_context(request, page.assessment, "objective")
        | _page_values(page)
        | {"parts": page.parts(refused), "refused": refused}
    )
    return render(request, "assessments/objective.html", context, status=status)


def _page_values(page: ScoringPage) -> dict[str, Any]:
    # `for_query` keeps the ministry that a focal point answers for when he walks on.
    for_query = f"?for={page.ministry.pk}" if page.ministry and page.may_coordinate else ""
    return {"desk": page, "assessment": page.assessment, "for_query": for_query}


def _save(request: PortalRequest, assessment: Assessment, code: str, objective_code: str) -> HttpResponse:
    by_script = request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    answer = _answer_by_script if by_script else _answer_by_page
    chosen = request.POST.get("ministry", "")
    form = ScoreForm(request.POST)
    stale: Score | None = None
    refusal = ""
    status = 200
    if form.is_valid():
        try:
            _record(request, assessment, code, form)
        except ValidationError as error:
            form.refuse(error)
        except services.StaleVersion as error:
            status = 409
            if isinstance(error.current, Score):
                stale = error.current
            else:
                refusal = _("There is no stored answer any more. Load the page again.")
        except services.NotWritable as error:
            refusal, status = str(error), 409
        except PermissionDenied as error:
            refusal, status = str(error), 403
    if form.errors:
        status = 422
    page = _page_or_404(request, assessment, objective_code, chosen)
    card = page.card(code)
    if status != 200:
        card = replace(card, form=form, stale=stale, refusal=refusal)
    return answer(request, page, card, status)


def _record(request: PortalRequest, assessment: Assessment, code: str, form: ScoreForm) -> None:
    """Record the answer; one that is stored already, by whichever request, is no conflict."""
    ministry = assessment.country.ministries.filter(pk=form.cleaned_data["ministry"]).first()
    if ministry is None:
        raise PermissionDenied(_("The ministry is not of this country."))
    try:
        services.record_score(
            actor=acting(request),
            assessment=assessment,
            indicator=indicator_or_404(code),
            ministry=ministry,
            answer=form.answer,
            level=form.level,
            justification=form.cleaned_data["justification"],
            expected_version=form.cleaned_data["version"],
        )
    except services.StaleVersion as error:
        if not isinstance(error.current, Score) or not form.is_same_as(error.current):
            raise


def _answer_by_page(request: PortalRequest, page: ScoringPage, card: Card, status: int) -> HttpResponse:
    code = card.entry.code
    if status == 200:
        messages.success(request, _("%(code)s is saved.") % {"code": code})
        chosen = str(page.ministry.pk) if page.ministry and page.may_coordinate else ""
        return HttpResponseRedirect(place_of(page.assessment, code, chosen))
    return _render(request, page, card, status)


def _answer_by_script(request: PortalRequest, page: ScoringPage, card: Card, status: int) -> HttpResponse:
    outcome = {200: "accepted", 422: "invalid"}.get(status, "changed" if card.stale else "refused")
    context = _page_values(page) | {"card": card}
    code = card.entry.code

    def fragment(name: str, **extra: Any) -> str:
        return render_to_string(f"assessments/objective/{name}.html", context | extra, request)

    fragments = {f"errors-{field}-{code}": fragment("errors", field=field) for field in ("choice", "justification")}
    fragments[f"stale-{code}"] = fragment("stale")
    body: dict[str, Any] = {
        "outcome": outcome,
        "fragments": fragments,
        "fields": list(card.form.errors) if card.form else [],
    }
    if outcome == "accepted" and card.own is not None:
        fragments[f"said-{code}"] = fragment("said")
        fragments["foot"] = fragment("foot")
        fragments["rail-progress"] = fragment("rail_progress")
        fragments[f"left-{page.objective.code}"] = fragment("left", entry=page.rail_entry)
        body |= {"version": card.own.version, "saved_at": card.own.updated_at}
    return JsonResponse(body, status=status)
