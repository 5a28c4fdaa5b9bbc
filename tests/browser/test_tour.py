"""First steps of the first page: one step at a time with script, a list without."""

from playwright.sync_api import expect

from tests.browser.conftest import People


def test_the_way_round_goes_step_by_step_by_keyboard_and_is_gone_when_understood(people: People) -> None:
    page = people.sign_in("observer@xab.example")
    tour = page.get_by_role("region", name="First steps")
    steps = tour.get_by_role("listitem")
    expect(steps).to_have_count(1)
    expect(tour.get_by_role("status")).to_have_text("Step 1 of 2")
    expect(tour.get_by_role("button", name="Back")).to_be_disabled()
    tour.get_by_role("button", name="Next step").focus()
    page.keyboard.press("Enter")
    expect(tour.get_by_role("status")).to_have_text("Step 2 of 2")
    expect(steps).to_be_focused()
    expect(steps).to_contain_text("Submissions")
    page.keyboard.press("ArrowLeft")
    expect(steps).to_contain_text("Assessments")
    tour.get_by_role("button", name="Understood").click()
    expect(tour).to_have_count(0)
    page.goto("/accounts/")
    page.get_by_role("button", name="Show me round again").click()
    expect(tour).to_be_visible()


def test_without_script_it_is_a_list_of_all_steps(people: People) -> None:
    page = people.sign_in("focal@xab.example", java_script_enabled=False)
    tour = page.get_by_role("region", name="First steps")
    expect(tour.get_by_role("listitem")).to_have_count(6)
    expect(tour.get_by_role("button", name="Next step")).to_be_hidden()
    tour.get_by_role("link", name="People").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("People")
    page.get_by_role("link", name="Help: People").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("People")
