"""The whole national process in browsers, with the people it takes: a secretariat, a focal point, officials of two
ministries and a reviewer, from the first invitation to acceptance."""

import datetime
import email
import email.policy
import re
import time
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import People, Portal
from tests.browser.test_the_whole_way import Client, card, choose, expect_done, expect_saved

COUNTRY = "Country XAD"
OBJECTIVE, CODE = "1.2", "1.2.E1"
PASSWORD = "three-boats-at-anchor"
IN_A_MONTH = (datetime.date.today() + datetime.timedelta(days=30)).isoformat()  # noqa: DTZ011 (what a person would enter)
MAIL_SECONDS = 60


def test_from_invitation_to_acceptance(people: People, portal: Portal) -> None:
    # The secretariat enters the country with two ministries, and invites its focal point.
    secretariat = people.sign_in("secretariat@unodc.example")
    enter_country(secretariat)
    secretariat.goto("/accounts/people/?country=XAD")
    invite(secretariat, "lead@xad.example", "Focal point")
    focal = accept(people, portal, "lead@xad.example", "Lead of XAD")

    # The focal point opens the assessment and invites an official of each ministry.
    focal.goto("/")
    focal.get_by_role("button", name=re.compile("Open")).first.click()
    focal.wait_for_url(re.compile("/assessments/"))
    assessment = f"/assessments/{re.search('[0-9a-f-]{36}', focal.url)[0]}"  # type: ignore[index]
    focal.goto("/accounts/people/")
    invite(focal, "police@xad.example", "Contributor", "Ministry of Police")
    invite(focal, "courts@xad.example", "Contributor", "Ministry of Courts")
    police = accept(people, portal, "police@xad.example", "Officer of XAD")
    courts = accept(people, portal, "courts@xad.example", "Judge of XAD")

    # Both are asked one objective, in one go.
    focal.goto(f"{assessment}/assign/")
    share_out(focal, OBJECTIVE, ["Ministry of Police", "Ministry of Courts"])
    expect(focal.get_by_role("main")).to_contain_text("Undo")

    # The police answer and add the law on which they rest.
    police.goto(f"{assessment}/objectives/{OBJECTIVE}/")
    choose(police, CODE, 3)
    card(police, CODE).get_by_label("Justification").fill("Art. 12 covers forged documents.")
    expect_saved(police, CODE)
    add_law(police, CODE)
    expect(card(police, CODE)).to_contain_text("Border Act")

    # The courts answer otherwise; both talk about it.
    courts.goto(f"{assessment}/objectives/{OBJECTIVE}/")
    choose(courts, CODE, 1)
    expect_saved(courts, CODE)
    expect(card(courts, CODE)).to_contain_text("Ministries differ")
    courts.goto(f"{assessment}/discussions/{CODE}/")
    courts.get_by_label("Say something").fill("Improper use of genuine documents is not covered.")
    courts.get_by_text("Mention people").click()
    courts.get_by_label("Officer of XAD").check()
    courts.get_by_role("button", name="Send", exact=True).click()
    expect(courts.get_by_text("Improper use of genuine documents is not covered.").first).to_be_visible()
    police.goto("/")
    expect(police.get_by_role("main")).to_contain_text("mentioned you")
    police.goto(f"{assessment}/discussions/{CODE}/")
    expect(police.get_by_role("main")).to_contain_text("Improper use of genuine documents is not covered.")

    # The focal point decides, plans an action, settles the rest over the API and submits.
    focal.goto(f"{assessment}/decide/{CODE}/")
    expect(focal.get_by_role("main")).to_contain_text("Border Act")
    choose_level(focal, 2)
    focal.get_by_label("Why you decide so").fill("Forged ones are covered, improper use is not.")
    focal.get_by_role("button", name="Decide", exact=True).click()
    expect_done(focal, f"{CODE} is decided.")
    focal.goto(f"{assessment}/plan/add/?indicator={CODE}")
    focal.get_by_label("What is done").fill("Extend article 12 to the improper use of genuine documents.")
    focal.get_by_label("Lead ministry").select_option(label="Ministry of Courts")
    focal.get_by_label("Due", exact=True).fill(IN_A_MONTH)
    focal.get_by_label("Level expected after it").select_option("4")
    focal.get_by_role("button", name="Plan the action").click()
    expect(focal.get_by_role("main")).to_contain_text("Extend article 12")
    settle_the_rest(portal, assessment)
    first = submit(focal, assessment)

    # The reviewer asks; the focal point lets the courts contribute.
    reviewer = people.sign_in("reviewer@unodc.example")
    reviewer.goto(f"{first}ask/{CODE}/")
    reviewer.get_by_label("What is to be clarified").fill("Which article covers altered documents?")
    reviewer.get_by_role("button", name="Ask", exact=True).click()
    reviewer.wait_for_url(re.compile("/clarifications/"))
    clarification = reviewer.url
    focal.goto("/")
    expect(focal.get_by_role("main")).to_contain_text("Which article covers altered documents?")
    focal.goto(clarification)
    focal.get_by_label("Ministry", exact=True).select_option(label="Ministry of Courts")
    focal.get_by_role("button", name="Delegate").click()
    expect_done(focal, "Delegated to Ministry of Courts.")
    courts.goto(clarification)
    courts.get_by_label("Your contribution").fill("Article 12, paragraph 3, since the amendment of this year.")
    courts.get_by_role("button", name="Send to the focal point").click()
    expect_done(courts, "Your contribution is with the focal point.")
    reviewer.goto(clarification)
    expect(reviewer.get_by_role("main")).not_to_contain_text("Article 12, paragraph 3")
    expect(reviewer.get_by_role("main")).not_to_contain_text("Ministry of Courts contributed")

    # The answer itself is revised: reopened, decided again, submitted anew, and the reviewer told.
    focal.goto(clarification)
    focal.get_by_role("button", name="Reopen the assessment").click()
    expect_done(focal, "The assessment is open again.")
    focal.goto(f"{assessment}/decide/{CODE}/")
    choose_level(focal, 3)
    focal.get_by_label("Justification").fill("Art. 12 covers forged and altered documents.")
    focal.get_by_label("Why you decide so").fill("Paragraph 3 was overlooked.")
    focal.get_by_role("button", name="Decide", exact=True).click()
    expect_done(focal, f"{CODE} is decided.")
    second = submit(focal, assessment)
    assert second != first
    focal.goto(clarification)
    focal.get_by_label("Your answer").fill("Paragraph 3 of article 12. The country's answer is revised.")
    focal.get_by_role("button", name="Answer", exact=True).click()
    expect_done(focal, "Answered.")

    # The reviewer sees what changed, and accepts; that closes the round.
    reviewer.goto(clarification)
    expect(reviewer.get_by_role("main")).to_contain_text("Paragraph 3 of article 12.")
    expect(reviewer.get_by_role("main")).to_contain_text("says otherwise")
    reviewer.goto(f"{second}?table={CODE[0]}")
    expect(reviewer.get_by_role("main")).to_contain_text("Border Act")
    reviewer.goto(second)
    reviewer.get_by_role("button", name="Accept the submission").click()
    expect(reviewer.get_by_role("main")).to_contain_text("Accepted")
    focal.goto(clarification)
    expect(focal.get_by_role("main")).to_contain_text("Closed")


