"""Needs, data gaps and countries side by side: axe finds nothing, and no page is wider than a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import People

PAGES = (
    "/compare/needs/",
    "/compare/data-gaps/?by=group",
    "/compare/side-by-side/",
    "/compare/side-by-side/?country=XAA&country=XAB&under=1.1&differ=1",
    "/compare/side-by-side/?country=XAA",
)


@pytest.mark.parametrize("width", [1280, 375])
def test_reviewers_compare_needs_gaps_and_answers(people: People, width: int) -> None:
    page = people.sign_in("reviewer@unodc.example", viewport={"width": width, "height": 900})
    faults = []
    for address in PAGES:
        page.goto(address)
        faults += [
            (address, violation["id"], [node["target"] for node in violation["nodes"]][:3])
            for violation in Axe().run(page).response["violations"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((address, "wider than the screen", []))
    assert faults == []
