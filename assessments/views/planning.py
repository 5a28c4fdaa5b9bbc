"""Planning an action from a gap, changing it, and saying how it gets on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rules
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.http import PortalRequest
from assessments import selectors, services
from assessments.models import Action, Assessment
from assessments.rules import require
from assessments.scoring import HIGHEST_LEVEL, AnswerKind
from framework.listing import listed
from framework.models import Indicator
from framework.selectors import framework_tree

from .access import acting, draft_or_404, indicator_or_404, page_context
from .plan_forms import ProgressForm, StepForm

FIELDS_THAT_DIFFER = (
    "text",
    "measure",
    "lead",
    "others",
    "starts_on",
    "due_on",
    "priority",
    "cost",
    "currency",
    "funding",
    "assistance",
    "assistance_words",
    "expected_level",
    "status",
    "progress_note",
)


@dataclass(frozen=True, slots=True)
class Differing:
    """A field in which what was sent differs from what somebody else has stored meanwhile, both in words."""

    label: str
    stored: str
    sent: str


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_add(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Plan an action against the gap at `?indicator=`; `measure` names the measure whose text it begins with."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    code = request.GET.get("indicator", "")
    if not code:
        messages.info(request, _("Choose the gap that the action is to close."))
        return redirect("assessments:gaps", assessment.pk)
    indicator = indicator_or_404(code)
    state = selectors.state_of(assessment)
    if request.method != "POST" and not _is_open_to_action(state.national[code]):
        messages.info(request, _("There is no gap at %(code)s that an action could close.") % {"code": code})
        return redirect("assessments:gaps", assessment.pk)
    form = _step_form(
        assessment, indicator, state, data=request.POST or None, initial=_begun(request, indicator, state)
    )
    if request.method != "POST":
        return _form_page(request, assessment, indicator, state, form)
    if form.is_valid():
        try:
            services.plan_action(actor=acting(request), assessment=assessment, indicator=indicator, step=form.step)
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The action against %(code)s is planned.") % {"code": code})
            return redirect("assessments:plan", assessment.pk)
    return _form_page(request, assessment, indicator, state, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_action(request: PortalRequest, pk: UUID, action_id: UUID) -> HttpResponse:
    """An action: the focal point changes it, its lead ministry says how it gets on, everybody else reads."""
    assessment = draft_or_404(request, pk)
    action = _action_or_404(assessment, action_id)
    if request.method == "POST":
        require("assessments.coordinate", request.membership, assessment)
    elif not rules.test_rule("assessments.coordinate", request.membership, assessment):
        return _progress_page(request, assessment, action, _progress_form(action))
    state = selectors.state_of(assessment)
    form = _step_form(
        assessment, action.indicator, state, action=action, data=request.POST or None, initial=_stored(action)
    )
    if request.method != "POST":
        return _form_page(request, assessment, action.indicator, state, form, action=action)
    if form.is_valid():
        try:
            services.change_action(
                actor=acting(request),
                action=action,
                step=form.step,
                expected_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.refuse(error)
        except services.StaleVersion:
            stored = _action_or_404(assessment, action_id)
            return _form_page(request, assessment, action.indicator, state, form, action=stored, status=409, stale=True)
        else:
            messages.success(request, _("The action is saved."))
            return redirect("assessments:plan", assessment.pk)
    return _form_page(request, assessment, action.indicator, state, form, action=action, status=422)


@require_POST
@login_required
def plan_progress(request: PortalRequest, pk: UUID, action_id: UUID) -> HttpResponse:
    """Say how an action gets on, from its page or by moving its card on the board (which sends no note)."""
    assessment = draft_or_404(request, pk)
    action = _action_or_404(assessment, action_id)
    require("assessments.report_progress", request.membership, action)
    form = ProgressForm(request.POST)
    if form.is_valid():
        note = form.cleaned_data["progress_note"] if "progress_note" in request.POST else action.progress_note
        try:
            services.report_progress(
                actor=acting(request),
                action=action,
                status=form.cleaned_data["status"],
                progress_note=note,
                expected_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.refuse(error)
        except services.StaleVersion:
            stored = _action_or_404(assessment, action_id)
            return _progress_page(request, assessment, stored, form, status=409, stale=True)
        else:
            messages.success(
                request,
                _("%(code)s: %(status)s.")
                % {"code": action.indicator.code, "status": Action.Status(form.cleaned_data["status"]).label},
            )
            return redirect(_back(request) or action_address(action))
    return _progress_page(request, assessment, action, form, status=422)


def action_address(action: Action) -> str:
    """The address of an action's page."""
    return reverse("assessments:plan_action", args=[action.assessment_id, action.pk])


