"""Where an assessment stands: tables, sections and objectives with score, bounds and coverage, and what is left."""

from collections import Counter
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.models import Clarification, NationalScore
from assessments.scoring import PERCENT_PER_LEVEL, Node
from framework.selectors import framework_tree
from framework.tree import ObjectiveEntry, SectionEntry, TableEntry

from .access import draft_or_404, page_context

STATE = NationalScore.State
LARGEST_GAPS = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A table, section or objective, its score, how many of its indicators are in which state, and what lies below.

    `target` is in percent: the country's own for an objective that has one, else the cycle's.
    """

    entry: TableEntry | SectionEntry | ObjectiveEntry
    node: Node
    states: Counter[str]
    target: int
    below: tuple["Standing", ...] = ()

    @property
    def conflicts(self) -> int:
        """Indicators on which ministries differ."""
        return self.states[STATE.CONFLICT]

    @property
    def to_confirm(self) -> int:
        """Decisions and carried-over answers that do not count until they are confirmed."""
        return self.states[STATE.TO_CONFIRM] + self.states[STATE.CARRIED_OVER]

    @property
    def unanswered(self) -> int:
        """Indicators that somebody still has to answer."""
        return self.states[STATE.UNANSWERED]


@require_safe
@login_required
def overview(request: PortalRequest, pk: UUID) -> HttpResponse:
    """The four tables, what is left before submitting, the largest gaps and how far each ministry is."""
    assessment = draft_or_404(request, pk)
    state = selectors.state_of(assessment)
    tree = framework_tree()
    states = Counter(row.state for row in state.national.values())
    context = page_context(request, assessment, "overview") | {
        "state": state,
        "overall": state.profile.overall,
        "target": assessment.cycle.target_level * PERCENT_PER_LEVEL,
        "tables": standings(state),
        "states": {name: states[name] for name in STATE.values},
        "nobody": sum(code not in state.assigned for code in state.codes_in(STATE.UNANSWERED)),
        "gaps": [(gap, tree.indicator[gap.indicator]) for gap in state.gaps[:LARGEST_GAPS]],
        "latest": assessment.submissions.defer("content").first(),
        "clarifications": selectors.clarifications_within(request.membership, assessment).exclude(
            state=Clarification.State.CLOSED
        ),
    }
    return render(request, "assessments/overview.html", context)


def standings(state: selectors.State) -> list[Standing]:
    """How the tables stand, each with its sections, each with its objectives."""
    indicators = framework_tree().indicator
    by_objective: dict[str, Counter[str]] = {}
    for code, row in state.national.items():
        by_objective.setdefault(indicators[code].objective, Counter())[row.state] += 1

    def total(below: tuple[Standing, ...]) -> Counter[str]:
        return sum((standing.states for standing in below), Counter())

    target = state.assessment.cycle.target_level * PERCENT_PER_LEVEL
    tables = []
    for table in framework_tree().tables:
        sections = []
        for section in table.sections:
            objectives = tuple(
                Standing(
                    entry,
                    state.profile.objective(entry.code),
                    by_objective.get(entry.code, Counter()),
                    state.target_of(entry.code) * PERCENT_PER_LEVEL,
                )
                for entry in section.objectives
            )
            node = state.profile.section(section.code)
            sections.append(Standing(section, node, total(objectives), target, objectives))
        node = state.profile.table(table.code)
        tables.append(Standing(table, node, total(tuple(sections)), target, tuple(sections)))
    return tables
