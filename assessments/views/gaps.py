"""The ranked gaps to the target."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.forms import GapFilterForm
from assessments.models import NationalScore
from assessments.scoring import Gap
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry

from .access import draft_or_404, page_context

PAGE_SIZE = 40


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap with its indicator and the answer it comes from; is the target the country's own? `planned` actions."""

    rank: int
    gap: Gap
    entry: IndicatorEntry
    national: NationalScore
    is_own_target: bool
    planned: int


@require_safe
@login_required
def gaps(request: PortalRequest, pk: UUID) -> HttpResponse:
    """Gaps by size, kind and code, filtered by table, kind and size."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    tree = framework_tree()
    every = [(rank, gap, tree.indicator[gap.indicator]) for rank, gap in enumerate(state.gaps, start=1)]
    form = GapFilterForm(
        request.GET,
        tables={table.code: f"{table.code} {table.title}" for table in tree.tables},
        kinds={kind.slug: kind.name for kind in tree.kinds},
        sizes={
            str(size): ngettext("%(size)d level", "%(size)d levels", size) % {"size": size}
            for size in range(max([assessment.cycle.target_level, *state.own_targets.values()]), 0, -1)
        },
    )
    wanted = form.cleaned_data if form.is_valid() else {"table": "", "kind": "", "size": ""}
    rows = [
        (rank, gap, entry)
        for rank, gap, entry in every
        if wanted["table"] in ("", entry.table)
        and wanted["kind"] in ("", entry.kind.slug)
        and wanted["size"] in ("", str(gap.size))
    ]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    codes = [entry.code for _rank, _gap, entry in page.object_list]
    answers, _previous = selectors.answers_of(state, codes)
    planned = selectors.planned_against(assessment, codes)
    context = page_context(request, assessment, "gaps") | {
        "form": form,
        "filtered": any(wanted.values()),
        "count": len(every),
        "page_of_gaps": page,
        "rows": [
            GapRow(
                rank,
                gap,
                entry,
                answers[entry.code].national,
                entry.objective in state.own_targets,
                planned[entry.code],
            )
            for rank, gap, entry in page.object_list
        ],
        "targets": [(tree.objective[code], own) for code, own in selectors.own_targets_of(assessment).items()],
    }
    return render(request, "assessments/gaps.html", context)
