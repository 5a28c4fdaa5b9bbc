"""Gaps over the API: ranked by size, then kind, then code."""

import pytest

from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_team


@pytest.fixture
def levels(team):
    for code, level in {
        "1.1.E1": 1,  # ratification
        "1.1.E2": 1,  # legislation
        "1.1.E3": 1,  # capacity
        "1.2.E1": 1,  # legislation
        "1.2.E2": 0,  # outcome
        "1.3.E1": 4,  # at the target
        "1.10.E1": 1,  # legislation
        "2.6a.E2": 3,  # outcome
    }.items():
        team.decide(code, level)
    team.decide("1.3.E2", None, answer="no_data")


def gaps(team, query=""):
    answered = Caller(team.observer).get(f"assessments/{team.assessment.pk}/gaps/{query}")
    assert answered.status_code == 200
    return answered.json()


def test_largest_first_then_kind_then_code(team, levels):
    ranked = gaps(team)
    assert [gap["indicator"] for gap in ranked["results"]] == [
        "1.2.E2",
        "1.1.E1",
        "1.1.E2",
        "1.2.E1",
        "1.10.E1",
        "1.1.E3",
        "2.6a.E2",
    ]
    assert (ranked["count"], ranked["next"], ranked["previous"]) == (7, None, None)


def test_a_gap_names_what_closes_it(team, levels):
    assert gaps(team)["results"][-1] == {
        "indicator": "2.6a.E2",
        "level": 3,
        "target": 4,
        "gap": 1,
        "kind": "outcome",
        "measures": ["2.6a.D2", "2.6a.D3"],
    }


def test_gaps_are_measured_from_the_cycles_target(team, levels):
    team.cycle.target_level = 1
    team.cycle.save()
    assert [(gap["indicator"], gap["target"], gap["gap"]) for gap in gaps(team)["results"]] == [("1.2.E2", 1, 1)]


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("?objective=1.2", ["1.2.E2", "1.2.E1"]),
        ("?table=2", ["2.6a.E2"]),
        ("?section=1.criminalization&indicator=1.1.E1", ["1.1.E1"]),
        ("?part=2.6b", []),
        ("?objective=9.9", []),
        ("?page_size=2&page=2", ["1.1.E2", "1.2.E1"]),
    ],
)
def test_filters_and_pages(team, levels, query, codes):
    assert [gap["indicator"] for gap in gaps(team, query)["results"]] == codes


@pytest.mark.parametrize("query", ["page_size=0", "page_size=1001", "page_size=x", "objective=%00", "table=12"])
def test_bad_query_is_refused(team, query):
    name = query.partition("=")[0]
    assert name in errors_of(Caller(team.observer).get(f"assessments/{team.assessment.pk}/gaps/?{query}"))


def test_page_that_does_not_exist_is_not_found(team, levels):
    errors_of(Caller(team.observer).get(f"assessments/{team.assessment.pk}/gaps/?page=2"), 404)


def test_another_countrys_gaps_are_not_found(team):
    other = make_team("XTB", team.cycle)
    errors_of(Caller(other.focal).get(f"assessments/{team.assessment.pk}/gaps/"), 404)
