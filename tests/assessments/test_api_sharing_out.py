"""Assignments, suggestions, progress, confirmations and own targets over the API."""

import datetime
from uuid import uuid4

import pytest

from assessments import selectors, services
from assessments.models import Assignment, NationalScore
from assessments.sharing_out import Move
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.conftest import make_cycle, make_team

REASON = "The country has no coast."


@pytest.fixture
def caller(team):
    return Caller(team.focal)


def share(caller, team, **body):
    sent = {"codes": ["1.1"], "ask": [str(team.interior.pk)], **body}
    return caller.post(f"assessments/{team.assessment.pk}/assignments/", sent)


def asked(team):
    return Assignment.objects.filter(assessment=team.assessment).count()


# Assignments


def test_assignments_are_listed_with_due_date_and_whether_they_are_answered(team, caller):
    team.assign("1.1.E1", team.interior, team.justice)
    share(caller, team, codes=["1.2.E1"], due_on="2026-09-30")
    team.score(team.interior_official, "1.1.E1", 2)
    rows = caller.get(f"assessments/{team.assessment.pk}/assignments/").json()["results"]
    interior, justice = str(team.interior.pk), str(team.justice.pk)
    assert rows == [
        {"indicator": "1.1.E1", "ministry": justice, "due_on": None, "answered": False},
        {"indicator": "1.1.E1", "ministry": interior, "due_on": None, "answered": True},
        {"indicator": "1.2.E1", "ministry": interior, "due_on": "2026-09-30", "answered": False},
    ]


@pytest.mark.parametrize(
    ("query", "number"),
    [("objective=1.1", 2), ("answered=true", 1), ("answered=false&objective=1.1", 1), ("indicator=9.9", 0)],
)
def test_assignments_are_filtered(team, caller, query, number):
    team.assign("1.1.E1", team.interior, team.justice)
    team.assign("1.2.E1", team.justice)
    team.score(team.interior_official, "1.1.E1", 2)
    path = f"assessments/{team.assessment.pk}/assignments/"
    assert caller.get(f"{path}?{query}").json()["count"] == number
    assert caller.get(f"{path}?ministry={team.justice.pk}").json()["count"] == 2


def test_all_assignments_come_as_a_file(team, caller):
    team.assign("1.1.E1", team.interior)
    answered = caller.get(f"assessments/{team.assessment.pk}/assignments/?format=csv")
    lines = b"".join(answered.streaming_content).decode().splitlines()
    assert lines == ["indicator,ministry,due_on,answered", f"1.1.E1,{team.interior.pk},,false"]


def test_a_preview_changes_nothing_and_the_real_thing_says_the_same(team, caller):
    shown = share(caller, team, preview=True, due_on="2026-09-30").json()
    assert asked(team) == 0
    done = share(caller, team, due_on="2026-09-30").json()
    assert shown == done | {"batch": None}
    assert done["batch"]
    assert done["asked"][0] == {
        "indicator": "1.1.E1",
        "ministry": str(team.interior.pk),
        "due_on": "2026-09-30",
        "answered": False,
    }
    assert len(done["asked"]) == asked(team) == len(selectors.indicators_under("1.1"))


def test_taking_back_says_which_answers_are_kept(team, caller):
    share(caller, team)
    team.score(team.interior_official, "1.1.E1", 2)
    body = share(caller, team, ask=[str(team.justice.pk)], take_back=[str(team.interior.pk)]).json()
    kept = [row["indicator"] for row in body["taken_back"] if row["answered"]]
    assert kept == ["1.1.E1"]


def test_a_due_date_left_out_stays_and_null_removes_it(team, caller):
    share(caller, team, codes=["1.1.E1"], due_on="2026-09-30")
    assert share(caller, team, codes=["1.1.E1"]).json()["dated"] == []
    interior = str(team.interior.pk)
    body = share(caller, team, codes=["1.1"], ask=[], remind=[interior], due_on=None).json()
    assert [row["due_on"] for row in body["dated"]] == [None]
    assert body["asked"] == []


def test_an_operation_is_undone(team, caller):
    batch = share(caller, team).json()["batch"]
    services.share_out(
        actor=team.focal,
        assessment=team.assessment,
        moves=[Move(["1.1.E1"], ask=[team.interior.pk])],
        due_on=datetime.date(2026, 9, 30),
    )
    path = f"assessments/{team.assessment.pk}/assignments/undo/"
    undone = caller.post(path, {"batch": batch}).json()
    assert undone["left"] == [{"indicator": "1.1.E1", "ministry": str(team.interior.pk)}]
    assert asked(team) == 1
    assert list(errors_of(caller.post(path, {"batch": str(uuid4())}))) == ["batch"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"codes": []}, "codes"),
        ({"codes": ["9.9"]}, "codes"),
        ({"codes": ["1.1\x00"]}, "codes.0"),
        ({"codes": "1.1"}, "codes"),
        ({"ask": []}, "ask"),
        ({"ask": ["x"]}, "ask.0"),
        ({"ask": [str(uuid4())]}, "ask"),
        ({"take_back": [str(uuid4())]}, "take_back"),
        ({"due_on": "soon"}, "due_on"),
        ({"due_on": 20260930}, "due_on"),
        ({"preview": "yes"}, "preview"),
        ({"who": "me"}, "who"),
    ],
)
def test_a_body_that_makes_no_sense_names_the_field(team, caller, body, field):
    assert list(errors_of(share(caller, team, **body))) == [field]
    assert asked(team) == 0


