"""Who is told of what happens in an assessment, and that no mail holds an answer or what somebody wrote."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve
from django.utils.timezone import now

from accounts.models import Membership, Notice, User
from accounts.services import mailing
from assessments import selectors, services
from assessments.models import Cycle
from assessments.services import clarifying
from tests.assessments.calling import settle
from tests.assessments.conftest import make_team
from tests.factories import MembershipFactory

MARK = "Planted-Zebra"
LEVELS = ("not in place", "started", "partly", "largely", "fully", "not applicable", "no data", "level", "score")


def told(kind, **context):
    """Who is told of this, by address, with the codes."""
    named = {f"context__{name}": value for name, value in context.items()}
    return {notice.address: notice.context.get("codes") for notice in Notice.objects.filter(kind=kind, **named)}


def address(membership):
    return membership.user.email


def test_officials_of_the_ministry_are_told_what_they_are_asked_in_one_mail(team):
    colleague = MembershipFactory(contributor=True, ministry=team.interior)
    team.assign("1.1.E2", team.interior)
    team.assign("1.1.E1", team.interior, team.justice)
    assert told("assignment") == {
        address(team.interior_official): ["1.1.E2", "1.1.E1"],
        address(colleague): ["1.1.E2", "1.1.E1"],
        address(team.justice_official): ["1.1.E1"],
    }


def test_all_indicators_at_once_make_one_notice_a_person(team):
    indicators = [national.indicator for national in team.assessment.national_scores.select_related("indicator")]
    services.assign(actor=team.focal, assessment=team.assessment, indicators=indicators, ministry=team.interior)
    (notice,) = Notice.objects.all()
    assert len(notice.context["codes"]) == 371


def test_each_due_date_has_its_mail_and_a_changed_one_replaces_it(team):
    def ask(code, due_on):
        services.assign(
            actor=team.focal,
            assessment=team.assessment,
            indicators=[team.indicator(code)],
            ministry=team.interior,
            due_on=due_on,
        )

    ask("1.1.E1", date(2026, 5, 1))
    ask("1.1.E2", date(2026, 6, 1))
    ask("1.1.E1", date(2026, 6, 1))
    (notice,) = Notice.objects.all()
    assert (notice.context["due_on"], notice.context["codes"]) == ("2026-06-01", ["1.1.E2", "1.1.E1"])


def test_what_is_taken_back_before_the_mail_is_not_told(team):
    team.assign("1.1.E1", team.interior)
    team.assign("1.1.E2", team.interior)
    for code in ("1.1.E1", "1.1.E2"):
        services.unassign(
            actor=team.focal, assessment=team.assessment, indicators=[team.indicator(code)], ministry=team.interior
        )
        assert told("assignment") == ({address(team.interior_official): ["1.1.E2"]} if code == "1.1.E1" else {})


def differ(team, code="1.1.E1"):
    team.assign(code, team.interior, team.justice)
    team.score(team.interior_official, code, 1)
    return team.score(team.justice_official, code, 3)


def test_focal_points_are_told_once_that_answers_differ(team):
    differ(team)
    differ(team, "1.1.E2")
    team.score(team.interior_official, "1.1.E1", 2)  # differs still
    assert told("conflict") == {address(team.focal): ["1.1.E1", "1.1.E2"]}


def test_a_difference_that_is_gone_before_the_mail_is_not_told(team):
    differ(team)
    differ(team, "1.1.E2")
    team.score(team.justice_official, "1.1.E1", 1)
    assert told("conflict") == {address(team.focal): ["1.1.E2"]}
    team.decide("1.1.E2", 1)
    assert told("conflict") == {}


def test_a_difference_that_comes_back_is_told_again(team):
    differ(team)
    Notice.objects.update(status="sent", sent_at=now(), gathers="")
    team.score(team.justice_official, "1.1.E1", 1)
    team.score(team.justice_official, "1.1.E1", 3)
    assert Notice.objects.filter(kind="conflict").count() == 2


def test_whoever_asks_a_second_ministry_whose_answer_differs_is_not_told_of_his_own_doing(team):
    deputy = MembershipFactory(focal_point=True, country=team.country)
    differ(team)
    Notice.objects.all().delete()
    services.unassign(
        actor=team.focal, assessment=team.assessment, indicators=[team.indicator("1.1.E1")], ministry=team.justice
    )
    team.assign("1.1.E1", team.justice)
    assert told("conflict") == {address(deputy): ["1.1.E1"]}


def queries_of(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return [one["sql"] for one in captured if "SAVEPOINT" not in one["sql"]]


def test_an_answer_without_conflict_asks_nothing_more_of_the_database(team):
    team.assign("1.1.E1", team.interior, team.justice)
    team.score(team.interior_official, "1.1.E1", 1)
    ordinary = queries_of(lambda: team.score(team.interior_official, "1.1.E1", 2, version=1))
    assert not [sql for sql in ordinary if "accounts_notice" in sql]
    conflict = queries_of(lambda: team.score(team.justice_official, "1.1.E1", 3, version=0))
    agreed = queries_of(lambda: team.score(team.justice_official, "1.1.E1", 2, version=1))
    assert len(conflict) - len(ordinary) <= 8
    assert len(agreed) - len(ordinary) <= 5


def test_reviewers_are_told_of_a_submission_and_officials_of_a_reopening(team, reviewer):
    other = make_team("XTB", team.cycle)
    team.assign("1.1.E1", team.interior)
    other.assign("1.1.E1", other.interior)
    Notice.objects.all().delete()
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    (notice,) = Notice.objects.all()
    assert (notice.address, notice.context["event"]) == (address(reviewer), "submitted")
    assert notice.context["path"] == submission.get_absolute_url()
    services.reopen(actor=team.focal, assessment=team.assessment)
    assert told("status", event="reopened") == {address(team.interior_official): None}


def test_focal_points_are_told_that_the_submission_is_accepted(team, reviewer):
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    services.accept(actor=reviewer, submission=submission)
    assert told("status", event="accepted") == {address(team.focal): None}


def test_a_service_that_fails_has_told_nobody(team, reviewer):
    team.assign("1.1.E1", team.interior)
    Notice.objects.all().delete()
    Cycle.objects.update(status="closed")
    with pytest.raises(services.NotWritable):
        team.assign("1.1.E2", team.interior)
    assert not Notice.objects.exists()


def walk(team, reviewer):
    """An assessment from assigning to acceptance, with the mark in everything that people write."""
    for code in ("1.1.E1", "1.1.E2"):
        team.assign(code, team.interior, team.justice)
        team.score(team.interior_official, code, 4, justification=f"{MARK} of the Interior")
        team.score(team.justice_official, code, 0, justification=f"{MARK} of Justice")
    indicator = team.indicator("1.1.E1")
    services.comment(
        actor=team.interior_official,
        assessment=team.assessment,
        indicator=indicator,
        text=f"{MARK}: see here",
        mentions=[team.justice_official.user_id, team.focal.user_id],
    )
    Notice.objects.update(due_at=now())
    mailing.send_due()
    team.decide("1.1.E1", 4, justification=f"{MARK} decided", rationale=f"{MARK} because")
    team.decide("1.1.E2", None, answer="not_applicable", justification=f"{MARK} decided", rationale=f"{MARK} because")
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    soon = now().date() + timedelta(days=20)
    asked = clarifying.ask(actor=reviewer, submission=submission, text=f"{MARK}?", due_on=soon, indicator=indicator)
    for step, actor, more in (
        (clarifying.delegate, team.focal, {"ministry": team.interior}),
        (clarifying.contribute, team.interior_official, {}),
        (clarifying.answer, team.focal, {}),
        (clarifying.close, reviewer, {}),
    ):
        asked.refresh_from_db()
        version = selectors.version_for(actor, asked)
        step(actor=actor, clarification=asked, text=f"{MARK}!", expected_version=version, **more)
    services.reopen(actor=team.focal, assessment=team.assessment)
    again = services.submit(actor=team.focal, assessment=team.assessment)
    services.accept(actor=reviewer, submission=again)
    Notice.objects.update(due_at=now())
    mailing.send_due()


@pytest.mark.parametrize("digest", [False, True])
def test_no_mail_of_the_whole_way_holds_an_answer_or_what_somebody_wrote(team, reviewer, mailoutbox, digest):
    User.objects.update(daily_digest=digest)
    people = [Membership.objects.get(pk=one.pk) for one in (team.focal, team.interior_official, team.justice_official)]
    team.focal, team.interior_official, team.justice_official = people
    walk(team, reviewer)
    assert not Notice.objects.exclude(status="sent").exists()
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert kinds == {"assignment", "conflict", "mention", "clarification", "status"}
    assert {one for message in mailoutbox for one in message.to} == {address(one) for one in (*people, reviewer)}
    assert len(mailoutbox) == (7 if digest else Notice.objects.count())
    for message in mailoutbox:
        html = message.alternatives[0].content.partition("</style>")[2]
        for text in (message.subject, message.body, html):
            assert MARK not in text
            assert not [word for word in LEVELS if word in text.lower()]
    for context in Notice.objects.values_list("context", flat=True):
        assert MARK not in str(context)
        assert resolve(context["path"])
