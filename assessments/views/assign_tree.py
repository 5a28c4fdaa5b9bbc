"""The tree of the assign page as values: who is asked what at each level, limited by a filter."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.models import Ministry
from assessments import selectors
from framework.listing import listed
from framework.selectors import framework_tree
from framework.tree import IndicatorEntry, ObjectiveEntry, PartEntry, SectionEntry, TableEntry

EVERYTHING = "*"
"""Stands for all indicators that the filter shows, where a code is ticked."""
NOBODY, OVERDUE = "nobody", "overdue"
OPEN_UP_TO = 60
"""Up to how many indicators a filtered tree shows with all its branches open."""


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A ministry that is asked one indicator, whether it has answered, and when its answer is due.

    Neighbours of whom there is neither to say are one, their names joined: a template's turns are dear.
    """

    name: str
    answered: bool
    due_on: date | None
    overdue: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """A table, section, objective, part or indicator in the tree.

    `total` counts its indicators that the filter shows, `nobody` those of them that are asked of no ministry; `counts`
    says how many each ministry is asked, `asked` is for a single indicator. `below` is empty where it is not loaded.
    """

    code: str
    title: str
    total: int
    nobody: int
    counts: tuple[tuple[str, int], ...]
    below: tuple["Branch", ...] = ()
    asked: tuple[AskedOf, ...] = ()
    is_leaf: bool = False

    @property
    def shown_code(self) -> str:
        """The code, "" for a section: its title says it better than "1.investigation"."""
        return "" if self.code in framework_tree().section else self.code


@dataclass(frozen=True, slots=True)
class TreeFilter:
    """Which indicators are shown: of a table, of a kind, and asked of whom: `NOBODY`, `OVERDUE`, or a ministry's id."""

    table: str = ""
    kind: str = ""
    asked: str = ""

    def __bool__(self) -> bool:
        return bool(self.table or self.kind or self.asked)


