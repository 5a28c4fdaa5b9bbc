"""Discussing beside an answer: the thread comes when it is opened, "@" mentions, and an unsent comment is kept."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import People, Portal
from tests.browser.test_the_whole_way import Client, card

CODE = "1.2.E1"


def thread(page: Page) -> Locator:
    """The thread in the card of `CODE`, opened."""
    card(page, CODE).locator("details.talk > summary").click()
    expect(card(page, CODE).get_by_label("Say something")).to_be_visible()
    return card(page, CODE).locator("details.talk")


def test_a_mention_by_its_first_letters_reaches_the_person(people: People, portal: Portal) -> None:
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    desk = people.sign_in("interior@xaa.example")
    desk.goto(f"/assessments/{assessment}/objectives/1.2/")
    talk = thread(desk)
    said = talk.locator(".comments > li").count()
    text = talk.get_by_label("Say something")
    text.press_sequentially("Is the act in force? @just")
    expect(talk.get_by_role("option", name="Ministry of Justice, XAA")).to_be_visible()
    text.press("Enter")
    expect(text).to_have_value("Is the act in force? @Ministry of Justice, XAA ")
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".comments")).to_contain_text("Mentioned: Ministry of Justice, XAA")
    expect(talk.locator("summary").first).to_contain_text(f"Discussion ({said + 1})")
    expect(talk.get_by_label("Say something")).to_have_value("")

    other = people.sign_in("justice@xaa.example")
    expect(other.locator("main")).to_contain_text("Somebody mentioned you")
    other.goto(f"/assessments/{assessment}/objectives/1.2/")
    talk = thread(other)
    other.context.set_offline(True)
    talk.get_by_label("Say something").fill("Since January.")
    talk.get_by_role("button", name="Send").click()
    expect(talk).to_contain_text("Not sent. Your text is kept in this browser")
    other.context.set_offline(False)
    other.reload()
    talk = thread(other)
    expect(talk.get_by_label("Say something")).to_have_value("Since January.")
    talk.get_by_role("button", name="Send").click()
    expect(talk.locator(".comments")).to_contain_text("Since January.")
    talk.get_by_role("button", name="Mark as resolved").click()
    expect(talk.locator("summary").first).to_contain_text(f"Discussion ({said + 2}), resolved")
