"""axe finds nothing on the pages of reviewers, secretariat and observers, on pages that say no, and in the admin."""

from functools import partial

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from playwright.sync_api import Browser, Route

from tests.browser.conftest import People, Portal
from tests.browser.looking import axe_faults, faults_of
from tests.browser.test_accessibility import assessment_of, read_in
from tests.browser.test_the_whole_way import Client

REVIEWER = "reviewer@unodc.example"
PAGES = {
    REVIEWER: [
        "/",
        "/submissions/",
        "{submission}",
        "{submission}?table=1",
        "{submission}?show=cycle",
        "{submission}ask/1.1.E1/",
        "/clarifications/",
        "{clarification}",
        "/compare/",
        "/compare/?cycle=2024&level=objective&sort=-1.1",
        "/compare/?cycle=2024&cycle=2026&under=1&ranks=1",
        "/compare/?cycle=2024&under=1.1",
        "/compare/?cycle=2024&kind=ratification&article=1",
        "/compare/?under=9.9",
        "/compare/distribution/?node=1.2&mark=XAA&cycle=2024",
        "/compare/trend/?mark=XAA&same=1",
        "/compare/trend/?by=region",
        "/compare/spread/?under=1&cycle=2024",
        "/compare/needs/",
        "/compare/data-gaps/",
        "/compare/data-gaps/?by=group",
        "/compare/side-by-side/",
        "/compare/side-by-side/?country=XAA",
        "/compare/side-by-side/?country=XAA&country=XAB",
        "/compare/side-by-side/?country=XAA&country=XAB&under=1.1&differ=1",
        "/cycles/",
        "/cycles/2026/",
        "/reports/",
    ],
    "secretariat@unodc.example": ["/", "/cycles/", "/accounts/people/", "/accounts/people/?country=XAA"],
    "observer@xaa.example": ["/", "{assessment}", "{assessment}objectives/1.2/", "{assessment}plan/", "/submissions/"],
    "focal@xab.example": ["/", "{submission}", "{clarification}", "{assessment}submit/", "{assessment}gaps/"],
}
ADMIN = [
    "/admin/",
    "/admin/accounts/country/",
    "/admin/accounts/country/add/",
    "/admin/assessments/cycle/",
    "/admin/accounts/user/",
]
REFUSED = {"/compare/?under=9.9", "/compare/side-by-side/?country=XAA"}
"""Addresses with a fault, which the page explains."""
DJANGOS_OWN = {
    "empty-table-header",
    "heading-order",
    "landmark-one-main",
    "link-in-text-block",
    "page-has-heading-one",
    "region",
    "target-size",
}
"""What Django's administration is known to break; everything else that is found there is ours."""


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 375)])
@pytest.mark.parametrize("who", PAGES)
def test_nothing_is_found_on_the_pages_of(people: People, portal: Portal, who: str, language: str, width: int) -> None:
    page = people.sign_in(who, viewport={"width": width, "height": 900})
    read_in(page, language, portal)
    client = Client(portal, REVIEWER)
    asked = client.get("clarifications/?page_size=1000")["results"]
    clarification = next(one for one in asked if one["country"] == "XAB")
    places = {
        "submission": f"/submissions/{client.get('submissions/?country=XAB&cycle=2026')['results'][0]['id']}/",
        "clarification": f"/clarifications/{clarification['id']}/",
        "assessment": assessment_of(portal, who) if "@x" in who else "",
    }
    faults = []
    for address in PAGES[who]:
        address = address.format_map(places)
        response = page.goto(address)
        assert response is not None
        assert response.status == (400 if address in REFUSED else 200), address
        if page.locator("main details.pick").count():  # opened they cover what is below them
            faults += [(address, fault) for fault in axe_faults(page)]
        faults += [(address, fault) for fault in faults_of(page)]
    assert faults == []


def answer_with(body: str, route: Route) -> None:
    """The page that a portal in trouble shows, without the trouble."""
    route.fulfill(body=body, content_type="text/html; charset=utf-8")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_on_pages_that_say_no(people: People, portal: Portal, language: str) -> None:
    page = people.visitor(viewport={"width": 375, "height": 900})
    read_in(page, language, portal)
    response = page.goto("/nothing-is-here/")
    assert response is not None
    assert response.status == 404
    faults = [("404", fault) for fault in faults_of(page)]
    for status in (400, 403, 413, 429, 500, 503):
        with translation.override(language):
            body = render_to_string(f"{status}.html")
        page.route(f"**/{status}/", partial(answer_with, body))
        page.goto(f"/{status}/")
        faults += [(status, fault) for fault in faults_of(page)]
    assert faults == []


def test_nothing_of_ours_is_found_in_the_administration(people: People) -> None:
    page = people.sign_in("secretariat@unodc.example")
    faults = []
    for address in ADMIN:
        page.goto(address)
        found = [fault for fault in axe_faults(page) if fault.partition(":")[0] not in DJANGOS_OWN]
        faults += [(address, fault) for fault in found]
    people.complaints.clear()  # styles that Django's own scripts set and our policy refuses
    assert faults == []


def test_the_page_of_the_api_has_a_frame_to_find_ones_way_in(browser: Browser, portal: Portal) -> None:
    """What Swagger UI writes into it is its own; its styles are refused by our policy, which it says on the console."""
    page = browser.new_page(base_url=portal.address)
    page.goto("/api/v1/docs/", wait_until="domcontentloaded")
    assert page.title().startswith("API")
    assert page.get_by_role("main").get_by_role("heading", level=1).inner_text() == "API"
    found = {fault.partition(":")[0] for fault in axe_faults(page)}
    page.close()
    assert found & {"landmark-one-main", "page-has-heading-one", "document-title", "html-has-lang", "region"} == set()