@dataclass(frozen=True)
class AssignTree:
    """The tree for one state and filter; `loaded` are the codes of the tables whose insides are shown."""

    state: selectors.State
    wanted: TreeFilter
    loaded: Collection[str]

    @cached_property
    def shown(self) -> frozenset[str]:
        """Codes of the indicators that the filter shows."""
        return frozenset(
            entry.code
            for entry in framework_tree().indicator.values()
            if self.wanted.table in ("", entry.table)
            and self.wanted.kind in ("", entry.kind.slug)
            and self._is_asked_as_wanted(entry.code)
        )

    @property
    def opens_all(self) -> bool:
        """Whether so little is shown that every branch is open."""
        return bool(self.wanted) and len(self.shown) <= OPEN_UP_TO

    @cached_property
    def prefix(self) -> str:
        """The word that most ministries' names begin with and that the tree leaves out; "" where there is none."""
        return common_beginning([ministry.name for ministry in self.state.ministries.values()])

    @cached_property
    def names(self) -> dict[UUID, str]:
        """Names of the ministries without `prefix`."""
        return {pk: ministry.name.removeprefix(self.prefix) for pk, ministry in self.state.ministries.items()}

    def expand(self, ticked: Iterable[str]) -> list[str]:
        """Indicators that ticked codes stand for, of those shown, in document order."""
        codes = set(ticked)
        if EVERYTHING in codes:
            found = set(self.shown)
        else:
            found = {code for one in codes for code in selectors.indicators_under(one)} & self.shown
        return [code for code in self.state.national if code in found]

    @cached_property
    def tables(self) -> list[Branch]:
        """The tables of which something is shown."""
        return [branch for table in framework_tree().tables if (branch := self._table(table)).total]

    def _table(self, table: TableEntry) -> Branch:
        below = (self._section(section) for section in table.sections) if table.code in self.loaded else ()
        return self._branch(table.code, table.title, table.indicators, below)

    def _section(self, section: SectionEntry) -> Branch:
        indicators = [entry for objective in section.objectives for entry in objective.indicators]
        return self._branch(section.code, section.title, indicators, map(self._objective, section.objectives))

    def _objective(self, objective: ObjectiveEntry) -> Branch:
        parts = objective.parts
        below = map(self._leaf, parts[0].indicators) if len(parts) == 1 else map(self._part, parts)
        return self._branch(objective.code, objective.title, objective.indicators, below)

    def _part(self, part: PartEntry) -> Branch:
        title = " ".join(item.text for item in part.specific_objectives[:1])
        return self._branch(part.code, title, part.indicators, map(self._leaf, part.indicators))

    def _branch(self, code: str, title: str, indicators: Iterable[IndicatorEntry], below: Iterable[Branch]) -> Branch:
        codes = [entry.code for entry in indicators if entry.code in self.shown]
        counts = Counter(pk for one in codes for pk in self.state.assigned.get(one, ()))
        return Branch(
            code=code,
            title=title,
            total=len(codes),
            nobody=sum(one not in self.state.assigned for one in codes),
            counts=tuple((name, counts[pk]) for pk, name in self.names.items() if counts[pk]),
            below=tuple(branch for branch in below if branch.total),
        )

    def _leaf(self, entry: IndicatorEntry) -> Branch:
        code = entry.code
        if code not in self.shown:
            return Branch(code, entry.text, 0, 0, (), is_leaf=True)
        answered = {row.ministry for row in self.state.scores.get(code, ())}
        asked = tuple(
            AskedOf(
                name=self.names[pk],
                answered=pk in answered,
                due_on=self.state.due_on.get((code, pk)),
                overdue=(code, pk) in self._overdue,
            )
            for pk in self.state.assigned.get(code, ())
        )
        return Branch(code, entry.text, 1, not asked, (), asked=_joined(asked), is_leaf=True)

    @cached_property
    def _overdue(self) -> frozenset[tuple[str, UUID]]:
        today = timezone.localdate()
        late = (pair for pair, day in self.state.due_on.items() if day < today)
        return frozenset(
            (code, pk) for code, pk in late if pk not in {row.ministry for row in self.state.scores.get(code, ())}
        )

    def _is_asked_as_wanted(self, code: str) -> bool:
        asked = self.state.assigned.get(code, ())
        if self.wanted.asked == "":
            return True
        if self.wanted.asked == NOBODY:
            return not asked
        if self.wanted.asked == OVERDUE:
            return any((code, pk) in self._overdue for pk in asked)
        return any(str(pk) == self.wanted.asked for pk in asked)


def _joined(asked: Iterable[AskedOf]) -> tuple[AskedOf, ...]:
    """The same with neighbours joined who have neither an answer nor a due date."""
    joined: list[AskedOf] = []
    for is_plain, some in groupby(asked, key=lambda one: not one.answered and one.due_on is None):
        if is_plain:
            joined.append(AskedOf(listed(one.name for one in some), answered=False, due_on=None, overdue=False))
        else:
            joined.extend(some)
    return tuple(joined)


def common_beginning(names: Collection[str]) -> str:
    """The beginning, one or two words and a space, that at least half of the names share; "" where there is none."""
    for words in (2, 1):
        beginnings = Counter(" ".join(name.split(" ")[:words]) + " " for name in names if len(name.split(" ")) > words)
        for beginning, times in beginnings.most_common(1):
            if times > 1 and 2 * times >= len(names):
                return beginning
    return ""


def filter_choices(ministries: Mapping[UUID, Ministry]) -> dict[str, Any]:
    """Kinds and tables to choose from, by value, and the ministries by id."""
    tree = framework_tree()
    return {
        "tables": {table.code: f"{table.code} {table.title}" for table in tree.tables},
        "kinds": {kind.slug: kind.name for kind in tree.kinds},
        "ministries": {str(pk): ministry.name for pk, ministry in ministries.items()},
    }
