"""Actions for tests of the action plan."""

import datetime
from dataclasses import replace
from decimal import Decimal
from typing import Any

from assessments import services
from assessments.models import Action
from framework.models import Measure
from tests.assessments.conftest import Team

CODE = "1.1.E1"


def step_of(team: Team, **fields: Any) -> services.Step:
    """A sound step of the Ministry of the Interior, changed by `fields`."""
    step = services.Step(
        text="Draft the act and bring it before parliament.",
        measure=None,
        lead=team.interior,
        others=(),
        starts_on=datetime.date(2026, 3, 1),
        due_on=datetime.date(2027, 6, 30),
        priority="high",
        cost=Decimal("12000.50"),
        currency="USD",
        funding="State budget",
        assistance="legislative",
        assistance_words="A model law and an adviser for three months.",
        status="planned",
        progress_note="",
        expected_level=3,
    )
    return replace(step, **fields)


def plan(team: Team, code: str = CODE, **fields: Any) -> Action:
    """The team's focal point plans a step against the gap at `code`."""
    return services.plan_action(
        actor=team.focal, assessment=team.assessment, indicator=team.indicator(code), step=step_of(team, **fields)
    )


def measure_of(team: Team, code: str = CODE) -> Measure:
    """The first measure of an indicator."""
    measure: Measure = team.indicator(code).measures.order_by("order").first()
    return measure
