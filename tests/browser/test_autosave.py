"""Nothing that a person typed is lost: no line, two people at one answer, a rule of the form, the keyboard."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import People, Portal
from tests.browser.looking import faults_of
from tests.browser.test_the_whole_way import Client, card, choose, expect_saved

OBJECTIVE = "1.14"


@pytest.fixture
def desk(people: People, portal: Portal) -> Page:
    """The Ministry of the Interior of Country XAA at an objective."""
    page = people.sign_in("interior@xaa.example")
    page.goto(address(portal))
    return page


def address(portal: Portal) -> str:
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    return f"/assessments/{assessment}/objectives/{OBJECTIVE}/"


def own_code(page: Page, nth: int = 0) -> str:
    """Code of the nth card that the ministry can answer."""
    return str(page.locator("form[data-draft]").nth(nth).get_attribute("data-code"))


def test_without_a_line_the_text_is_kept_and_sent_when_it_is_back(desk: Page) -> None:
    code = own_code(desk)
    desk.context.set_offline(True)
    choose(desk, code, 3)
    card(desk, code).get_by_label("Justification").fill("Written on the train, instruction of 2025.")
    expect(card(desk, code).locator(".state")).to_contain_text("Not saved, kept here")
    desk.context.set_offline(False)
    expect_saved(desk, code)
    desk.reload()
    expect(card(desk, code).get_by_label("Justification")).to_have_value("Written on the train, instruction of 2025.")


def test_closing_the_page_without_a_line_keeps_the_text(desk: Page, portal: Portal) -> None:
    code = own_code(desk)
    desk.context.set_offline(True)
    choose(desk, code, 4)
    card(desk, code).get_by_label("Justification").fill("Kept over the weekend, decree of 2024.")
    expect(card(desk, code).locator(".state")).to_contain_text("Not saved, kept here")
    context = desk.context
    desk.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(address(portal))
    expect(card(again, code).get_by_label("Justification")).to_have_value("Kept over the weekend, decree of 2024.")
    expect_saved(again, code)


def test_two_people_at_one_answer_see_both_and_choose(desk: Page, people: People, portal: Portal) -> None:
    code = own_code(desk, 1)
    focal = people.sign_in("focal@xaa.example")
    focal.goto(f"{address(portal)}?for={ministry_of(desk, code)}")
    choose(focal, code, 3)
    card(focal, code).get_by_label("Justification").fill("The focal point's words.")
    expect_saved(focal, code)

    choose(desk, code, 1)
    card(desk, code).get_by_label("Justification").fill("The ministry's words.")
    expect(card(desk, code)).to_contain_text("Somebody changed this answer meanwhile")
    both = card(desk, code).locator(".stale")
    expect(both).to_contain_text("The focal point's words.")
    assert faults_of(desk) == []
    desk.reload()  # leaving does not lose it either
    expect(card(desk, code).get_by_label("Justification")).to_have_value("The ministry's words.")
    expect(card(desk, code)).to_contain_text("Somebody changed this answer meanwhile")
    card(desk, code).get_by_role("button", name="Keep mine instead").click()
    expect_saved(desk, code)
    focal.reload()
    expect(card(focal, code).get_by_label("Justification")).to_have_value("The ministry's words.")


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_two_people_at_one_answer_one_of_them_offline_keep_both_texts_and_choose(
    desk: Page, people: People, portal: Portal, choice: str
) -> None:
    """The ministry writes on the train while the focal point answers for it: back on line it sees both and chooses."""
    mine, theirs = f"Written on the train, to stay {choice}.", f"Written in the capital, to stay {choice}."
    code = own_code(desk, 1)
    focal = people.sign_in("focal@xaa.example")
    focal.goto(f"{address(portal)}?for={ministry_of(desk, code)}")
    desk.context.set_offline(True)
    choose(desk, code, 1)
    card(desk, code).get_by_label("Justification").fill(mine)
    expect(card(desk, code).locator(".state")).to_contain_text("Not saved, kept here")
    choose(focal, code, 3)
    card(focal, code).get_by_label("Justification").fill(theirs)
    expect_saved(focal, code)

    context = desk.context
    desk.close()  # the battery is empty; what was typed waits in the browser
    context.set_offline(False)
    desk = context.new_page()
    desk.goto(address(portal))
    for _again in range(2):  # nor does a reload before the choice lose either text
        both = card(desk, code).locator(".stale")
        expect(both).to_contain_text(mine)
        expect(both).to_contain_text(theirs)
        expect(card(desk, code).get_by_label("Justification")).to_have_value(mine)
        desk.reload()
    focal.reload()
    expect(card(focal, code).get_by_label("Justification")).to_have_value(theirs)

    if choice == "mine":
        card(desk, code).get_by_role("button", name="Keep mine instead").click()
        stays, level = mine, 1
        expect_saved(desk, code)
    else:
        card(desk, code).get_by_role("link", name="Take this one").click()
        stays, level = theirs, 3
        expect(card(desk, code).locator(".state")).to_contain_text("Saved")
    for page in (desk, focal):
        page.reload()
        expect(card(page, code).get_by_label("Justification")).to_have_value(stays)
        expect(card(page, code).locator(f"input[name=choice][value='{level}']")).to_be_checked()
        expect(card(page, code).locator(".stale")).to_be_empty()


def ministry_of(page: Page, code: str) -> str:
    """Id of the ministry for which a card is answered."""
    return page.locator(f"[id='i-{code}'] input[name=ministry]").input_value()


def test_a_rule_is_named_at_its_field_and_nothing_is_lost(desk: Page) -> None:
    code = own_code(desk, 2)
    card(desk, code).get_by_label("Justification").fill("")
    card(desk, code).locator("input[value=not_applicable]").check()
    expect(card(desk, code)).to_contain_text("Say why this is not applicable.")
    expect(card(desk, code).locator(".state")).to_contain_text("Not saved yet")
    expect(card(desk, code).locator("input[value=not_applicable]")).to_be_checked()
    expect(card(desk, code).get_by_label("Justification")).to_have_attribute("aria-invalid", re.compile(".*"))


def test_keys_choose_a_level_and_stay_letters_in_a_text(desk: Page) -> None:
    code = own_code(desk)
    text = card(desk, code).get_by_label("Justification")
    text.fill("")
    text.press_sequentially("Article 2, n. 4")
    expect(text).to_have_value("Article 2, n. 4")
    card(desk, code).focus()
    desk.keyboard.press("1")
    expect(card(desk, code).locator("input[name=choice][value='1']")).to_be_checked()
    expect_saved(desk, code)


def test_a_busy_portal_is_asked_again_when_it_said_and_the_page_says_so(desk: Page) -> None:
    """The web server has no room: the text is kept, the page says when it tries again, and then it is stored."""
    code = own_code(desk)
    busy = {"status": 503, "headers": {"Retry-After": "1"}, "content_type": "application/problem+json", "body": "{}"}
    line = f"**/indicators/{code}/"
    desk.route(line, lambda route: route.fulfill(**busy))
    choose(desk, code, 3)
    card(desk, code).get_by_label("Justification").fill("Written on the evening of the deadline, act of 2026.")
    state = card(desk, code).locator(".state")
    expect(state).to_have_text(re.compile(r"Not saved yet, kept here\. Very busy: trying again in [12] s\."))
    desk.unroute(line)
    expect_saved(desk, code)
    desk.reload()
    expect(card(desk, code).get_by_label("Justification")).to_have_value(
        "Written on the evening of the deadline, act of 2026."
    )


def test_an_answer_whose_acknowledgement_got_lost_is_no_conflict_with_oneself(desk: Page) -> None:
    """The line breaks when the answer is stored already; the person goes on writing, and that is saved as well."""
    code = own_code(desk, 1)

    stored: list[bool] = []

    def break_the_line(route: Route) -> None:
        if not stored:
            stored.append(route.fetch().ok)
        route.abort()

    line = f"**/indicators/{code}/"
    desk.route(line, break_the_line)
    choose(desk, code, 1)
    expect(card(desk, code).locator(".state")).to_contain_text("Not saved, kept here")
    assert stored == [True]
    desk.unroute(line)
    card(desk, code).get_by_label("Justification").fill("Stored, the line broke, and more came.")
    expect_saved(desk, code)
    expect(card(desk, code).locator(".stale")).to_be_empty()
    desk.reload()
    expect(card(desk, code).get_by_label("Justification")).to_have_value("Stored, the line broke, and more came.")
    expect(card(desk, code).locator("input[name=choice][value='1']")).to_be_checked()
