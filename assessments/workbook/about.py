"""What a workbook is about: one ministry's part of one assessment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from framework.tree import IndicatorEntry


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator that the ministry is asked, and its answer as it is stored.

    `answer` is "" and `version` 0 where there is none yet; `previous` is the country's answer in the cycle before, in
    words, "" where there is none.
    """

    entry: IndicatorEntry
    answer: str
    level: int | None
    justification: str
    version: int
    previous: str


@dataclass(frozen=True, slots=True)
class Part:
    """Everything a workbook says, and what its file is called.

    `lines` are in document order; `due_on` is the earliest date set for an answer.
    """

    assessment: UUID
    ministry: UUID
    cycle: str
    country_name: str
    cycle_name: str
    ministry_name: str
    fictional: bool
    synthetic: bool
    closes_on: date
    due_on: date | None
    file_name: str
    lines: Sequence[Line]
