"""What an action plan amounts to: totals by currency, status and assistance, and what is late. Pure, no database.

The same for rows (`models.Action`) and for what sealed copies and reports hold (`PlannedAction`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

AHEAD = ("planned", "under_way")
"""Statuses of actions whose effect still lies ahead."""

DROPPED = "dropped"


class Planned(Protocol):
    """An action, wherever it is kept."""

    @property
    def due_on(self) -> date: ...
    @property
    def cost(self) -> Decimal | None: ...
    @property
    def currency(self) -> str: ...
    @property
    def assistance(self) -> str: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True, slots=True)
class PlannedAction:
    """An action as a sealed copy holds it, typed. `lead` and `others` are names of ministries; `measure` is a code."""

    id: str
    indicator: str
    measure: str | None
    text: str
    lead: str
    others: tuple[str, ...]
    starts_on: date | None
    due_on: date
    priority: str
    cost: Decimal | None
    currency: str
    funding: str
    assistance: str
    assistance_words: str
    status: str
    progress_note: str
    expected_level: int

    @classmethod
    def of_sealed(cls, sealed: Mapping[str, Any]) -> "PlannedAction":
        """The action that `sealing.sealed_action` wrote."""
        return cls(
            **{
                **sealed,
                "lead": sealed["lead"]["name"],
                "others": tuple(other["name"] for other in sealed["others"]),
                "starts_on": date.fromisoformat(sealed["starts_on"]) if sealed["starts_on"] else None,
                "due_on": date.fromisoformat(sealed["due_on"]),
                "cost": None if sealed["cost"] is None else Decimal(sealed["cost"]),
            }
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """Totals of a plan. Dropped actions count in `statuses` only.

    `costs` adds up by currency, never across, in order of codes; `without_cost` counts those without an estimate.
    `assistance` counts the kinds that are needed, without "none".
    """

    actions: int
    costs: Mapping[str, Decimal]
    without_cost: int
    statuses: Mapping[str, int]
    assistance: Mapping[str, int]
    late: int


def totals(actions: Iterable[Planned], on: date) -> Totals:
    """The totals of `actions`; late is what was due before `on` and is not done."""
    every = list(actions)
    kept = [action for action in every if action.status != DROPPED]
    costs: dict[str, Decimal] = {}
    for action in kept:
        if action.cost is not None:
            costs[action.currency] = costs.get(action.currency, Decimal(0)) + action.cost
    return Totals(
        actions=len(kept),
        costs=dict(sorted(costs.items())),
        without_cost=sum(action.cost is None for action in kept),
        statuses=dict(Counter(action.status for action in every)),
        assistance=dict(Counter(action.assistance for action in kept if action.assistance != "none")),
        late=sum(is_late(action, on) for action in kept),
    )


def is_late(action: Planned, on: date) -> bool:
    """Whether the action was due before `on` and is neither done nor dropped."""
    return action.status in AHEAD and action.due_on < on
