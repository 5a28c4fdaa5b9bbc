"""How far ministries agree."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from accounts.models import Ministry
from assessments import selectors
from assessments.agreement import NOTHING, OVERALL, MinistryAgreement, Share
from assessments.scoring import NodeKey
from framework.selectors import framework_tree
from framework.tree import ObjectiveEntry, TableEntry

from .access import draft_or_404, page_context

OVER_ALL: NodeKey = (OVERALL, OVERALL)


@dataclass(frozen=True)
class MinistryRow:
    """A ministry's shares: over all, then by table; `cells` pair those with the others and with the country."""

    ministry: Ministry
    cells: tuple[tuple[str, Share, Share], ...]


@dataclass(frozen=True)
class TableShares:
    """A table's share, and those of its objectives that have anything to compare."""

    table: TableEntry
    share: Share
    objectives: tuple[tuple[ObjectiveEntry, Share], ...]


@require_safe
@login_required
def agreement(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Shares of agreement: each ministry over all and by table, and each objective."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    found = selectors.agreement_of(state)
    tables = framework_tree().tables
    context = page_context(request, assessment, "agreement") | {
        "overall": found.nodes[OVER_ALL],
        "tables": [
            TableShares(
                table,
                found.nodes["table", table.code],
                tuple(
                    (objective, found.nodes["objective", objective.code])
                    for objective in table.objectives
                    if ("objective", objective.code) in found.nodes
                ),
            )
            for table in tables
            if ("table", table.code) in found.nodes
        ],
        "every_table": tables,
        "rows": [MinistryRow(state.ministries[pk], _cells(ministry)) for pk, ministry in found.ministries.items()],
    }
    return render(request, "assessments/agreement.html", context)


def _cells(ministry: MinistryAgreement) -> tuple[tuple[str, Share, Share], ...]:
    places: list[tuple[str, NodeKey]] = [
        ("", OVER_ALL),
        *((table.code, ("table", table.code)) for table in framework_tree().tables),
    ]
    return tuple(
        (label, ministry.with_others.get(node, NOTHING), ministry.with_country.get(node, NOTHING))
        for label, node in places
    )
