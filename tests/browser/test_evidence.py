"""Evidence beside an answer: the form opens in the card, says what is wrong, and survives a broken connection."""

from playwright.sync_api import FilePayload, expect

from tests.browser.conftest import People, Portal
from tests.browser.looking import faults_of
from tests.browser.test_the_whole_way import Client, card

CODE = "1.2.E1"
FILE: FilePayload = {
    "name": "Circular_on stay.pdf",
    "mimeType": "application/pdf",
    "buffer": b"%PDF-1.7\n%%EOF\n",
}


def test_a_file_is_added_in_the_card_though_the_connection_breaks(people: People, portal: Portal) -> None:
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    desk = people.sign_in("interior@xaa.example")
    desk.goto(f"/assessments/{assessment}/objectives/1.2/")
    block = card(desk, CODE).locator(".evidence")
    block.get_by_role("link", name="Add evidence").click()
    form = block.locator("form")
    form.get_by_label("File", exact=True).set_input_files({**FILE, "buffer": b"x" * (21 * 1024 * 1024)})
    expect(form).to_contain_text("The file is too large: at most 20 MB.")
    form.get_by_label("File", exact=True).set_input_files(FILE)
    expect(form.get_by_label("Title")).to_have_value("Circular on stay")
    form.get_by_role("button", name="Add evidence").click()
    expect(form).to_contain_text("Choose public or confidential.")
    assert faults_of(desk) == []
    form.get_by_label("Confidential").check()

    desk.context.set_offline(True)
    form.get_by_role("button", name="Add evidence").click()
    expect(form).to_contain_text("Not sent: the connection broke.")
    expect(form.get_by_label("Title")).to_have_value("Circular on stay")
    desk.context.set_offline(False)
    form.get_by_role("button", name="Add evidence").click()
    expect(block.locator(".piece", has_text="Circular on stay")).to_contain_text("Confidential")
    expect(form).to_have_count(0)

    with desk.expect_download() as download:
        block.get_by_role("link", name="Circular on stay", exact=True).click()
    assert download.value.suggested_filename == "Circular_on stay.pdf"
    assert download.value.path().read_bytes() == FILE["buffer"]
