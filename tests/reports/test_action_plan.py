"""The action plan as a report: what it says, and that PDF, Word and Excel say it, the same bytes from the same plan."""

import datetime
import io
import os
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pikepdf
import pytest
from django.core.exceptions import ValidationError
from openpyxl import load_workbook
from pypdf import PdfReader

from assessments import services as assessing
from assessments.action_plan import PlannedAction
from assessments.scoring import NOT_APPLICABLE, Answer
from framework.selectors import framework_tree
from reports import contexts, files, making, services
from reports.contexts import Seal
from reports.models import ReportJob
from reports.renderers.action_plan_docx import render_action_plan_docx
from reports.renderers.action_plan_pdf import render_action_plan_pdf
from reports.renderers.action_plan_xlsx import render_action_plan_xlsx
from tests.assessments.planning import plan as plan_row
from tests.reports.conftest import report_on, settle, subject_with

pytestmark = pytest.mark.django_db
BASE_DIR = Path(__file__).resolve().parents[2]
RENDERERS = {
    "pdf": render_action_plan_pdf,
    "docx": render_action_plan_docx,
    "xlsx": render_action_plan_xlsx,
}
TODAY = datetime.date(2026, 11, 25)
FORMULA = "=HYPERLINK(1)\x0b <b>bold</b>"


def planned(number: int, indicator: str, **fields: Any) -> PlannedAction:
    """An action of the Ministry of Justice, changed by `fields`."""
    action = PlannedAction(
        id=str(number),
        indicator=indicator,
        measure=framework_tree().indicator[indicator].measures[0].code,
        text=f"Step number {number}.",
        lead="Ministry of Justice",
        others=(),
        starts_on=None,
        due_on=datetime.date(2027, number, 1),
        priority="high",
        cost=Decimal("1000.50"),
        currency="USD",
        funding="State budget",
        assistance="none",
        assistance_words="",
        status="planned",
        progress_note="",
        expected_level=4,
    )
    return replace(action, **fields)


def actions() -> tuple[PlannedAction, ...]:
    return (
        planned(1, "1.1.E1", due_on=datetime.date(2026, 5, 1), text=FORMULA),
        planned(2, "1.1.E1", expected_level=3, lead="Ministry of Health", others=("Ministry of Justice",)),
        planned(3, "2.1.E1", currency="EUR", assistance="training", assistance_words="Two trainers.", status="done"),
        planned(4, "3.1.E1", cost=None, currency="", starts_on=datetime.date(2026, 2, 1)),
        planned(5, "4.20.E1", status="dropped", text="Given up."),
    )


def plan_of(**fields: Any) -> contexts.ActionPlan:
    answers = dict.fromkeys(framework_tree().indicator, Answer.of_level(2)) | {"3.1.E1": NOT_APPLICABLE}
    subject = replace(subject_with(answers, seal=fields.pop("seal", None)), **{"actions": actions(), **fields})
    return contexts.action_plan(subject, framework_tree(), TODAY)


def rendered(plan: contexts.ActionPlan, name: str) -> bytes:
    return RENDERERS[name](plan, lambda percent: None)


def pdf_text(content: bytes) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


# What it says


def test_totals_ministries_needs_and_what_is_late():
    plan = plan_of()
    assert plan.costs == ("1,000.50 EUR", "2,001 USD")
    assert [(one.label, one.number) for one in plan.statuses] == [("Planned", 3), ("Done", 1), ("Dropped", 1)]
    assert [line.number for line in plan.lines if line.late] == [1]
    assert [(one.name, [line.number for line in one.lines], one.takes_part) for one in plan.ministries] == [
        ("Ministry of Health", [2], ()),
        ("Ministry of Justice", [1, 3, 4], (2,)),
    ]
    assert [(need.kind, [line.number for line in need.lines]) for need in plan.needs] == [("Training", [3])]
    assert [line.action.text for line in plan.dropped] == ["Given up."]


def test_the_scenario_takes_the_highest_level_and_leaves_what_is_dropped_or_not_applicable():
    plan = plan_of()
    assert plan.raised == 2
    assert [row.named.code for row in plan.objectives] == ["1.1", "2.1"]
    assert plan.overall.named.figures.score == 50
    indicators = len(framework_tree().objective["1.1"].indicators)
    assert plan.objectives[0].points == f"+{(100 + indicators) // (2 * indicators)}"  # 50 over all of them, half up


def test_a_submission_shows_the_plan_that_it_sealed(team):
    settle(team)
    action = plan_row(team)
    submission = assessing.submit(actor=team.focal, assessment=team.assessment)
    assessing.report_progress(
        actor=team.focal, action=action, status="done", progress_note="After it.", expected_version=1
    )
    sealed = contexts.of_submission(submission, type(submission).objects.all())
    draft = contexts.of_assessment(team.assessment)
    assert [one.status for one in sealed.actions] == ["planned"]
    assert [one.status for one in draft.actions] == ["done"]
    action.refresh_from_db()
    assert draft.as_of >= action.updated_at


# The files


@pytest.mark.parametrize("name", RENDERERS)
def test_same_plan_same_bytes_in_another_process(name, tmp_path):
    plan = plan_of()
    (tmp_path / "plan").write_bytes(pickle.dumps(plan))
    program = (
        "import sys, pickle, pathlib, django; django.setup();"
        "from django.utils.module_loading import import_string; from reports.making import PLAN_RENDERERS;"
        "plan = pickle.loads(pathlib.Path(sys.argv[1]).read_bytes());"
        "content = import_string(PLAN_RENDERERS[sys.argv[3]])(plan, lambda percent: None);"
        "pathlib.Path(sys.argv[2]).write_bytes(content)"
    )
    subprocess.run(
        [sys.executable, "-c", program, tmp_path / "plan", tmp_path / "again", name],
        cwd=BASE_DIR,
        env=os.environ | {"PYTHONHASHSEED": "7", "DJANGO_SETTINGS_MODULE": "tests.settings", "TZ": "UTC-7"},
        check=True,
        timeout=120,
    )
    assert (tmp_path / "again").read_bytes() == rendered(plan, name)


