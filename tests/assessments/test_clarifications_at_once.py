"""Country and reviewer in one clarification at the same moment: one step counts, the other is told."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Membership, User
from assessments import services
from assessments.models import Clarification, ClarificationEntry
from assessments.services import clarifying
from assessments.services.errors import StaleClarification
from tests.assessments.calling import settle
from tests.assessments.clarifying import SOON, ask, fresh
from tests.assessments.conftest import Team
from tests.at_once import WRITERS, at_once


@pytest.fixture
def case(committed_team: Team) -> tuple[Team, Membership, Clarification]:
    """A team, a reviewer, and his question on the team's submission."""
    team = committed_team
    settle(team)
    reviewer = Membership.objects.create(user=User.objects.create_user("reviewer@u.example"), role="reviewer")
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    return team, reviewer, ask(submission, reviewer)


def outcomes_of(*actions: Callable[[], Any]) -> list[object]:
    """What each action gets, all at once."""
    return at_once(lambda number: actions[number]() if number < len(actions) else None)[: len(actions)]


def test_an_answer_and_a_closing_at_once_are_one(case: Any) -> None:
    team, reviewer, asked = case
    outcomes = outcomes_of(
        lambda: clarifying.answer(actor=team.focal, clarification=asked, text="Section 4.", expected_version=1),
        lambda: clarifying.close(actor=reviewer, clarification=asked, text="", expected_version=1),
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Clarification", "StaleClarification"], outcomes
    assert fresh(asked).version == ClarificationEntry.objects.count() == 2
    team.assessment.refresh_from_db()
    assert team.assessment.status == "submitted"


def test_of_many_answers_at_once_one_is_kept(case: Any) -> None:
    team, _reviewer, asked = case
    answer = lambda: clarifying.answer(actor=team.focal, clarification=asked, text="Yes.", expected_version=1)  # noqa: E731
    outcomes = outcomes_of(*[answer] * WRITERS)
    assert len([one for one in outcomes if isinstance(one, Clarification)]) == 1, outcomes
    assert len([one for one in outcomes if isinstance(one, StaleClarification)]) == WRITERS - 1, outcomes
    assert ClarificationEntry.objects.filter(kind="answer").count() == 1


def test_acceptance_and_an_answer_at_once_leave_nothing_open(case: Any) -> None:
    team, reviewer, asked = case
    accepted, answered = outcomes_of(
        lambda: services.accept(actor=reviewer, submission=asked.submission),
        lambda: clarifying.answer(actor=team.focal, clarification=asked, text="Section 4.", expected_version=1),
    )
    assert accepted == asked.submission
    assert isinstance(answered, Clarification | StaleClarification), answered
    assert fresh(asked).state == "closed"
    team.assessment.refresh_from_db()
    assert team.assessment.status == "accepted"


def test_questions_and_reopening_at_once_leave_a_true_status(case: Any) -> None:
    team, reviewer, asked = case
    outcomes = outcomes_of(
        lambda: ask(asked.submission, reviewer, "1.2", due_on=SOON),
        lambda: services.reopen(actor=team.focal, assessment=team.assessment),
        lambda: clarifying.answer(actor=team.focal, clarification=asked, text="Section 4.", expected_version=1),
    )
    assert isinstance(outcomes[0], Clarification | services.NotWritable), outcomes
    assert not [one for one in outcomes[1:] if isinstance(one, Exception)], outcomes
    team.assessment.refresh_from_db()
    assert team.assessment.status == "in_progress"
