"""What every benchmark returns, and how it is measured."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """One number against its goal of DESIGN section 12; `value` may be at most `goal`."""

    name: str
    value: float
    unit: str
    goal: float

    @property
    def met(self) -> bool:
        """Is the number as good as wanted?"""
        return self.value <= self.goal


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def milliseconds(action: Callable[[], object], times: int, warm_up: int = 3) -> list[float]:
    """How long each of `times` runs of `action` takes, after `warm_up` runs that do not count."""
    for _ in range(warm_up):
        action()
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        action()
        taken.append((time.perf_counter() - started) * 1000)
    return taken
