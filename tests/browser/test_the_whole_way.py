"""The main job, end to end, as people do it in browsers: answer, differ, decide, submit, report, review."""

import base64
import json
import re
import urllib.error
import urllib.request
from io import BytesIO
from typing import Any, ClassVar

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.conftest import PASSWORD, People, Portal

OBJECTIVE = "2.16"
REPORT_SECONDS = 90_000


class Client:
    """A REST client that acts for one person; it asks for the person's token once, as tokens are rationed."""

    tokens: ClassVar[dict[tuple[str, str], str]] = {}

    def __init__(self, portal: Portal, email: str, password: str = PASSWORD) -> None:
        self.base = f"{portal.address}/api/v1"
        key = (portal.address, email)
        if key not in self.tokens:
            credentials = base64.b64encode(f"{email}:{password}".encode()).decode()
            answer = self.call("POST", "tokens/", headers={"Authorization": f"Basic {credentials}"})
            self.tokens[key] = answer["token"]
        self.headers = {"Authorization": f"Token {self.tokens[key]}"}

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (the portal under test, on loopback)
            f"{self.base}/{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", **(headers or self.headers)},
        )
        with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
            return json.load(response)

    def get(self, path: str) -> Any:
        return self.call("GET", path)

    def put(self, path: str, body: Any, version: int) -> Any:
        return self.call("PUT", path, body, {**self.headers, "If-Match": f'"{version}"'})


def card(page: Page, code: str) -> Any:
    return page.locator(f"[id='i-{code}']")


def choose(page: Page, code: str, level: int) -> None:
    """Choose a level as a person does: by the tile with its number."""
    card(page, code).locator(f".level:has(input[name=choice][value='{level}'])").click()


def expect_saved(page: Page, code: str) -> None:
    expect(card(page, code).locator(".state")).to_contain_text(re.compile(r"Saved \d\d:\d\d"))


def expect_done(page: Page, notice: str) -> None:
    """What was sent is done, and the page that says so has come: only then does one go elsewhere."""
    expect(page.locator(".notice-success")).to_contain_text(notice)


@pytest.fixture
def assessment(portal: Portal) -> str:
    """Id of the assessment of Country XAC in the open cycle."""
    found = Client(portal, "focal@xac.example").get("assessments/?cycle=2026")["results"]
    return str(found[0]["id"])