def test_pdf_is_tagged_says_draft_on_every_page_and_holds_every_action():
    content = rendered(plan_of(), "pdf")
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]
    assert all("DRAFT" in page for page in pages)
    text = pdf_text(content)
    for words in ("Step number 2.", "<b>bold</b>", "1,000.50 EUR", "Two trainers.", "Given up.", "late"):
        assert words in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Action plan, Country XTA, Cycle 2026"


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_a_sealed_plan_shows_its_seal_and_is_no_draft(name):
    content = rendered(plan_of(seal=Seal(2, "ab" * 32, "Focal, XTA", "Focal point, Country XTA")), name)
    text = pdf_text(content) if name == "pdf" else word_text(docx.Document(io.BytesIO(content)))
    assert "ab" * 32 in text.replace(" ", "")
    assert "DRAFT" not in text


@pytest.mark.parametrize("name", RENDERERS)
def test_an_empty_plan_is_a_document_too(name):
    assert len(rendered(plan_of(actions=()), name)) > 3000


def word_text(document: Any) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    margins = [document.sections[0].header.paragraphs[0].text, document.sections[0].footer.paragraphs[0].text]
    return "\n".join([*(one.text for one in document.paragraphs), *cells, *margins])


def test_word_has_headings_header_rows_language_and_places_to_sign():
    document = docx.Document(io.BytesIO(rendered(plan_of(), "docx")))
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings[:3] == ["Summary", "Actions by due date", "Actions by ministry"]
    assert headings[-1] == "Signatures"
    for table in document.tables:
        assert table.rows[0]._tr.trPr.xpath("w:tblHeader")
    core = document.core_properties
    assert (core.title, core.author, core.language) == ("National action plan, Country XTA", "Country XTA", "en")
    assert core.modified.replace(tzinfo=None) == datetime.datetime(2026, 11, 22, 14, 32)  # noqa: DTZ001
    text = word_text(document)
    for words in ("DRAFT", "Step number 2.", "1,000.50 EUR", "Two trainers.", "Approved by"):
        assert words in text


def test_excel_has_dates_numbers_and_no_formula():
    book = load_workbook(io.BytesIO(rendered(plan_of(), "xlsx")))
    head, *rows = (list(row) for row in book["Actions"].iter_rows())
    lines = [dict(zip([cell.value for cell in head], row, strict=True)) for row in rows]
    assert [line["Action"].value for line in lines][1:] == [f"Step number {number}." for number in (2, 3, 4)] + [
        "Given up."
    ]
    first = lines[0]
    assert first["Action"].data_type == "s"
    assert first["Action"].value.startswith("=HYPERLINK(1)")
    assert first["Due"].value == datetime.datetime(2026, 5, 1)  # noqa: DTZ001
    assert first["Cost estimate"].value == 1000.5
    assert (first["Late"].value, lines[1]["Late"].value) == ("late", None)
    assert (first["Expected level"].value, lines[3]["Cost estimate"].value) == (4, None)
    totals = {row[0].value: row[1].value for row in book["Totals"].iter_rows() if row[0].value}
    assert (totals["USD"], totals["EUR"], totals["Late"], totals["Training"]) == (2001, 1000.5, 1, 1)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


# Asking


def test_plans_come_in_three_formats_and_the_country_brief_in_one(team, bells):
    for name in ("pdf", "docx", "xlsx"):
        job = services.request_report(actor=team.focal, kind="action_plan", format=name, assessment=team.assessment)
        assert job.filename == f"XTA-2026-action-plan-draft.{name}"
    with pytest.raises(ValidationError) as refusal:
        services.request_report(actor=team.focal, kind="country_brief", format="xlsx", assessment=team.assessment)
    assert list(refusal.value.message_dict) == ["format"]


def test_the_worker_makes_what_was_asked_for(team, bells):
    plan_row(team, due_on=datetime.date(2026, 3, 2))
    asked = services.request_report(actor=team.focal, kind="action_plan", format="xlsx", assessment=team.assessment)
    job = services.claim(asked.pk)
    services.finish(job, making.make(job, lambda percent: None))
    done = ReportJob.objects.get()
    assert (done.status, done.progress) == ("done", 100)
    with files.open_file(done.file_sha256, done.format) as file:
        assert load_workbook(file)["Actions"]["B2"].value == "1.1.E1"


# In the gap analysis


def test_the_gap_analysis_has_plan_needs_and_evidence_only_where_there_are_any():
    answers = {"1.1.E1": Answer.of_level(2)}
    bare = report_on(subject_with(answers))
    assert (bare.actions, bare.needs) == ((), ())
    subject = replace(
        subject_with(answers),
        actions=actions(),
        evidence={"1.1.E1": ("Act 12", "Decree 4 (confidential)", "C", "D", "E", "F")},
    )
    report = report_on(subject)
    assert [line.action.text for line in report.actions][1:] == [f"Step number {number}." for number in (2, 3, 4)]
    (gap,) = (gap for one in report.chapters for section in one.sections for o in section.objectives for gap in o.gaps)
    assert gap.evidence == "Act 12; Decree 4 (confidential); C; D; and 2 more"
