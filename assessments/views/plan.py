"""The national action plan: as a board by status, as a table by due date, and what it would bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rules
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.models import Membership
from assessments import selectors
from assessments.models import Action
from framework.selectors import framework_tree

from .access import draft_or_404, page_context
from .plan_forms import PlanFilterForm

PAGE_SIZE = 100
CARDS_A_COLUMN = 30


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An action and whether the person may say how it gets on."""

    action: Action
    may_report: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the board: its status, its first cards, and how many there are in all."""

    status: str
    label: str
    rows: Sequence[PlanRow]
    total: int


@require_safe
@login_required
def plan(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The actions by status, or with `?view=table` by due date; filters, totals and the scenario."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    form = _filter_form(request.GET, state)
    wanted = form.cleaned_data if form.is_valid() else {}
    actions = list(selectors.actions_for(assessment, _filter(wanted)))
    as_table = request.GET.get("view") == "table"
    page = Paginator(actions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = page_context(request, assessment, "plan") | {
        "form": form,
        "filtered": any(wanted.values()),
        "as_table": as_table,
        "totals": selectors.plan_totals(actions),
        "assistance_labels": dict(Action.Assistance.choices),
        "scenario": selectors.scenario_of(state),
        "objectives": framework_tree().objective,
        "tables": framework_tree().table,
    }
    if as_table:
        context |= {"page_of_actions": page, "rows": _rows(request.membership, list(page.object_list))}
    else:
        context["columns"] = _columns(request.membership, actions)
    return render(request, "assessments/plan.html", context)


def _filter_form(data: Any, state: selectors.State) -> PlanFilterForm:
    return PlanFilterForm(
        data,
        ministries={str(pk): ministry.name for pk, ministry in state.ministries.items()},
        tables={table.code: f"{table.code} {table.title}" for table in framework_tree().tables},
    )


def _filter(wanted: Mapping[str, Any]) -> selectors.PlanFilter:
    if not wanted:
        return selectors.PlanFilter()
    return selectors.PlanFilter(
        ministry=UUID(wanted["ministry"]) if wanted["ministry"] else None,
        codes=selectors.indicators_under(wanted["table"]) if wanted["table"] else None,
        priority=wanted["priority"],
        assistance=wanted["assistance"],
        status=wanted["status"],
        late=wanted["late"],
    )


def _rows(actor: Membership | None, actions: Sequence[Action]) -> list[PlanRow]:
    return [PlanRow(action, rules.test_rule("assessments.report_progress", actor, action)) for action in actions]


def _columns(actor: Membership | None, actions: Sequence[Action]) -> list[Column]:
    columns = []
    for status, label in Action.Status.choices:
        inside = [action for action in actions if action.status == status]
        columns.append(Column(status, str(label), _rows(actor, inside[:CARDS_A_COLUMN]), len(inside)))
    return columns
