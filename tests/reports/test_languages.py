"""Reports in the six languages: their letters are in the file, Arabic joins and goes from right to left, Chinese is
refused where there is no font for it, what people wrote stays as they wrote it.
"""

import io
import logging
import re
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.translation import override
from pypdf import PdfReader

from accounts.failures import Cause, said, with_reference
from assessments.charts import Svg
from assessments.charts import fonts as chart_fonts
from assessments.scoring import NO_DATA, Answer
from framework.selectors import framework_tree
from reports import services, tasks
from reports.contexts import country_brief
from reports.renderers import render_country_brief, render_gap_analysis
from reports.renderers.directions import direction_of, whole_codes, whole_codes_in_html
from reports.renderers.gap_analysis import document_context
from reports.renderers.gap_analysis_docx import render_gap_analysis_docx
from reports.renderers.gap_analysis_xlsx import render_gap_analysis_xlsx
from reports.renderers.measuring import width_of, wrapped
from tests.reports.conftest import report_on, subject_with

pytestmark = pytest.mark.django_db

LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
OUR_FONTS = {"Noto-Sans", "Noto-Sans-Arabic", "Noto-Sans-CJK-SC"}
ARABIC = "قانون رقم 5 لسنة 2019، المادة 4 (أ)"
ENGLISH = "The Criminal Code of 2017 leaves out two elements of the offence."
LAM = "ل"
needs_chinese = pytest.mark.skipif(not chart_fonts.has_chinese(), reason="no font for Chinese on this machine")


def subject(**fields: Any) -> Any:
    """Two gaps with justifications in two languages, a data gap, the rest at target."""
    answers = {code: Answer.of_level(4) for code in framework_tree("en").indicator}
    answers |= {"1.1.E1": Answer.of_level(2), "2.6a.E3": Answer.of_level(0), "3.1.E1": NO_DATA}
    return subject_with(answers, justifications={"1.1.E1": ENGLISH, "2.6a.E3": ARABIC}, **fields)


def nothing(_percent: int) -> None:
    """Nobody watches the progress."""


def brief_in(language: str) -> bytes:
    with override(language):
        return render_country_brief(country_brief(subject(), framework_tree(), date(2026, 11, 26)), nothing)


