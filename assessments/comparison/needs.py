"""Technical-assistance needs: the actions that countries sealed with a need for assistance, counted.

The unit of every number is an action or a country. Costs are never added: they come in many currencies and years.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Self
from uuid import UUID

from assessments.comparison.compared import Compared, CountryFacts, CycleFacts
from assessments.comparison.grouping import group_of, groups_of

Assistance = Literal["legislative", "training", "equipment", "data", "other"]
ASSISTANCE: tuple[Assistance, ...] = ("legislative", "training", "equipment", "data", "other")
"""Kinds of technical assistance, in the order in which they are shown (`models.Action.Assistance`)."""
AHEAD = ("planned", "under_way")
"""Statuses of actions that still lie ahead: a need that is open."""
DONE = "done"
STATUSES = (*AHEAD, DONE)
"""Statuses that may count; what is dropped is no need any more."""


class Need(NamedTuple):
    """An action that needs assistance as its country sealed it; `due_on` and `starts_on` are ISO 8601 dates.

    `cost` is a number as text with two decimals in `currency` (ISO 4217), None where none is given.
    """

    country: CountryFacts
    cycle: CycleFacts
    submission: UUID
    action: str
    indicator: str
    objective: str
    measure: str | None
    text: str
    assistance: Assistance
    assistance_words: str
    lead: str
    others: tuple[str, ...]
    starts_on: str | None
    due_on: str
    status: str
    priority: str
    cost: str | None
    currency: str
    funding: str
    expected_level: int


class Count(NamedTuple):
    """Actions, and the countries that named at least one of them."""

    actions: int
    countries: int

    @classmethod
    def of(cls, needs: Iterable[Need]) -> Self:
        """The count of these actions."""
        by_country = Counter(need.country.code for need in needs)
        return cls(by_country.total(), len(by_country))


@dataclass(frozen=True, slots=True)
class Tally:
    """What is needed in one group or objective, `key`, "" for all of it.

    `submitted`: countries whose submissions are read; `all`: what counts; `kinds`: the same by kind of assistance, in
    the order of `ASSISTANCE`; `done`: actions done, which count apart.
    """

    key: str
    submitted: int
    all: Count
    kinds: tuple[Count, ...]
    done: Count


@dataclass(frozen=True, slots=True)
class Needs:
    """The needs of a selection in one cycle.

    `indicators`: those that count, in document order. `listed`: the actions that count, by country, then due date, then
    place in the tables. `groups`: regions, subregions or regional groups with a country in the selection, by name.
    `objectives`: those with a need that counts or is done, the most countries first, then the most actions, then in
    document order.
    """

    compared: Compared
    indicators: tuple[str, ...]
    listed: tuple[Need, ...]
    total: Tally
    groups: tuple[Tally, ...]
    objectives: tuple[Tally, ...]


def needs(compared: Compared, sealed: Iterable[Need], indicators: Sequence[str]) -> Needs:
    """The needs among `sealed` that the selection of `compared` asks for, at `indicators` in document order."""
    selection = compared.selection
    place = {code: number for number, code in enumerate(indicators)}
    asked = [
        need
        for need in sealed
        if need.indicator in place and need.status in STATUSES and selection.assistance in ("", need.assistance)
    ]
    statuses = (selection.status,) if selection.status else AHEAD
    counted = [need for need in asked if need.status in statuses]
    done = [need for need in asked if need.status == DONE and DONE not in statuses]
    submitted = Counter(group_of(line.country, selection.by) for line in compared.submitted)

    def in_group(need: Need) -> str:
        return group_of(need.country, selection.by)

    by_group, done_by_group = _by(counted, in_group), _by(done, in_group)
    by_objective, done_by_objective = _by(counted, _objective), _by(done, _objective)
    in_order = sorted((*counted, *done), key=lambda need: place[need.indicator])
    objectives = [
        _tally(objective, submitted.total(), by_objective.get(objective, ()), done_by_objective.get(objective, ()))
        for objective in dict.fromkeys(map(_objective, in_order))
    ]
    return Needs(
        compared=compared,
        indicators=tuple(indicators),
        listed=tuple(sorted(counted, key=lambda need: _order(need, place))),
        total=_tally("", submitted.total(), counted, done),
        groups=tuple(
            _tally(group, submitted[group], by_group.get(group, ()), done_by_group.get(group, ()))
            for group in groups_of(compared.countries, selection.by)
        ),
        objectives=tuple(sorted(objectives, key=lambda tally: (-tally.all.countries, -tally.all.actions))),
    )


def _objective(need: Need) -> str:
    return need.objective


def _order(need: Need, place: dict[str, int]) -> tuple[str, str, str, int, str]:
    return need.country.name, need.country.code, need.due_on, place[need.indicator], need.action


def _by(needs: Iterable[Need], key_of: Callable[[Need], str]) -> dict[str, list[Need]]:
    found: dict[str, list[Need]] = {}
    for need in needs:
        found.setdefault(key_of(need), []).append(need)
    return found


def _tally(key: str, submitted: int, counted: Collection[Need], done: Collection[Need]) -> Tally:
    by_kind = _by(counted, lambda need: need.assistance)
    kinds = tuple(Count.of(by_kind.get(kind, ())) for kind in ASSISTANCE)
    return Tally(key, submitted, Count.of(counted), kinds, Count.of(done))
