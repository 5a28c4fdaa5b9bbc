"""Sealed copies: the list, one of them whole, accepting and sharing."""

from uuid import UUID

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.models import Country
from assessments import sealing, selectors, services
from assessments.forms import ShareForm, SubmissionFilterForm
from assessments.models import Assessment, Clarification
from assessments.scoring import PERCENT_PER_LEVEL

from .access import acting, draft_or_404, may_reopen, submission_or_404
from .review_page import review_context
from .sealed_answers import evidence_by_ministry, sealed_tables

PAGE_SIZE = 50


@require_safe
def submissions(request: PortalRequest) -> HttpResponse:
    """The submissions that the person may read, newest first, by cycle, country, status, and the latest only.

    For a reviewer also by region, with how far he has read each, and those that are new to him.
    """
    actor = request.membership
    readable = selectors.submissions_for(actor)
    countries = Country.objects.filter(pk__in=readable.order_by().values("assessment__country")).order_by("name")
    reviews = rules.test_rule("assessments.review", actor, None)
    form = SubmissionFilterForm(
        request.GET or None,
        cycles={cycle.slug: cycle.name for cycle in selectors.cycles_for(actor)},
        countries={country.code: country.display_name for country in countries},
        regions=sorted({country.region for country in countries}) if reviews else None,
    )
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["latest"]:
            readable = selectors.latest_submissions(actor)
        if wanted["cycle"]:
            readable = readable.filter(assessment__cycle__slug=wanted["cycle"])
        if wanted["country"]:
            readable = readable.filter(assessment__country__code=wanted["country"])
        if wanted["status"]:
            readable = readable.filter(assessment__status=wanted["status"])
        if wanted.get("region"):
            readable = readable.filter(assessment__country__region=wanted["region"])
        if actor is not None and wanted.get("new"):
            readable = selectors.unmarked_by(actor, readable)
    page = Paginator(readable, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"section": "submissions", "form": form, "page_of_submissions": page}
    if actor is not None and reviews:
        context["readings"] = selectors.readings_of(actor, list(page.object_list))
    return render(request, "assessments/submissions.html", context)


@require_safe
def submission(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A sealed copy: its seal, profile and every answer; what the person may do with it."""
    sealed = submission_or_404(request, pk)
    assessment = sealed.assessment
    profile = sealing.sealed_profile(sealed.sealed["national_scores"])
    numbers = list(assessment.submissions.order_by("-number").values_list("number", "pk"))
    is_latest = numbers[0][1] == sealed.pk
    coordinates = rules.test_rule("assessments.coordinate", request.membership, assessment)
    in_review = assessment.status in (Assessment.Status.SUBMITTED, Assessment.Status.CLARIFICATION)
    clarifications = list(selectors.clarifications_within(request.membership, assessment))
    context = {
        "section": "submissions",
        "submission": sealed,
        "assessment": assessment,
        "content": sealed.sealed,
        "signatory": selectors.signatory_of(request.membership, sealed),
        "sealed_at": parse_datetime(sealed.sealed["sealed_at"]),
        "overall": profile.overall,
        "target": sealed.sealed["cycle"]["target_level"] * PERCENT_PER_LEVEL,
        "tables": sealed_tables(sealed, profile, clarifications),
        "numbers": numbers,
        "is_latest": is_latest,
        "may_coordinate": coordinates,
        "may_accept": rules.test_rule("assessments.accept", request.membership, sealed) and is_latest and in_review,
        "may_ask": rules.test_rule("assessments.ask", request.membership, sealed) and is_latest and in_review,
        "may_reopen": may_reopen(request.membership, assessment),
        "clarifications": clarifications,
        "evidence": evidence_by_ministry(selectors.sealed_evidence(request.membership, sealed)),
        "has_unclosed": any(one.state != Clarification.State.CLOSED for one in clarifications),
        "sharings": Assessment.Sharing.choices,
    }
    if request.membership is not None and rules.test_rule("assessments.review", request.membership, sealed):
        context |= review_context(request.membership, sealed, profile, context["tables"], request.GET)
        return render(request, "assessments/review/submission.html", context)
    return render(request, "assessments/submission.html", context)


@require_POST
@login_required
def accept(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A reviewer accepts the latest submission."""
    sealed = submission_or_404(request, pk)
    try:
        services.accept(actor=acting(request), submission=sealed)
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The submission is accepted."))
    return redirect("assessments:submission", pk=pk)


@require_POST
@login_required
def share(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The focal point says who beside the reviewers may read the country's submissions."""
    assessment = draft_or_404(request, pk)
    form = ShareForm(request.POST)
    if form.is_valid():
        services.share(actor=acting(request), assessment=assessment, sharing=form.cleaned_data["sharing"])
        messages.success(request, _("Sharing is changed: %(sharing)s.") % {"sharing": assessment.get_sharing_display()})
    else:
        messages.error(request, _("Choose with whom to share."))
    latest = assessment.submissions.defer("content").first()
    return redirect(latest or assessment)
