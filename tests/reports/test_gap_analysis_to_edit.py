"""The gap analysis as Word and Excel: they say what the PDF says, in headings and tables, the same bytes each time."""

import datetime
import io
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from openpyxl import load_workbook

from assessments import scoring
from assessments import services as assessing
from assessments.scoring import NO_DATA, NOT_APPLICABLE, UNANSWERED, Answer
from framework.selectors import framework_tree
from reports import contexts, files, making, services
from reports.contexts import Previous, Seal
from reports.contexts.subject import OwnTarget
from reports.models import ReportJob
from reports.renderers.gap_analysis_docx import render_gap_analysis_docx
from reports.renderers.gap_analysis_xlsx import render_gap_analysis_xlsx
from tests.reports.conftest import report_on, settle, subject_with
from tests.reports.test_action_plan import FORMULA, actions

pytestmark = pytest.mark.django_db
BASE_DIR = Path(__file__).resolve().parents[2]
RENDERERS = {"docx": render_gap_analysis_docx, "xlsx": render_gap_analysis_xlsx}
SEAL = Seal(2, "ab" * 32, "Focal, XTA", "Focal point, Country XTA")
ANSWERS_HEAD = ("Part", "Objective", "Score", "Bounds", "Answered", "Answers")
SHEETS = [
    "Summary",
    "Objectives",
    "Gaps",
    "Data gaps",
    "Not applicable",
    "Needs",
    "Actions",
    "All answers",
    "Method and seal",
]


def subject(**fields: Any) -> contexts.Subject:
    """Some of every answer, a plan, evidence, an own target and a cycle before."""
    codes = list(framework_tree().indicator)
    answers = {code: Answer.of_level(number % 5) for number, code in enumerate(codes)}
    answers |= {"1.2.E1": NO_DATA, "1.2.E2": UNANSWERED, "3.1.E1": NOT_APPLICABLE, "2.1.E1": Answer.of_level(0)}
    found = subject_with(
        answers,
        justifications={code: f"Law of {code}." for code in codes}
        | {"1.1.E1": FORMULA, "1.2.E1": "No register is kept.", "3.1.E1": "The country has no coast."},
        seal=fields.pop("seal", None),
    )
    before = scoring.score(found.tree, {code: Answer.of_level(2) for code in codes})
    return replace(
        found,
        **{
            "actions": actions(),
            "evidence": {"1.1.E1": ("Act 12", "Decree 4 (confidential)")},
            "own_targets": {"2.1": OwnTarget(3, "Parliament decided so.")},
            "previous": Previous("Cycle 2024", before, sealed=True),
            **fields,
        },
    )


