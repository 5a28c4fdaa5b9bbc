"""axe finds nothing on any page, wide and narrow, and no page is wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import People, Portal
from tests.browser.test_the_whole_way import Client

PAGES = {
    "": [
        "/",
        "/framework/",
        "/framework/tables/2/",
        "/framework/objectives/2.6/",
        "/framework/indicators/2.6a.E1/",
        "/framework/search/?q=article+16",
        "/framework/articles/",
        "/framework/articles/16/",
        "/framework/topics/",
        "/accounts/login/",
    ],
    "interior@xaa.example": [
        "/",
        "/assessments/",
        "{assessment}objectives/1.2/",
        "/accounts/",
        "/accounts/tokens/",
        "/accounts/2fa/",
    ],
    "focal@xaa.example": [
        "/",
        "{assessment}",
        "{assessment}assign/",
        "{assessment}assign/?asked=nobody",
        "{assessment}assign/suggest/",
        "{assessment}carried-over/",
        "{assessment}carried-over/?under=1",
        "{assessment}objectives/1.2/target/",
        "{assessment}conflicts/",
        "{assessment}decide/1.2.E1/",
        "{assessment}agreement/",
        "{assessment}discussions/",
        "{assessment}discussions/1.2.E1/",
        "{assessment}gaps/",
        "{assessment}submit/",
        "{assessment}history/",
        "/submissions/",
        "/reports/",
        "/accounts/people/",
        "/accounts/people/hand-over/",
    ],
}


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("who", PAGES)
def test_axe_finds_nothing(people: People, portal: Portal, who: str, width: int) -> None:
    viewport = {"width": width, "height": 900}
    page = people.sign_in(who, viewport=viewport) if who else people.visitor(viewport=viewport)
    found = Client(portal, who).get("assessments/?cycle=2026")["results"] if who else []
    faults = []
    for address in PAGES[who]:
        address = address.format(assessment=f"/assessments/{found[0]['id']}/" if found else "")
        response = page.goto(address)
        assert response is not None
        assert response.status == 200, address
        faults += [
            (address, violation["id"], [node["target"] for node in violation["nodes"]][:3])
            for violation in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((address, "wider than the screen", []))
    assert faults == []