def enter_country(page: Page) -> None:
    """In the administration: the country and its two ministries."""
    page.goto("/admin/accounts/country/add/")
    fields = {"code": "XAD", "alpha2": "XQ", "name": COUNTRY, "region": "Fictional", "subregion": "Fictional"}
    for name, value in fields.items():
        page.locator(f"#id_{name}").fill(value)
    page.locator("#id_regional_group").select_option("none")
    page.locator("#id_fictional").check()
    page.locator("input[name=_save]").click()
    expect(page.locator(".messagelist .success")).to_contain_text(COUNTRY)
    for slug in ("police", "courts"):
        page.goto("/admin/accounts/ministry/add/")
        page.locator(".select2-selection").click()
        page.locator("input.select2-search__field").fill(COUNTRY)
        page.locator(".select2-results__option", has_text=COUNTRY).click()
        page.locator("#id_slug").fill(slug)
        page.locator("#id_name").fill(f"Ministry of {slug.title()}")
        page.locator("input[name=_save]").click()
        expect(page.locator(".messagelist .success")).to_contain_text(f"Ministry of {slug.title()}")


def invite(page: Page, address: str, role: str, ministry: str = "") -> None:
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("Role").select_option(label=role)
    if ministry:
        page.get_by_label("Ministry").select_option(label=ministry)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("main")).to_contain_text(address)


