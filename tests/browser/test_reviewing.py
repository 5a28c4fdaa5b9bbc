"""A reviewer reads with the keyboard, and without JavaScript."""

from playwright.sync_api import expect

from tests.browser.conftest import People, Portal
from tests.browser.test_the_whole_way import Client

REVIEWER = "reviewer@unodc.example"


def submission_of(portal: Portal) -> str:
    """The address of a submission that has one of the cycle before."""
    found = Client(portal, REVIEWER).get("submissions/?country=XAB&cycle=2026")["results"]
    return f"/submissions/{found[0]['id']}/"


def test_marks_and_notes_by_keyboard(people: People, portal: Portal) -> None:
    page = people.sign_in(REVIEWER)
    address = submission_of(portal)
    page.goto(f"{address}?table=1")
    read = page.get_by_role("button", name="Read: 1.1.E1")
    read.focus()
    page.keyboard.press("Enter")
    expect(read).to_have_attribute("aria-pressed", "true")
    expect(read).to_be_focused()
    expect(page.locator("#reading")).to_contain_text("1 of 371 read")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="To ask: 1.1.E1")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#reading")).to_contain_text("1 to ask")
    expect(page.locator("[data-left='1.1']")).to_contain_text("4")
    card = page.get_by_role("article").first
    card.get_by_text("Take a note").click()
    card.get_by_role("textbox").fill("Compare with the act of 2019.")
    card.get_by_role("button", name="Keep the note").click()
    expect(page.get_by_role("article").first).to_contain_text("Compare with the act of 2019.")
    page.get_by_role("link", name="1 to ask").click()
    expect(page.get_by_role("article")).to_have_count(1)
    expect(page.get_by_role("article").get_by_role("link", name="Ask on 1.1.E1")).to_be_visible()


def test_it_works_without_javascript(people: People, portal: Portal) -> None:
    page = people.sign_in(REVIEWER, java_script_enabled=False)
    page.goto(f"{submission_of(portal)}?table=2")
    page.get_by_role("button", name="Read: 2.1.E1", exact=True).click()
    expect(page.get_by_role("button", name="Read: 2.1.E1", exact=True)).to_have_attribute("aria-pressed", "true")
    assert "?table=2" in page.url
