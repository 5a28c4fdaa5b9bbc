"""What has moved between two sealed copies of one country: exact, node by node and answer by answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from assessments.scoring import NodeKey, Profile, change

ANSWERED = ("answer", "level")


@dataclass(frozen=True, slots=True)
class Step:
    """One indicator in two sealed copies; rows of their JSON, None where a copy has no such indicator."""

    then: Mapping[str, Any] | None
    now: Mapping[str, Any] | None

    @property
    def answered_otherwise(self) -> bool:
        """Whether the answer or its level is another one."""
        return self._differs(ANSWERED)

    @property
    def worded_otherwise(self) -> bool:
        """Whether the answer is justified in other words."""
        return self._differs(("justification",))

    @property
    def levels(self) -> int | None:
        """How many levels it moved, up or down; None unless both answers are levels."""
        before, after = (self.then or {}).get("level"), (self.now or {}).get("level")
        return None if before is None or after is None else after - before

    @property
    def levels_down(self) -> int | None:
        """The same, counted downwards."""
        return None if self.levels is None else -self.levels

    def _differs(self, names: Iterable[str]) -> bool:
        return any((self.then or {}).get(name) != (self.now or {}).get(name) for name in names)


@dataclass(frozen=True)
class Changes:
    """What a sealed copy says otherwise than an earlier one.

    `steps` has the indicators of the later copy whose answer or justification is another one, by code in its document
    order. `moves`: how far each score moved, in percentage points, exact (`scoring.change`). `then` is the profile of
    the earlier copy. `dropped`: codes that only the earlier copy has.
    """

    steps: Mapping[str, Step]
    moves: Mapping[NodeKey, Fraction | None]
    then: Profile
    dropped: tuple[str, ...]

    @property
    def answers(self) -> int:
        """How many indicators are answered otherwise."""
        return sum(step.answered_otherwise for step in self.steps.values())

    @property
    def reworded(self) -> int:
        """How many have the same answer, justified in other words."""
        return len(self.steps) - self.answers


def changes(
    then: Iterable[Mapping[str, Any]], now: Iterable[Mapping[str, Any]], before: Profile, after: Profile
) -> Changes:
    """The changes from the sealed national scores `then`, whose profile is `before`, to `now` with `after`."""
    earlier = {row["indicator"]: row for row in then}
    steps = {row["indicator"]: Step(earlier.get(row["indicator"]), row) for row in now}
    return Changes(
        {code: step for code, step in steps.items() if step.answered_otherwise or step.worded_otherwise},
        change(before, after),
        before,
        tuple(code for code in earlier if code not in steps),
    )
