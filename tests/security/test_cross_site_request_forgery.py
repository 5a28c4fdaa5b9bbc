"""No page of another site sends a form or a call in a signed-in person's name."""

import pytest
from django.test import Client

from tests.security.planting import values_of
from tests.security.walking import all_routes, body_of

pytestmark = pytest.mark.django_db


def test_every_page_refuses_a_form_without_its_token(planted):
    """Every route, those of the administration and of libraries too, before a view looks at it."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(planted.own.team.focal.user)
    values = values_of(planted.own)
    answered = {
        route.text: browser.post(route.address(values), {"sharing": "public", "language": "fr"}).status_code
        for route in all_routes()
        if not route.is_api
    }
    assert len(answered) > 150
    assert {text: status for text, status in answered.items() if status != 403} == {}


def test_calls_by_a_browser_session_need_the_token_too(planted):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(planted.own.team.focal.user)
    values = values_of(planted.own)
    wrong = {}
    for route in all_routes():
        if route.is_api and route.name != "token-list":
            for method in ("post", "put", "patch", "delete"):
                answer = getattr(browser, method)(route.address(values), {}, content_type="application/json")
                if answer.status_code not in {403, 405}:
                    wrong[f"{method} {route.text}"] = answer.status_code
    assert wrong == {}


def test_reading_changes_nothing(planted):
    """What changes something takes no GET: a picture in another site's page sends one."""
    team = planted.own.team
    browser = planted.browser(team.focal)
    before = team.assessment.changes.count()
    for route in all_routes():
        if not route.is_api and not route.text.startswith("admin/"):
            body_of(browser.get(route.address(values_of(planted.own))))
    assert team.assessment.changes.count() == before
