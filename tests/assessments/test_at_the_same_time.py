"""Writers who meet at one indicator: exactly one is first, the others are told."""

from django.core.mail import EmailMessage
from django.utils import timezone

from accounts.models import Notice
from accounts.services import mailing
from assessments import services
from assessments.models import Change, Score, Submission
from tests.assessments.conftest import Team
from tests.at_once import WRITERS, at_once


def test_one_of_many_first_answers_is_stored_and_the_others_are_stale(committed_team: Team) -> None:
    team = committed_team
    team.assign("1.1.E1", team.interior)
    outcomes = at_once(
        lambda number: team.score(
            team.interior_official, "1.1.E1", 1, justification=f"From window {number}.", version=0
        )
    )

    stored = [one for one in outcomes if isinstance(one, services.Recorded)]
    stale = [one for one in outcomes if isinstance(one, services.StaleVersion)]
    assert (len(stored), len(stale)) == (1, WRITERS - 1), outcomes
    assert Score.objects.get().version == 1
    assert Change.objects.filter(action="scored").count() == 1


def test_ministries_that_answer_together_are_both_counted(committed_team: Team) -> None:
    team = committed_team
    team.assign("1.1.E1", team.interior, team.justice)
    officials = (team.interior_official, team.justice_official)
    outcomes = at_once(
        lambda number: team.score(officials[number % 2], "1.1.E1", 1 + number % 2, version=0) if number < 2 else None
    )
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert team.national("1.1.E1").state == "conflict"


def test_differences_that_come_up_together_make_one_notice(committed_team: Team) -> None:
    team = committed_team
    codes = [f"1.{number}.E1" for number in range(1, 1 + WRITERS)]
    for code in codes:
        team.assign(code, team.interior, team.justice)
        team.score(team.interior_official, code, 0)
    outcomes = at_once(lambda number: team.score(team.justice_official, codes[number], 2))
    assert not [one for one in outcomes if isinstance(one, Exception)], outcomes
    notice = Notice.objects.get(kind="conflict")
    assert sorted(notice.context["codes"]) == codes


def test_a_notice_is_sent_once_however_many_workers_look(committed_team: Team, mailoutbox: list[EmailMessage]) -> None:
    team = committed_team
    team.assign("1.1.E1", team.interior)
    Notice.objects.update(due_at=timezone.now())
    outcomes = at_once(lambda _number: mailing.send_due())
    assert sorted(outcomes) == [0] * (WRITERS - 1) + [1]
    assert len(mailoutbox) == 1


def test_submitted_once_however_many_press_the_button(committed_team: Team) -> None:
    team = committed_team
    team.decide_all()
    outcomes = at_once(lambda _number: services.submit(actor=team.focal, assessment=team.assessment))
    assert len([one for one in outcomes if isinstance(one, Submission)]) == 1
    assert len([one for one in outcomes if isinstance(one, services.NotWritable)]) == WRITERS - 1, outcomes
    assert Submission.objects.count() == 1