def _back(request: HttpRequest) -> str:
    """The page of this portal that the form names to return to, "" where it names none."""
    address = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if allowed else ""


def _action_or_404(assessment: Assessment, pk: UUID) -> Action:
    try:
        return selectors.action_of(assessment, pk)
    except Action.DoesNotExist:
        raise Http404 from None


def _step_form(
    assessment: Assessment, indicator: Indicator, state: selectors.State, action: Action | None = None, **kwargs: Any
) -> StepForm:
    """The form of an action; a level that is expected already can stay, and so can ministries that have ended."""
    taking_part = Q(active=True)
    if action is not None:
        taking_part |= Q(pk=action.lead_id) | Q(pk__in=[other.pk for other in action.others.all()])
    national = state.national[indicator.code]
    now = national.level if national.counts and national.level is not None else -1
    levels = {*range(now + 1, HIGHEST_LEVEL + 1)} | ({action.expected_level} if action else set())
    return StepForm(
        measures=indicator.measures.order_by("order"),
        ministries=assessment.country.ministries.filter(taking_part).order_by("name"),
        levels=sorted(levels),
        **kwargs,
    )


def _is_open_to_action(national: selectors.NationalRow) -> bool:
    """Whether something can be gained: neither at the highest level nor not applicable, as far as it counts."""
    answer = national.as_answer
    closed = answer.level == HIGHEST_LEVEL or answer.kind is AnswerKind.NOT_APPLICABLE
    return not (national.counts and closed)


def _begun(request: HttpRequest, indicator: Indicator, state: selectors.State) -> dict[str, Any]:
    """How a new action begins: the measure's text, the target of the gap, the ministry that is asked first."""
    entry = framework_tree().indicator[indicator.code]
    measure = next((one for one in entry.measures if one.code == request.GET.get("measure")), None)
    gap = next((gap for gap in state.gaps if gap.indicator == indicator.code), None)
    asked = state.assigned.get(indicator.code, ())
    return {
        "version": 0,
        "measure": measure.code if measure else "",
        "text": measure.text if measure else "",
        "expected_level": gap.target if gap else state.assessment.cycle.target_level,
        "lead": asked[0] if asked else None,
    }


def _stored(action: Action) -> dict[str, Any]:
    fields = {name: getattr(action, name) for name in FIELDS_THAT_DIFFER if name != "others"}
    return fields | {
        "measure": action.measure.code if action.measure else "",
        "lead": action.lead_id,
        "others": [other.pk for other in action.others.all()],
        "version": action.version,
    }


def _form_page(
    request: PortalRequest,
    assessment: Assessment,
    indicator: Indicator,
    state: selectors.State,
    form: StepForm,
    *,
    action: Action | None = None,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    context = page_context(request, assessment, "plan") | {
        "form": form,
        "action": action,
        "entry": framework_tree().indicator[indicator.code],
        "national": state.national[indicator.code],
        "differing": _differing(form, action) if stale and action else [],
        "version": action.version if stale and action else form["version"].value(),
    }
    return render(request, "assessments/plan/form.html", context, status=status)


def _differing(form: StepForm, action: Action) -> list[Differing]:
    """Where the valid `form` differs from the stored action, in words."""
    stored, sent = _stored(action), form.cleaned_data
    sent = sent | {"lead": sent["lead"].pk, "others": [other.pk for other in sent["others"]]}
    return [
        Differing(str(form.fields[name].label), _words(form, name, stored[name]), _words(form, name, sent[name]))
        for name in FIELDS_THAT_DIFFER
        if _words(form, name, stored[name]) != _words(form, name, sent[name])
    ]


def _words(form: StepForm, name: str, value: Any) -> str:
    """A value of a field as the form shows it."""
    if value is None or value in ("", []):
        return "–"
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return str(value)
    labels = {str(key): str(label) for key, label in choices}
    values = value if isinstance(value, list) else [value]
    return listed(sorted(labels.get(str(one), str(one)) for one in values))


def _progress_form(action: Action) -> ProgressForm:
    return ProgressForm(
        initial={"status": action.status, "progress_note": action.progress_note, "version": action.version}
    )


def _progress_page(
    request: PortalRequest,
    assessment: Assessment,
    action: Action,
    form: ProgressForm,
    *,
    status: int = 200,
    stale: bool = False,
) -> HttpResponse:
    context = page_context(request, assessment, "plan") | {
        "action": action,
        "entry": framework_tree().indicator[action.indicator.code],
        "form": form,
        "may_report": rules.test_rule("assessments.report_progress", request.membership, action),
        "stale": stale,
        "version": action.version if stale else form["version"].value(),
    }
    return render(request, "assessments/plan/action.html", context, status=status)
