"""The tree of the assign page: branches tick what is below them, also what comes when a table is opened."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Portal
from tests.browser.test_the_whole_way import Client


def assign_page(people: People, portal: Portal) -> Page:
    found = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"]
    page = people.sign_in("focal@xaa.example")
    page.goto(f"/assessments/{found[0]['id']}/assign/")
    return page


def open_table(page: Page, code: str) -> None:
    """Open a table and wait for what is in it."""
    page.locator(f"[data-table='{code}'] > details > summary").click()
    expect(page.locator(f"[data-table='{code}'] .leaf").first).to_be_attached()


def test_a_table_that_is_ticked_before_it_is_opened_ticks_what_comes(people: People, portal: Portal) -> None:
    page = assign_page(people, portal)
    ticked = page.locator("#ticked")
    page.locator("input[value='1']").check()
    expect(ticked).to_have_text("61 indicators ticked")
    open_table(page, "1")
    expect(page.locator("[data-table='1'] .leaf > input:not(:checked)")).to_have_count(0)
    expect(ticked).to_have_text("61 indicators ticked")

    page.evaluate("document.querySelectorAll('.tree details').forEach((details) => (details.open = true))")
    page.locator("input[value='1.1.E1']").uncheck()
    expect(ticked).to_have_text("60 indicators ticked")
    assert page.locator("input[value='1']").evaluate("(box) => [box.checked, box.indeterminate]") == [False, True]


def test_everything_is_ticked_at_once_and_previewed(people: People, portal: Portal) -> None:
    page = assign_page(people, portal)
    page.get_by_label(re.compile("Everything listed here")).check()
    expect(page.locator("#ticked")).to_have_text("371 indicators ticked")
    page.get_by_label("Ministry of Justice", exact=True).check()
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.get_by_role("heading", name="Ministry of Justice")).to_be_visible()
