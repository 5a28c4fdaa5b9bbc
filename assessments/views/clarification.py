"""One clarification: its thread, the answer that it is about, and the steps that the person may take."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.models import Clarification, ClarificationEntry, Submission
from assessments.services import clarifying
from assessments.services.errors import StaleClarification

from .access import acting, may_reopen, section_for
from .asking import USUAL_TIME
from .clarifications_forms import CloseForm, DelegateForm, FollowUpForm, SayForm, StepForm
from .sealed_answers import sealed_answers_about

KIND = ClarificationEntry.Kind


@require_safe
@login_required
def clarification(request: PortalRequest, pk: UUID) -> HttpResponse:
    """What has been asked and answered, and what the person may do now."""
    return _page(request, _found(request, pk))


@require_POST
@login_required
def clarification_delegate(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The focal point asks a ministry to contribute, or takes it back."""
    found = _found(request, pk)
    form = DelegateForm(request.POST, ministries=_ministries_of(found))
    return _take(request, found, KIND.DELEGATED, form, clarifying.delegate, _delegated)


@require_POST
@login_required
def clarification_contribute(request: PortalRequest, pk: UUID) -> HttpResponse:
    """An official of the ministry it is delegated to contributes."""
    return _take(
        request,
        _found(request, pk),
        KIND.CONTRIBUTION,
        SayForm(request.POST, request.FILES),
        clarifying.contribute,
        lambda _taken: _("Your contribution is with the focal point."),
    )


@require_POST
@login_required
def clarification_answer(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The focal point answers."""
    return _take(
        request,
        _found(request, pk),
        KIND.ANSWER,
        SayForm(request.POST, request.FILES),
        clarifying.answer,
        lambda _taken: _("Answered. The reviewer is told by e-mail."),
    )


@require_POST
@login_required
def clarification_follow_up(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A reviewer asks further."""
    return _take(
        request,
        _found(request, pk),
        KIND.FOLLOW_UP,
        FollowUpForm(request.POST),
        clarifying.follow_up,
        lambda _taken: _("Asked further. The focal point is told by e-mail."),
    )


@require_POST
@login_required
def clarification_close(request: PortalRequest, pk: UUID) -> HttpResponse:
    """A reviewer closes it."""
    return _take(
        request,
        _found(request, pk),
        KIND.CLOSED,
        CloseForm(request.POST),
        clarifying.close,
        lambda _taken: _("The clarification is closed."),
    )


def _found(request: PortalRequest, pk: UUID) -> Clarification:
    try:
        return selectors.clarification_of(request.membership, pk)
    except Clarification.DoesNotExist:
        raise Http404 from None


def _delegated(taken: Clarification) -> str:
    if taken.delegated_to is None:
        return _("Taken back: it is delegated to no ministry.")
    return _("Delegated to %(ministry)s. Its officials are told by e-mail.") % {"ministry": taken.delegated_to.name}


def _take(
    request: PortalRequest,
    found: Clarification,
    kind: ClarificationEntry.Kind,
    form: StepForm,
    service: Callable[..., Clarification],
    success: Callable[[Clarification], str],
) -> HttpResponse:
    """Take a step; where it is refused, the thread as it stands now with what was sent."""
    actor = acting(request)
    clarifying.require_step(kind, actor, found)
    stale = False
    if form.is_valid():
        try:
            taken = service(
                actor=actor, clarification=found, expected_version=form.cleaned_data["version"], **form.given
            )
        except ValidationError as error:
            form.refuse(error)
        except services.NotWritable as refusal:
            form.add_error(None, str(refusal))
        except StaleClarification:
            stale = True
        else:
            messages.success(request, success(taken))
            return redirect(found)
    return _page(request, _found(request, found.pk), sent=(kind, form), stale=stale)


def _ministries_of(found: Clarification) -> QuerySet[Ministry]:
    """Those that it can be delegated to."""
    return Ministry.objects.filter(country=found.submission.assessment.country_id, active=True).order_by("name")


def _page(
    request: PortalRequest,
    found: Clarification,
    *,
    sent: tuple[ClarificationEntry.Kind, StepForm] | None = None,
    stale: bool = False,
) -> HttpResponse:
    actor, assessment = request.membership, found.submission.assessment
    then = Submission.objects.get(pk=found.submission_id)
    newest = Submission.objects.filter(assessment=assessment).latest("number")
    answers = sealed_answers_about(actor, found.about, then, newest)
    kind, form = sent or (None, None)
    context: dict[str, Any] = {
        "section": section_for(actor),
        "clarification": found,
        "assessment": assessment,
        "version": selectors.version_for(actor, found),
        "steps": selectors.steps_of(actor, found),
        "inside": selectors.sees_inside(actor, found),
        "then": then,
        "newest": newest,
        "answers": answers,
        "changed": [answer.code for answer in answers if answer.changed],
        "may": clarifying.steps_open_to(actor, found),
        "may_reopen": may_reopen(actor, assessment),
        "sent": kind,
        "form": form,
        "stale": stale,
        "usual_due_on": timezone.localdate() + USUAL_TIME,
    }
    if KIND.DELEGATED in context["may"]:
        context["ministries"] = _ministries_of(found)
    return render(
        request,
        "assessments/clarifications/thread.html",
        context,
        status=409 if stale else 422 if sent else 200,
    )
