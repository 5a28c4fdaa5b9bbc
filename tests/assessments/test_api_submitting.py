"""Submitting, reopening and accepting over the API."""

import hashlib

import pytest

from assessments.models import Submission
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.conftest import make_team

CODE = "1.1.E1"


def test_what_is_missing_keeps_it_from_being_submitted(team):
    settle(team)
    for code, state in {"1.1.E1": "unanswered", "1.1.E2": "conflict", "1.1.E3": "unanswered"}.items():
        national = team.national(code)
        national.state, national.answer, national.level = state, "", None
        national.save()
    team.assign(CODE, team.interior)

    refused = Caller(team.focal).post(f"assessments/{team.assessment.pk}/submit/")
    errors_of(refused, 409)
    missing = {"ministry": str(team.interior.pk), "name": "Ministry of the Interior"}
    assert refused.json()["blockers"] == [
        {"indicator": "1.1.E1", "reason": "unanswered", "missing": [missing]},
        {"indicator": "1.1.E2", "reason": "conflict", "missing": []},
        {"indicator": "1.1.E3", "reason": "unanswered", "missing": []},
    ]
    assert not Submission.objects.exists()


def test_submission_is_sealed_and_found_at_its_address(team):
    settle(team)
    focal = Caller(team.focal)
    submitted = focal.post(f"assessments/{team.assessment.pk}/submit/")
    assert submitted.status_code == 201
    body = submitted.json()
    assert submitted["ETag"] == f'"{body["sha256"]}"'
    assert (body["country"], body["cycle"], body["number"]) == ("XTA", "2026", 1)
    assert body["submitted_by"] == {"name": "focal, XTA", "capacity": "Focal point, Country XTA"}
    assert body["profile"]["nodes"][0]["score"] == 50.0

    assert focal.client.get(submitted["Location"]).json() == body
    content = focal.get(f"submissions/{body['id']}/content/")
    assert hashlib.sha256(content.content).hexdigest() == body["sha256"]
    assert focal.get(f"assessments/{team.assessment.pk}/").json()["status"] == "submitted"
    refused = focal.post(f"assessments/{team.assessment.pk}/submit/")
    errors_of(refused, 409)
    assert "blockers" not in refused.json()


def test_reopened_assessment_takes_answers_again_and_keeps_the_submission(team):
    settle(team)
    focal = Caller(team.focal)
    errors_of(focal.post(f"assessments/{team.assessment.pk}/reopen/"), 409)
    first = focal.post(f"assessments/{team.assessment.pk}/submit/").json()
    reopened = focal.post(f"assessments/{team.assessment.pk}/reopen/")
    assert (reopened.status_code, reopened.json()["status"]) == (200, "in_progress")

    team.decide(CODE, 4)
    second = focal.post(f"assessments/{team.assessment.pk}/submit/").json()
    assert (second["number"], second["sha256"] != first["sha256"]) == (2, True)
    assert focal.get(f"submissions/{first['id']}/").json() == first


def test_closed_cycle_is_not_reopened(team):
    settle(team)
    focal = Caller(team.focal)
    focal.post(f"assessments/{team.assessment.pk}/submit/")
    team.cycle.status = "closed"
    team.cycle.save()
    errors_of(focal.post(f"assessments/{team.assessment.pk}/reopen/"), 409)


@pytest.mark.parametrize("call", ["submit", "reopen"])
def test_contributor_and_observer_do_neither(team, call):
    settle(team)
    for actor in (team.interior_official, team.observer):
        errors_of(Caller(actor).post(f"assessments/{team.assessment.pk}/{call}/"), 403)
    other = make_team("XTB", team.cycle)
    errors_of(Caller(other.focal).post(f"assessments/{team.assessment.pk}/{call}/"), 404)


def test_reviewer_accepts_the_latest_submission(team, reviewer):
    settle(team)
    focal, unodc = Caller(team.focal), Caller(reviewer)
    first = focal.post(f"assessments/{team.assessment.pk}/submit/").json()["id"]
    focal.post(f"assessments/{team.assessment.pk}/reopen/")
    errors_of(unodc.post(f"submissions/{first}/accept/"), 409)
    second = focal.post(f"assessments/{team.assessment.pk}/submit/").json()["id"]
    errors_of(unodc.post(f"submissions/{first}/accept/"), 409)

    accepted = unodc.post(f"submissions/{second}/accept/")
    assert (accepted.status_code, accepted.json()["id"]) == (200, second)
    assert unodc.get(f"assessments/{team.assessment.pk}/").json()["status"] == "accepted"
    errors_of(focal.post(f"submissions/{second}/accept/"), 403)
    errors_of(Caller().post(f"submissions/{second}/accept/"), 401)


def test_focal_point_opens_the_countrys_assessment_once(team, unguarded):
    team.assessment.national_scores.all().delete()
    team.assessment.changes.all()._raw_delete("default")
    team.assessment.delete()
    focal = Caller(team.focal)
    opened = focal.post("assessments/", {"cycle": "2026"})
    assert opened.status_code == 201
    assert (opened.json()["country"], opened.json()["status"]) == ("XTA", "in_progress")
    assert focal.client.get(opened["Location"]).json() == opened.json()

    again = focal.post("assessments/", {"cycle": "2026"})
    assert (again.status_code, again.json()) == (200, opened.json())


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "cycle"),
        ({"cycle": "1999"}, "cycle"),
        ({"cycle": 2026}, "cycle"),
        ({"cycle": "\x00"}, "cycle"),
        ({"cycle": "2026", "country": "XTB"}, "country"),
    ],
)
def test_opening_names_a_cycle_and_nothing_else(team, body, field):
    assert field in errors_of(Caller(team.focal).post("assessments/", body))


def test_only_the_focal_point_opens_and_only_in_an_open_cycle(team, reviewer):
    for actor in (team.interior_official, team.observer, reviewer):
        errors_of(Caller(actor).post("assessments/", {"cycle": "2026"}), 403)
    team.cycle.status = "closed"
    team.cycle.save()
    errors_of(Caller(team.focal).post("assessments/", {"cycle": "2026"}), 409)
