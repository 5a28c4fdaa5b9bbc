"""The same request once more: it is answered, and happens once."""

import pytest

from assessments.models import Change, Submission
from tests.assessments.calling import Caller, settle
from tests.security.planting import CODE

pytestmark = pytest.mark.django_db


def test_an_answer_sent_twice_is_stored_once(team):
    team.assign(CODE, team.interior)
    official = Caller(team.interior_official)
    first = official.put_score(team.assessment, CODE, 3, 0)
    before = Change.objects.count()
    again = official.put_score(team.assessment, CODE, 3, 0)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first["ETag"] == again["ETag"]
    assert Change.objects.count() == before


def test_an_old_answer_does_not_come_back(team):
    """Somebody who recorded a request cannot undo with it what came after."""
    team.assign(CODE, team.interior)
    official = Caller(team.interior_official)
    official.put_score(team.assessment, CODE, 1, 0)
    official.put_score(team.assessment, CODE, 3, 1)
    assert official.put_score(team.assessment, CODE, 1, 0).status_code == 412
    assert team.assessment.scores.get().level == 3


def test_a_submission_sent_twice_is_one(team):
    settle(team)
    focal = Caller(team.focal)
    path = f"assessments/{team.assessment.pk}/submit/"
    assert [focal.post(path).status_code for _time in range(2)] == [201, 409]
    assert Submission.objects.count() == 1


def test_a_token_that_was_revoked_opens_nothing(team):
    caller = Caller(team.focal)
    assert caller.get("assessments/").status_code == 200
    from knox.models import AuthToken

    AuthToken.objects.all().delete()
    assert caller.get("assessments/").status_code == 401
