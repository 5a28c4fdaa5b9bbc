"""The gap analysis as PDF: accessible, complete, escaped, and the same bytes from the same inputs."""

import os
import pickle
import re
import subprocess
import sys
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from assessments import scoring
from assessments.scoring import NO_DATA, NOT_APPLICABLE, Answer
from framework.selectors import framework_tree
from reports.contexts import Previous, Seal
from reports.renderers import render_gap_analysis
from reports.renderers.pdf import OwnFilesOnly
from tests.reports.conftest import report_on, subject_with

pytestmark = pytest.mark.django_db

BASE_DIR = Path(__file__).resolve().parents[2]
HTML = '<script>alert(1)</script><img src="file:///etc/passwd"> & <b>bold</b>'
BELOW = {"1.1.E1": 2, "1.16.E1": 0, "2.6a.E1": 3, "4.20.E1": 1}


def small_subject(**fields: Any) -> Any:
    """Four gaps, a data gap, two not applicable, the rest at target, and a cycle before."""
    answers = {code: Answer.of_level(4) for code in framework_tree().indicator}
    answers |= {code: Answer.of_level(level) for code, level in BELOW.items()}
    answers |= {"3.1.E1": NO_DATA, "3.1.E2": NOT_APPLICABLE, "3.1.E3": NOT_APPLICABLE}
    before = scoring.score(subject_with({}).tree, dict.fromkeys(answers, Answer.of_level(2)))
    return subject_with(
        answers,
        justifications={"1.1.E1": HTML, "3.1.E2": "No coast.", "3.1.E3": "No coast."},
        previous=Previous("Cycle 2024", before, sealed=True),
        **fields,
    )


@pytest.fixture(scope="module")
def rendered(django_db_setup: None, django_db_blocker: Any) -> tuple[Any, bytes, list[int]]:
    """The report, its PDF, and what was told of the progress; made once for the module."""
    told: list[int] = []
    with django_db_blocker.unblock():
        report = report_on(small_subject())
        content = render_gap_analysis(report, told.append)
    return report, content, told


@pytest.fixture(scope="module")
def pages(rendered: Any) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(rendered[1])).pages]


