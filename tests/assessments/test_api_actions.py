"""The action plan over the API: listed, planned, changed, reported on, exported, and what it would bring."""

import csv
import datetime
import io
import uuid
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from assessments.models import Action, Change
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_team
from tests.assessments.planning import CODE, measure_of, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def focal(team):
    return Caller(team.focal)


def path(team, *more):
    return "/".join(["assessments", str(team.assessment.pk), "actions", *map(str, more), ""])


def body(team, **fields):
    return {
        "indicator": CODE,
        "text": "Draft the act.",
        "measure": measure_of(team).code,
        "lead": str(team.interior.pk),
        "others": [str(team.justice.pk)],
        "due_on": "2027-06-30",
        "cost": "12000.5",
        "currency": "USD",
        "expected_level": 3,
    } | fields


def whole(team, **fields):
    return {name: value for name, value in body(team, **fields).items() if name != "indicator"}


def test_plan_read_and_change(team, focal):
    planned = focal.post(path(team), body(team))
    assert planned.status_code == 201
    action = planned.json()
    assert planned["Location"].endswith(f"/{path(team, action['id'])}")
    assert planned["ETag"] == '"1"'
    assert (action["cost"], action["priority"], action["assistance"], action["late"]) == (
        "12000.50",
        "medium",
        "none",
        False,
    )
    read = focal.get(path(team, action["id"]))
    assert read.json() == action
    assert focal.get(path(team, action["id"]), HTTP_IF_NONE_MATCH='"1"').status_code == 304
    changed = focal.put(path(team, action["id"]), whole(team, text="Else.", others=[]), version=1)
    assert (changed.status_code, changed["ETag"], changed.json()["others"]) == (200, '"2"', [])


def test_a_change_needs_the_version_it_rests_on(team, focal):
    action = plan(team)
    assert focal.put(path(team, action.pk), whole(team), version=None).status_code == 428
    stale = focal.put(path(team, action.pk), whole(team), version=7)
    assert stale.status_code == 412
    assert stale.json()["current"]["text"] == action.text
    assert stale.json()["current"]["version"] == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"indicator": "9.9.E9"}, "indicator"),
        ({"measure": "4.20.D1"}, "measure"),
        ({"lead": str(uuid.uuid4())}, "lead"),
        ({"lead": 5}, "lead"),
        ({"others": [str(uuid.uuid4())]}, "others"),
        ({"others": "x"}, "others"),
        ({"due_on": "tomorrow"}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"due_on": "0001-01-01"}, "due_on"),
        ({"cost": "1e3000"}, "cost"),
        ({"cost": "NaN"}, "cost"),
        ({"cost": -1}, "cost"),
        ({"cost": True}, "cost"),
        ({"currency": "XXX"}, "currency"),
        ({"text": "\x00"}, "text"),
        ({"expected_level": "3"}, "expected_level"),
        ({"expected_level": 10**30}, "expected_level"),
        ({"assistance": "training"}, "assistance_words"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_slip_names_its_field(team, focal, fields, field):
    assert field in errors_of(focal.post(path(team), body(team, **fields)))
    assert not Action.objects.exists()


def test_a_lone_surrogate_is_a_slip_too(team, focal):
    action = plan(team)
    assert "text" in errors_of(focal.put(path(team, action.pk), whole(team, text="\ud800"), version=1))


def test_another_countrys_ministry_is_not_there(team, focal):
    foreign = make_team("XTB", team.cycle)
    assert "lead" in errors_of(focal.post(path(team), body(team, lead=str(foreign.interior.pk))))
    other = plan(foreign)
    assert focal.get(path(team, other.pk)).status_code == 404
    assert focal.get(path(team, "x")).status_code == 404


def test_the_lead_ministry_reports_progress(team):
    action = plan(team)
    report = {"status": "under_way", "progress_note": "Before the cabinet."}
    answer = Caller(team.interior_official).put(path(team, action.pk, "progress"), report, version=1)
    assert (answer.status_code, answer.json()["progress_note"], answer["ETag"]) == (200, "Before the cabinet.", '"2"')
    assert Change.objects.filter(thing=action.pk).count() == 2
    assert Caller(team.justice_official).put(path(team, action.pk, "progress"), report, version=2).status_code == 403


def test_the_list_filters(team, focal):
    plan(team, due_on=datetime.date(2026, 1, 2), starts_on=None)
    plan(team, "2.1.E1", lead=team.justice, assistance="training", priority="low")

    def found(query):
        return [one["indicator"] for one in focal.get(f"{path(team)}?{query}").json()["results"]]

    assert found("") == [CODE, "2.1.E1"]
    assert found("late=true") == [CODE]
    assert found("table=2&priority=low&assistance=training&status=planned") == ["2.1.E1"]
    assert found(f"ministry={team.justice.pk}") == ["2.1.E1"]
    assert "status" in errors_of(focal.get(f"{path(team)}?status=late"))


def test_exports_hold_numbers_and_no_formulas(team, focal):
    plan(team, text="=HYPERLINK(1)")
    sheet = focal.get(f"{path(team)}?format=csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(sheet.streaming_content).decode()))
    assert (row["text"], row["cost"], row["due_on"]) == ("'=HYPERLINK(1)", "12000.50", "2027-06-30")
    book = load_workbook(io.BytesIO(b"".join(focal.get(f"{path(team)}?format=xlsx").streaming_content)))
    head, values = (list(line) for line in book["Data"].iter_rows())
    cells = dict(zip([cell.value for cell in head], values, strict=True))
    assert (cells["text"].value, cells["text"].data_type) == ("=HYPERLINK(1)", "s")
    assert cells["cost"].value == 12000.5


def test_the_list_takes_the_same_queries_for_any_plan(team, focal, django_assert_max_num_queries):
    for _number in range(10):
        plan(team, others=[team.justice])
    with django_assert_max_num_queries(8):
        focal.get(path(team))


def test_the_scenario_is_the_profile_with_what_is_expected(team, focal):
    team.decide_all(1)
    plan(team, expected_level=4)
    plan(team, expected_level=3)
    plan(team, "2.1.E1", expected_level=4, status="dropped")
    answer = focal.get(f"assessments/{team.assessment.pk}/scenario/").json()
    assert answer["raised"] == [{"indicator": CODE, "level": 4}]
    overall = answer["nodes"][0]
    assert (overall["level"], overall["score"]) == ("overall", 25.0)
    assert overall["expected_score"] > 25
    assert overall["expected_lower"] == overall["expected_score"]
    assert {node["level"] for node in answer["nodes"]} == {"overall", "table", "objective"}
    assert Decimal(str(overall["points"])) > 0
