"""The country's assessments, cycle by cycle."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from assessments import selectors, services
from assessments.models import Cycle


@require_safe
@login_required
def index(request: PortalRequest) -> HttpResponse:
    """The country's assessments, newest cycle first, each with its latest submission; reviewers go to submissions."""
    actor = request.membership
    if actor is None or actor.country_id is None:
        return redirect("assessments:submissions")
    latest = selectors.latest_submissions(actor).filter(assessment__country_id=actor.country_id)
    submissions = {submission.assessment_id: submission for submission in latest}
    rows = [(assessment, submissions.get(assessment.pk)) for assessment in selectors.drafts_for(actor)]
    return render(
        request,
        "assessments/index.html",
        {"section": "assessments", "rows": rows, "openable": selectors.openable_cycles(actor)},
    )


@require_POST
@login_required
def open_assessment(request: PortalRequest) -> HttpResponse:
    """Open the focal point's country's assessment in the cycle whose slug is posted as `cycle`."""
    actor = request.membership
    if actor is None or actor.country is None:
        raise Http404
    try:
        cycle = selectors.cycles_for(actor).get(slug=request.POST.get("cycle", ""))
    except Cycle.DoesNotExist:
        raise Http404 from None
    try:
        assessment = services.open_assessment(actor=actor, country=actor.country, cycle=cycle)
    except services.NotWritable as refusal:
        messages.error(request, str(refusal))
        return redirect("home")
    messages.success(
        request, _("The assessment in %(cycle)s is open. Assign its indicators to ministries.") % {"cycle": cycle}
    )
    return redirect("assessments:assign", pk=assessment.pk)
