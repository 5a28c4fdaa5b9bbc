"""A ministry's answer: who may give it, what it must hold, what it leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import services
from assessments.models import Change, Cycle, Score

CODE = "1.1.E1"


def test_answer_is_stored_with_version_and_history(team):
    team.assign(CODE, team.interior)
    recorded = team.score(team.interior_official, CODE, 2, justification="  Bill before parliament.\r\n ")

    assert (recorded.score.answer, recorded.score.level, recorded.score.version) == ("level", 2, 1)
    assert recorded.score.justification == "Bill before parliament."
    change = Change.objects.get(action="scored")
    assert change.before is None
    assert change.after == {"answer": "level", "level": 2, "justification": "Bill before parliament.", "version": 1}
    assert change.user == team.interior_official.user
    assert change.capacity == "Contributor, Ministry of the Interior, Country XTA"


def test_changed_answer_keeps_what_was_before(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 2)
    team.score(team.interior_official, CODE, 3)

    change = Change.objects.filter(action="scored").first()
    assert (change.before["level"], change.after["level"]) == (2, 3)
    assert (change.before["version"], change.after["version"]) == (1, 2)


def test_same_answer_again_changes_nothing(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 2)
    entries = Change.objects.count()
    recorded = team.score(team.interior_official, CODE, 2)
    assert recorded.score.version == 1
    assert Change.objects.count() == entries


def test_stale_version_is_refused_with_the_current_answer(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 2)
    with pytest.raises(services.StaleVersion) as refused:
        team.score(team.interior_official, CODE, 4, version=0)
    assert refused.value.current.level == 2
    assert Score.objects.get().level == 2


def test_an_answer_whose_acknowledgement_got_lost_is_acknowledged_when_it_is_sent_again(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 2)
    team.score(team.interior_official, CODE, 3, version=1)
    entries = Change.objects.count()
    again = team.score(team.interior_official, CODE, 3, version=1)
    assert (again.score.level, again.score.version) == (3, 2)
    assert Change.objects.count() == entries


def test_the_same_answer_of_somebody_else_is_no_acknowledgement(team):
    team.assign(CODE, team.interior)
    team.score(team.focal, CODE, 2, ministry=team.interior)
    with pytest.raises(services.StaleVersion):
        team.score(team.interior_official, CODE, 2, version=0)


def test_an_own_answer_of_two_versions_later_is_no_acknowledgement(team):
    team.assign(CODE, team.interior)
    for level in (2, 1, 2):
        team.score(team.interior_official, CODE, level)
    with pytest.raises(services.StaleVersion):
        team.score(team.interior_official, CODE, 2, version=0)


def test_version_of_an_answer_that_does_not_exist_is_stale(team):
    team.assign(CODE, team.interior)
    with pytest.raises(services.StaleVersion) as refused:
        team.score(team.interior_official, CODE, 4, version=3)
    assert refused.value.current is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"level": 5}, "level"),
        ({"level": -1}, "level"),
        ({"level": None}, "level"),
        ({"level": True}, "level"),
        ({"level": 2, "answer": "not_applicable"}, "level"),
        ({"level": 0, "answer": "no_data"}, "level"),
        ({"level": None, "answer": "unanswered"}, "answer"),
        ({"level": 3, "justification": "  "}, "justification"),
        ({"level": 4, "justification": ""}, "justification"),
        ({"level": None, "answer": "not_applicable", "justification": ""}, "justification"),
        ({"level": 1, "justification": "x" * 10_001}, "justification"),
    ],
)
def test_invalid_answer_names_its_field_and_changes_nothing(team, fields, field):
    team.assign(CODE, team.interior)
    with pytest.raises(ValidationError) as refused:
        team.score(team.interior_official, CODE, **fields)
    assert list(refused.value.message_dict) == [field]
    assert not Score.objects.exists()


@pytest.mark.parametrize("level", [0, 1, 2])
def test_low_levels_need_no_justification(team, level):
    team.assign(CODE, team.interior)
    assert team.score(team.interior_official, CODE, level, justification="").score.level == level


def test_contributor_does_not_answer_for_another_ministry(team):
    team.assign(CODE, team.justice)
    with pytest.raises(PermissionDenied):
        team.score(team.interior_official, CODE, 2, ministry=team.justice)


def test_focal_point_answers_for_a_ministry_and_history_says_so(team):
    team.assign(CODE, team.justice)
    team.score(team.focal, CODE, 2, ministry=team.justice)
    change = Change.objects.get(action="scored")
    assert change.capacity == "Focal point, Country XTA"
    assert change.ministry == team.justice


def test_observer_does_not_answer(team):
    team.assign(CODE, team.interior)
    with pytest.raises(PermissionDenied):
        team.score(team.observer, CODE, 2, ministry=team.interior)


def test_ministry_that_is_not_asked_does_not_answer(team):
    with pytest.raises(PermissionDenied):
        team.score(team.interior_official, CODE, 2)


def test_closed_cycle_takes_no_answer(team):
    team.assign(CODE, team.interior)
    Cycle.objects.filter(pk=team.cycle.pk).update(status="closed")
    with pytest.raises(services.NotWritable, match="cycle"):
        team.score(team.interior_official, CODE, 2)


def test_nul_never_reaches_the_database(team):
    team.assign(CODE, team.interior)
    assert team.score(team.interior_official, CODE, 2, justification="a\x00b").score.justification == "ab"


def test_history_is_append_only(team):
    change = Change.objects.first()
    with pytest.raises(TypeError):
        change.save()
    with pytest.raises(TypeError):
        change.delete()
    with pytest.raises(TypeError):
        Change.objects.all().delete()
    with pytest.raises(TypeError):
        Change.objects.update(capacity="")


def test_recording_costs_the_same_queries_however_much_is_there(team, django_assert_max_num_queries):
    team.assign(CODE, team.interior, team.justice)
    indicator = team.indicator(CODE)
    with django_assert_max_num_queries(11):
        services.record_score(
            actor=team.interior_official,
            assessment=team.assessment,
            indicator=indicator,
            ministry=team.interior,
            answer="level",
            level=2,
            justification="",
            expected_version=0,
        )
