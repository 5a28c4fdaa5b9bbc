"""What sharing out amounts to: from wishes and who is asked now to the steps that make the difference. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple
from uuid import UUID


class Pair(NamedTuple):
    """An indicator, by code, and a ministry."""

    indicator: str
    ministry: UUID


class Asked(NamedTuple):
    """That a ministry is asked an indicator, and until when; where it is not asked there is None instead."""

    due_on: date | None


class Due(Enum):
    """What is said of a due date where no date is given and none is taken away."""

    KEEP = "keep"


DueDate = date | Due | None
"""A date, None for no date, or that dates stay as they are (whoever is newly asked has none)."""


@dataclass(frozen=True, slots=True)
class Move:
    """Ask all indicators `codes` of every ministry of `ask`, take them back from those of `take_back`.

    A ministry that is in both is asked. Ministries of `remind` get the due date for what they are asked already.
    """

    codes: Collection[str]
    ask: Collection[UUID] = ()
    take_back: Collection[UUID] = ()
    remind: Collection[UUID] = ()


class Step(NamedTuple):
    """How it stands with a pair before and after."""

    before: Asked | None
    after: Asked | None


@dataclass(frozen=True)
class Plan:
    """The steps of one operation, by pair; pairs for which nothing changes have none."""

    steps: Mapping[Pair, Step]

    @property
    def asked(self) -> list[Pair]:
        """Who is newly asked what."""
        return [pair for pair, step in self.steps.items() if step.before is None]

    @property
    def taken_back(self) -> list[Pair]:
        """What is taken back from whom."""
        return [pair for pair, step in self.steps.items() if step.after is None]

    @property
    def dated(self) -> list[Pair]:
        """Who is asked already and gets another due date."""
        return [pair for pair, step in self.steps.items() if step.before is not None and step.after is not None]


def plan(current: Mapping[Pair, Asked], moves: Collection[Move], due_on: DueDate = Due.KEEP) -> Plan:
    """The steps from `current` to what `moves` want, later moves over earlier ones."""
    wanted = dict(pair_and_wish for move in moves for pair_and_wish in _wishes(move, current, due_on))
    return steps_to(current, wanted)


def steps_to(current: Mapping[Pair, Asked], wanted: Mapping[Pair, Asked | None]) -> Plan:
    """The steps from `current` to `wanted`."""
    return Plan({pair: Step(current.get(pair), wish) for pair, wish in wanted.items() if current.get(pair) != wish})


def _wishes(move: Move, current: Mapping[Pair, Asked], due_on: DueDate) -> Iterator[tuple[Pair, Asked | None]]:
    for code in move.codes:
        for ministry in move.take_back:
            yield Pair(code, ministry), None
        for ministry in move.remind:
            pair = Pair(code, ministry)
            if pair in current:
                yield pair, _asked(current[pair], due_on)
        for ministry in move.ask:
            pair = Pair(code, ministry)
            yield pair, _asked(current.get(pair), due_on)


def _asked(before: Asked | None, due_on: DueDate) -> Asked:
    if isinstance(due_on, Due):
        return before or Asked(None)
    return Asked(due_on)
