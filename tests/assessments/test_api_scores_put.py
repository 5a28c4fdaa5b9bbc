"""PUT of one ministry's answer: who it is for, what comes back, what is refused."""

import pytest

from assessments import services
from assessments.models import Score
from tests.assessments.calling import LAW, Caller, errors_of, settle
from tests.assessments.conftest import make_team

CODE = "1.1.E1"


@pytest.fixture
def official(team):
    team.assign(CODE, team.interior)
    return Caller(team.interior_official)


def test_first_answer_is_created_and_read_back(team, official):
    answered = official.put_score(team.assessment, CODE, 3)

    assert answered.status_code == 201
    assert answered["ETag"] == '"1"'
    body = dict(answered.json())
    assert body.pop("updated_at").endswith("Z")
    assert body == {
        "indicator": CODE,
        "ministry": str(team.interior.pk),
        "answer": "level",
        "level": 3,
        "justification": LAW,
        "version": 1,
    }
    read = official.get(f"assessments/{team.assessment.pk}/scores/{CODE}/")
    assert (read.status_code, read["ETag"]) == (200, '"1"')
    assert read.json() == answered.json()
    assert official.get(f"assessments/{team.assessment.pk}/scores/").json()["results"] == [answered.json()]


def test_changed_answer_has_the_next_version(team, official):
    official.put_score(team.assessment, CODE, 3)
    changed = official.put(f"assessments/{team.assessment.pk}/scores/{CODE}/", {"answer": "no_data"}, 1)
    assert changed.status_code == 200
    assert changed["ETag"] == '"2"'
    assert changed.json()["level"] is None


def test_same_answer_again_keeps_its_version(team, official):
    official.put_score(team.assessment, CODE, 3)
    again = official.put_score(team.assessment, CODE, 3, 1)
    assert (again.status_code, again["ETag"]) == (200, '"1"')


def test_answer_without_level_needs_no_level(team, official):
    body = {"answer": "not_applicable", "justification": "No coast."}
    assert official.put(f"assessments/{team.assessment.pk}/scores/{CODE}/", body).status_code == 201


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"answer": "level", "level": 5, "justification": LAW}, "level"),
        ({"answer": "level", "level": -1, "justification": LAW}, "level"),
        ({"answer": "level", "level": "3", "justification": LAW}, "level"),
        ({"answer": "level", "level": 3.0, "justification": LAW}, "level"),
        ({"answer": "level", "level": True, "justification": LAW}, "level"),
        ({"answer": "level", "level": 10**30, "justification": LAW}, "level"),
        ({"answer": "level"}, "level"),
        ({"answer": "not_applicable", "level": 2, "justification": LAW}, "level"),
        ({"answer": "no_data", "level": 0}, "level"),
        ({"answer": "level", "level": 3}, "justification"),
        ({"answer": "level", "level": 3, "justification": " \n "}, "justification"),
        ({"answer": "not_applicable"}, "justification"),
        ({"answer": "level", "level": 1, "justification": 7}, "justification"),
        ({"answer": "level", "level": 1, "justification": None}, "justification"),
        ({"answer": "level", "level": 1, "justification": "a\x00b"}, "justification"),
        ({"answer": "level", "level": 1, "justification": "a\ud800b"}, "justification"),
        ({"answer": "level", "level": 1, "justification": "x" * 10_001}, "justification"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": ["level"]}, "answer"),
        ({"answer": "\ud800"}, "answer"),
        ({"level": 1}, "answer"),
        ({"answer": "no_data", "ministry": "interior"}, "ministry"),
        ({"answer": "no_data", "ministry": 7}, "ministry"),
        ({"answer": "no_data", "version": 3}, "version"),
        ({"answer": "no_data", "state": "decided"}, "state"),
        ({"answer": "no_data", "\ud800": 1}, "\\ud800"),
        ([1, 2], "non_field_errors"),
        ("level", "non_field_errors"),
        (None, "non_field_errors"),
    ],
)
def test_bad_input_names_the_field_and_changes_nothing(team, official, body, field):
    assert field in errors_of(official.put(f"assessments/{team.assessment.pk}/scores/{CODE}/", body))
    assert not Score.objects.exists()


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"{", 400),
        (b"", 400),
        (b"\xff\xfe", 400),
        (b'{"answer": NaN}', 400),
        (b"[" * 100_000, 400),
        (b'{"level": ' + b"1" * 10_000 + b"}", 400),
        (b'{"justification": "' + b"x" * 1_100_000 + b'"}', 413),
    ],
)
def test_broken_and_oversized_bodies_are_problems(team, official, raw, status):
    response = official.client.put(
        f"/api/v1/assessments/{team.assessment.pk}/scores/{CODE}/",
        raw,
        content_type="application/json",
        HTTP_IF_MATCH='"0"',
    )
    errors_of(response, status)


