"""Cycles and assessments over the API: what each may know of, filters, one by its name."""

import pytest

from accounts.models import Membership, User
from assessments import services
from tests.assessments.calling import Caller, errors_of, settle
from tests.assessments.conftest import make_cycle, make_team


def names(caller, path, key):
    listed = caller.get(path)
    assert listed.status_code == 200
    return [row[key] for row in listed.json()["results"]]


def test_cycles_are_listed_newest_first_without_drafts(team):
    make_cycle("2024", "closed", 2024)
    make_cycle("2028", "draft", 2028)
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")

    assert names(Caller(team.observer), "cycles/", "slug") == ["2026", "2024"]
    assert names(Caller(secretariat), "cycles/", "slug") == ["2028", "2026", "2024"]
    assert names(Caller(team.observer), "cycles/?status=closed", "slug") == ["2024"]
    assert "status" in errors_of(Caller(team.observer).get("cycles/?status=nice"))
    assert Caller(team.observer).get("cycles/2026/").json() == {
        "slug": "2026",
        "name": "Cycle 2026",
        "status": "open",
        "opens_on": "2026-01-01",
        "closes_on": "2026-12-31",
        "target_level": 4,
        "synthetic": False,
    }
    errors_of(Caller(team.observer).get("cycles/2028/"), 404)
    assert Caller(secretariat).get("cycles/2028/").status_code == 200
    errors_of(Caller(team.observer).get("cycles/%00/"), 404)
    errors_of(Caller().get("cycles/"), 401)


def test_assessments_are_the_own_countrys(team, reviewer):
    other = make_team("XTB", team.cycle)
    observer = Caller(team.observer)
    assert names(observer, "assessments/", "id") == [str(team.assessment.pk)]
    assert names(Caller(other.focal), "assessments/", "country") == ["XTB"]
    assert names(Caller(reviewer), "assessments/", "id") == []
    body = observer.get(f"assessments/{team.assessment.pk}/").json()
    assert body.pop("opened_at").endswith("Z")
    assert body == {
        "id": str(team.assessment.pk),
        "country": "XTA",
        "cycle": "2026",
        "status": "in_progress",
        "sharing": "nobody",
        "synthetic": False,
    }
    errors_of(observer.get(f"assessments/{other.assessment.pk}/"), 404)
    errors_of(Caller(reviewer).get(f"assessments/{team.assessment.pk}/"), 404)
    errors_of(Caller().get("assessments/"), 401)


def test_reviewers_know_of_what_was_submitted(team, reviewer):
    make_team("XTB", team.cycle)
    settle(team)
    services.submit(actor=team.focal, assessment=team.assessment)
    services.reopen(actor=team.focal, assessment=team.assessment)
    assert names(Caller(reviewer), "assessments/", "country") == ["XTA"]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("cycle=2026", 1),
        ("cycle=2024", 0),
        ("country=XTA", 1),
        ("country=XTB", 0),
        ("status=in_progress", 1),
        ("status=accepted", 0),
        ("cycle=2026&country=XTA&status=in_progress", 1),
    ],
)
def test_filters_of_assessments(team, query, number):
    assert len(names(Caller(team.observer), f"assessments/?{query}", "id")) == number


@pytest.mark.parametrize("query", ["status=nice", "cycle=%00", "country=%00"])
def test_bad_filters_name_the_parameter(team, query):
    assert query.partition("=")[0] in errors_of(Caller(team.observer).get(f"assessments/?{query}"))


def test_signed_in_pages_use_the_session(team, client):
    client.force_login(team.observer.user)
    assert client.get("/api/v1/assessments/").json()["count"] == 1


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("cycles/", "GET, HEAD, OPTIONS"),
        ("assessments/", "GET, POST, HEAD, OPTIONS"),
        ("assessments/{id}/", "GET, HEAD, OPTIONS"),
        ("assessments/{id}/scores/", "GET, HEAD, OPTIONS"),
        ("assessments/{id}/scores/1.1.E1/", "GET, PUT, HEAD, OPTIONS"),
        ("assessments/{id}/national-scores/1.1.E1/", "GET, PUT, HEAD, OPTIONS"),
        ("assessments/{id}/profile/", "GET, HEAD, OPTIONS"),
        ("assessments/{id}/submit/", "POST, OPTIONS"),
        ("submissions/", "GET, HEAD, OPTIONS"),
    ],
)
def test_methods_that_there_are(team, path, allowed):
    client = Caller(team.focal).client
    address = f"/api/v1/{path.format(id=team.assessment.pk)}"
    options = client.options(address)
    assert (options.status_code, options["Allow"]) == (204, allowed)
    for method in (client.patch, client.delete):
        errors_of(method(address), 405)
