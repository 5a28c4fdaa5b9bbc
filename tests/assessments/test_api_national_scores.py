"""The country's answers over the API: read by the country, decided by the focal point."""

import pytest

from assessments import services
from tests.assessments.calling import LAW, Caller, errors_of, settle

CODE = "1.1.E1"
DECISION = {"answer": "level", "level": 2, "justification": LAW, "rationale": "The law is not in force."}


@pytest.fixture
def path(team):
    return f"assessments/{team.assessment.pk}/national-scores/{CODE}/"


def test_every_indicator_has_a_row_from_the_opening_on(team):
    listed = Caller(team.observer).get(f"assessments/{team.assessment.pk}/national-scores/?page_size=1000").json()
    assert (listed["count"], len(listed["results"])) == (371, 371)
    row = listed["results"][0]
    assert row.pop("updated_at").endswith("Z")
    assert row == {
        "indicator": "1.1.E1",
        "state": "unanswered",
        "answer": None,
        "level": None,
        "justification": "",
        "rationale": "",
        "version": 1,
    }
    assert listed["results"][-1]["indicator"].startswith("4.20")


def test_national_true_gives_the_same_list(team):
    observer = Caller(team.observer)
    national = observer.get(f"assessments/{team.assessment.pk}/national-scores/").json()["results"]
    assert observer.get(f"assessments/{team.assessment.pk}/scores/?national=true").json()["results"] == national


def test_decision_is_stored_with_its_rationale(team, path):
    focal = Caller(team.focal)
    decided = focal.put(path, DECISION, 1)
    assert (decided.status_code, decided["ETag"]) == (200, '"2"')
    assert decided.json() | {"updated_at": None} == DECISION | {
        "indicator": CODE,
        "state": "decided",
        "version": 2,
        "updated_at": None,
    }
    assert focal.get(path).json() == decided.json()


def test_conflict_is_decided_with_a_rationale_only(team, path):
    team.assign(CODE, team.interior, team.justice)
    Caller(team.interior_official).put_score(team.assessment, CODE, 1)
    Caller(team.justice_official).put_score(team.assessment, CODE, 3)
    focal = Caller(team.focal)
    conflict = focal.get(path)
    assert (conflict.json()["state"], conflict.json()["answer"]) == ("conflict", None)

    faults = errors_of(focal.put(path, DECISION | {"rationale": " "}, conflict["ETag"]))
    assert list(faults) == ["rationale"]
    assert focal.put(path, DECISION, conflict["ETag"]).json()["state"] == "decided"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": 5}, "level"),
        ({"answer": "no_data"}, "level"),
        ({"rationale": 7}, "rationale"),
        ({"rationale": "x" * 10_001}, "rationale"),
        ({"rationale": "\x00"}, "rationale"),
        ({"state": "agreed"}, "state"),
        ({"ministry": "5c0f7c3e-2a55-4f1c-9d5b-0d6a2f6c8e11"}, "ministry"),
    ],
)
def test_bad_input_names_the_field(team, path, change, field):
    assert field in errors_of(Caller(team.focal).put(path, DECISION | change, 1))
    assert team.national(CODE).version == 1


def test_only_the_focal_point_decides(team, path):
    for actor in (team.interior_official, team.observer):
        errors_of(Caller(actor).put(path, DECISION, None), 403)


def test_submitted_assessment_is_not_decided(team, path):
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    errors_of(Caller(team.focal).put(path, DECISION, 1), 409)


def test_unknown_indicator_is_not_found(team):
    path = f"assessments/{team.assessment.pk}/national-scores/1.1.E99/"
    errors_of(Caller(team.focal).put(path, DECISION, 1), 404)
    errors_of(Caller(team.focal).get(path), 404)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("table=1", 61),
        ("section=1.criminalization", 17),
        ("objective=2.6", 9),
        ("part=2.6a", 6),
        ("state=decided", 1),
        ("state=unanswered&objective=1.1", 4),
        ("answer=level", 1),
        ("indicator=1.1.E2", 1),
        ("table=", 371),
    ],
)
def test_filters(team, query, count):
    team.decide(CODE, 2)
    listed = Caller(team.observer).get(f"assessments/{team.assessment.pk}/national-scores/?{query}")
    assert listed.json()["count"] == count


def test_unknown_state_is_refused(team):
    refused = Caller(team.observer).get(f"assessments/{team.assessment.pk}/national-scores/?state=nice")
    assert "state" in errors_of(refused)
