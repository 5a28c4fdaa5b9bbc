"""Distribution, trend and spread in a browser: links keep what is chosen."""

from playwright.sync_api import expect

from tests.browser.conftest import People


def test_links_keep_what_is_chosen(people: People) -> None:
    page = people.sign_in("reviewer@unodc.example")
    page.goto("/compare/distribution/?node=1.2&mark=XAA&cycle=2024")
    page.get_by_role("link", name="Subregion").click()
    page.wait_for_url("**/compare/distribution/?cycle=2024&node=1.2&mark=XAA&by=subregion")
    expect(page.get_by_role("img", name="1.2")).to_have_count(1)
    page.get_by_role("link", name="Its trend over the cycles").click()
    page.wait_for_url("**/compare/trend/?node=1.2&mark=XAA")
    page.get_by_label("Like with like only").check()
    page.get_by_role("button", name="Show", exact=True).click()
    page.wait_for_url("**same=1")
    expect(page.get_by_text("did not submit in every cycle").first).to_be_visible()