@pytest.fixture(scope="module")
def text(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.fixture
def pdf(rendered: Any) -> Any:
    with pikepdf.open(BytesIO(rendered[1])) as opened:
        yield opened


def structure(element: Any, found: list[Any]) -> list[Any]:
    """Every element of the structure tree with a role, in reading order."""
    if isinstance(element, pikepdf.Array):
        for child in element:
            structure(child, found)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            found.append(element)
        if "/K" in element:
            structure(element.K, found)
    return found


def test_pdf_is_tagged_and_says_so(pdf):
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.ViewerPreferences.DisplayDocTitle
    with pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == "Gap analysis, Country XTA, Cycle 2026"


def test_headings_tables_and_figures_are_tagged(pdf):
    elements = structure(pdf.Root.StructTreeRoot.K, [])
    roles = [str(element.S) for element in elements]
    assert {"/H1", "/H2", "/H3", "/H4", "/Table", "/TH", "/TD", "/L", "/LI", "/Figure"} <= set(roles)
    figures = [element for element in elements if str(element.S) == "/Figure"]
    alternatives = [str(figure.get("/Alt", "")) for figure in figures]
    assert len(figures) == 6  # the tables, the objectives of each, the change
    assert all("Score" in text or "score" in text for text in alternatives)
    assert "Overall 99%" in alternatives[0]


def test_headings_skip_no_level(pdf):
    levels = [
        int(str(element.S)[2:])
        for element in structure(pdf.Root.StructTreeRoot.K, [])
        if re.fullmatch("/H[1-6]", str(element.S))
    ]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_bookmarks_lead_to_every_chapter_and_objective(rendered):
    reader = PdfReader(BytesIO(rendered[1]))

    def titles(entries: list[Any]) -> list[str]:
        return [title for one in entries for title in (titles(one) if isinstance(one, list) else [str(one.title)])]

    found = titles(reader.outline)
    for title in ("Summary", "Change since Cycle 2024", "1 Prosecution and investigation", "Annex A. Every answer"):
        assert title in found
    assert any(title.startswith("4.20 ") for title in found)


def test_contents_name_the_pages(pages):
    contents = pages[1]
    number = int(re.search(r"4 Cooperation and coordination\W+(\d+)", contents)[1])
    assert "4 Cooperation and coordination" in pages[number - 1].splitlines()[0] + pages[number - 1]
    assert pages[number - 1].count("4 Cooperation and coordination") >= 2  # running head and heading


def test_text_holds_country_score_and_every_gap(rendered, text):
    report = rendered[0]
    assert "Country XTA" in text
    assert report.summary.overall.score_text in text
    for code in BELOW:
        assert f"{code} {framework_tree().indicator[code].text[:30]}" in text


def test_draft_says_so_on_every_page(pages):
    assert all("DRAFT" in page for page in pages)


def test_sealed_report_says_nowhere_draft_and_shows_its_seal():
    seal = Seal(2, "ab" * 32, "Focal, XTA", "Focal point, Country XTA")
    content = render_gap_analysis(report_on(small_subject(seal=seal)), lambda percent: None)
    whole = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    assert "DRAFT" not in whole
    assert "ab" * 32 in re.sub(r"\s", "", whole)
    assert "Submission 2" in whole


def test_markup_in_a_justification_stays_text(text, rendered):
    assert "<script>alert(1)</script>" in text
    assert "<b>bold</b>" in text
    assert b"/EmbeddedFile" not in rendered[1]


def test_only_our_fonts_are_in_it(pdf):
    fonts = {
        str(font.BaseFont).split("+")[-1]
        for page in pdf.pages
        for font in page.get("/Resources", {}).get("/Font", {}).values()
    }
    assert fonts
    assert all(name.startswith("Noto-Sans") for name in fonts)


def test_letters_stand_where_the_font_puts_them(pdf):
    """A size of text that is no whole number of our units costs a correction behind each letter."""
    drawn = [page.Contents.read_bytes() for page in pdf.pages]
    assert all(b" TJ" in content for content in drawn)
    assert not any(b">0<" in content for content in drawn)


def test_contents_are_a_text_a_title_and_a_text_a_number(pdf):
    contents = pdf.pages[1].Contents.read_bytes()
    assert 20 < contents.count(b" TJ") < 200


def test_progress_only_rises_and_ends_at_100(rendered):
    told = rendered[2]
    assert told == sorted(told)
    assert told[-1] == 100
    assert len(set(told)) > 10


def test_progress_may_stop_the_work():
    class Stopped(Exception):
        pass

    def stop_in_layout(percent: int) -> None:
        if percent > 20:
            raise Stopped

    with pytest.raises(Stopped):
        render_gap_analysis(report_on(small_subject()), stop_in_layout)


def test_same_inputs_give_the_same_bytes_in_other_processes(rendered, tmp_path):
    report, content, _told = rendered
    (tmp_path / "report").write_bytes(pickle.dumps(report))
    program = (
        "import sys, pickle, pathlib, django; django.setup(); from reports.renderers import render_gap_analysis;"
        "report = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes());"
        "pathlib.Path(sys.argv[2]).write_bytes(render_gap_analysis(report, lambda percent: None))"
    )
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, tmp_path / "report", tmp_path / seed],
            cwd=BASE_DIR,
            env=os.environ | {"PYTHONHASHSEED": seed, "DJANGO_SETTINGS_MODULE": "tests.settings", "TZ": f"UTC-{seed}"},
            check=True,
            timeout=120,
        )
    assert (tmp_path / "1").read_bytes() == (tmp_path / "2").read_bytes() == content


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/x.css", "data:text/css,p{}"])
def test_nothing_but_fonts_is_fetched(address):

    with pytest.raises(ValueError, match="nothing but"):
        OwnFilesOnly().fetch(address)
