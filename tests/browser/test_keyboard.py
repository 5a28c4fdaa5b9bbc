"""The whole way with the keyboard alone: no mouse, no focus lost, every stop seen (WCAG 2.1, 2.4)."""

import os
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import BASE_DIR, PASSWORD, People, Portal
from tests.browser.keys import IS_AT, choose, press, tab_to, write
from tests.browser.test_the_whole_way import Client, card, expect_done, expect_saved

OBJECTIVE, CODE = "3.1", "3.1.E1"
MAKE_COUNTRY = """
from assessments.demonstration.content import FictionalCountry
from assessments.demonstration.people import make_delegation
from django.conf import settings
from django.contrib.auth.hashers import make_password
from accounts.models import User
make_delegation(FictionalCountry("XAK", "XK", "Country XAK", False, 3, {}, {}, {}))
User.objects.filter(email__endswith="@xak.example").update(password=make_password(settings.DEMO_PASSWORD))
"""


@pytest.fixture(scope="module")
def country(portal: Portal) -> str:
    """A country of its own, with ministries and people; its code in small letters."""
    environment = os.environ | {"PORTAL_VAR": str(portal.var), "PORTAL_ENV": "demonstration"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", MAKE_COUNTRY]
    subprocess.run(command, cwd=BASE_DIR, env=environment, check=True, timeout=60)
    return "xak"


def sign_in(people: People, email: str, faults: list[str]) -> Page:
    """Somebody signs in, by keyboard; the browser may fill in and paste both fields (WCAG 3.3.8)."""
    page = people.visitor(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.goto("/accounts/login/")
    fields = page.locator("main form").first
    assert fields.locator("[name=login]").get_attribute("autocomplete") in ("email", "username")
    assert fields.locator("[name=password]").get_attribute("autocomplete") == "current-password"
    if not fields.locator("[name=login]").evaluate(IS_AT):
        tab_to(page, fields.locator("[name=login]"), faults)
    page.keyboard.insert_text(email)
    write(page, fields.locator("[name=password]"), PASSWORD, faults)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{people.portal.address}/")
    return page


def test_from_signing_in_to_the_review(people: People, portal: Portal, country: str) -> None:
    faults: list[str] = []

    # The focal point opens the assessment, skips to the content, and shares an objective out.
    focal = sign_in(people, f"focal@{country}.example", faults)
    focal.keyboard.press("Tab")
    expect(focal.get_by_role("link", name="Skip to content")).to_be_focused()
    focal.keyboard.press("Enter")
    press(focal, focal.locator("main").get_by_role("button", name="Open").first, faults)
    focal.wait_for_url("**/assessments/**")
    client = Client(portal, f"focal@{country}.example")
    assessment = f"/assessments/{client.get('assessments/?cycle=2026')['results'][0]['id']}/"
    focal.goto(f"{assessment}assign/?table=3")
    for place in (f"input[name=codes][value='{OBJECTIVE}']",):
        tick_in_the_tree(focal, place, faults)
    for ministry in ("Ministry of the Interior", "Ministry of Justice"):
        press(focal, focal.get_by_label(ministry, exact=True), faults, "Space")
    press(focal, focal.get_by_role("button", name="Preview", exact=True), faults)
    expect(focal.get_by_role("heading", name="What would change")).to_be_visible()
    press(focal, focal.get_by_role("button", name="Do it"), faults)
    expect(focal.locator(".notice-success")).to_be_visible()

    # An official scores with the keys of a card; what is saved is told without the focus moving.
    interior = sign_in(people, f"interior@{country}.example", faults)
    interior.goto(f"{assessment}objectives/{OBJECTIVE}/")
    level = card(interior, CODE).locator("[name=choice][value='0']")
    tab_to(interior, level, faults)
    interior.keyboard.press("3")
    expect(card(interior, CODE).locator("[name=choice][value='3']")).to_be_focused()
    state = card(interior, CODE).get_by_role("status")
    expect(state).to_contain_text("see below")
    write(interior, card(interior, CODE).get_by_label("Justification"), "Act of 2021, article 4.", faults)
    expect_saved(interior, CODE)
    expect(card(interior, CODE).get_by_label("Justification")).to_be_focused()

    # And adds the law, in the card.
    press(interior, card(interior, CODE).get_by_role("link", name="Add evidence"), faults)
    form = card(interior, CODE).locator("[data-evidence-form]")
    expect(form.locator("[name=kind]:checked")).to_be_focused()
    interior.keyboard.press("Tab")
    press(interior, form.get_by_role("button", name="Add evidence"), faults)
    expect(form.get_by_role("alert").first).to_be_visible()
    expect(form.locator(":focus")).to_have_attribute("aria-invalid", "true")
    form.locator("[name=kind]:checked").focus()
    for _ in range(form.locator("[name=kind]").count()):
        if not form.locator("[name=kind][value=law]").is_checked():
            interior.keyboard.press("ArrowDown")
    expect(form.locator("[name=kind][value=law]")).to_be_checked()
    write(interior, form.get_by_label("Title"), "Border Act", faults)
    write(interior, form.get_by_label("Issued by"), "Parliament", faults)
    write(interior, form.get_by_label("Article or page"), "Article 4", faults)
    press(interior, form.locator("[name=visibility]").first, faults, "Space")
    press(interior, form.get_by_role("button", name="Add evidence"), faults)
    expect(card(interior, CODE)).to_contain_text("Border Act")
    expect(card(interior, CODE).locator(".evidence")).to_be_focused()

    # Another official says otherwise; the focal point decides and plans.
    justice = sign_in(people, f"justice@{country}.example", faults)
    justice.goto(f"{assessment}objectives/{OBJECTIVE}/")
    tab_to(justice, card(justice, CODE).locator("[name=choice][value='0']"), faults)
    justice.keyboard.press("1")
    expect_saved(justice, CODE)
    focal.goto(f"{assessment}decide/{CODE}/")
    tab_to(focal, focal.locator("[name=choice]").first, faults)
    for _ in range(2):
        focal.keyboard.press("ArrowRight")
    expect(focal.locator("[name=choice][value='2']")).to_be_checked()
    write(focal, focal.get_by_label("Why you decide so"), "The Act is in force in part.", faults)
    press(focal, focal.get_by_role("button", name="Decide", exact=True), faults)
    expect_done(focal, f"{CODE} is decided.")
    focal.goto(f"{assessment}plan/add/?indicator={CODE}")
    write(focal, focal.locator("[name=text]"), "Extend article 4.", faults)
    choose(focal, focal.locator("[name=lead]"), "Ministry of J", faults)
    tab_to(focal, focal.get_by_label("Due", exact=True), faults)
    focal.keyboard.type("12312027")
    choose(focal, focal.get_by_label("Level expected after it"), "4", faults)
    press(focal, focal.get_by_role("button", name="Plan the action"), faults)
    expect(focal.get_by_role("main")).to_contain_text("Extend article 4.")

    # The rest is settled by a program; then it is sealed.
    answer = {"answer": "level", "level": 2, "justification": "In part.", "rationale": "At the round table."}
    for national in client.get(f"{assessment[1:]}national-scores/?page_size=1000")["results"]:
        if national["state"] not in ("agreed", "decided"):
            client.put(f"{assessment[1:]}national-scores/{national['indicator']}/", answer, national["version"])
    focal.goto(f"{assessment}submit/")
    press(focal, focal.get_by_role("button", name="Seal and submit"), faults)
    focal.wait_for_url("**/submissions/**")
    submission = focal.url

    # The reviewer asks, accepts and compares.
    reviewer = sign_in(people, "reviewer@unodc.example", faults)
    reviewer.goto(f"{submission}ask/{CODE}/")
    write(reviewer, reviewer.get_by_label("What is to be clarified"), "Since when?", faults)
    press(reviewer, reviewer.get_by_role("button", name="Ask", exact=True), faults)
    reviewer.wait_for_url("**/clarifications/**")
    asked = reviewer.url
    focal.goto(asked)
    write(focal, focal.get_by_label("Your answer"), "Since 2021.", faults)
    press(focal, focal.get_by_role("button", name="Answer", exact=True), faults)
    expect(focal.get_by_role("main")).to_contain_text("Since 2021.")
    reviewer.goto(submission)
    press(reviewer, reviewer.get_by_role("button", name="Accept the submission"), faults)
    expect(reviewer.get_by_role("main")).to_contain_text("Accepted")
    reviewer.goto("/compare/")
    press(reviewer, reviewer.locator("main summary").filter(has_text="Countries"), faults)
    write(reviewer, reviewer.get_by_role("searchbox", name="Find a country"), country.upper(), faults)
    press(reviewer, reviewer.locator(f"[name=country][value={country.upper()}]"), faults, "Space")
    press(reviewer, reviewer.get_by_role("button", name="Show", exact=True), faults)
    expect(reviewer.locator("main table").first).to_be_visible()
    assert faults == []


def tick_in_the_tree(page: Page, place: str, faults: list[str]) -> None:
    """Unfold what is folded on the way to a box of the tree, and tick it."""
    table = page.locator("[data-table='3'] > details > summary")
    if not page.locator("[data-table='3'] > details").evaluate("(details) => details.open"):
        press(page, table, faults)
    expect(page.locator(place)).to_be_attached()
    page.wait_for_load_state("networkidle")
    for summary in page.locator(f".tree details:not([open]):has({place}) > summary").all():
        press(page, summary, faults)
    press(page, page.locator(place), faults, "Space")
    expect(page.locator(place)).to_be_checked()


@pytest.mark.parametrize("address", ["", "objectives/1.2/", "gaps/", "history/", "plan/", "agreement/"])
def test_focus_goes_with_the_text_and_is_seen(people: People, portal: Portal, address: str) -> None:
    """Every stop is visible and none is above the one before in its own column of the page."""
    page = people.sign_in("focal@xaa.example", viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    page.goto(f"/assessments/{assessment}/{address}")
    faults: list[str] = []
    last = page.locator("footer button").last
    assert page.locator("[tabindex]:not([tabindex='0']):not([tabindex='-1'])").count() == 0
    tab_to(page, last, faults)
    assert faults == []


def test_what_a_swap_changes_is_told_and_the_focus_stays(people: People, portal: Portal) -> None:
    """The live region is there before its words, and who typed or pressed is still where he was."""
    page = people.visitor()
    page.goto("/framework/search/")
    told = page.locator("#told[aria-live=polite]")
    expect(told).to_have_text("")
    field = page.locator("[name=q]")
    field.focus()
    page.keyboard.type("smuggl")
    expect(told).to_contain_text("statements")
    expect(field).to_be_focused()

    focal = people.sign_in("focal@xaa.example")
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    focal.goto(f"/assessments/{assessment}/discussions/1.2.E1/")
    focal.get_by_label("Say something").focus()
    focal.keyboard.insert_text("By keyboard.")
    press(focal, focal.get_by_role("button", name="Send", exact=True), [])
    expect(focal.locator(".comments")).to_contain_text("By keyboard.")
    expect(focal.get_by_role("button", name="Send", exact=True)).to_be_focused()
