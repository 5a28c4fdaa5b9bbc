"""The action plan of one country (DESIGN section 8) as plain values: what PDF, Word and Excel print, in their order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.action_plan import DROPPED, PlannedAction, Totals, is_late, totals
from assessments.models import Action
from assessments.scenario import Move, Scenario, scenario
from assessments.scoring import whole_percent
from framework.listing import listed
from framework.tree import FrameworkTree
from reports.contexts.figures import Figures, Named
from reports.contexts.subject import Seal, Subject
from reports.contexts.summary import signed


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action in words. `number` counts the actions of the document, those that are dropped last."""

    number: int
    action: PlannedAction
    statement: str
    measure_text: str
    expected_level: str
    late: bool

    @property
    def priority(self) -> str:
        return str(Action.Priority(self.action.priority).label)

    @property
    def status(self) -> str:
        return str(Action.Status(self.action.status).label)

    @property
    def assistance(self) -> str:
        return str(Action.Assistance(self.action.assistance).label)

    @property
    def needs_assistance(self) -> bool:
        return self.action.assistance != Action.Assistance.NONE

    @property
    def others(self) -> str:
        """The other ministries in one line."""
        return listed(self.action.others)

    @property
    def cost(self) -> str:
        """The cost with its currency, "12,000.50 USD"; "" without one."""
        return "" if self.action.cost is None else cost_words(self.action.cost, self.action.currency)

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """What is done, one string a paragraph."""
        return tuple(line for line in self.action.text.splitlines() if line.strip())


@dataclass(frozen=True, slots=True)
class MinistryPlan:
    """The actions that a ministry leads, and the numbers of those in which it takes part."""

    name: str
    lines: tuple[ActionLine, ...]
    takes_part: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """A kind of technical assistance and the actions that need it."""

    kind: str
    lines: tuple[ActionLine, ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """A status or a kind of assistance with its number of actions."""

    label: str
    number: int


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A score now and in the scenario; `points` is the rounded exact difference with its sign, or an en dash."""

    named: Named
    then: Figures
    points: str


@dataclass(frozen=True)
class ActionPlan:
    """The whole document. `on` is the day on which what was due before counts as late.

    `lines` are the actions that are not dropped, by due date; `objectives` of the scenario are those that move.
    """

    subject: Subject
    on: date
    lines: tuple[ActionLine, ...]
    dropped: tuple[ActionLine, ...]
    totals: Totals
    statuses: tuple[Counted, ...]
    assistance: tuple[Counted, ...]
    ministries: tuple[MinistryPlan, ...]
    needs: tuple[Need, ...]
    raised: int
    overall: ScenarioRow
    tables: tuple[ScenarioRow, ...]
    objectives: tuple[ScenarioRow, ...]

    @property
    def seal(self) -> Seal | None:
        return self.subject.seal

    @property
    def costs(self) -> tuple[str, ...]:
        """The total of the cost estimates by currency, in words."""
        return tuple(cost_words(amount, currency) for currency, amount in self.totals.costs.items())


def action_plan(subject: Subject, framework: FrameworkTree, on: date) -> ActionPlan:
    """The action plan of `subject` in the words of `framework`; late is what was due before `on`."""
    kept = [action for action in subject.actions if action.status != DROPPED]
    given_up = [action for action in subject.actions if action.status == DROPPED]
    every = [_line(number, action, framework, on) for number, action in enumerate([*kept, *given_up], start=1)]
    lines, dropped = tuple(every[: len(kept)]), tuple(every[len(kept) :])
    amounts = totals(subject.actions, on)
    found = scenario(subject.tree, subject.answers, [(action.indicator, action.expected_level) for action in kept])
    return ActionPlan(
        subject=subject,
        on=on,
        lines=lines,
        dropped=dropped,
        totals=amounts,
        statuses=_counted(Action.Status, amounts.statuses),
        assistance=_counted(Action.Assistance, amounts.assistance),
        ministries=_ministries(lines),
        needs=needs(lines),
        raised=len(found.raised),
        overall=_row(found.overall, ""),
        tables=tuple(_row(move, framework.table[move.now.code].title) for move in found.of_level("table")),
        objectives=_objectives(found, framework),
    )


def lines_of(subject: Subject, framework: FrameworkTree) -> tuple[ActionLine, ...]:
    """The actions that are not dropped, by due date, none of them marked as late."""
    kept = [action for action in subject.actions if action.status != DROPPED]
    return tuple(_line(number, action, framework, date.min) for number, action in enumerate(kept, start=1))


def needs(lines: Sequence[ActionLine]) -> tuple[Need, ...]:
    """The actions that need assistance, by its kind."""
    found = []
    for kind in Action.Assistance:
        of_kind = tuple(line for line in lines if line.action.assistance == kind)
        if of_kind and kind != Action.Assistance.NONE:
            found.append(Need(str(kind.label), of_kind))
    return tuple(found)


def cost_words(amount: Decimal, currency: str) -> str:
    """An amount with its separators and currency, "12,000.50 USD"; without a fraction where that is zero."""
    places = 0 if amount == amount.to_integral_value() else 2
    return f"{number_format(amount, decimal_pos=places, force_grouping=True)} {currency}"


def _line(number: int, action: PlannedAction, framework: FrameworkTree, on: date) -> ActionLine:
    indicator = framework.indicator.get(action.indicator)
    measures = {measure.code: measure.text for measure in indicator.measures} if indicator else {}
    return ActionLine(
        number=number,
        action=action,
        statement=indicator.text if indicator else "",
        measure_text=measures.get(action.measure or "", ""),
        expected_level=f"{action.expected_level} {framework.levels[action.expected_level].name}",
        late=is_late(action, on),
    )


def _counted(choices: type[Action.Status] | type[Action.Assistance], numbers: Mapping[str, int]) -> tuple[Counted, ...]:
    return tuple(Counted(str(one.label), numbers[one]) for one in choices if numbers.get(one))


def _ministries(lines: tuple[ActionLine, ...]) -> tuple[MinistryPlan, ...]:
    """The ministries by name, those that lead nothing included."""
    names = {line.action.lead for line in lines} | {other for line in lines for other in line.action.others}
    return tuple(
        MinistryPlan(
            name,
            tuple(line for line in lines if line.action.lead == name),
            tuple(line.number for line in lines if name in line.action.others),
        )
        for name in sorted(names)
    )


def _objectives(found: Scenario, framework: FrameworkTree) -> tuple[ScenarioRow, ...]:
    return tuple(
        _row(move, framework.objective[move.now.code].title) for move in found.of_level("objective") if move.moves
    )


def _row(move: Move, title: str) -> ScenarioRow:
    points = whole_percent(move.points)
    return ScenarioRow(
        named=Named(move.now.code if title else "", title or _("Overall"), Figures.of(move.now)),
        then=Figures.of(move.then),
        points="–" if points is None else signed(points),
    )