def test_neither_another_countrys_nor_an_inactive_ministry_is_asked(team, caller):
    stranger = make_team("XTB", team.cycle)
    assert list(errors_of(share(caller, team, ask=[str(stranger.interior.pk)]))) == ["ask"]
    team.interior.active = False
    team.interior.save()
    assert list(errors_of(share(caller, team))) == ["ask"]
    assert share(caller, team, ask=[], take_back=[str(team.interior.pk)]).status_code == 200


# Suggestions and progress


def test_a_suggestion_can_be_sent_as_it_is(team, caller):
    path = f"assessments/{team.assessment.pk}/assignments/"
    suggestion = caller.get(f"{path}suggestion/").json()
    fields = {one["field"]: one["ministry"] for one in suggestion["fields_of_government"]}
    assert (fields["legislation"], fields["awareness"]) == (str(team.justice.pk), None)
    for move in suggestion["moves"]:
        assert caller.post(path, move).status_code == 200
    assert asked(team) == sum(len(move["codes"]) for move in suggestion["moves"])
    assert caller.get(f"{path}suggestion/").json()["moves"] == []
    assert caller.get(f"{path}suggestion/?basis=previous").json()["moves"] == []
    assert list(errors_of(caller.get(f"{path}suggestion/?basis=moon"))) == ["basis"]


def test_progress_by_ministry(team, caller):
    share(caller, team, codes=["1.1.E1", "1.1.E2"], ask=[str(team.interior.pk), str(team.justice.pk)])
    team.score(team.interior_official, "1.1.E1", 2)
    team.score(team.justice_official, "1.1.E1", 3)
    (justice, interior) = caller.get(f"assessments/{team.assessment.pk}/progress/").json()["results"]
    assert interior == {
        "ministry": str(team.interior.pk),
        "name": "Ministry of the Interior",
        "assigned": 2,
        "answered": 1,
        "left": ["1.1.E2"],
        "overdue": [],
        "conflicts": ["1.1.E1"],
        "due_on": None,
    }
    assert justice["name"] == "Ministry of Justice"


def test_queries_do_not_grow_with_assignments(team, caller, django_assert_max_num_queries):
    path = f"assessments/{team.assessment.pk}/assignments/?page_size=1000"
    ministries = [str(team.interior.pk), str(team.justice.pk)]
    share(caller, team, codes=["1", "2", "3", "4"], ask=ministries)
    with django_assert_max_num_queries(6):
        assert caller.get(path).json()["count"] == 742


# Confirmations


def test_answers_carried_over_are_confirmed_by_code(team, caller):
    for code in ("1.1.E1", "1.1.E2", "1.2.E1"):
        team.decide(code, 3)
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    path = f"assessments/{team.assessment.pk}/confirmations/"
    confirmed = caller.post(path, {"codes": ["1.1"]}).json()
    assert [(row["indicator"], row["state"], row["version"]) for row in confirmed] == [
        ("1.1.E1", "decided", 2),
        ("1.1.E2", "decided", 2),
    ]
    assert caller.post(path, {"codes": ["1.1"]}).json() == []
    NationalScore.objects.filter(assessment=team.assessment, indicator__code="1.2.E1").update(justification="")
    assert "1.2.E1" in " ".join(errors_of(caller.post(path, {"codes": ["1"]}))["codes"])


# Own targets


def put(caller, team, version, objective="1.1", **body):
    sent = {"level": 2, "reason": REASON, **body}
    return caller.put(f"assessments/{team.assessment.pk}/targets/{objective}/", sent, version)


def test_a_target_is_set_changed_listed_and_cleared(team, caller):
    first = put(caller, team, 0)
    assert (first.status_code, first["ETag"]) == (201, '"1"')
    assert put(caller, team, 1, level=3).status_code == 200
    path = f"assessments/{team.assessment.pk}/targets/"
    (row,) = caller.get(path).json()["results"]
    assert (row["objective"], row["level"], row["reason"], row["version"]) == ("1.1", 3, REASON, 2)
    cleared = caller.client.delete(f"/api/v1/{path}1.1/", headers={"If-Match": '"2"'})
    assert cleared.status_code == 204
    assert caller.get(path).json()["count"] == 0


def test_a_stale_target_answers_with_what_is_stored(team, caller):
    assert put(caller, team, None).status_code == 428
    put(caller, team, 0)
    stale = put(caller, team, 0, level=3)
    assert (stale.status_code, stale.json()["current"]["level"]) == (412, 2)
    assert put(caller, team, 4, "1.2").json()["current"] is None


@pytest.mark.parametrize(
    ("body", "field"), [({"level": 5}, "level"), ({"level": "2"}, "level"), ({"reason": ""}, "reason")]
)
def test_a_target_that_makes_no_sense_names_the_field(team, caller, body, field):
    assert list(errors_of(put(caller, team, 0, **body))) == [field]


def test_an_objective_that_there_is_not_is_not_found(team, caller):
    assert put(caller, team, 0, "9.9").status_code == 404


def test_profile_and_gaps_use_the_target(team, caller):
    settle(team, level=2)
    put(caller, team, 0, level=3)
    nodes = caller.get(f"assessments/{team.assessment.pk}/profile/").json()["nodes"]
    targets = {(node["level"], node["code"]): node["target"] for node in nodes}
    assert (targets["objective", "1.1"], targets["part", "1.1"], targets["objective", "1.2"]) == (3, 3, 4)
    assert (targets["overall", "overall"], targets["table", "1"]) == (4, 4)
    gaps = caller.get(f"assessments/{team.assessment.pk}/gaps/?objective=1.1").json()["results"]
    assert {(gap["target"], gap["gap"]) for gap in gaps} == {(3, 1)}
