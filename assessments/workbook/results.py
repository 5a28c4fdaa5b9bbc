"""What reading a file gives."""

from collections.abc import Sequence
from dataclasses import dataclass


class RefusedFile(Exception):
    """The file as a whole cannot be read as answers of this ministry; `str()` says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a file says on one indicator.

    `answer` is "" where the file leaves it empty although there was one; `version` is that which the file was made
    with, None where it does not say; `touched` is false where the row is as it was when the file was made.
    """

    indicator: str
    answer: str
    level: int | None
    justification: str
    version: int | None
    cell: str
    touched: bool


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be taken, such as "2 Protection!D14"."""

    cell: str
    indicator: str
    message: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows and faults of a file, in document order; an indicator is in one of both, or in none if it says nothing."""

    rows: Sequence[Row]
    faults: Sequence[Fault]
