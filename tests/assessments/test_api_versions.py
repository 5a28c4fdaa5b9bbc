"""Versions: nobody overwrites what he has not seen, and nobody reads again what he holds."""

import pytest

from assessments.models import Score
from tests.assessments.calling import Caller, errors_of

CODE = "1.1.E1"


@pytest.fixture
def official(team):
    team.assign(CODE, team.interior)
    return Caller(team.interior_official)


def test_without_if_match_the_version_is_required(team, official):
    errors_of(official.put_score(team.assessment, CODE, 1, None), 428)
    errors_of(
        Caller(team.focal).put(
            f"assessments/{team.assessment.pk}/national-scores/{CODE}/", {"answer": "no_data"}, None
        ),
        428,
    )
    assert not Score.objects.exists()


@pytest.mark.parametrize("header", ["*", "1", "W/1", '"a"', '"-1"', '"1", "2"', '"01"', "", '"99999999999"'])
def test_if_match_is_one_quoted_version(team, official, header):
    errors_of(official.put_score(team.assessment, CODE, 1, header), 400)


def test_stale_version_gets_the_current_answer(team, official):
    first = official.put_score(team.assessment, CODE, 1).json()
    stale = official.put_score(team.assessment, CODE, 4, 0)
    errors_of(stale, 412)
    assert stale.json()["current"] == first

    second = official.put_score(team.assessment, CODE, 4, 1)
    assert second.status_code == 200
    assert official.put_score(team.assessment, CODE, 0, 1).json()["current"] == second.json()


@pytest.mark.parametrize("version", [0, 1])
def test_an_answer_sent_again_because_its_acknowledgement_got_lost_is_acknowledged(team, official, version):
    if version:
        official.put_score(team.assessment, CODE, 2, 0)
    lost = official.put_score(team.assessment, CODE, 1, version)
    again = official.put_score(team.assessment, CODE, 1, version)
    assert (again.status_code, again["ETag"], again.json()) == (lost.status_code, lost["ETag"], lost.json())


def test_stale_version_of_an_answer_that_does_not_exist(team, official):
    stale = official.put_score(team.assessment, CODE, 4, 3)
    errors_of(stale, 412)
    assert stale.json()["current"] is None


def test_stale_decision_gets_the_current_national_score(team, official):
    focal = Caller(team.focal)
    path = f"assessments/{team.assessment.pk}/national-scores/{CODE}/"
    seen = focal.get(path)
    official.put_score(team.assessment, CODE, 1)
    stale = focal.put(path, {"answer": "no_data", "rationale": "Not known."}, seen["ETag"])
    errors_of(stale, 412)
    assert stale.json()["current"] == focal.get(path).json()
    assert stale.json()["current"]["state"] == "agreed"


def test_what_the_client_holds_is_not_sent_again(team, official):
    official.put_score(team.assessment, CODE, 1)
    for path in ("scores", "national-scores"):
        address = f"assessments/{team.assessment.pk}/{path}/{CODE}/"
        tag = official.get(address)["ETag"]
        same = official.get(address, HTTP_IF_NONE_MATCH=f'"99", {tag}')
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
        assert official.get(address, HTTP_IF_NONE_MATCH='"99"').status_code == 200
