"""What every benchmark returns, and how it is measured."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Measure:
    """One number against its goal: `value` may be at most `goal`.

    Of several runs `value` is the median, `low` and `high` are the least and the most, `runs` says how many. What
    belongs to a growth curve names the curve, the line in it and where on the line it is (`at`, in `at_unit`).
    """

    name: str
    value: float
    unit: str
    goal: float
    curve: str = ""
    line: str = ""
    at: float | None = None
    at_unit: str = ""
    low: float | None = None
    high: float | None = None
    runs: int = 1

    @property
    def met(self) -> bool:
        """Is the number as good as wanted?"""
        return self.value <= self.goal

    def as_json(self) -> dict[str, Any]:
        """What var/bench.json keeps: `name value unit goal met low high runs`, and `curve line at at_unit`."""
        found = {"name": self.name, "value": self.value, "unit": self.unit, "goal": self.goal, "met": self.met}
        found |= {"low": self.low, "high": self.high, "runs": self.runs}
        if self.curve:
            found |= {"curve": self.curve, "line": self.line, "at": self.at, "at_unit": self.at_unit}
        return found


def of_runs(runs: Sequence[Sequence[Measure]]) -> list[Measure]:
    """The measures of several runs of a module as one list: the median of each, with the least and the most."""
    by_name: dict[str, list[Measure]] = {}
    for run in runs:
        for measure in run:
            by_name.setdefault(measure.name, []).append(measure)
    return [
        replace(
            found[0],
            value=median(values),
            low=min(values),
            high=max(values),
            runs=len(values),
        )
        for found in by_name.values()
        if (values := [measure.value for measure in found])
    ]


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
