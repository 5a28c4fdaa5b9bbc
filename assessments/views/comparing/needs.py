"""Technical-assistance needs: how many actions of how many countries, by kind, group and objective, and which."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.http import PortalRequest
from assessments import selectors
from assessments.api.comparison.needs import needs_sheet
from assessments.charts import Svg
from assessments.charts.needs import NeedRow, needs_chart
from assessments.comparison import Selection
from assessments.comparison.needs import ASSISTANCE, Count, Need, Needs, Tally
from assessments.models import Action
from assessments.selectors.comparing import group_name
from framework.selectors import framework_tree

from .base import View, address_of, compare_page
from .grouped import only_group
from .notes import notes_of

NAME, TEMPLATE = "compare_needs", "assessments/compare/needs.html"
PAGE_SIZE = 50
LIST = "#actions"
"""Where on the page the actions are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A count and the address of the actions behind it, "" where no address means exactly these."""

    count: Count
    address: str


@dataclass(frozen=True, slots=True)
class NeedsRow:
    """A group or objective: its name and code, and what is counted in it. `address` is the view of it alone."""

    code: str
    name: str
    submitted: int
    address: str
    all: Cell
    kinds: list[Cell]
    done: Cell


@dataclass(frozen=True, slots=True)
class ListedNeed:
    """An action in the list, with today's statement of its indicator."""

    need: Need
    statement: str

    @property
    def assistance(self) -> str:
        return str(Action.Assistance(self.need.assistance).label)

    @property
    def status(self) -> str:
        return str(Action.Status(self.need.status).label)

    @property
    def priority(self) -> str:
        return str(Action.Priority(self.need.priority).label)

    @property
    def due_on(self) -> date:
        return date.fromisoformat(self.need.due_on)

    @property
    def cost(self) -> Decimal | None:
        return None if self.need.cost is None else Decimal(self.need.cost)


@require_safe
def needs(request: PortalRequest) -> HttpResponseBase:
    """What countries need technical assistance for, in one cycle."""
    return compare_page(request, NAME, TEMPLATE, needs_view)


def needs_view(request: PortalRequest, selection: Selection) -> View:
    """The needs of a selection."""
    found = selectors.needs_of(request.membership, selection)
    foot = notes_of(request.membership, found.compared)
    page = Paginator(found.listed, PAGE_SIZE).get_page(request.GET.get("page"))
    entries, objectives = framework_tree().indicator, framework_tree().objective

    def picture() -> Svg:
        return picture_of(found, selection, foot)

    context = {
        "found": found,
        "picture": picture,
        "kinds": [Action.Assistance(kind).label for kind in kinds_of(selection)],
        "total": _row(selection, selection, found.total, "", _("All")),
        "groups": [
            _row(selection, only_group(selection, tally.key), tally, "", group_name(tally.key, selection.by))
            for tally in found.groups
        ],
        "objectives": [
            _row(selection, _only_objective(selection, tally.key), tally, tally.key, objectives[tally.key].title)
            for tally in found.objectives
        ],
        "counts_done": selection.status == Action.Status.DONE,
        "has_more_cycles": len(selection.cycle) > 1,
        "page_of_needs": page,
        "listed": [ListedNeed(need, entries[need.indicator].text) for need in page],
    }
    return View(NAME, TEMPLATE, found.compared, context, lambda: needs_sheet(found), picture)


def kinds_of(selection: Selection) -> list[str]:
    """The kinds of assistance that are shown."""
    return [kind for kind in ASSISTANCE if selection.assistance in ("", kind)]


def _row(chosen: Selection, only: Selection | None, tally: Tally, code: str, name: str) -> NeedsRow:
    """A row with addresses of what is behind its figures: `only` is the selection of the row alone."""

    def cell(count: Count, **changed: str) -> Cell:
        address = f"{address_of(NAME, only.but(**changed))}{LIST}" if only is not None and count.actions else ""
        return Cell(count, address)

    kinds = dict(zip(ASSISTANCE, tally.kinds, strict=True))
    return NeedsRow(
        code=code,
        name=name,
        submitted=tally.submitted,
        address="" if only is None or only == chosen else address_of(NAME, only),
        all=cell(tally.all),
        kinds=[cell(kinds[kind], assistance=kind) for kind in kinds_of(chosen)],  # type: ignore[index]  # of these
        done=cell(tally.done, status=Action.Status.DONE.value),
    )


def _only_objective(selection: Selection, objective: str) -> Selection:
    """The same below an objective alone, or below the part of it that is chosen already."""
    if selection.under and selectors.level_of(selection.under) == "part":
        return selection
    return selection.but(under=objective)


def picture_of(found: Needs, selection: Selection, foot: list[str]) -> Svg:
    """The needs by kind and group as a picture."""
    kinds = kinds_of(selection)
    rows = [
        NeedRow(
            group_name(tally.key, selection.by),
            ngettext(
                "%(named)d of %(number)d submission names needs",
                "%(named)d of %(number)d submissions name needs",
                tally.submitted,
            )
            % {"named": tally.all.countries, "number": tally.submitted},
            [count.actions for kind, count in zip(ASSISTANCE, tally.kinds, strict=True) if kind in kinds],
        )
        for tally in found.groups
    ]
    return needs_chart(
        [str(Action.Assistance(kind).label) for kind in kinds],
        rows,
        title=_("Actions that need technical assistance, by kind and by group of countries"),
        facts=[
            _("Bars: actions that are done.")
            if selection.status == Action.Status.DONE
            else _("Bars: actions that are not done yet.")
        ],
        description=_("Bars side by side, one panel a kind of assistance; the numbers are in the table below."),
        tip=_("%(name)s, %(panel)s: %(actions)d"),
        foot=foot,
    )
