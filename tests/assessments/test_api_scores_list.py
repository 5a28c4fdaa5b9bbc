"""The list of scores: what takes part, filters, and who is behind each row."""

import pytest

from assessments import services
from tests.assessments.calling import Caller, errors_of


@pytest.fixture
def scored(team):
    team.assign("1.1.E1", team.interior, team.justice)
    team.assign("2.6a.E1", team.justice)
    team.score(team.interior_official, "1.1.E1", 1)
    team.score(team.justice_official, "1.1.E1", 3)
    team.score(team.justice_official, "2.6a.E1", None, answer="no_data", justification="")


def rows(team, query=""):
    listed = Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?{query}")
    assert listed.status_code == 200, listed.content
    return [(row["indicator"], row["ministry"]) for row in listed.json()["results"]]


def test_document_order_then_ministries_by_name(team, scored):
    interior, justice = str(team.interior.pk), str(team.justice.pk)
    assert rows(team) == [("1.1.E1", justice), ("1.1.E1", interior), ("2.6a.E1", justice)]


def test_filters(team, scored):
    interior, justice = str(team.interior.pk), str(team.justice.pk)
    assert rows(team, f"ministry={interior}") == [("1.1.E1", interior)]
    assert rows(team, "indicator=2.6a.E1") == [("2.6a.E1", justice)]
    assert rows(team, f"objective=1.1&ministry={justice}") == [("1.1.E1", justice)]
    assert rows(team, "table=2") == [("2.6a.E1", justice)]
    assert rows(team, "answer=no_data") == [("2.6a.E1", justice)]
    assert rows(team, "table=3") == []


def test_answer_of_a_ministry_that_is_asked_no_more_takes_no_part(team, scored):
    services.unassign(
        actor=team.focal,
        assessment=team.assessment,
        indicators=[team.indicator("2.6a.E1")],
        ministry=team.justice,
    )
    assert rows(team, "table=2") == []


@pytest.mark.parametrize("query", ["ministry=x", "answer=maybe", "national=perhaps", "indicator=%00"])
def test_bad_query_names_the_parameter(team, query):
    refused = Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?{query}")
    assert query.partition("=")[0] in errors_of(refused)


def test_national_scores_are_of_no_ministry(team):
    refused = Caller(team.observer).get(
        f"assessments/{team.assessment.pk}/scores/?national=true&ministry={team.interior.pk}"
    )
    assert "ministry" in errors_of(refused)


def test_unknown_format_is_not_found(team):
    assert Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?format=pdf").status_code == 404
