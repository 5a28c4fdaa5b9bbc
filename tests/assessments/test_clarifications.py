"""A clarification from its question to its end, and what it does to the assessment."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import Membership, Notice, User
from assessments import selectors, services
from assessments.models import Change, Clarification, ClarificationEntry, Submission
from assessments.services import clarifying
from assessments.services.clarifying import clarification_state
from assessments.services.errors import StaleClarification
from framework.models import Objective
from tests.assessments.calling import settle
from tests.assessments.clarifying import CODE, LATER, SOON, TODAY, ask, fresh, step
from tests.assessments.conftest import Team, make_team


@pytest.fixture
def submission(team: Team) -> Submission:
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


@pytest.fixture
def asked(team: Team, submission: Submission, reviewer: Membership) -> Clarification:
    return ask(submission, reviewer)


def status_of(team: Team) -> str:
    team.assessment.refresh_from_db()
    return team.assessment.status


def told(kind: str = "clarification") -> list[tuple[str, str]]:
    """Who was told of which event, since the last time."""
    notices = Notice.objects.filter(kind=kind).order_by("created_at", "pk")
    found = [(notice.address.partition("@")[0], notice.context["event"]) for notice in notices]
    notices.delete()
    return found


# The walk through all states


def test_the_whole_round_with_two_submissions(team: Team, asked: Clarification, reviewer: Membership) -> None:
    assert (asked.state, asked.version, status_of(team)) == ("open", 1, "clarification")
    assert told() == [("focal", "asked")]

    step("delegate", team.focal, asked, ministry=team.interior, text="Please look it up.")
    assert told() == [("interior", "delegated")]
    step("contribute", team.interior_official, asked, text="Section 4.")
    assert told() == [("focal", "contributed")]
    assert fresh(asked).state == "open"
    step("answer", team.focal, asked, text="Section 4 of the act of 2019.")
    assert told() == [("reviewer", "answered")]
    assert (fresh(asked).state, status_of(team)) == ("answered", "submitted")

    step("follow_up", reviewer, asked, text="It covers half of it.", due_on=LATER)
    assert told() == [("focal", "followed_up")]
    assert (fresh(asked).state, fresh(asked).due_on, status_of(team)) == ("open", LATER, "clarification")

    services.reopen(actor=team.focal, assessment=team.assessment)
    assert status_of(team) == "in_progress"
    team.decide(CODE, 1)
    step("answer", team.focal, asked, text="We have revised the answer.")
    assert (fresh(asked).state, status_of(team)) == ("answered", "in_progress")
    second = services.submit(actor=team.focal, assessment=team.assessment)
    assert (second.number, status_of(team)) == (2, "submitted")

    told()
    step("close", reviewer, asked, text="Thank you.")
    assert told() == [("focal", "closed")]
    assert (fresh(asked).state, status_of(team)) == ("closed", "submitted")
    kinds = list(ClarificationEntry.objects.order_by("at").values_list("kind", flat=True))
    assert kinds == ["question", "delegated", "contribution", "answer", "follow_up", "answer", "closed"]
    assert fresh(asked).version == len(kinds)
    services.accept(actor=reviewer, submission=second)
    assert status_of(team) == "accepted"


def test_status_stays_clarification_while_one_of_several_is_open(
    team: Team, submission: Submission, reviewer: Membership
) -> None:
    first, second = (ask(submission, reviewer, code) for code in (CODE, "1.1"))
    assert (second.indicator, second.about) == (None, "1.1")
    step("answer", team.focal, first)
    assert status_of(team) == "clarification"
    step("close", reviewer, second)
    assert status_of(team) == "submitted"


def test_resubmission_with_an_open_question_stays_in_clarification(
    team: Team, asked: Clarification, reviewer: Membership
) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    second = services.submit(actor=team.focal, assessment=team.assessment)
    assert status_of(team) == "clarification"
    assert ask(second, reviewer, "1.1.E2").submission == second
    step("answer", team.focal, asked)
    assert status_of(team) == "clarification"


def test_acceptance_closes_the_round(team: Team, submission: Submission, reviewer: Membership) -> None:
    open_one, answered, closed = (ask(submission, reviewer, code) for code in (CODE, "1.1.E2", "1.1"))
    step("answer", team.focal, answered)
    step("close", reviewer, closed)
    told()
    services.accept(actor=reviewer, submission=submission)
    assert status_of(team) == "accepted"
    assert {fresh(one).state for one in (open_one, answered, closed)} == {"closed"}
    assert [one.version for one in map(fresh, (open_one, answered, closed))] == [2, 3, 2]
    assert told() == []
    for name, actor in (("answer", team.focal), ("close", reviewer)):
        with pytest.raises(services.NotWritable):
            step(name, actor, open_one)


def test_a_question_in_a_closed_cycle_is_answered(team: Team, asked: Clarification) -> None:
    team.cycle.status = "closed"
    team.cycle.save()
    step("answer", team.focal, asked)
    assert status_of(team) == "submitted"


# What is refused


def test_asked_on_the_latest_submission_of_a_submitted_assessment_only(
    team: Team, submission: Submission, reviewer: Membership
) -> None:
    services.reopen(actor=team.focal, assessment=team.assessment)
    with pytest.raises(services.NotWritable):
        ask(submission, reviewer)
    second = services.submit(actor=team.focal, assessment=team.assessment)
    with pytest.raises(services.NotWritable):
        ask(submission, reviewer)
    services.accept(actor=reviewer, submission=second)
    with pytest.raises(services.NotWritable):
        ask(second, reviewer)
    assert not Clarification.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": " \n"}, "text"),
        ({"text": "x" * 10_001}, "text"),
        ({"due_on": TODAY - datetime.timedelta(days=1)}, "due_on"),
    ],
)
def test_a_faulty_question_is_named_by_field(
    team: Team, submission: Submission, reviewer: Membership, given: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(submission, reviewer, **given)
    assert list(refused.value.message_dict) == [field]
    assert not Clarification.objects.exists()


def test_the_same_question_twice_is_one(team: Team, asked: Clarification, reviewer: Membership) -> None:
    with pytest.raises(ValidationError):
        ask(asked.submission, reviewer)
    ask(asked.submission, reviewer, text="And since when?")
    assert Clarification.objects.count() == 2


def test_a_question_is_on_one_thing(team: Team, submission: Submission, reviewer: Membership) -> None:
    for things in ({}, {"indicator": team.indicator(CODE), "objective": Objective.objects.get(code="1.1")}):
        with pytest.raises(ValueError, match="one indicator or one objective"):
            clarifying.ask(actor=reviewer, submission=submission, text="Why?", due_on=SOON, **things)


def test_each_step_is_for_its_role(team: Team, asked: Clarification, reviewer: Membership) -> None:
    step("delegate", team.focal, asked, ministry=team.interior)
    foreign = make_team("XTB", team.cycle)
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")
    everybody = {
        team.focal, team.interior_official, team.justice_official, team.observer, reviewer, secretariat, foreign.focal,
    }  # fmt: skip
    allowed = {
        "delegate": {team.focal},
        "contribute": {team.interior_official},
        "answer": {team.focal},
        "follow_up": {reviewer},
        "close": {reviewer},
    }
    more: dict[str, dict[str, Any]] = {"delegate": {"ministry": team.justice}, "follow_up": {"due_on": SOON}}
    for name, actors in allowed.items():
        for actor in everybody - actors:
            with pytest.raises(PermissionDenied):
                step(name, actor, asked, **more.get(name, {}))
    for actor in everybody - {reviewer}:
        with pytest.raises(PermissionDenied):
            ask(asked.submission, actor)
    assert fresh(asked).version == 2


def test_steps_go_with_the_state(team: Team, asked: Clarification, reviewer: Membership) -> None:
    step("delegate", team.focal, asked, ministry=team.interior)
    step("answer", team.focal, asked)
    turn_of_the_country: list[tuple[str, Membership, dict[str, Any]]] = [
        ("answer", team.focal, {}),
        ("contribute", team.interior_official, {}),
        ("delegate", team.focal, {"ministry": team.justice}),
    ]
    for name, actor, given in turn_of_the_country:
        with pytest.raises(services.NotWritable, match="reviewer's turn"):
            step(name, actor, asked, **given)
    step("close", reviewer, asked)
    for name, actor, given in [
        *turn_of_the_country,
        ("follow_up", reviewer, {"due_on": SOON}),
        ("close", reviewer, {}),
    ]:
        with pytest.raises(services.NotWritable, match="closed"):
            step(name, actor, asked, **given)


def test_delegated_to_a_ministry_of_the_country_and_taken_back(team: Team, asked: Clarification) -> None:
    stranger = make_team("XTB", team.cycle).interior
    team.justice.active = False
    team.justice.save()
    for ministry in (stranger, team.justice, None):
        with pytest.raises(ValidationError) as refused:
            step("delegate", team.focal, asked, ministry=ministry)
        assert list(refused.value.message_dict) == ["ministry"]
    step("delegate", team.focal, asked, ministry=team.interior, text="")
    step("delegate", team.focal, asked, ministry=None)
    assert fresh(asked).delegated_to is None
    with pytest.raises(PermissionDenied):
        step("contribute", team.interior_official, asked)


# Versions


def test_who_saw_another_version_is_told_how_it_stands(team: Team, asked: Clarification, reviewer: Membership) -> None:
    step("delegate", team.focal, asked, ministry=team.interior)
    seen = fresh(asked).version
    step("contribute", team.interior_official, asked)
    with pytest.raises(StaleClarification) as stale:
        step("answer", team.focal, asked, expected_version=seen)
    assert stale.value.current == asked
    assert fresh(asked).state == "open"


def test_what_is_internal_neither_moves_nor_tells_the_reviewers_version(
    team: Team, asked: Clarification, reviewer: Membership
) -> None:
    before = selectors.version_for(reviewer, fresh(asked))
    step("delegate", team.focal, asked, ministry=team.interior)
    step("contribute", team.interior_official, asked)
    assert selectors.version_for(reviewer, fresh(asked)) == before == 1
    (listed,) = selectors.clarifications_for(reviewer)
    assert listed.shown_version == 1  # type: ignore[attr-defined]
    step("follow_up", reviewer, asked, due_on=SOON, expected_version=before)
    assert selectors.version_for(reviewer, fresh(asked)) == 2
    assert fresh(asked).version == 4


# Who is told


def test_answers_go_to_the_reviewers_who_wrote_in_it(team: Team, asked: Clarification, reviewer: Membership) -> None:
    second, _bystander = (
        Membership.objects.create(user=User.objects.create_user(f"{name}@u.example"), role="reviewer")
        for name in ("second", "bystander")
    )
    step("follow_up", second, asked, due_on=SOON)
    told()
    step("answer", team.focal, asked)
    assert sorted(told()) == [("reviewer", "answered"), ("second", "answered")]
    step("follow_up", second, asked, due_on=SOON)
    Membership.objects.filter(pk__in=[reviewer.pk, second.pk]).update(active=False)
    told()
    step("answer", team.focal, asked)
    assert told() == [("bystander", "answered")]


def test_no_notice_says_what_was_written(team: Team, asked: Clarification) -> None:
    step("delegate", team.focal, asked, ministry=team.interior, text="For your eyes.")
    step("contribute", team.interior_official, asked, text="Nothing is in force.")
    step("answer", team.focal, asked, text="Section 4.")
    said = list(ClarificationEntry.objects.values_list("text", flat=True))
    for notice in Notice.objects.filter(kind="clarification"):
        assert set(notice.context) == {"country", "country_code", "cycle", "assessment", "path", "codes", "event", "by"}
        assert not [text for text in said if text in str(notice.context)]


# History


def test_history_replays_to_what_stands_there(team: Team, asked: Clarification, reviewer: Membership) -> None:
    step("delegate", team.focal, asked, ministry=team.interior)
    step("contribute", team.interior_official, asked)
    step("answer", team.focal, asked)
    step("follow_up", reviewer, asked, due_on=SOON)
    services.accept(actor=reviewer, submission=asked.submission)
    changes = list(Change.objects.filter(action="clarified", thing=asked.pk).order_by("pk"))
    assert changes[0].before is None
    assert [change.before for change in changes[1:]] == [change.after for change in changes[:-1]]
    assert changes[-1].after == clarification_state(fresh(asked))
    assert {change.indicator for change in changes} == {asked.indicator}
    assert [change.ministry for change in changes] == [None, team.interior, team.interior, None, None, None]
    assert changes[2].after["entry"]["text"] == "contribute."
    moves = Change.objects.filter(action="clarified", thing=None).order_by("pk")
    assert [(move.before["status"], move.after["status"]) for move in moves] == [
        ("submitted", "clarification"),
        ("clarification", "submitted"),
        ("submitted", "clarification"),
    ]
    assert Change.objects.get(action="accepted").before == {"status": "clarification"}
