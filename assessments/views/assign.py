"""Sharing indicators out to ministries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors, services
from assessments.forms import AssignForm
from assessments.models import Assessment
from assessments.rules import require
from framework.models import Indicator
from framework.selectors import framework_tree

from .access import acting, draft_or_404, page_context


@dataclass(frozen=True, slots=True)
class Branch:
    """A table, section, objective, part or indicator in the tree of the assign page.

    `asked` are the ministries with how many of the branch's indicators they are asked, `nobody` how many of its
    `total` are asked of none.
    """

    code: str
    title: str
    total: int
    nobody: int
    asked: tuple[tuple[Ministry, int], ...]
    below: tuple["Branch", ...]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def assign(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Who is asked what. POST asks a ministry for the ticked codes, or takes them back; a code stands for all below."""
    assessment = draft_or_404(request, pk)
    if request.method == "POST":
        require("assessments.coordinate", request.membership, assessment)
        form = _form(assessment, request.POST)
        if form.is_valid():
            return _assign(request, assessment, form)
        return _page(request, assessment, form, status=422)
    return _page(request, assessment, _form(assessment))


def _form(assessment: Assessment, data: Any = None) -> AssignForm:
    tree = framework_tree()
    codes = [*tree.table, *tree.section, *tree.objective, *tree.part, *tree.indicator]
    ministries = assessment.country.ministries.filter(active=True).order_by("name")
    return AssignForm(data, ministries=ministries, codes=dict.fromkeys(codes))


def _assign(request: PortalRequest, assessment: Assessment, form: AssignForm) -> HttpResponse:
    ministry: Ministry = form.cleaned_data["ministry"]
    codes = {code for ticked in form.cleaned_data["codes"] for code in selectors.indicators_under(ticked)}
    indicators = list(Indicator.objects.filter(code__in=codes))
    assigns = form.cleaned_data["action"] == "assign"
    change = services.assign if assigns else services.unassign
    try:
        number = change(actor=acting(request), assessment=assessment, indicators=indicators, ministry=ministry)
    except services.NotWritable as refusal:
        form.add_error(None, str(refusal))
        return _page(request, assessment, form, status=409)
    if assigns:
        text = ngettext(
            "%(number)d indicator assigned to %(ministry)s.", "%(number)d indicators assigned to %(ministry)s.", number
        )
    else:
        text = ngettext(
            "%(number)d indicator taken back from %(ministry)s; its answer is kept.",
            "%(number)d indicators taken back from %(ministry)s; their answers are kept.",
            number,
        )
    messages.success(request, text % {"number": number, "ministry": ministry})
    return redirect(f"{reverse('assessments:assign', args=[assessment.pk])}?ministry={ministry.pk}")


def _page(request: PortalRequest, assessment: Assessment, form: AssignForm, status: int = 200) -> HttpResponse:
    state = selectors.state_of(assessment)
    context = page_context(request, assessment, "assign")
    context |= {
        "form": form,
        "ministries": [ministry for ministry in state.ministries.values() if ministry.active],
        "chosen": form.data.get("ministry", "") if form.is_bound else request.GET.get("ministry", ""),
        "ticked": set(request.POST.getlist("codes")),
        "tables": _branches(state),
        "nobody": len(framework_tree().indicator) - len(state.assigned),
        "writable": assessment.is_writable and context["may_coordinate"],
    }
    return render(request, "assessments/assign.html", context, status=status)


def _branches(state: selectors.State) -> list[Branch]:
    def branch(code: str, title: str, indicators: Iterable[str], below: Iterable[Branch] = ()) -> Branch:
        codes = list(indicators)
        counts = Counter(pk for one in codes for pk in state.assigned.get(one, ()))
        asked = tuple((ministry, counts[pk]) for pk, ministry in state.ministries.items() if counts[pk])
        nobody = sum(one not in state.assigned for one in codes)
        return Branch(code, title, len(codes), nobody, asked, tuple(below))

    def codes(entry: Any) -> list[str]:
        return [indicator.code for indicator in entry.indicators]

    def leaves(part: Any) -> list[Branch]:
        return [branch(entry.code, entry.text, [entry.code]) for entry in part.indicators]

    def objective_branch(objective: Any) -> Branch:
        if len(objective.parts) == 1:
            below = leaves(objective.parts[0])
        else:
            below = [
                branch(
                    part.code, " ".join(item.text for item in part.specific_objectives[:1]), codes(part), leaves(part)
                )
                for part in objective.parts
            ]
        return branch(objective.code, objective.title, codes(objective), below)

    def section_branch(section: Any) -> Branch:
        below = [objective_branch(objective) for objective in section.objectives]
        return branch(
            section.code, section.title, [code for objective in section.objectives for code in codes(objective)], below
        )

    return [
        branch(table.code, table.title, codes(table), [section_branch(section) for section in table.sections])
        for table in framework_tree().tables
    ]