def test_other_media_types_are_refused(team, official):
    response = official.client.put(
        f"/api/v1/assessments/{team.assessment.pk}/scores/{CODE}/", "answer=no_data", content_type="text/plain"
    )
    errors_of(response, 428)
    response = official.client.put(
        f"/api/v1/assessments/{team.assessment.pk}/scores/{CODE}/",
        "answer=no_data",
        content_type="text/plain",
        HTTP_IF_MATCH='"0"',
    )
    errors_of(response, 415)


def test_contributor_may_name_the_own_ministry_only(team, official):
    team.assign(CODE, team.justice)
    own = official.put_score(team.assessment, CODE, 1, ministry=str(team.interior.pk))
    assert own.status_code == 201
    errors_of(official.put_score(team.assessment, CODE, 1, ministry=str(team.justice.pk)), 403)


def test_focal_point_answers_for_the_only_ministry_that_is_asked(team, official):
    answered = Caller(team.focal).put_score(team.assessment, CODE, 1)
    assert (answered.status_code, answered.json()["ministry"]) == (201, str(team.interior.pk))


def test_focal_point_names_the_ministry_where_several_are_asked(team, official):
    team.assign(CODE, team.justice)
    focal = Caller(team.focal)
    assert "ministry" in errors_of(focal.put_score(team.assessment, CODE, 1))
    answered = focal.put_score(team.assessment, CODE, 1, ministry=str(team.justice.pk))
    assert (answered.status_code, answered.json()["ministry"]) == (201, str(team.justice.pk))


def test_another_countrys_ministry_is_not_known(team, official):
    other = make_team("XTB", team.cycle)
    for caller in (official, Caller(team.focal)):
        assert "ministry" in errors_of(caller.put_score(team.assessment, CODE, 1, ministry=str(other.interior.pk)))


def test_unassigned_indicator_is_refused(team, official):
    errors_of(Caller(team.justice_official).put_score(team.assessment, CODE, 1), 403)
    errors_of(Caller(team.focal).put_score(team.assessment, "1.1.E2", 1), 403)


def test_unknown_things_are_not_found(team, official):
    for path in (
        f"assessments/{team.assessment.pk}/scores/9.9.E9/",
        f"assessments/{team.assessment.pk}/scores/1.1/",
        f"assessments/{team.assessment.pk}/scores/%00/",
        f"assessments/{team.justice.pk}/scores/{CODE}/",
        f"assessments/not-a-uuid/scores/{CODE}/",
        f"assessments/%00/scores/{CODE}/",
    ):
        errors_of(official.put(path, {"answer": "no_data"}), 404)
        errors_of(official.get(path), 404)


def test_another_countrys_assessment_is_not_found(team, official):
    other = make_team("XTB", team.cycle)
    errors_of(Caller(other.interior_official).put_score(team.assessment, CODE, 1), 404)


def test_observer_may_read_and_not_write(team, official):
    official.put_score(team.assessment, CODE, 1)
    observer = Caller(team.observer)
    assert observer.get(f"assessments/{team.assessment.pk}/scores/{CODE}/").status_code == 200
    errors_of(observer.put_score(team.assessment, CODE, 1, None), 403)


def test_submitted_assessment_takes_no_answers(team, official):
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    errors_of(official.put_score(team.assessment, CODE, 1), 409)


def test_closed_cycle_takes_no_answers(team, official):
    team.cycle.status = "closed"
    team.cycle.save()
    errors_of(official.put_score(team.assessment, CODE, 1), 409)


def test_without_token_or_with_a_wrong_one_nothing_is_answered(team):
    errors_of(Caller().get(f"assessments/{team.assessment.pk}/scores/"), 401)
    for token in ("Token nonsense", "Token", "Token a b", "Token \xff"):
        wrong = Caller()
        wrong.client.credentials(HTTP_AUTHORIZATION=token)
        errors_of(wrong.get(f"assessments/{team.assessment.pk}/scores/"), 401)


def test_one_answer_of_several_ministries_is_read_by_naming_it(team, official):
    team.assign(CODE, team.justice)
    official.put_score(team.assessment, CODE, 1)
    path = f"assessments/{team.assessment.pk}/scores/{CODE}/"
    focal, justice = Caller(team.focal), Caller(team.justice_official)
    assert focal.get(path).json()["level"] == 1
    errors_of(justice.get(path), 404)
    assert justice.get(f"{path}?ministry={team.interior.pk}").json()["level"] == 1

    justice.put_score(team.assessment, CODE, 2)
    assert "ministry" in errors_of(focal.get(path))
    assert focal.get(f"{path}?ministry={team.justice.pk}").json()["level"] == 2
    assert "ministry" in errors_of(focal.get(f"{path}?ministry=justice"))
