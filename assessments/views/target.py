"""The country's own target for an objective."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.http import PortalRequest
from assessments import selectors, services
from assessments.models import Assessment
from assessments.rules import require
from framework.models import Objective
from framework.selectors import framework_tree

from .access import acting, draft_or_404, page_context


class TargetForm(forms.Form):
    """A level and a reason, and the version that the person saw."""

    level = forms.TypedChoiceField(
        choices=[(str(level), str(level)) for level in range(5)],
        coerce=int,
        error_messages={
            "required": gettext_lazy("Choose a level from 0 to 4."),
            "invalid_choice": gettext_lazy("Choose a level from 0 to 4."),
        },
    )
    reason = forms.CharField(required=False)  # the service says what is wrong with it
    version = forms.IntegerField(min_value=0, max_value=2**31)


class ClearForm(forms.Form):
    """Going back to the cycle's target."""

    version = forms.IntegerField(min_value=0, max_value=2**31)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def target(request: PortalRequest, pk: UUID, code: str) -> HttpResponse:
    """The form for the country's own target of an objective; POST sets it, or goes back to the cycle's (`clear`)."""
    assessment = draft_or_404(request, pk)
    require("assessments.coordinate", request.membership, assessment)
    objective = get_object_or_404(Objective, code=code)
    if request.method != "POST":
        return _page(request, assessment, objective)
    form = ClearForm(request.POST) if "clear" in request.POST else TargetForm(request.POST)
    if not form.is_valid():
        return _page(request, assessment, objective, form, 422)
    try:
        _write(request, assessment, objective, form)
    except ValidationError as error:
        form.add_error(None if isinstance(form, ClearForm) else "reason", error.messages)
        return _page(request, assessment, objective, form, 422)
    except services.StaleVersion:
        return _page(request, assessment, objective, form, 409, stale=True)
    except services.NotWritable as refusal:
        form.add_error(None, str(refusal))
        return _page(request, assessment, objective, form, 409)
    return redirect("assessments:objective", pk=pk, code=code)


def _write(request: PortalRequest, assessment: Assessment, objective: Objective, form: forms.Form) -> None:
    given: dict[str, Any] = {
        "actor": acting(request),
        "assessment": assessment,
        "objective": objective,
        "expected_version": form.cleaned_data["version"],
    }
    if isinstance(form, ClearForm):
        services.clear_target(**given)
        messages.success(request, _("%(code)s has the cycle's target again.") % {"code": objective.code})
    else:
        services.set_target(**given, level=form.cleaned_data["level"], reason=form.cleaned_data["reason"])
        messages.success(request, _("The country's own target for %(code)s is set.") % {"code": objective.code})


def _page(
    request: PortalRequest,
    assessment: Assessment,
    objective: Objective,
    form: forms.Form | None = None,
    status: int = 200,
    *,
    stale: bool = False,
) -> HttpResponse:
    targets = selectors.targets_of(assessment, [objective.code])
    own, previous = targets.own.get(objective.code), targets.previous.get(objective.code)
    sent = request.POST if form is not None else {}
    context = page_context(request, assessment, "objective") | {
        "objective": framework_tree().objective[objective.code],
        "own": own,
        "previous": previous,
        "form": form,
        "stale": stale,
        "levels": framework_tree().levels,
        "chosen": sent.get("level", str(own.level) if own else ""),
        "reason": sent.get("reason", own.reason if own else ""),
        "version": own.version if own else 0,
    }
    return render(request, "assessments/target.html", context, status=status)
