"""Opening, carrying over, submitting, sealing, reopening, accepting, sharing."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from assessments import sealing, selectors, services
from assessments.models import Change, Cycle, Submission
from tests.assessments.conftest import make_cycle, make_team


def test_opening_again_returns_the_same_assessment(team):
    again = services.open_assessment(actor=team.focal, country=team.country, cycle=team.cycle)
    assert again == team.assessment
    assert Change.objects.filter(action="opened").count() == 1


def test_only_the_countrys_focal_point_opens(team):
    other = make_cycle("2027", year=2027)
    stranger = make_team("XTB", cycle=team.cycle).focal
    for actor in (team.interior_official, team.observer, stranger):
        with pytest.raises(PermissionDenied):
            services.open_assessment(actor=actor, country=team.country, cycle=other)


def test_only_an_open_cycle_can_be_opened(team):
    with pytest.raises(services.NotWritable):
        services.open_assessment(
            actor=team.focal, country=team.country, cycle=make_cycle("2027", status="draft", year=2027)
        )


def test_last_cycles_national_scores_are_carried_over_and_do_not_count(team):
    team.decide("1.1.E1", 3, justification="Law of 2019.")
    following = services.open_assessment(actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028))
    carried = following.national_scores.get(indicator__code="1.1.E1")
    assert (carried.state, carried.level, carried.justification) == ("carried_over", 3, "Law of 2019.")
    assert following.national_scores.filter(state="unanswered").count() == 370
    state = selectors.state_of(following)
    assert state.profile.overall.score is None
    team.assessment = following
    team.decide("1.1.E1", 3)
    assert selectors.state_of(following).profile.overall.answered == 1


def test_first_answer_replaces_what_was_carried_over(team):
    team.decide("1.1.E1", 3)
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    team.assign("1.1.E1", team.interior)
    assert team.national("1.1.E1").state == "carried_over"
    team.score(team.interior_official, "1.1.E1", 2)
    assert (team.national("1.1.E1").state, team.national("1.1.E1").level) == ("agreed", 2)


def test_submission_is_refused_with_everything_that_is_missing(team):
    team.assign("1.1.E1", team.interior, team.justice)
    team.score(team.interior_official, "1.1.E1", 3)
    team.score(team.justice_official, "1.1.E1", 1)
    with pytest.raises(services.Blocked) as refused:
        services.submit(actor=team.focal, assessment=team.assessment)
    assert len(refused.value.blockers) == 371
    assert refused.value.blockers[0].reason == "conflict"
    assert not Submission.objects.exists()


@pytest.fixture
def submission(team):
    team.assign("1.1.E1", team.interior)
    team.score(team.interior_official, "1.1.E1", 3, justification='Law "on smuggling" — قانون')
    team.decide_all(2)
    return services.submit(actor=team.focal, assessment=team.assessment)


def test_submission_is_sealed(team, submission):
    stored = Submission.objects.get()
    content = json.loads(stored.content)
    assert sealing.seal(stored.content) == stored.sha256
    assert content["submitted_by"] == {"name": "focal, XTA", "capacity": "Focal point, Country XTA"}
    assert len(content["national_scores"]) == 371
    assert content["national_scores"][0]["justification"] == 'Law "on smuggling" — قانون'
    assert content["scores"][0]["ministry"]["name"] == "Ministry of the Interior"
    assert content["profile"]["nodes"][0]["code"] == "overall"
    announced = Change.objects.get(action="submitted").after["sha256"]
    assert sealing.faults_of(stored, announced) == []


def test_sealed_copy_is_never_changed_or_deleted(submission):
    submission.content = "{}"
    for act in (submission.save, submission.delete, Submission.objects.all().delete):
        with pytest.raises(TypeError):
            act()


@pytest.mark.parametrize(
    ("tamper", "fault"),
    [
        (lambda s: setattr(s, "content", s.content.replace('"level":2', '"level":4', 1)), "does not match its SHA-256"),
        (lambda s: setattr(s, "content", s.content + " "), "not canonical"),
        (lambda s: setattr(s, "content", "{"), "not JSON"),
        (lambda s: setattr(s, "content", '{"national_scores":[],"profile":null}'), "cannot be recomputed"),
        (lambda s: setattr(s, "content", s.content.replace('"level":2', '"level":4', 1)), "profile does not follow"),
        (lambda s: setattr(s, "sha256", "0" * 64), "not the one that history kept"),
    ],
)
def test_tampering_is_named(submission, tamper, fault):
    announced = submission.sha256
    tamper(submission)
    assert any(fault in found for found in sealing.faults_of(submission, announced))


def test_submitted_assessment_takes_no_answer_until_it_is_reopened(team, submission):
    with pytest.raises(services.NotWritable, match="submitted"):
        team.score(team.interior_official, "1.1.E1", 4)
    services.reopen(actor=team.focal, assessment=team.assessment)
    team.score(team.interior_official, "1.1.E1", 4)
    second = services.submit(actor=team.focal, assessment=team.assessment)
    assert second.number == 2
    assert Submission.objects.get(number=1).sha256 == submission.sha256


def test_twice_submitted_is_refused(team, submission):
    with pytest.raises(services.NotWritable):
        services.submit(actor=team.focal, assessment=team.assessment)


def test_closed_cycle_cannot_be_reopened(team, submission):
    Cycle.objects.update(status="closed")
    with pytest.raises(services.NotWritable):
        services.reopen(actor=team.focal, assessment=team.assessment)


def test_only_the_focal_point_submits_and_reopens(team, submission):
    for actor in (team.interior_official, team.observer):
        with pytest.raises(PermissionDenied):
            services.submit(actor=actor, assessment=team.assessment)
        with pytest.raises(PermissionDenied):
            services.reopen(actor=actor, assessment=team.assessment)


def test_reviewer_accepts_the_latest_submission_only(team, submission, reviewer):
    services.reopen(actor=team.focal, assessment=team.assessment)
    with pytest.raises(services.NotWritable):
        services.accept(actor=reviewer, submission=submission)
    second = services.submit(actor=team.focal, assessment=team.assessment)
    with pytest.raises(services.NotWritable):
        services.accept(actor=reviewer, submission=submission)
    with pytest.raises(PermissionDenied):
        services.accept(actor=team.focal, submission=second)
    services.accept(actor=reviewer, submission=second)
    team.assessment.refresh_from_db()
    assert team.assessment.status == "accepted"


def test_drafts_and_submissions_show_to_whom_they_may(team, submission, reviewer):
    stranger = make_team("XTB", cycle=team.cycle).interior_official
    assert team.assessment in selectors.drafts_for(team.observer)
    for outsider in (reviewer, stranger, None):
        assert team.assessment not in selectors.drafts_for(outsider)
    assert submission in selectors.submissions_for(reviewer)
    assert submission in selectors.submissions_for(team.observer)
    assert submission not in selectors.submissions_for(stranger)
    assert submission not in selectors.submissions_for(None)
    services.share(actor=team.focal, assessment=team.assessment, sharing="states_parties")
    assert submission in selectors.submissions_for(stranger)
    assert submission not in selectors.submissions_for(None)
    services.share(actor=team.focal, assessment=team.assessment, sharing="public")
    assert submission in selectors.submissions_for(None)
    with pytest.raises(PermissionDenied):
        services.share(actor=stranger, assessment=team.assessment, sharing="nobody")
