"""Distribution, trend and spread in a browser: axe finds nothing, no page wider than a phone, links keep the rest."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.conftest import People

ADDRESSES = (
    "/compare/distribution/?node=1.2&mark=XAA&cycle=2024",
    "/compare/trend/?mark=XAA&same=1",
    "/compare/trend/?by=region",
    "/compare/spread/?under=1&cycle=2024",
)


def test_distribution_trend_and_spread(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    faults = []
    for width in (1280, 375):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ADDRESSES:
            page.goto(address)
            faults += [
                (address, violation["id"], [node["target"] for node in violation["nodes"]][:3])
                for violation in Axe().run(page).response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                faults.append((address, "wider than the screen", []))
    assert faults == []

    page.goto(ADDRESSES[0])
    page.get_by_role("link", name="Subregion").click()
    page.wait_for_url("**/compare/distribution/?cycle=2024&node=1.2&mark=XAA&by=subregion")
    expect(page.get_by_role("img", name="1.2")).to_have_count(1)
    page.get_by_role("link", name="Its trend over the cycles").click()
    page.wait_for_url("**/compare/trend/?node=1.2&mark=XAA")
    page.get_by_label("Like with like only").check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**same=1")
    expect(page.get_by_text("did not submit in every cycle").first).to_be_visible()
