"""The comparison in a browser: the matrix by keyboard, the form with and without JavaScript."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import People


def focused(page: Page) -> str:
    """What the focused cell says."""
    return str(page.evaluate("document.activeElement.closest('td')?.textContent ?? ''"))


def cell(page: Page, row: int, column: int) -> str:
    """What the cell says at this place among the cells with numbers."""
    found = page.locator(".matrix tbody tr").nth(row).locator("td").nth(column).text_content()
    return found or ""


def test_cells_are_reached_by_arrow_keys_and_enter_opens_the_submission(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    page.goto("/compare/?cycle=2024&level=objective")
    page.locator(".matrix td[tabindex='0']").focus()
    assert focused(page) == cell(page, 0, 0)
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    assert focused(page) == cell(page, 1, 3)
    told = page.locator(".matrix-told")
    expect(told).to_contain_text("Country XAB, 1.1 ")
    page.keyboard.press("End")
    assert focused(page) == cell(page, 1, 64)
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert focused(page) == cell(page, 1, 0)
    assert page.locator(".matrix td[tabindex='0']").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Country XAB")


def test_at_an_indicator_enter_opens_its_answer(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    page.goto("/compare/?cycle=2024&under=1.1")
    page.locator(".matrix td[tabindex='0']").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/submissions/[0-9a-f-]{36}/#i-1\.1\.E\d+$"))


def test_down_up_and_sorting_keep_the_place(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    page.goto("/compare/?cycle=2024")
    page.get_by_role("link", name="1", exact=True).click()
    page.wait_for_url(re.compile(r"\?cycle=2024&under=1#matrix$"))
    page.get_by_role("link", name="Sort by 1.1, descending").click()
    page.wait_for_url(re.compile(r"sort=-1\.1#by-2$"))
    expect(page.locator("#by-2")).to_be_focused()
    page.get_by_role("navigation", name="Way up").get_by_role("link", name="All four tables").click()
    page.wait_for_url(re.compile(r"\?cycle=2024#matrix$"))
    expect(page.locator("#matrix")).to_be_focused()


def test_a_country_is_found_by_its_name_and_taken_away_again(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    page.goto("/compare/?cycle=2024")
    page.locator("summary", has_text="Countries").click()
    page.get_by_label("Find a country").fill("try xab")
    assert page.locator("input[name=country]:visible").count() == 1
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/compare/?cycle=2024&country=XAB")
    page.get_by_role("link", name="Without Country: Country XAB").click()
    page.wait_for_url("**/compare/?cycle=2024")
    page.locator("summary", has_text="Cycles").click()
    page.keyboard.press("Escape")
    expect(page.locator("details.pick[open]")).to_have_count(0)


def test_the_form_works_without_javascript(people: People) -> None:
    page = people.visitor(java_script_enabled=False)
    page.goto("/compare/")
    page.locator("summary", has_text="Only some indicators").click()
    page.get_by_label("Legislation").check()
    page.get_by_label("Show", exact=True).select_option("objective")
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**/compare/?level=objective&kind=legislation")
    expect(page.locator(".chosen")).to_contain_text("Legislation")
