"""The list of clarifications, and a reviewer's question on a submission."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.http import PortalRequest
from accounts.models import Country, Membership
from assessments import selectors, services
from assessments.models import Clarification, ClarificationEntry
from assessments.rules import require
from assessments.services import clarifying
from framework.models import Indicator, Objective
from framework.selectors import framework_tree

from .access import acting, section_for, submission_or_404
from .clarifications_forms import AskForm, ClarificationFilterForm
from .sealed_answers import sealed_answers_about

KIND = ClarificationEntry.Kind
PAGE_SIZE = 50
USUAL_TIME = timedelta(days=14)
"""How long a country has to answer unless the reviewer says otherwise."""


@require_safe
@login_required
def clarifications(request: PortalRequest) -> HttpResponse:
    """The clarifications that the person may see, the most urgent first, by state, cycle, country, late, own."""
    actor = request.membership
    seen = selectors.clarifications_for(actor)
    countries = Country.objects.filter(pk__in=seen.order_by().values("submission__assessment__country"))
    form = ClarificationFilterForm(
        request.GET or None,
        cycles={cycle.slug: cycle.name for cycle in selectors.cycles_for(actor)},
        countries={country.code: country.display_name for country in countries.order_by("name")},
    )
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data
        if wanted["mine"]:
            seen = selectors.own_clarifications(actor)
        if wanted["state"]:
            seen = seen.filter(state=wanted["state"])
        if wanted["cycle"]:
            seen = seen.filter(submission__assessment__cycle__slug=wanted["cycle"])
        if wanted["country"]:
            seen = seen.filter(submission__assessment__country__code=wanted["country"])
        if wanted["late"]:
            seen = seen.filter(state=Clarification.State.OPEN, due_on__lt=timezone.localdate())
    context = {
        "section": section_for(actor),
        "form": form,
        "page_of_clarifications": Paginator(selectors.urgent_first(seen), PAGE_SIZE).get_page(request.GET.get("page")),
        "of_many_countries": actor is not None
        and actor.role in (Membership.Role.REVIEWER, Membership.Role.SECRETARIAT),
    }
    return render(request, "assessments/clarifications/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def ask(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """Ask on an indicator or objective of the submission: its sealed answer, and the form."""
    submission = submission_or_404(request, pk)
    require("assessments.ask", request.membership, submission)
    tree = framework_tree()
    if code not in tree.indicator and code not in tree.objective:
        raise Http404
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            clarification = clarifying.ask(
                actor=acting(request),
                submission=submission,
                indicator=Indicator.objects.filter(code=code).first(),
                objective=Objective.objects.filter(code=code).first(),
                text=form.cleaned_data["text"],
                due_on=form.cleaned_data["due_on"],
            )
        except ValidationError as error:
            form.refuse(error)
        except services.NotWritable as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The question is asked. The focal point is told by e-mail."))
            return redirect(clarification)
    context = {
        "section": "submissions",
        "submission": submission,
        "assessment": submission.assessment,
        "about": code,
        "then": submission,
        "answers": sealed_answers_about(request.membership, code, submission, submission),
        "form": form,
        "sent": KIND.QUESTION if request.method == "POST" else None,
        "usual_due_on": timezone.localdate() + USUAL_TIME,
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "assessments/clarifications/ask.html", context, status=status)