def test_from_the_first_answer_to_the_reviewers_desk(people: People, portal: Portal, assessment: str) -> None:
    focal_client = Client(portal, "focal@xac.example")
    codes = [row["code"] for row in focal_client.get(f"indicators/?objective={OBJECTIVE}")["results"]]
    first, second = codes[:2]

    # The focal point shares the objective out to two ministries.
    focal = people.sign_in("focal@xac.example")
    focal.goto(f"/assessments/{assessment}/assign/?table={OBJECTIVE[0]}")
    focal.evaluate("document.querySelectorAll('.tree details').forEach((details) => (details.open = true))")
    focal.locator(f".tree input[value='{OBJECTIVE}']").check()
    for ministry in ("Ministry of the Interior", "Ministry of Justice"):
        focal.get_by_label(ministry, exact=True).check()
    focal.get_by_role("button", name="Preview", exact=True).click()
    expect(focal.get_by_role("heading", name="What would change")).to_be_visible()
    focal.get_by_role("button", name="Do it", exact=True).click()
    expect(focal.locator(".notice-success")).to_contain_text("asked.")

    # A contributor answers; it saves by itself and is there after a reload.
    interior = people.sign_in("interior@xac.example")
    interior.goto(f"/assessments/{assessment}/objectives/{OBJECTIVE}/")
    choose(interior, first, 3)
    expect(card(interior, first)).to_contain_text("need a justification")
    card(interior, first).get_by_label("Justification").fill("Children Act of 2021, articles 4 to 9.")
    expect_saved(interior, first)
    choose(interior, second, 1)
    expect_saved(interior, second)
    interior.reload()
    expect(card(interior, first).locator("input[name=choice][value='3']")).to_be_checked()
    expect(card(interior, first).get_by_label("Justification")).to_have_value("Children Act of 2021, articles 4 to 9.")

    # Another ministry answers otherwise.
    justice = people.sign_in("justice@xac.example")
    justice.goto(f"/assessments/{assessment}/objectives/{OBJECTIVE}/")
    expect(card(justice, first)).to_contain_text("Ministry of the Interior says 3 Largely in place")
    choose(justice, first, 1)
    expect_saved(justice, first)
    expect(card(justice, first)).to_contain_text("Ministries differ")

    # The focal point settles it and fills in the rest over the API.
    focal.goto(f"/assessments/{assessment}/conflicts/")
    expect(focal.get_by_role("main")).to_contain_text(first)
    focal.goto(f"/assessments/{assessment}/decide/{first}/")
    focal.locator(".level:has(input[name=choice][value='2'])").click()
    focal.get_by_label("Why you decide so").fill("The Act is in force in part of the country.")
    focal.get_by_role("button", name="Decide", exact=True).click()
    expect_done(focal, f"{first} is decided.")
    focal.goto(f"/assessments/{assessment}/submit/")
    expect(focal.get_by_role("main")).to_contain_text("not settled yet")
    for national in focal_client.get(f"assessments/{assessment}/national-scores/?page_size=1000")["results"]:
        if national["state"] not in ("agreed", "decided"):
            focal_client.put(
                f"assessments/{assessment}/national-scores/{national['indicator']}/",
                {
                    "answer": "level",
                    "level": 2,
                    "justification": "In part.",
                    "rationale": "Settled at the round table.",
                },
                national["version"],
            )

    # It is submitted and sealed.
    focal.goto(f"/assessments/{assessment}/submit/")
    focal.get_by_role("button", name="Seal and submit").click()
    focal.wait_for_url(re.compile(r"/submissions/"))
    sealed = focal_client.get("submissions/?latest=true&cycle=2026&country=XAC")["results"][0]
    expect(focal.get_by_role("main")).to_contain_text(sealed["sha256"])
    overall = focal_client.get(f"assessments/{assessment}/profile/")["nodes"][0]["score"]
    shown = f"{int(overall + 0.5)}%"
    expect(focal.get_by_role("main")).to_contain_text(shown)

    # The report names country, score and every gap.
    focal.get_by_role("button", name="Gap analysis report").click()
    download_link = focal.get_by_role("link", name=re.compile("Download"))
    expect(download_link.first).to_be_visible(timeout=REPORT_SECONDS)
    with focal.expect_download() as downloading:
        download_link.first.click()
    content = downloading.value.path().read_bytes()
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "Country XAC" in text
    assert shown in text
    gaps = focal_client.get(f"assessments/{assessment}/gaps/")
    rows = gaps["results"] if isinstance(gaps, dict) else gaps
    assert rows
    assert [gap["indicator"] for gap in rows if gap["indicator"] not in text] == []

    # The reviewer reads the submission and never the draft.
    reviewer = people.sign_in("reviewer@unodc.example")
    reviewer.goto(f"/submissions/{sealed['id']}/")
    expect(reviewer.get_by_role("main")).to_contain_text(sealed["sha256"])
    for page in ("", f"objectives/{OBJECTIVE}/", "conflicts/", "history/"):
        response = reviewer.goto(f"/assessments/{assessment}/{page}")
        assert response is not None
        assert response.status == 404


def test_observer_reads_and_cannot_write(people: People, portal: Portal) -> None:
    client = Client(portal, "observer@xaa.example")
    assessment = client.get("assessments/?cycle=2026")["results"][0]["id"]
    observer = people.sign_in("observer@xaa.example")
    observer.goto(f"/assessments/{assessment}/objectives/1.1/")
    expect(observer.get_by_role("main")).to_contain_text("You read this assessment as an observer")
    assert observer.locator("input[type=radio], textarea, button.save").count() == 0
    with pytest.raises(urllib.error.HTTPError) as refused:
        client.put(f"assessments/{assessment}/scores/1.1.E1/", {"answer": "level", "level": 1}, 0)
    with refused.value:
        assert refused.value.code == 403
        assert refused.value.headers["Content-Type"] == "application/problem+json"


def test_without_script_the_same_form_saves_with_its_button(people: People, portal: Portal) -> None:
    assessment = Client(portal, "focal@xaa.example").get("assessments/?cycle=2026")["results"][0]["id"]
    interior = people.sign_in("interior@xaa.example", java_script_enabled=False)
    home = interior.get_by_role("main")
    expect(home).to_contain_text("left")
    interior.goto(f"/assessments/{assessment}/objectives/1.14/")
    saving = interior.locator("[data-card]:has(button.save)").first
    saving.locator("input[name=choice][value='4']").check(force=True)
    saving.get_by_label("Justification").fill("")
    saving.get_by_role("button", name="Save").click()
    refused = interior.locator("[data-card]:has(.errors p)").first
    expect(refused).to_contain_text("Levels 3 and 4 need a justification")
    expect(refused.locator("input[name=choice][value='4']")).to_be_checked()
    refused.get_by_label("Justification").fill("Directive of 2022 in use in all regions.")
    refused.get_by_role("button", name="Save").click()
    expect(interior.get_by_text("Directive of 2022 in use in all regions.").first).to_be_visible()
