"""Methods that no page serves are refused, and no header makes one method another."""

import pytest

from tests.security.planting import values_of
from tests.security.walking import all_routes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "JEFF"])
def test_unknown_methods(client, method):
    for path in ("/", "/accounts/login/", "/api/v1/countries/", "/admin/", "/nowhere/"):
        answer = client.generic(method, path, headers={"x-secret": "echo-me"})
        assert answer.status_code == 405, path
        assert b"echo-me" not in answer.content
        assert "POST" in answer["Allow"]


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_method_override(planted, header):
    """A form that may be sent from anywhere cannot become a PUT or a DELETE, nor a GET a POST."""
    caller = planted.caller(planted.own.team.focal)
    values = values_of(planted.own)
    before = planted.own.team.national("1.1.E1").version
    path = f"/api/v1/assessments/{planted.own.team.assessment.pk}/national-scores/1.1.E1/"
    body = {"answer": "no_data", "justification": "x", "rationale": "x", "_method": "PUT"}
    answer = caller.client.post(path, body, format="json", headers={header: "PUT", "If-Match": f'"{before}"'})
    assert answer.status_code == 405
    route = next(route for route in all_routes() if route.name == "submit")
    browser = planted.browser(planted.own.team.focal)
    browser.get(f"{route.address(values)}?_method=POST", headers={header: "POST"})
    planted.own.team.assessment.refresh_from_db()
    assert planted.own.team.assessment.status == "in_progress"
    assert planted.own.team.national("1.1.E1").version == before


def test_options_tell_no_data(planted):
    caller = planted.caller(planted.own.team.focal)
    for land in (planted.own, planted.other):
        for route in all_routes():
            if route.is_api:
                answer = caller.client.options(route.address(values_of(land)))
                assert answer.status_code < 500
                assert planted.other.mark not in answer.content.decode().replace(f"{planted.other.mark}-country", "")
