"""Reports over the API."""

import uuid
import warnings

import pytest
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from reports import services
from reports.models import ReportJob
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_team
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def focal(team, bells):
    return Caller(team.focal)


def ask(caller, team, **changes):
    return caller.post("reports/", {"kind": "gap_analysis", "assessment": str(team.assessment.pk), **changes})


def test_ask_watch_and_fetch(team, focal):
    asked = ask(focal, team)
    assert asked.status_code == 202
    body = asked.json()
    assert (body["status"], body["progress"], body["file"]) == ("queued", 0, None)
    assert asked["Location"].endswith(f"/api/v1/reports/{body['id']}/")
    refused = focal.get(f"reports/{body['id']}/file/")
    assert refused.status_code == 409
    assert refused.json()["report_status"] == "queued"

    services.renew(services.claim(body["id"]), 45)
    running = focal.get(f"reports/{body['id']}/").json()
    assert (running["status"], running["progress"]) == ("running", 45)

    services.finish(ReportJob.objects.get(), b"%PDF-1.7")
    done = focal.get(f"reports/{body['id']}/").json()
    assert done["status"] == "done"
    assert done["file"].endswith(f"/reports/{body['id']}/file/")
    answer = focal.get(f"reports/{body['id']}/file/")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    assert "attachment" in answer["Content-Disposition"]


def test_report_on_a_submission(team, submission, focal):
    asked = ask(focal, team, assessment=None, submission=str(submission.pk))
    assert asked.status_code == 202
    assert asked.json()["submission"] == str(submission.pk)
    assert ReportJob.objects.get().filename == "XTA-2026-gap-analysis-submission-1.pdf"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "novel"}, "kind"),
        ({"kind": None}, "kind"),
        ({"kind": "country_brief", "format": "docx"}, "format"),
        ({"language": "tlh"}, "language"),
        ({"assessment": None}, "assessment"),
        ({"assessment": "x"}, "assessment"),
        ({"assessment": str(uuid.uuid4())}, "assessment"),
        ({"submission": str(uuid.uuid4())}, "submission"),
    ],
)
def test_bad_requests_name_the_field(team, focal, changes, field):
    assert field in errors_of(ask(focal, team, **changes))
    assert not ReportJob.objects.exists()


def test_comparison_of_a_selection_or_of_all_countries_of_a_cycle(team, submission, focal):
    selection = "region=-&cycle=2026&under=1.1"
    asked = focal.post("reports/", {"kind": "comparison", "selection": selection})
    assert asked.status_code == 202
    body = asked.json()
    assert (body["selection"], body["cycle"], body["assessment"]) == ("cycle=2026&region=-&under=1.1", None, None)
    whole = focal.post("reports/", {"kind": "comparison", "cycle": "2026"}).json()
    assert whole["selection"] == "cycle=2026"
    assert {row["id"] for row in focal.get("reports/").json()["results"]} == {body["id"], whole["id"]}


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"kind": "comparison", "selection": "cycle=1999"}, "selection"),
        ({"kind": "comparison", "selection": "cycle=2026&under=9.9"}, "selection"),
        ({"kind": "comparison", "selection": "x" * 20_001}, "selection"),
        ({"kind": "comparison", "selection": "cycle=2026", "cycle": "2026"}, "selection"),
        ({"kind": "comparison", "cycle": "1999"}, "cycle"),
        ({"kind": "cycle"}, "cycle"),
        ({"kind": "cycle", "cycle": "2026", "selection": "cycle=2026"}, "selection"),
        ({"kind": "country_brief", "cycle": "2026"}, "cycle"),
    ],
)
def test_bad_selections_and_cycles_name_the_field(team, focal, wanted, field):
    assert field in errors_of(focal.post("reports/", wanted))
    assert not ReportJob.objects.exists()


def test_cycle_report_is_for_reviewers_and_the_secretariat(team, focal):
    wanted = {"kind": "cycle", "cycle": "2026"}
    assert focal.post("reports/", wanted).status_code == 403
    asked = Caller(MembershipFactory(reviewer=True)).post("reports/", wanted)
    assert asked.status_code == 202
    assert (asked.json()["cycle"], asked.json()["selection"]) == ("2026", "")


def test_drafts_of_others_do_not_exist(team, bells):
    for actor in (make_team("XTB", cycle=team.cycle).focal, MembershipFactory(reviewer=True)):
        assert "assessment" in errors_of(ask(Caller(actor), team))


def test_list_holds_what_the_caller_may_see(team, focal):
    ask(focal, team)
    assert focal.get("reports/").json()["count"] == 1
    assert Caller(team.observer).get("reports/").json()["count"] == 1
    assert Caller(make_team("XTB", cycle=team.cycle).focal).get("reports/").json()["count"] == 0


def test_reports_of_others_are_404(team, focal):
    pk = ask(focal, team).json()["id"]
    stranger = Caller(make_team("XTB", cycle=team.cycle).focal)
    assert stranger.get(f"reports/{pk}/").status_code == 404
    assert stranger.get(f"reports/{pk}/file/").status_code == 404
    assert stranger.post(f"reports/{pk}/cancel/").status_code == 404


def test_cancel_and_retry(team, focal):
    pk = ask(focal, team).json()["id"]
    assert Caller(team.observer).post(f"reports/{pk}/cancel/").status_code == 403
    assert focal.post(f"reports/{pk}/cancel/").json()["status"] == "cancelled"
    assert focal.post(f"reports/{pk}/cancel/").status_code == 409
    again = focal.post(f"reports/{pk}/retry/")
    assert (again.status_code, again.json()["status"]) == (202, "queued")
    assert focal.post(f"reports/{pk}/retry/").status_code == 409


def test_without_a_token_401():
    assert Caller().get("reports/").status_code == 401


def test_schema_of_reports_is_complete_and_made_without_a_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        GENERATOR_STATS.reset()
        schema = SchemaGenerator().get_schema(request=None, public=True)
    validate_schema(schema)
    assert not GENERATOR_STATS
    ours = {
        (method, path.removeprefix("/api/v1/")): operation
        for path, methods in schema["paths"].items()
        if path.startswith("/api/v1/reports/")
        for method, operation in methods.items()
    }
    assert set(ours) == {
        ("get", "reports/"),
        ("post", "reports/"),
        ("get", "reports/{id}/"),
        ("get", "reports/{id}/file/"),
        ("post", "reports/{id}/cancel/"),
        ("post", "reports/{id}/retry/"),
    }
    assert all(operation["summary"] for operation in ours.values())
    assert "409" in ours["get", "reports/{id}/file/"]["responses"]
    assert "application/pdf" in ours["get", "reports/{id}/file/"]["responses"]["200"]["content"]
