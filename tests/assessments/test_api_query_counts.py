"""How many queries calls take, whatever the number of rows (DESIGN section 12)."""

import pytest

from assessments import services
from assessments.models import Assignment, Score
from framework.models import Indicator
from tests.assessments.calling import LAW, Caller, settle
from tests.assessments.conftest import make_team


def answer_all(team):
    """The Ministry of the Interior has answered every indicator."""
    at = team.assessment.opened_at
    codes = list(Indicator.objects.values_list("pk", flat=True))
    assessment, ministry = team.assessment, team.interior
    Assignment.objects.bulk_create(
        Assignment(assessment=assessment, indicator_id=pk, ministry=ministry) for pk in codes
    )
    Score.objects.bulk_create(
        Score(
            assessment=assessment,
            indicator_id=pk,
            ministry=ministry,
            answer="level",
            level=3,
            justification=LAW,
            updated_at=at,
            updated_by=team.interior_official.user,
        )
        for pk in codes
    )


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("scores/?page_size=1000", 6),
        ("scores/?national=true&page_size=1000", 6),
        ("national-scores/?page_size=1000", 6),
        ("scores/?format=csv", 5),
        ("profile/", 9),
        ("gaps/?page_size=1000", 9),
    ],
)
def test_reading_an_assessment(team, django_assert_num_queries, path, queries):
    answer_all(team)
    settle(team)
    caller = Caller(team.observer)
    address = f"assessments/{team.assessment.pk}/{path}"
    caller.get(address)
    with django_assert_num_queries(queries):
        answered = caller.get(address)
        size = len(b"".join(answered.streaming_content) if answered.streaming else answered.content)
    assert answered.status_code == 200
    assert size > 20_000


def test_an_answer(team, django_assert_max_num_queries):
    team.assign("1.1.E1", team.interior, team.justice)
    caller = Caller(team.interior_official)
    caller.put_score(team.assessment, "1.1.E1", 1)
    with django_assert_max_num_queries(18):
        assert caller.put_score(team.assessment, "1.1.E1", 2, 1).status_code == 200


@pytest.mark.parametrize(
    ("path", "queries"), [("submissions/", 5), ("submissions/?latest=true", 5), ("assessments/", 5)]
)
def test_lists_do_not_grow_with_their_rows(team, reviewer, django_assert_num_queries, path, queries):
    caller = Caller(reviewer)
    for number, one in enumerate([team, make_team("XTB", team.cycle)], start=1):
        settle(one)
        services.submit(actor=one.focal, assessment=one.assessment)
        with django_assert_num_queries(queries):
            assert caller.get(path).json()["count"] == number
