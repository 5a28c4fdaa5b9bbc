"""What countries share with everybody. Whoever asks, it is read as a visitor who has not signed in reads it."""

from collections.abc import Sequence

from assessments.comparison import Compared, CycleFacts, Line, Selection
from assessments.models import Submission

from .comparing import comparable_cycles, compared, facts_of_cycle
from .latest import latest_submissions

VISITOR = None
"""Who reads the public page."""


def published_cycles() -> tuple[CycleFacts, ...]:
    """The cycles of which something is public, in the order in which they opened; one query."""
    cycles = [cycle for cycle in comparable_cycles(VISITOR) if cycle.has_submissions]
    return tuple(facts_of_cycle(cycle) for cycle in reversed(cycles))


def published(cycles: Sequence[CycleFacts], selection: Selection) -> Compared:
    """The public submissions of these cycles, one at least, with the columns of the selection."""
    return compared(VISITOR, selection.but(cycle=tuple(cycle.slug for cycle in cycles)))


def latest_published(compared: Compared) -> list[Line]:
    """Of each country the line of its last public cycle, in the order of the countries."""
    last: dict[str, Line] = {line.country.code: line for line in compared.submitted}
    return [last[country.code] for country in compared.countries if country.code in last]


def published_of(country: str) -> list[Submission]:
    """A country's latest public submission of each cycle, the first cycle first, without content; one query."""
    mine = latest_submissions(VISITOR).filter(assessment__country__code=country)
    return list(mine.exclude(assessment__cycle__status="draft").order_by("assessment__cycle__opens_on"))
