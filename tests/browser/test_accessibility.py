"""axe finds nothing on the pages of visitors, officials and focal points, wide in English and on a phone in Arabic."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Portal
from tests.browser.looking import faults_of
from tests.browser.test_the_whole_way import Client

PAGES = {
    "": [
        "/",
        "/public/",
        "/framework/",
        "/framework/tables/2/",
        "/framework/tables/1/criminalization/",
        "/framework/objectives/2.6/",
        "/framework/indicators/2.6a.E1/",
        "/framework/search/?q=article+16",
        "/framework/search/?q=nothing-has-this-word",
        "/framework/articles/",
        "/framework/articles/16/",
        "/framework/topics/",
        "/framework/topics/aggravating-circumstances/",
        "/framework/principles/",
        "/framework/challenges/",
        "/framework/instruments/",
        "/framework/resources/",
        "/framework/recommendations/",
        "/framework/guidance/",
        "/submissions/",
        "/data/",
        "/help/",
        "/help/glossary/",
        "/help/privacy/",
        "/help/accessibility/",
        "/accounts/login/",
        "/accounts/password/reset/",
    ],
    "interior@xaa.example": [
        "/",
        "/assessments/",
        "{assessment}objectives/1.2/",
        "{assessment}objectives/3.2/",
        "{assessment}evidence/",
        "{assessment}spreadsheet/",
        "/accounts/",
        "/accounts/tokens/",
        "/accounts/2fa/",
        "/accounts/password/change/",
    ],
    "focal@xaa.example": [
        "/",
        "{assessment}",
        "{assessment}assign/",
        "{assessment}assign/?asked=nobody",
        "{assessment}assign/suggest/",
        "{assessment}carried-over/",
        "{assessment}carried-over/?under=1",
        "{assessment}objectives/1.2/",
        "{assessment}objectives/1.2/target/",
        "{assessment}conflicts/",
        "{assessment}decide/1.2.E1/",
        "{assessment}agreement/",
        "{assessment}discussions/",
        "{assessment}discussions/1.2.E1/",
        "{assessment}gaps/",
        "{assessment}plan/",
        "{assessment}plan/add/?indicator=1.2.E1",
        "{assessment}submit/",
        "{assessment}history/",
        "/reports/",
        "/accounts/people/",
        "/accounts/people/hand-over/",
    ],
}


def assessment_of(portal: Portal, who: str) -> str:
    """The path of the person's assessment in the open cycle."""
    return f"/assessments/{Client(portal, who).get('assessments/?cycle=2026')['results'][0]['id']}/"


def read_in(page: Page, language: str, portal: Portal) -> None:
    """The language that the browser asks for from here on."""
    page.context.add_cookies([{"name": "language", "value": language, "url": portal.address}])


@pytest.mark.parametrize(("language", "width"), [("en", 1280), ("ar", 375)])
@pytest.mark.parametrize("who", PAGES)
def test_nothing_is_found_on_the_pages_of(people: People, portal: Portal, who: str, language: str, width: int) -> None:
    viewport = {"width": width, "height": 900}
    page = people.sign_in(who, viewport=viewport) if who else people.visitor(viewport=viewport)
    read_in(page, language, portal)
    assessment = assessment_of(portal, who) if who else ""
    faults = []
    titles: dict[str, str] = {}
    for address in PAGES[who]:
        address = address.format(assessment=assessment)
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        assert page.evaluate("document.documentElement.dir") == ("rtl" if language == "ar" else "ltr")
        faults += [(address, fault) for fault in faults_of(page)]
        path, title = address.partition("?")[0], page.title()
        if titles.setdefault(title, path) != path:
            faults.append((address, f"has the title of {titles[title]}"))
    assert faults == []


def test_nothing_is_found_on_refused_forms(people: People, portal: Portal) -> None:
    """Forms with errors: every refused field says why, and a summary at the top leads to it."""
    visitor = people.visitor()
    faults = []
    visitor.goto("/accounts/login/")
    visitor.get_by_label("Email").fill("nobody@xaa.example")
    visitor.get_by_label("Password", exact=True).fill("not the password")
    visitor.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.locator("main [role=alert]:visible").first).to_be_visible()
    faults += [("sign-in", fault) for fault in faults_of(visitor)]

    focal = people.sign_in("focal@xaa.example")
    assessment = assessment_of(portal, "focal@xaa.example")
    for address, button in (
        (f"{assessment}plan/add/?indicator=1.2.E1", "Plan the action"),
        (f"{assessment}evidence/add/1.2.E1/", "Add evidence"),
        (f"{assessment}decide/1.2.E1/", "Decide"),
        (f"{assessment}objectives/1.2/target/", "Set the country's own target"),
        ("/accounts/people/", "Send the invitation"),
        (f"{assessment}assign/", "Preview"),
    ):
        focal.goto(address)
        focal.evaluate("document.querySelectorAll('main form').forEach((form) => (form.noValidate = true))")
        focal.evaluate("document.querySelectorAll('[name=choice]').forEach((radio) => (radio.checked = false))")
        focal.evaluate("document.querySelectorAll('[name=justification]').forEach((field) => (field.value = ''))")
        focal.get_by_role("button", name=button, exact=True).last.click()
        expect(focal.locator("main [role=alert]:visible").first).to_be_visible()
        faults += [(address, fault) for fault in refused(focal)]
    assert faults == []


def refused(page: Page) -> list[str]:
    """What is wrong with how the page says that a form was refused."""
    links = page.locator("main [role=alert]:visible a[href^='#']").count()
    return [*([] if links else ["the summary leads to no field"]), *faults_of(page)]
