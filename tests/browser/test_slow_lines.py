"""A focal point far away: what a scoring page weighs, that it works on a slow line, and that nothing on it jumps."""

from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import People, Portal
from tests.browser.test_autosave import own_code
from tests.browser.test_the_whole_way import Client, card, choose, expect_saved

FIRST, NEXT = 120_000, 15_000
"""Bytes that come over the line, headers and all: of the first scoring page, and of each one after it."""

THIRD_GENERATION = {"offline": False, "latency": 300, "downloadThroughput": 90_000, "uploadThroughput": 40_000}
"""A line of the third generation: milliseconds there and back, and bytes a second."""

LONGEST = ("2.7", "2.8", "2.9", "3.5")
"""Objectives whose pages are the largest."""


class Line:
    """What came over the line for a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.bytes = 0
        self.devtools: CDPSession = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        self.devtools.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])

    def bytes_of(self, address: str) -> int:
        """Bytes of everything that the page at `address` brings along."""
        self.bytes = 0
        self.page.goto(address)
        self.page.wait_for_load_state("networkidle")
        return self.bytes


@pytest.fixture
def objectives(portal: Portal) -> str:
    """Address below which the objectives of Country XAA's assessment lie."""
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    return f"/assessments/{assessment}/objectives/"


@pytest.fixture
def line(people: People) -> Line:
    return Line(people.sign_in("interior@xaa.example"))


@pytest.mark.parametrize("language", ["en", "ar", "ru"])
def test_first_scoring_page_and_each_next_one_are_small(people: People, objectives: str, language: str) -> None:
    line = Line(people.sign_in("focal@xaa.example"))
    line.page.set_extra_http_headers({"Accept-Language": language})
    line.devtools.send("Network.clearBrowserCache")
    first = line.bytes_of(f"{objectives}1.1/")
    assert 20_000 < first <= FIRST
    weights = {code: line.bytes_of(f"{objectives}{code}/") for code in LONGEST}
    assert all(1_000 < weight <= NEXT for weight in weights.values()), weights


def test_answers_are_saved_over_a_line_of_the_third_generation(line: Line, objectives: str) -> None:
    line.devtools.send("Network.emulateNetworkConditions", THIRD_GENERATION)
    line.devtools.send("Network.clearBrowserCache")
    line.page.goto(f"{objectives}1.14/")
    code = own_code(line.page)
    choose(line.page, code, 2)
    card(line.page, code).get_by_label("Justification").fill("Typed while the answer before was still on its way.")
    expect_saved(line.page, code)
    line.page.reload()
    expect(card(line.page, code).get_by_label("Justification")).to_have_value(
        "Typed while the answer before was still on its way."
    )


@pytest.mark.parametrize("width", [1280, 375])
def test_nothing_jumps_while_the_page_loads(people: People, objectives: str, width: int) -> None:
    page = people.sign_in("interior@xaa.example", viewport={"width": width, "height": 800})
    page.add_init_script(
        "window.shifted = 0; new PerformanceObserver(list => { for (const shift of list.getEntries())"
        " window.shifted += shift.value; }).observe({type: 'layout-shift', buffered: true})"
    )
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", THIRD_GENERATION)
    devtools.send("Network.clearBrowserCache")
    page.goto(f"{objectives}2.8/")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.shifted") < 0.005


def test_button_comes_when_its_script_was_lost(people: People, objectives: str) -> None:
    page = people.sign_in("interior@xaa.example")
    page.route("**/autosave*.js", lambda route: route.abort())
    page.goto(f"{objectives}1.14/")
    save = page.locator("form[data-draft] button.save").first
    expect(save).to_be_hidden()
    expect(save).to_be_visible()


def test_printed_it_is_the_answers_without_the_ways_to_elsewhere(people: People, objectives: str) -> None:
    page = people.sign_in("interior@xaa.example")
    page.goto(f"{objectives}1.14/")
    page.emulate_media(media="print")
    for gone in (".masthead nav", ".rail", ".foot", ".talk", "button.save"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("form[data-draft]").first).to_be_visible()
    expect(page.get_by_text("What would bring this about").first).to_be_visible()
    expect(page.locator("section.indicator details.help li").first).to_be_visible()
