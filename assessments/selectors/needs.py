"""Technical-assistance needs as the reader may see them."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from accounts.models import Membership
from assessments.comparison import Compared, Selection
from assessments.comparison.compared import Column, Line
from assessments.comparison.needs import Need, Needs, needs
from assessments.models import Extract
from assessments.scoring import OVERALL

from .comparing import compared
from .narrowing import indicators_below
from .state import tree

OVER_ALL: tuple[Column, ...] = (("overall", OVERALL),)


def needs_of(actor: Membership | None, selection: Selection) -> Needs:
    """The technical-assistance needs in the newest of the chosen cycles; one query more than `compared` asks."""
    found = compared(actor, selection.in_one_cycle, OVER_ALL)
    return needs(found, _sealed_needs(found), indicators_below(selection))


def _sealed_needs(found: Compared) -> Iterator[Need]:
    """The sealed actions that need assistance, of the submissions that are compared."""
    by_submission = {line.sealed.submission: line for line in found.submitted if line.sealed is not None}
    rows = Extract.objects.filter(pk__in=by_submission).values_list("pk", "needs")
    for submission, actions in rows:
        for action in actions:
            place = tree().places.get(action["indicator"])
            if place is not None:
                yield _need(by_submission[submission], submission, place.objective, action)


def _need(line: Line, submission: UUID, objective: str, action: Mapping[str, Any]) -> Need:
    return Need(
        country=line.country,
        cycle=line.cycle,
        submission=submission,
        action=action["id"],
        indicator=action["indicator"],
        objective=objective,
        measure=action["measure"],
        text=action["text"],
        assistance=action["assistance"],
        assistance_words=action["assistance_words"],
        lead=action["lead"]["name"],
        others=tuple(other["name"] for other in action["others"]),
        starts_on=action["starts_on"],
        due_on=action["due_on"],
        status=action["status"],
        priority=action["priority"],
        cost=action["cost"],
        currency=action["currency"],
        funding=action["funding"],
        expected_level=action["expected_level"],
    )
