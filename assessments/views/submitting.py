"""Handing the assessment to the reviewers, and taking it back."""

from itertools import groupby
from operator import attrgetter
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PortalRequest
from assessments import selectors, services
from assessments.models import Assessment, NationalScore
from assessments.rules import require

from .access import acting, draft_or_404, page_context

STATE = NationalScore.State
REASONS = (STATE.CONFLICT, STATE.TO_CONFIRM, STATE.CARRIED_OVER, STATE.UNANSWERED)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def submit(request: PortalRequest, pk: UUID) -> HttpResponse:
    """What is still missing, by reason; with nothing missing, what will be sealed. POST seals it."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    if request.method == "POST":
        try:
            submission = services.submit(actor=acting(request), assessment=assessment)
        except services.Blocked:
            messages.error(request, _("Not submitted: something is missing."))
            return _page(request, assessment, status=409)
        except services.NotWritable as refusal:
            messages.error(request, str(refusal))
            return _page(request, assessment, status=409)
        messages.success(request, _("Submitted and sealed. The reviewers can read it now."))
        return redirect("assessments:submission", pk=submission.pk)
    return _page(request, assessment)


def _page(request: PortalRequest, assessment: Assessment, status: int = 200) -> HttpResponse:
    state = selectors.state_of(assessment)
    blockers = sorted(selectors.blockers_of(state), key=lambda blocker: REASONS.index(STATE(blocker.reason)))
    return render(
        request,
        "assessments/submit.html",
        page_context(request, assessment, "submit")
        | {
            "state": state,
            "blockers": blockers,
            "groups": [(reason, list(group)) for reason, group in groupby(blockers, key=attrgetter("reason"))],
            "latest": assessment.submissions.defer("content").first(),
        },
        status=status,
    )


@require_POST
@login_required
def reopen(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Take a submitted assessment back to work on it; the submission stays."""
    assessment = draft_or_404(request, pk)
    try:
        services.reopen(actor=acting(request), assessment=assessment)
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The assessment is open again. The submission stays as it was sealed."))
    return redirect("assessments:overview", pk=assessment.pk)