def fonts_of(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The fonts of a document by name, without the letters that stand for the subset and without the weight."""
    found = {}
    for page in pdf.pages:
        for font in page.Resources.get("/Font", {}).values():
            found[str(font.BaseFont).partition("+")[2]] = font
    return found


@pytest.fixture(scope="module")
def arabic(django_db_setup: None, django_db_blocker: Any) -> bytes:
    """The gap analysis in Arabic; made once for the module."""
    with django_db_blocker.unblock(), override("ar"):
        return render_gap_analysis(report_on(subject()), nothing)


@needs_chinese
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_is_in_a_font_of_ours(language, caplog, monkeypatch):
    monkeypatch.setattr(logging.getLogger("weasyprint"), "propagate", True)
    with caplog.at_level(logging.WARNING, logger="weasyprint"):
        content = brief_in(language)
    assert not [record for record in caplog.records if "notdef" in record.getMessage()]
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert str(pdf.Root.Lang) == language
        assert {name.removesuffix("-Bold") for name in fonts_of(pdf)} <= OUR_FONTS
        assert len(pdf.pages) == 2


def test_arabic_letters_join(arabic):
    """A letter that joins has a form of its own at the beginning, in the middle and at the end of a word."""
    with pikepdf.open(io.BytesIO(arabic)) as pdf:
        fonts = fonts_of(pdf)
        assert set(fonts) <= {"Noto-Sans", "Noto-Sans-Bold", "Noto-Sans-Arabic", "Noto-Sans-Arabic-Bold"}
        letters = fonts["Noto-Sans-Arabic"].ToUnicode.read_bytes().decode("ascii").lower()
    shown_as = re.findall(rf"<([0-9a-f]+)>\s*<{ord(LAM):04x}>", letters)
    assert len(set(shown_as)) >= 3


def test_arabic_document_says_which_parts_are_english(arabic):
    languages = set()
    with pikepdf.open(io.BytesIO(arabic)) as pdf:
        assert str(pdf.Root.Lang) == "ar"
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/StructElem" and "/Lang" in one:
                languages.add(str(one.Lang))
    assert languages == {"en"}


def test_arabic_pages_have_their_head_at_the_right(arabic):
    page = PdfReader(io.BytesIO(arabic)).pages[2]
    places: list[tuple[float, str]] = []
    page.extract_text(visitor_text=lambda text, cm, tm, font, size: places.append((tm[4] * cm[0] + cm[4], text)))
    width = float(page.mediabox.width)
    head = [x for x, text in places if "XTA" in text]
    number = [x for x, text in places if re.search(r"3 / \d+", text)]
    assert max(head) > width / 2
    assert max(number) < width / 4


def test_arabic_gives_the_same_bytes_again():
    assert brief_in("ar") == brief_in("ar")


def test_codes_and_figures_stay_whole_among_arabic_words():
    with override("ar"):
        marked = whole_codes_in_html(
            '<p id="1.1.E5">المؤشر 1.1.E5 (67–70%)، SOMP 6(1)(a)&#x27;</p><p dir="ltr">Art. 4</p>'
        )
        isolates = re.findall("\u2066([^\u2069]*)\u2069", marked)
        assert isolates == ["1.1.E5", "67–70%", "SOMP 6(1)(a)"]
        assert '<p id="1.1.E5">' in marked
        assert "&#x27;" in marked
        assert marked.endswith('<p dir="ltr">Art. 4</p>')
        assert whole_codes("النقاط +4") == "النقاط \u200e+4\u200e"
    assert whole_codes_in_html("<p>1.1.E5</p>") == "<p>1.1.E5</p>"
    assert direction_of(f"1.1.E5 {ARABIC}") == "rtl"
    assert direction_of("67–70%") == ""


def test_justifications_stay_as_written_in_their_own_direction():
    for language, other in (("ar", f'<p dir="ltr">{ENGLISH}</p>'), ("en", f'<p dir="rtl">{ARABIC}</p>')):
        with override(language):
            html = render_to_string("reports/document/gap_analysis.html", document_context(report_on(subject())))
        assert other in html
        assert ENGLISH in html
        assert ARABIC in html


def test_charts_are_mirrored():
    def drawn() -> str:
        return Svg(100, 10, title="").rect(0, 0, 30, 10, fill="red").text(5, 5, "ملخص").text(5, 9, "78%").render()

    assert '<rect x="0"' in drawn()
    with override("ar"):
        picture = drawn()
    assert '<rect x="70"' in picture
    assert re.search('<text x="95" [^>]*text-anchor="end">\u2067ملخص\u2069<', picture)
    assert re.search('<text x="95" [^>]*text-anchor="end">78%<', picture)


def test_lines_break_between_chinese_letters_and_not_before_their_signs():
    lines = wrapped("国家已采取步骤，向侦查人员传播材料。", 60, 10)
    assert all(width_of(line, 10) <= 60 for line in lines)
    assert "".join(lines) == "国家已采取步骤，向侦查人员传播材料。"
    assert not any(line.startswith(("，", "。")) for line in lines)
    assert width_of("ملخص", 10) < 40  # by the font, not as wide as it is high


def test_word_in_arabic_goes_from_right_to_left():
    with override("ar"):
        content = render_gap_analysis_docx(report_on(subject()), nothing)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body, styles = package.read("word/document.xml").decode(), package.read("word/styles.xml").decode()
    assert body.count("<w:bidiVisual/>") == body.count("<w:tbl>") > 10
    assert "<w:rtl/>" in body
    assert re.search(r"<w:sectPr.*<w:bidi/>", body, re.S)
    assert '<w:bidi w:val="0"/>' in body  # the English justification
    assert 'w:bidi="ar-SA"' in styles
    normal = re.search(r'<w:style [^>]*w:styleId="Normal">.*?</w:style>', styles, re.S)
    assert normal is not None
    assert "<w:bidi/>" in normal[0]
    assert 'w:cs="Arial"' in normal[0]


def test_word_in_english_turns_arabic_paragraphs_alone():
    content = render_gap_analysis_docx(report_on(subject()), nothing)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        body = package.read("word/document.xml").decode()
    assert "bidiVisual" not in body
    assert body.count("<w:bidi/>") == body.count("<w:rtl/>") >= 1


def test_excel_in_arabic_goes_from_right_to_left():
    with override("ar"):
        content = render_gap_analysis_xlsx(report_on(subject()), nothing)
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert all(sheet.sheet_view.rightToLeft for sheet in workbook.worksheets)
    orders = {
        direction_of(cell.value): cell.alignment.readingOrder
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str)
    }
    assert (orders["rtl"], orders["ltr"]) == (2, 1)


@pytest.fixture
def without_chinese(monkeypatch):
    """A machine without the font."""
    monkeypatch.setattr(chart_fonts, "font_directories", list)
    monkeypatch.setattr(chart_fonts, "_found", [])


@pytest.mark.usefixtures("without_chinese")
def test_chinese_is_refused_as_pdf_where_there_is_no_font(submission, team, bells):
    asked = {"actor": team.focal, "kind": "gap_analysis", "submission": submission, "language": "zh-hans"}
    with pytest.raises(ValidationError) as refused:
        services.request_report(**asked, format="pdf")
    assert "fonts-noto-cjk" in refused.value.message_dict["language"][0]
    assert services.request_report(**asked, format="docx").language == "zh-hans"


@pytest.mark.parametrize("kind", ["gap_analysis", "action_plan", "country_brief"])
def test_a_worker_without_the_font_refuses_what_another_machine_let_through(submission, team, monkeypatch, bells, kind):
    monkeypatch.setattr("reports.services.subjects.can_write", lambda language: True)
    job = services.request_report(actor=team.focal, kind=kind, submission=submission, language="zh-hans", format="pdf")
    with monkeypatch.context() as machine:
        machine.setattr(chart_fonts, "font_directories", list)
        machine.setattr(chart_fonts, "_found", [])
        tasks.render(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.cause, job.attempts, job.file_sha256) == ("failed", "font_missing", 1, "")
    with override("zh-hans"):
        assert job.error == with_reference(said(Cause.FONT_MISSING), job.pk)
    assert services.retry(actor=team.focal, job=job).status == "queued"


@pytest.mark.usefixtures("without_chinese")
def test_other_languages_and_formats_need_no_font_for_chinese(submission, team, bells):
    for language, format in (("fr", "pdf"), ("zh-hans", "docx"), ("zh-hans", "xlsx")):
        kind = "country_brief" if format == "pdf" else "gap_analysis"
        job = services.request_report(
            actor=team.focal, kind=kind, submission=submission, language=language, format=format
        )
        tasks.render(str(job.pk))
        job.refresh_from_db()
        assert job.status == "done", (language, format)


@pytest.mark.parametrize("present", [True, False])
def test_a_worker_says_when_it_starts_that_the_font_is_missing(monkeypatch, caplog, present):
    monkeypatch.setattr(tasks, "load_before_forking", lambda: None)
    monkeypatch.setattr(tasks, "has_chinese", lambda: present)
    tasks.prepare_worker()
    assert ("font_missing" in caplog.text) is not present
