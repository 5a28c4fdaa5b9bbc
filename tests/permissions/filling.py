"""More in the world of the table of permissions: as many countries, ministries, answers and words as are asked for."""

from datetime import timedelta
from string import ascii_uppercase

from django.utils import timezone

from accounts.models import Membership, Ministry, User
from accounts.services import invite, issue_token
from assessments import services
from assessments.models import Assessment, NationalScore
from assessments.services import clarifying
from framework.models import Indicator, Objective
from reports.services import request_report
from tests.assessments.calling import LAW, settle
from tests.assessments.conftest import Team, make_cycle, make_team
from tests.assessments.evidencing import LINK
from tests.assessments.planning import plan
from tests.permissions.world import World

CODES = [f"1.1.E{number}" for number in range(2, 6)]
"""Indicators of the objective of `CODE`, whose page is where answers, evidence and words come together; not `CODE`
itself, on which one ministry has its word."""


def fill(world: World, times: int) -> list[Team]:
    """`times` more countries beside the two, ministries, answers, conflicts, evidence, words, targets, actions, people,
    tokens and reports; the countries. Before anything is submitted."""
    team = world.team
    before = make_cycle("2022", year=2022)
    services.open_assessment(actor=team.focal, country=team.country, cycle=before)
    _ministries(team, times)
    for code in CODES[:times]:
        _said(team, code)
    _people(world, times)
    _carried_over(team.assessment, times)
    for objective in Objective.objects.order_by("order")[:times]:
        services.set_target(
            actor=team.focal,
            assessment=team.assessment,
            objective=objective,
            level=3,
            reason="The country has no coast.",
            expected_version=0,
        )
    return [make_team(f"XT{letter}", team.cycle) for letter in ascii_uppercase[2 : 2 + times]]


def fill_sealed(world: World, others: list[Team], times: int) -> None:
    """The other countries submit as the first, which has done so; a reviewer asks, notes and marks."""
    reviewer = world.actors["reviewer"]
    assert reviewer is not None
    for other in others:
        settle(other)
        submission = services.submit(actor=other.focal, assessment=other.assessment)
        services.mark_all(actor=reviewer, submission=submission, codes=CODES, mark="read")
    for code in CODES[:times]:
        indicator = world.team.indicator(code)
        clarifying.ask(
            actor=reviewer,
            submission=world.submission,
            indicator=indicator,
            text="Which section?",
            due_on=timezone.localdate() + timedelta(days=7),
        )
        services.write_note(actor=reviewer, submission=world.submission, indicator=indicator, text="See the law.")
        services.mark(actor=reviewer, submission=world.submission, code=code, mark="read")


def _ministries(team: Team, times: int) -> None:
    """More ministries, each with an official, that are asked a few indicators and have answered them all alike."""
    for number in range(times):
        ministry = Ministry.objects.create(country=team.country, slug=f"more-{number}", name=f"Ministry {number}")
        user = User.objects.create_user(f"more-{number}@xa.example", name=f"Official {number}")
        official = Membership.objects.create(
            user=user, role=Membership.Role.CONTRIBUTOR, country=team.country, ministry=ministry
        )
        for code in CODES:
            team.assign(code, ministry)
            team.score(official, code, number % 3)


def _said(team: Team, code: str) -> None:
    """Ministries differ on an indicator, support what they say, talk about it and plan against the gap."""
    team.assign(code, team.interior, team.justice)
    indicator = team.indicator(code)
    for official, level in ((team.interior_official, 1), (team.justice_official, 3)):
        team.score(official, code, level)
        services.add_evidence(
            actor=official, assessment=team.assessment, indicator=indicator, ministry=official.ministry, record=LINK
        )
        services.comment(
            actor=official,
            assessment=team.assessment,
            indicator=indicator,
            text="Which law is meant?",
            mentions=[team.focal.user_id, team.observer.user_id],
        )
    plan(team, code, others=(team.justice,))


def _carried_over(assessment: Assessment, times: int) -> None:
    """Some answers have come along from the cycle before."""
    rows = Indicator.objects.filter(code__startswith="2.1").order_by("order").values_list("pk", flat=True)
    NationalScore.objects.filter(assessment=assessment, indicator__in=list(rows[:times])).update(
        state="carried_over", answer="level", level=2, justification=LAW
    )


def _people(world: World, times: int) -> None:
    """Invitations, tokens and reports of the people who look."""
    team = world.team
    for number in range(times):
        invite(
            actor=team.focal,
            email=f"invited-{number}@xa.example",
            role="contributor",
            country=team.country,
            ministry=team.justice,
        )
        issue_token(user=team.focal.user)
        request_report(actor=team.focal, kind="gap_analysis", assessment=team.assessment)
