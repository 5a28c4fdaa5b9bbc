"""Makes the pictures of docs/images/: pages in Chromium and pages of a report, of a portal started for the purpose.

    .venv/bin/python bin/pictures.py            # all of them, in about four minutes
    .venv/bin/python bin/pictures.py scoring    # those whose name begins so
    .venv/bin/python bin/pictures.py ar-        # those in Arabic

Needs what `make test` installs, and Debian's poppler-utils for the pages of the report. Everything stays on this
machine: the portal listens on a free port of the loopback address and keeps its state in a temporary folder.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from answers import answers
from playwright.sync_api import Browser, Page, sync_playwright
from pypdf import PdfReader

BASE_DIR = Path(__file__).resolve().parent.parent
IMAGES = BASE_DIR / "docs" / "images"
PASSWORD = "demo-portal-2026"  # noqa: S105 (of the demonstration, published)
REVIEWER = "reviewer@unodc.example"
WIDE, NARROW = 1280, 375
TALLEST = 2400
FICTIONAL = "cycle=2024&country=XAA&country=XAB&country=XAC"
WORLD = ["seed_world", "--countries", "40", "--cycles", "3", "--seed", "7"]
LATEST, ALL_CYCLES = "cycle=synthetic-2026", "cycle=synthetic-2022&cycle=synthetic-2024&cycle=synthetic-2026"
REPORT_PAGES = {"report-cover": (None, 1), "report-summary": (1, 0), "report-table": (3, 1)}
"""Of which chapter, counted from 0 (the first table's is the fourth), and how many pages after its first."""
LANGUAGES = ("ar", "zh-hans", "fr")
IN_LANGUAGES = ("home-focal-point", "browse", "indicator", "scoring", "overview", "gaps")
"""Pictures that are taken in these languages too; so are the pages of the report. The language is the first word of
their names.
"""


@dataclass(frozen=True)
class Picture:
    """A page as one person sees it. `{assessment}` in `path` is the person's in the open cycle, `{clarification}` the
    first that the person sees, `{upload}` a spreadsheet that the person has just uploaded, `{submission}` the latest of
    the synthetic world. `of_world` pictures are taken of the demonstration with the synthetic world beside it.
    """

    name: str
    who: str
    path: str
    width: int = WIDE
    height: int = TALLEST
    of_world: bool = False
    language: str = "en"


ENGLISH_PICTURES = (
    Picture("home", "interior@xaa.example", "/"),
    Picture("home-focal-point", "focal@xaa.example", "/"),
    Picture("browse", "", "/framework/objectives/2.6/"),
    Picture("indicator", "", "/framework/indicators/2.6a.E1/"),
    Picture("scoring", "interior@xaa.example", "/assessments/{assessment}/objectives/1.2/", height=1500),
    Picture("scoring-narrow", "interior@xaa.example", "/assessments/{assessment}/objectives/1.2/", NARROW, 1900),
    Picture("overview", "focal@xaa.example", "/assessments/{assessment}/", height=1700),
    Picture("conflicts", "focal@xaa.example", "/assessments/{assessment}/conflicts/", height=1800),
    Picture("gaps", "focal@xaa.example", "/assessments/{assessment}/gaps/", height=1600),
    Picture("people", "focal@xaa.example", "/accounts/people/"),
    Picture("assign", "focal@xaa.example", "/assessments/{assessment}/assign/", height=1700),
    Picture("carried-over", "focal@xaa.example", "/assessments/{assessment}/carried-over/", height=1700),
    Picture("own-target", "focal@xaa.example", "/assessments/{assessment}/objectives/3.2/", height=1200),
    Picture("evidence", "focal@xaa.example", "/assessments/{assessment}/evidence/", height=1600),
    Picture("discussion", "interior@xaa.example", "/assessments/{assessment}/discussions/1.2.E1/", height=1400),
    Picture("agreement", "focal@xaa.example", "/assessments/{assessment}/agreement/", height=1500),
    Picture("plan", "focal@xaa.example", "/assessments/{assessment}/plan/", height=1800),
    Picture("plan-narrow", "focal@xaa.example", "/assessments/{assessment}/plan/", NARROW, 1900),
    Picture("history", "focal@xaa.example", "/assessments/{assessment}/history/?code=1.2", height=1600),
    Picture("clarification", "focal@xab.example", "{clarification}", height=1900),
    Picture("clarification-reviewer", "reviewer@unodc.example", "{clarification}", height=1700),
    Picture("spreadsheet-preview", "interior@xaa.example", "{upload}", height=1700),
    Picture("submit", "focal@xaa.example", "/assessments/{assessment}/submit/", height=1600),
    *(
        Picture(name, who, path, width, height, of_world=True)
        for name, who, path, width, height in (
            ("cycle", REVIEWER, "/cycles/synthetic-2026/", WIDE, 1500),
            ("submission-review", REVIEWER, "/submissions/{submission}/?table=1", WIDE, 1500),
            ("compare-matrix", REVIEWER, f"/compare/?{LATEST}&level=objective&under=1", WIDE, 1400),
            ("compare-matrix-narrow", REVIEWER, f"/compare/?{LATEST}&level=objective&under=1", NARROW, 1600),
            ("compare-distribution", REVIEWER, f"/compare/distribution/?{LATEST}", WIDE, 1500),
            ("compare-trend", REVIEWER, f"/compare/trend/?{ALL_CYCLES}&by=region", WIDE, 1500),
            ("compare-spread", REVIEWER, f"/compare/spread/?{LATEST}", WIDE, 1300),
            ("compare-needs", REVIEWER, f"/compare/needs/?{LATEST}", WIDE, 1400),
            ("data-gaps", REVIEWER, f"/compare/data-gaps/?{LATEST}", WIDE, 1400),
            (
                "side-by-side",
                REVIEWER,
                f"/compare/side-by-side/?{FICTIONAL}",
                WIDE,
                1500,
            ),
            ("public", "", "/public/", WIDE, 1200),
        )
    ),
)
PICTURES = (
    *ENGLISH_PICTURES,
    *(
        replace(picture, name=f"{language}-{picture.name}", language=language)
        for language in LANGUAGES
        for picture in ENGLISH_PICTURES
        if picture.name in IN_LANGUAGES
    ),
)


def main(wanted: str) -> int:
    """Make the pictures whose name begins with `wanted`; the exit status for the shell."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with_world = any(picture.of_world and picture.name.startswith(wanted) for picture in PICTURES)
    with running_portal(with_world) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"],
        )
        for picture in PICTURES:
            if picture.name.startswith(wanted):
                take(browser, address, picture)
        for language in ("en", *LANGUAGES):
            pages = {of_report(name, language): place for name, place in REPORT_PAGES.items()}
            take_report(browser, address, language, {name: pages[name] for name in pages if name.startswith(wanted)})
        browser.close()
    return 0


@contextmanager
def running_portal(with_world: bool) -> Iterator[str]:
    """Address of a portal with the demonstration, and the synthetic world where it is asked for, started as `make run`
    does and stopped in the end.
    """
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    with tempfile.TemporaryDirectory() as var:
        environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
        environment |= {"PORTAL_VAR": var, "PORT": str(port), "DEMO_PASSWORD": PASSWORD}
        if with_world:
            subprocess.run([sys.executable, "bin/prepare.py"], cwd=BASE_DIR, env=environment, check=True)
            subprocess.run([sys.executable, "manage.py", *WORLD], cwd=BASE_DIR, env=environment, check=True)
        process = subprocess.Popen([sys.executable, "bin/run.py"], cwd=BASE_DIR, env=environment)
        try:
            deadline = time.monotonic() + 300
            while not answers("127.0.0.1", port):
                if process.poll() is not None or time.monotonic() > deadline:
                    sys.exit("The portal did not start.")
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(60)


def signed_in(browser: Browser, address: str, who: str, width: int, height: int) -> Page:
    """A page of the person with this address, or of a visitor where `who` is empty."""
    page = browser.new_page(base_url=address, viewport={"width": width, "height": height})
    if who:
        page.goto("/accounts/login/")
        page.get_by_label("Email").fill(who)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{address}/")
    return page


def take(browser: Browser, address: str, picture: Picture) -> None:
    """Take one picture: the page from its top, at most `height` pixels of it."""
    page = signed_in(browser, address, picture.who, picture.width, 900)
    path = picture.path
    if "{assessment}" in path:
        path = path.format(assessment=open_assessment(page))
    elif "{submission}" in path:
        found = page.request.get("/api/v1/submissions/?cycle=synthetic-2026&latest=true").json()["results"]
        path = path.format(submission=found[0]["id"])
    elif path == "{clarification}":
        path = f"/clarifications/{page.request.get('/api/v1/clarifications/').json()['results'][0]['id']}/"
    elif path == "{upload}":
        path = uploaded(page)
    page.set_extra_http_headers({"Accept-Language": picture.language})
    page.goto(path)
    page.wait_for_load_state("networkidle")
    height = min(picture.height, page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": picture.width, "height": height})
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    page.close()
    print(f"{picture.name}.png")


def open_assessment(page: Page) -> str:
    """Id of the assessment in the open cycle of the person who is signed in."""
    found = page.request.get("/api/v1/assessments/?cycle=2026").json()["results"]
    return str(found[0]["id"])


def uploaded(page: Page) -> str:
    """Upload answers of the Ministry of the Interior as a CSV file: new, changed, and one that cannot be taken."""
    rows = [
        "indicator,answer,level,justification,version",
        '1.2.E1,level,3,"Art. 214, amended 2023, covers forged and altered documents, and improper use since 2026.",1',
        "1.2.E2,level,2,Investigations are counted since 2024.,0",
        "1.3.E1,level,4,,0",
        "3.2a.E4,level,2,The coast guard and the police have divided the tasks in a circular.,0",
    ]
    page.goto(f"/assessments/{open_assessment(page)}/spreadsheet/")
    content = "\n".join(rows).encode()
    page.locator("input[type=file]").set_input_files({"name": "answers.csv", "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="Upload and look over").click()
    page.wait_for_url("**/imports/**")
    return page.url


def of_report(name: str, language: str) -> str:
    """Name of the picture of a report's page."""
    return name if language == "en" else f"{language}-{name}"


def take_report(browser: Browser, address: str, language: str, wanted: dict[str, tuple[int | None, int]]) -> None:
    """Have the worker render Country XAA's draft report, and take pictures of the pages wanted, by name."""
    if not wanted:
        return
    page = signed_in(browser, address, "focal@xaa.example", WIDE, 900)
    assessment = open_assessment(page)
    page.set_extra_http_headers({"Accept-Language": language})
    page.goto(f"/assessments/{assessment}/")
    page.locator("form:has([name=kind][value=gap_analysis]) [name=format][value=pdf]").click()
    link = page.locator("a[href$='/file/']").first
    link.wait_for(timeout=120_000)
    with page.expect_download() as downloading:
        link.click()
    document = downloading.value.path()
    reader = PdfReader(document)
    chapters = [reader.get_destination_page_number(one) for one in reader.outline if not isinstance(one, list)]
    for name, (chapter, after) in wanted.items():
        number = after if chapter is None else (chapters[chapter] or 0) + 1 + after
        target = IMAGES / name
        pages = ["-f", str(number), "-l", str(number), "-r", "80", "-png", "-singlefile"]
        subprocess.run(["pdftoppm", *pages, str(document), str(target)], check=True)
        print(f"{name}.png")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
