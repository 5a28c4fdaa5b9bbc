"""Reminders: 30, 7 and 1 days before, once each, late rather than never, only to whom something is left to do."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from accounts.models import Membership, Notice
from accounts.services import mailing
from assessments import services
from assessments.models import Assignment, Clarification, ClarificationEntry, Cycle
from assessments.services.reminding import remind
from tests.assessments.calling import settle
from tests.assessments.conftest import make_team
from tests.factories import CountryFactory, CycleFactory, MembershipFactory, MinistryFactory

CLOSES = date(2026, 12, 31)


def before(days, due_on=CLOSES):
    return due_on - timedelta(days=days)


def reminded(event):
    """Addresses and due dates of the reminders of this kind, and of nothing else told."""
    deadlines = Notice.objects.filter(kind="deadline", context__event=event)
    return sorted(deadlines.values_list("address", "context__due_on"))


@pytest.fixture
def focal_address(team):
    return team.focal.user.email


@pytest.mark.parametrize("days", [30, 7, 1])
def test_a_focal_point_is_reminded_that_the_cycle_closes(team, focal_address, days):
    assert remind(before(days)) == 1
    assert reminded("closing") == [(focal_address, "2026-12-31")]
    assert remind(before(days)) == 0


def test_three_reminders_in_all_however_often_it_is_looked(team):
    assert sum(remind(before(days)) for days in range(40, -5, -1) for _ in range(2)) == 3


def test_nothing_long_before_and_nothing_after(team):
    assert [remind(before(days)) for days in (31, -1)] == [0, 0]


def test_after_days_without_beat_only_the_nearest_is_sent(team):
    assert remind(before(5)) == 1
    assert Notice.objects.get().key.endswith(f":7:{team.focal.user_id}")
    assert [remind(before(days)) for days in (4, 3, 2)] == [0, 0, 0]
    assert remind(before(0)) == 1


def test_a_cycle_that_closes_later_is_reminded_of_anew(team):
    remind(before(7))
    Cycle.objects.update(closes_on=CLOSES + timedelta(days=60))
    assert remind(before(7) + timedelta(days=60)) == 1


def test_who_has_submitted_is_left_alone_and_reminded_again_when_he_reopens(team):
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    assert remind(before(7)) == 0
    services.reopen(actor=team.focal, assessment=team.assessment)
    assert remind(before(7)) == 1


def test_a_country_that_has_not_opened_its_assessment_is_reminded_too(team, focal_address):
    other = MembershipFactory(focal_point=True)
    assert remind(before(7)) == 2
    said = Notice.objects.get(address=other.user.email).context
    assert (said["opened"], said["path"]) == (False, "/")
    said = Notice.objects.get(address=focal_address).context
    assert (said["opened"], said["path"]) == (True, team.assessment.get_absolute_url())


@pytest.mark.parametrize("status", ["draft", "closed"])
def test_a_cycle_that_is_not_open_reminds_nobody(team, status):
    Cycle.objects.update(status=status)
    assert remind(before(7)) == 0


def test_only_people_who_still_act_are_reminded(team):
    Membership.objects.filter(pk=team.focal.pk).update(active=False)
    MembershipFactory(role="observer", country=team.country)
    MembershipFactory(focal_point=True, country=team.country, user__is_active=False)
    assert remind(before(7)) == 0


def ask(team, due_on, *codes, ministry=None):
    """Assigned long ago: nobody was told lately."""
    Assignment.objects.bulk_create(
        Assignment(
            assessment=team.assessment,
            indicator=team.indicator(code),
            ministry=ministry or team.interior,
            due_on=due_on,
        )
        for code in codes
    )


def test_officials_are_reminded_of_answers_that_are_due(team):
    due_on = date(2026, 6, 30)
    ask(team, due_on, "1.1.E1", "1.1.E2")
    ask(team, None, "1.2.E1")
    assert remind(before(7, due_on)) == 1
    assert reminded("assignment") == [(team.interior_official.user.email, "2026-06-30")]
    assert Notice.objects.get().context["count"] == 2
    assert [remind(before(days, due_on)) for days in (7, 6, 1, 1, 0, -1)] == [0, 0, 1, 0, 0, 0]


def test_who_has_answered_is_left_alone(team):
    due_on = date(2026, 6, 30)
    ask(team, due_on, "1.1.E1", "1.1.E2")
    ask(team, due_on, "1.1.E1", ministry=team.justice)
    team.score(team.interior_official, "1.1.E1", 2)
    Notice.objects.all().delete()
    remind(before(7, due_on))
    counts = dict(Notice.objects.values_list("address", "context__count"))
    assert counts == {team.interior_official.user.email: 1, team.justice_official.user.email: 1}
    team.score(team.interior_official, "1.1.E2", 2)
    Notice.objects.all().delete()
    remind(before(7, due_on))
    assert reminded("assignment") == [(team.justice_official.user.email, "2026-06-30")]


def test_who_was_asked_after_the_day_of_the_reminder_is_not_reminded_at_once(team):
    """Asked three days before: the next mail comes one day before."""
    due_on = date(2026, 6, 30)
    ask(team, due_on, "1.1.E1")
    newcomer = MembershipFactory(contributor=True, ministry=team.interior)
    Notice.objects.create(
        kind="assignment",
        recipient=team.interior_official.user,
        address=team.interior_official.user.email,
        created_at=datetime(2026, 6, 27, 9, tzinfo=UTC),
        context={"assessment": str(team.assessment.pk), "ministry": team.interior.name, "due_on": "2026-06-30"},
    )
    remind(date(2026, 6, 27))
    assert reminded("assignment") == [(newcomer.user.email, "2026-06-30")]
    assert remind(before(1, due_on)) == 2


def test_a_submitted_assessment_reminds_no_official(team):
    due_on = date(2026, 6, 30)
    ask(team, due_on, "1.1.E1")
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    assert remind(before(7, due_on)) == 0


@pytest.fixture
def submission(team, reviewer):
    settle(team)
    return services.submit(actor=team.focal, assessment=team.assessment)


def clarification(team, submission, code="1.1.E1", due_on=date(2026, 6, 30), asked_on=date(2026, 5, 1), **fields):
    return Clarification.objects.create(
        submission=submission,
        indicator=team.indicator(code),
        asked_at=datetime.combine(asked_on, datetime.min.time(), UTC),
        due_on=due_on,
        **fields,
    )


def delegate(team, one, on):
    one.delegated_to = team.interior
    one.save()
    ClarificationEntry.objects.create(
        clarification=one,
        kind="delegated",
        author=team.focal.user,
        capacity=team.focal.capacity,
        at=datetime.combine(on, datetime.min.time(), UTC),
    )


def test_focal_points_and_the_delegated_ministry_are_reminded_of_clarifications(team, submission, focal_address):
    clarification(team, submission)
    delegate(team, clarification(team, submission, "1.1.E2", asked_on=date(2026, 5, 2)), date(2026, 5, 3))
    clarification(team, submission, "1.2.E1", state="answered")
    Notice.objects.all().delete()
    assert remind(date(2026, 6, 23)) == 2
    said = {notice.address: notice.context for notice in Notice.objects.all()}
    assert said[focal_address]["codes"] == ["1.1.E1", "1.1.E2"]
    assert said[focal_address]["path"] == "/clarifications/"
    official = said[team.interior_official.user.email]
    assert official["codes"] == ["1.1.E2"]
    assert official["path"].startswith("/clarifications/")
    assert remind(date(2026, 6, 23)) == 0


def test_who_was_asked_or_delegated_to_lately_is_not_reminded_at_once(team, submission, focal_address):
    one = clarification(team, submission, asked_on=date(2026, 6, 10))
    delegate(team, one, date(2026, 6, 25))
    Notice.objects.all().delete()
    assert remind(date(2026, 6, 20)) == 0  # asked when less than 30 days were left
    remind(date(2026, 6, 26))
    assert reminded("clarification") == [(focal_address, "2026-06-30")]
    assert remind(date(2026, 6, 29)) == 2


def test_reminders_say_nothing_of_answers_and_reach_people(team, mailoutbox):
    due_on = date(2026, 6, 30)
    ask(team, due_on, "1.1.E1")
    remind(before(7, due_on))
    remind(before(7))
    assert mailing.send_due() == 2
    subjects = {message.subject for message in mailoutbox}
    assert subjects == {
        "Country XTA: 1 answer of Ministry of the Interior due on 30 June 2026",
        "Country XTA: Cycle 2026 closes on 31 December 2026",
    }


def ask_in_new_countries(cycle, countries):
    """So many countries have each asked one ministry ten answers."""
    for _ in range(countries):
        focal = MembershipFactory(focal_point=True, country=CountryFactory())
        ministry = MinistryFactory(country=focal.country)
        MembershipFactory(contributor=True, ministry=ministry)
        assessment = services.open_assessment(actor=focal, country=focal.country, cycle=cycle)
        Assignment.objects.bulk_create(
            Assignment(
                assessment=assessment, indicator_id=one.indicator_id, ministry=ministry, due_on=date(2026, 6, 30)
            )
            for one in assessment.national_scores.all()[:10]
        )


def queries_of(call):
    with CaptureQueriesContext(connection) as captured:
        outcome = call()
    return outcome, len([one for one in captured if "SAVEPOINT" not in one["sql"]])


@pytest.mark.django_db
def test_queries_do_not_grow_with_countries():
    cycle = CycleFactory(opens_on=date(2026, 1, 1), closes_on=date(2026, 6, 30))
    ask_in_new_countries(cycle, 2)
    few, queries = queries_of(lambda: remind(date(2026, 6, 23)))
    assert few == 4
    Notice.objects.all().delete()
    ask_in_new_countries(cycle, 12)
    many, of_many = queries_of(lambda: remind(date(2026, 6, 23)))
    assert many == 28
    assert of_many == queries <= 14


def test_people_of_two_countries_are_reminded_of_both(team):
    other = make_team("XTB", team.cycle)
    Membership.objects.create(user=team.focal.user, role="focal_point", country=other.country)
    assert remind(before(7)) == 3
    assert Notice.objects.filter(recipient=team.focal.user).count() == 2


def test_the_present_day_unless_another_is_given(team):
    Cycle.objects.update(opens_on=date(2020, 1, 1), closes_on=now().date() + timedelta(days=3))
    assert remind() == 1
