"""What a page says when the portal has no room for what was sent from it."""

from playwright.sync_api import expect

from tests.browser.conftest import People


def test_a_search_that_is_turned_away_is_said_to_be_with_when_to_try_again(people: People) -> None:
    page = people.visitor()
    page.goto("/framework/search/")
    page.route("**/framework/search/?q=*", lambda route: route.fulfill(status=503, headers={"Retry-After": "7"}))
    page.locator("[name=q]").last.fill("smuggling")
    expect(page.get_by_role("alert")).to_contain_text("Nothing was changed: try again in 7 seconds.")
