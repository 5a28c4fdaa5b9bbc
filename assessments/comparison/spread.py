"""Where countries stand low, and where they stand far apart: nodes by median and by the distance of the quartiles."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from assessments.comparison.compared import Column, Compared
from assessments.comparison.results import Together, together

WEAKEST, MOST_DIFFERENT, AS_IN_TABLES = "median", "-spread", "code"
ORDERS = ("median", "-median", "spread", "-spread", "code", "-code")
"""What `sort` may be; `-` in front for descending. None: the weakest first."""


@dataclass(frozen=True, slots=True)
class SpreadRow:
    """One node with what countries give for it together."""

    column: Column
    all: Together

    @property
    def spread(self) -> Fraction | None:
        """The distance between the quartiles in percentage points; None with fewer countries than quartiles need."""
        return self.all.summary.spread if self.all.has_box else None


def spread(compared: Compared, columns: range, order: str) -> tuple[SpreadRow, ...]:
    """The nodes whose columns have these numbers, in one of `ORDERS`, else the weakest first.

    One without what it is ordered by comes last; equal ones stay in the order of the tables. `compared` has one cycle
    at most.
    """
    rows = [SpreadRow(compared.columns[column], together(compared, column, compared.lines)) for column in columns]
    order = order_of(order)
    key = order.removeprefix("-")
    if key == AS_IN_TABLES:
        return tuple(reversed(rows) if order.startswith("-") else rows)
    value: Callable[[SpreadRow], Fraction | None] = _spread if key == "spread" else _median
    known = [(found, row) for row in rows if (found := value(row)) is not None]
    sign = -1 if order.startswith("-") else 1
    known.sort(key=lambda pair: sign * pair[0])
    return (*(row for _value, row in known), *(row for row in rows if value(row) is None))


def order_of(sort: str) -> str:
    """The one of `ORDERS` that a selection's `sort` asks for; it may be meant for another view."""
    return sort if sort in ORDERS else WEAKEST


def _spread(row: SpreadRow) -> Fraction | None:
    return row.spread


def _median(row: SpreadRow) -> Fraction | None:
    return row.all.summary.median