def accept(people: People, portal: Portal, address: str, name: str) -> Page:
    """Whoever reads the mail follows its link, says who he is and chooses a password."""
    page = people.visitor()
    page.goto(link_in_mail(portal.var / "mail", address))
    page.get_by_label("Your name").fill(name)
    for password in page.locator("input[type=password]").all():
        password.fill(PASSWORD)
    page.get_by_role("button", name=re.compile("Accept|Join")).click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="My work")).to_be_visible()
    return page


def link_in_mail(folder: Path, address: str) -> str:
    """The link of the invitation that was sent to `address`, from the text of the mail."""
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for file in folder.glob("*.eml"):
            mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
            text = mail.get_body(("plain",))
            if address in mail["To"] and text is not None:
                link = re.search(r"http\S+/accounts/invitation/open/\S+", text.get_content())
                if link:
                    return link[0]
        time.sleep(0.2)
    raise AssertionError(f"no invitation to {address} arrived")


def share_out(page: Page, code: str, ministries: list[str]) -> None:
    table = page.locator(f"[data-table='{code[0]}']")
    table.locator("> details > summary").click()
    expect(table.locator(".leaf").first).to_be_attached()
    page.evaluate("document.querySelectorAll('.tree details').forEach((details) => (details.open = true))")
    page.wait_for_load_state("networkidle")  # the other tables come too, and move what stands below
    page.locator(f"input[name=codes][value='{code}']").check()
    for ministry in ministries:
        page.get_by_label(ministry, exact=True).check()
    page.get_by_role("button", name="Preview", exact=True).click()
    page.get_by_role("button", name="Do it").click()


def add_law(page: Page, code: str) -> None:
    """In the card of the indicator, beside the answer."""
    card(page, code).get_by_role("link", name="Add evidence").click()
    form = card(page, code).locator("[data-evidence-form]")
    form.get_by_label("A law or regulation").check()
    form.get_by_label("Title").fill("Border Act")
    form.get_by_label("Issued by").fill("Parliament of Country XAD")
    form.get_by_label("Article or page").fill("Article 12")
    form.get_by_label("Public").check()
    form.get_by_role("button", name="Add evidence").click()


def choose_level(page: Page, level: int) -> None:
    page.locator(f".level:has(input[name=choice][value='{level}'])").click()


def settle_the_rest(portal: Portal, assessment: str) -> None:
    """Every indicator that does not count yet is decided, as a program would."""
    client = Client(portal, "lead@xad.example", PASSWORD)
    path = assessment.removeprefix("/")
    answer = {"answer": "level", "level": 2, "justification": "In part.", "rationale": "Settled at the round table."}
    for national in client.get(f"{path}/national-scores/?page_size=1000")["results"]:
        if national["state"] not in ("agreed", "decided"):
            client.put(f"{path}/national-scores/{national['indicator']}/", answer, national["version"])


def submit(page: Page, assessment: str) -> str:
    """Seal and submit; the path of the submission."""
    page.goto(f"{assessment}/submit/")
    page.get_by_role("button", name="Seal and submit").click()
    page.wait_for_url(re.compile("/submissions/"))
    return page.url