@pytest.fixture(scope="module")
def gaps(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock():
        return report_on(subject())


def rendered(report: contexts.GapAnalysis, name: str) -> bytes:
    return RENDERERS[name](report, lambda percent: None)


def blocks_of(report: contexts.GapAnalysis) -> list[Any]:
    return [
        gap
        for chapter in report.chapters
        for section in chapter.sections
        for objective in section.objectives
        for gap in objective.gaps
    ]


@pytest.fixture(scope="module")
def document(gaps: Any) -> Any:
    return docx.Document(io.BytesIO(rendered(gaps, "docx")))


@pytest.fixture(scope="module")
def book(gaps: Any) -> Any:
    return load_workbook(io.BytesIO(rendered(gaps, "xlsx")))


def headings(document: Any, level: int) -> list[str]:
    return [one.text for one in document.paragraphs if one.style.name == f"Heading {level}"]


def rows_of(table: Any) -> list[list[str]]:
    """Texts of the cells; by the XML, since python-docx looks each cell up anew."""
    return [["\n".join(one.text for one in cell.p_lst) for cell in row.tc_lst] for row in table._tbl.tr_lst]


def tables_headed(document: Any, *head: str) -> list[list[list[str]]]:
    tables = [rows_of(table) for table in document.tables]
    return [rows[1:] for rows in tables if rows[0] == list(head)]


def text_of(document: Any) -> str:
    cells = [cell for table in document.tables for row in rows_of(table) for cell in row]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def lines_of(sheet: Any) -> list[dict[str, Any]]:
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


# Word


def test_word_has_the_chapters_of_the_pdf_as_headings(gaps, document):
    assert headings(document, 1) == [
        "How to read this report",
        "Summary",
        "Change since Cycle 2024",
        *(f"{chapter.named.code} {chapter.named.title}" for chapter in gaps.chapters),
        "Data gaps",
        "Not applicable",
        "Technical-assistance needs",
        "Action plan",
        "Annex A. Every answer",
        "Annex B. Resources and instruments",
        "Annex C. Method",
        "Seal",
        "Signatures",
    ]
    objectives = [
        objective.named for chapter in gaps.chapters for section in chapter.sections for objective in section.objectives
    ]
    assert [text for text in headings(document, 3) if text[0].isdigit()] == [
        f"{named.code} {named.title}" for named in objectives
    ]


def test_every_gap_is_a_row_with_level_justification_evidence_and_measures(gaps, document):
    tables = tables_headed(document, "Indicator", "Level", "Justification and evidence", "Measures that close the gap")
    rows = [row for table in tables for row in table]
    blocks = blocks_of(gaps)
    assert [row[0].partition(" ")[0] for row in rows] == [gap.code for gap in blocks]
    for row, gap in zip(rows, blocks, strict=True):
        assert row[1] == f"Level {gap.level}, {gap.level_name}; target {gap.target}, gap {gap.size}"
        assert all(measure.code in row[3] for measure in gap.measures)
    (first,) = (row for row in rows if row[0].startswith("1.1.E1 "))
    assert "<b>bold</b>" in first[2]
    assert first[2].endswith("\nEvidence: Act 12; Decree 4 (confidential)")
    (own,) = (row for row in rows if row[0].startswith("2.1.E1 "))
    assert "target 3, gap 3" in own[1]


def test_word_says_what_the_summary_and_the_annexes_say(gaps, document):
    text = text_of(document)
    overall = gaps.summary.overall
    for words in (
        f"Overall score: {overall.score}% ({overall.lower}–{overall.upper}%)",
        f"Answered: {overall.answered} of {overall.total} indicators",
        f"Below target: {gaps.summary.gap_count} indicators",
        f"Country XTA implements {overall.score}% of what the Framework measures.",
        "Parliament decided so.",
        "No register is kept.",
        "Reason: The country has no coast.",
        "Two trainers.",
        "1,000.50 USD",
        "Step number 2.",
        "UNTOC: ",
        "Edition of the Framework: " + "e" * 64,
    ):
        assert words in text
    recommendations = [
        line.code
        for chapter in gaps.chapters
        for section in chapter.sections
        for objective in section.objectives
        for line in objective.recommendations
    ]
    assert recommendations
    assert all(f"\n{code} (" in text for code in recommendations)
    answers = [row for table in tables_headed(document, *ANSWERS_HEAD) for row in table]
    assert [row[0] for row in answers] == list(framework_tree().part)
    assert sum(row[5].count(":") for row in answers) == len(framework_tree().indicator)


def test_tables_repeat_their_head_and_pages_are_numbered(document):
    assert all(table.rows[0]._tr.trPr.xpath("w:tblHeader") for table in document.tables)
    fields = document.sections[0].footer.paragraphs[0]._p.xpath(".//w:instrText")
    assert [field.text for field in fields] == ["PAGE", "NUMPAGES"]


def test_the_contents_lead_to_every_heading(document):
    assert document.element.body.xpath(".//w:instrText")[0].text == 'TOC \\o "1-2" \\h \\z \\u'
    listed = [one.text for one in document.paragraphs if one.style.name in ("toc 1", "toc 2")]
    headed = [one.text for one in document.paragraphs if one.style.name in ("Heading 1", "Heading 2")]
    assert listed == headed
    anchors = document.element.body.xpath(".//w:hyperlink/@w:anchor")
    assert anchors == document.element.body.xpath(".//w:bookmarkStart/@w:name")
    kinds = document.element.body.xpath(".//w:fldChar/@w:fldCharType")
    assert kinds == ["begin", "separate", "end"]


def test_a_draft_says_so_on_every_page_and_has_places_to_sign(document):
    assert document.sections[0].header.paragraphs[0].text == "DRAFT · Country XTA, Cycle 2026"
    assert "Seal: Draft, not sealed" in text_of(document)
    (signatures,) = tables_headed(document, "For", "Name", "Capacity", "Date", "Signature")
    assert [row[0] for row in signatures] == ["Prepared by", "Checked by", "Approved by"]
    assert "For the competent authority of Country XTA:" in text_of(document)
    core = document.core_properties
    assert (core.title, core.language) == ("Gap analysis, Country XTA, Cycle 2026", "en")
    assert core.modified.replace(tzinfo=None) == datetime.datetime(2026, 11, 22, 14, 32)  # noqa: DTZ001
    assert document.styles.element.xpath(".//w:lang/@w:val") == ["en"]


# Excel


def test_excel_has_every_sheet_with_a_filter_and_a_head_that_stays(book):
    assert book.sheetnames == SHEETS
    for name in SHEETS[1:-1]:
        assert book[name].freeze_panes == "B2"
        assert book[name].auto_filter.ref.startswith("A1:")


def test_every_gap_and_every_answer_is_a_line(gaps, book):
    lines, blocks = lines_of(book["Gaps"]), blocks_of(gaps)
    assert [line["Indicator"] for line in lines] == [gap.code for gap in blocks]
    assert [(line["Level"], line["Target"], line["Gap"]) for line in lines] == [
        (gap.level, gap.target, gap.size) for gap in blocks
    ]
    measures = {one.code: one.text for entry in framework_tree().indicator.values() for one in entry.measures}
    for line, gap in zip(lines, blocks, strict=True):
        assert line["Measures that close the gap"] == (
            "\n".join(f"{one.code} {measures[one.code]}" for one in gap.measures) or None
        )
    ranked = sorted(lines, key=lambda line: line["Rank"])
    assert [line["Indicator"] for line in ranked] == [gap.indicator for gap in gaps.subject.gaps]
    answers = {line["Indicator"]: line for line in lines_of(book["All answers"])}
    assert list(answers) == list(framework_tree().indicator)
    assert (answers["1.2.E1"]["Answer"], answers["1.2.E1"]["Level"]) == ("No data", None)
    assert (answers["1.2.E2"]["Answer"], answers["1.2.E2"]["Justification"]) == ("No answer that counts", None)
    assert answers["3.1.E1"]["Answer"] == "Not applicable"
    assert (answers["1.1.E1"]["Level"], answers["2.1.E1"]["Target"]) == (0, 3)


def test_figures_are_numbers_of_the_profile(gaps, book):
    lines = {line["Code"]: line for line in lines_of(book["Objectives"])}
    named = {one.code: one.figures for chapter in gaps.chapters for one in chapter.objectives}
    assert lines.keys() == named.keys()
    for code, figures in named.items():
        line = lines[code]
        given = (line["Score"], line["Lower bound"], line["Upper bound"], line["Answered"], line["Indicators"])
        assert given == (figures.score, figures.lower, figures.upper, figures.answered, figures.total)
    assert sum(line["Below target"] for line in lines.values()) == gaps.summary.gap_count
    assert any("R" in (line["Recommendations of the Working Group"] or "") for line in lines.values())


def test_lists_and_sentences_are_there(gaps, book):
    assert [line["Indicator"] for line in lines_of(book["Data gaps"])] == ["1.2.E1", "1.2.E2"]
    assert [line["Reason"] for line in lines_of(book["Not applicable"])] == ["The country has no coast."]
    assert [line["Assistance"] for line in lines_of(book["Needs"])] == ["Two trainers."]
    first = lines_of(book["Actions"])[0]
    assert first["Due"] == datetime.datetime(2026, 5, 1)  # noqa: DTZ001
    assert first["Cost estimate"] == 1000.5
    summary = [cell.value for row in book["Summary"].iter_rows() for cell in row]
    assert "DRAFT" in summary
    assert f"Country XTA implements {gaps.summary.overall.score}% of what the Framework measures." in summary
    method = [str(row[0].value) for row in book["Method and seal"].iter_rows()]
    assert "Edition of the Framework: " + "e" * 64 in method
    assert method[-1].startswith("This is a draft, not sealed.")


def test_no_text_is_a_formula(book):
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    line = next(line for line in lines_of(book["Gaps"]) if line["Indicator"] == "1.1.E1")
    assert line["Justification"].startswith("=HYPERLINK(1)")
    assert book["Gaps"].oddHeader.left.text == "DRAFT · Country XTA, Cycle 2026"


# Both


@pytest.mark.parametrize("name", RENDERERS)
def test_a_sealed_one_shows_its_seal_and_marks_made_up_data(name):
    content = rendered(report_on(subject(seal=SEAL, synthetic=True)), name)
    if name == "docx":
        document = docx.Document(io.BytesIO(content))
        text, head = text_of(document), document.sections[0].header.paragraphs[0].text
    else:
        book = load_workbook(io.BytesIO(content))
        text = "\n".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
        head = book["Summary"].oddHeader.left.text
    assert head == "SYNTHETIC DATA · Country XTA, Cycle 2026"
    assert "Synthetic data: made up by a program" in text
    assert "ab" * 32 in text
    assert "Focal, XTA, Focal point, Country XTA" in text
    assert "What is edited here is no longer what was sealed." in text
    assert "DRAFT" not in text


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("level", [4, None])
def test_without_gaps_or_answers_it_is_a_document_too(name, level):
    answers = {} if level is None else dict.fromkeys(framework_tree().indicator, Answer.of_level(level))
    content = rendered(report_on(subject_with(answers)), name)
    if name == "docx":
        text = text_of(docx.Document(io.BytesIO(content)))
        assert ("No indicator that has a level is below the target." if level else "so there is no score.") in text
    else:
        assert load_workbook(io.BytesIO(content))["Gaps"].max_row == 1


def test_same_report_same_bytes_in_another_process(gaps, tmp_path):
    (tmp_path / "report").write_bytes(pickle.dumps(gaps))
    program = (
        "import sys, pickle, pathlib, django; django.setup();"
        "from django.utils.module_loading import import_string; from reports.making import GAP_RENDERERS;"
        "folder = pathlib.Path(sys.argv[1]); report = pickle.loads((folder / 'report').read_bytes());"
        "[(folder / name).write_bytes(import_string(GAP_RENDERERS[name])(report, lambda percent: None))"
        " for name in ('docx', 'xlsx')]"
    )
    subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        cwd=BASE_DIR,
        env=os.environ | {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings", "TZ": "UTC-7"},
        check=True,
        timeout=120,
    )
    for name in RENDERERS:
        assert (tmp_path / name).read_bytes() == rendered(gaps, name)


@pytest.mark.parametrize("name", RENDERERS)
def test_the_worker_makes_what_was_asked_for(team, bells, name):
    settle(team)
    submission = assessing.submit(actor=team.focal, assessment=team.assessment)
    asked = services.request_report(actor=team.focal, kind="gap_analysis", format=name, submission=submission)
    told: list[int] = []
    services.finish(services.claim(asked.pk), making.make(asked, told.append))
    done = ReportJob.objects.get()
    assert (done.status, done.filename) == ("done", f"XTA-2026-gap-analysis-submission-1.{name}")
    assert told == sorted(told)
    assert told[-1] == 100
    with files.open_file(done.file_sha256, done.format) as file:
        content = file.read()
    if name == "docx":
        assert submission.sha256 in text_of(docx.Document(io.BytesIO(content)))
    else:
        assert len(lines_of(load_workbook(io.BytesIO(content))["Gaps"])) == len(framework_tree().indicator)
