"""What goes out in a workbook comes back as it was: no change in, none out."""

import io
import time
import uuid
import zipfile
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from django.utils.translation import override
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assessments import selectors
from assessments.answering import clean_text
from assessments.models import Change, Score
from assessments.workbook import Line, Part, read_upload
from assessments.workbook.wording import words_of
from assessments.workbook.writing import workbook_of
from framework.selectors import framework_tree
from tests.assessments.spreadsheets import (
    all_codes,
    answer_directly,
    ask_everything,
    changed,
    confirm,
    counts,
    download,
    filled,
    place_of,
    stored,
    upload,
)

AWKWARD = (
    "=1+1",
    "+49 30 1234",
    "-",
    "@mention",
    "'quoted",
    "\tTab inside\tthe text",
    "Line one\nline two\n\nline four",
    "  spaces   inside  ",
    "_x0041_ is not A, nor is _x005F_x0041_",
    "x005F_ alone",
    "👩‍⚖️ judge, 🇺🇳, é",
    "قانون رقم ٥ لسنة ٢٠١٩، المادة ٤ (أ)",
    "law ‏עברית‎ mixed",
    "中文理由：二〇一九年法律",
    "<b>&amp; \"quotes\" 'and' ]]></b>",
    "#N/A",
    "TRUE",
    "00123",
    "1/2/2024",
    "a\u2028b\u2029c\x85d",
    "control \x01\x0b\x1f characters",
    "not in XML: \ufffe\uffff",
    "ф" * 10_000,
    "😀" * 10_000,
)


def answers_of_every_kind():
    """An answer to each indicator: all kinds, and texts that spreadsheets like to change."""
    kinds = [
        ("level", 0),
        ("level", 1),
        ("level", 2),
        ("level", 3),
        ("level", 4),
        ("not_applicable", None),
        ("no_data", None),
    ]
    return {
        code: (*kinds[number % len(kinds)], clean_text(AWKWARD[number % len(AWKWARD)]))
        for number, code in enumerate(all_codes())
    }


def test_all_indicators_go_out_and_come_back_without_a_change(team):
    ask_everything(team)
    answer_directly(team, answers_of_every_kind())
    before = list(Score.objects.order_by("pk").values())
    history = Change.objects.count()
    pending = upload(team, download(team))
    assert counts(pending) == {"unchanged": 371}
    assert pending.faults == []
    confirm(team, pending)
    assert list(Score.objects.order_by("pk").values()) == before
    assert Change.objects.count() == history


def test_every_text_is_read_as_it_is_stored(team):
    ask_everything(team)
    answers = answers_of_every_kind()
    answer_directly(team, answers)
    pending = upload(team, download(team))
    assert {row["indicator"]: (row["answer"], row["level"], row["justification"]) for row in pending.rows} == answers


@pytest.mark.parametrize(("language", "word"), [("ar", "لا ينطبق"), ("zh-hans", "不适用"), ("ru", "2")])
def test_a_workbook_in_one_language_is_read_in_another(team, language, word):
    ask_everything(team, "1.1.E1", "1.1.E2", "2.1.E1")
    answer_directly(team, {"1.1.E2": ("level", 1, "قانون رقم 5")})
    with override(language):
        content = download(team)
        level = words_of("level", 3)
    sheets = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert all(sheet.sheet_view.rightToLeft == (language == "ar") for sheet in sheets[:-1])
    assert level.startswith("3 ")
    with override("en"):
        pending = upload(team, filled(content, {"1.1.E1": (level, "Law of 2019"), "2.1.E1": (word, "No coast.")}))
    assert pending.faults == []
    answers = {row["indicator"]: (row["answer"], row["level"], row["justification"]) for row in pending.rows}
    assert answers["1.1.E1"] == ("level", 3, "Law of 2019")
    assert answers["1.1.E2"] == ("level", 1, "قانون رقم 5")
    assert answers["2.1.E1"] == (("level", 2, "No coast.") if word == "2" else ("not_applicable", None, "No coast."))


def test_an_empty_part_comes_back_empty(team):
    ask_everything(team)
    pending = upload(team, download(team))
    assert counts(pending) == {}
    confirm(team, pending)
    assert not Score.objects.exists()


def test_the_same_part_gives_the_same_bytes(team):
    ask_everything(team, "1.1.E1", "2.1.E1")
    assert download(team) == download(team)


def part(*lines: Line) -> Part:
    return Part(
        assessment=uuid.UUID(int=1),
        ministry=uuid.UUID(int=2),
        cycle="2026",
        country_name="Country",
        cycle_name="Cycle",
        ministry_name="Ministry",
        fictional=True,
        synthetic=False,
        closes_on=date(2026, 12, 31),
        due_on=None,
        file_name="answers.xlsx",
        lines=lines,
    )


def read(content: bytes):
    return read_upload(
        content, assessment=str(uuid.UUID(int=1)), ministry=str(uuid.UUID(int=2)), cycle="2026", asked=["1.1.E1"]
    )


@pytest.fixture
def line(db) -> Line:
    return Line(framework_tree().indicator["1.1.E1"], "", None, "", 0, "")


@settings(max_examples=60)
@given(text=st.text(max_size=60).map(clean_text))
@example(text="_x000D_")
@example(text="=HYPERLINK(1)")
def test_any_text_comes_back(django_db_setup, django_db_blocker, text):
    with django_db_blocker.unblock():
        entry = framework_tree().indicator["1.1.E1"]
        answered = Line(entry, "level", 1, text, 1, text)
        (row,) = read(workbook_of(part(answered))).rows
    assert (row.answer, row.level, row.justification, row.version, row.touched) == ("level", 1, text, 1, False)


def test_texts_are_texts_whatever_they_begin_with(line):
    content = workbook_of(part(replace(line, answer="level", level=1, justification="=1+1", version=1)))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    cell = sheet.cell(3, 5)
    assert (cell.value, cell.data_type, bool(cell.quotePrefix), cell.number_format) == ("=1+1", "s", True, "@")


def test_only_answers_and_justifications_can_be_filled_in(team):
    ask_everything(team, "1.1.E1", "2.1.E1")
    workbook = openpyxl.load_workbook(io.BytesIO(download(team)))
    assert [sheet.sheet_state for sheet in workbook] == ["visible", "visible", "visible", "veryHidden"]
    assert workbook.security.lockStructure
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in workbook)
    sheet = workbook.worksheets[1]
    unlocked = [cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
    assert unlocked == ["D3", "E3"]
    assert sheet.freeze_panes == "C2"
    (choice,) = sheet.data_validations.dataValidation
    assert (choice.type, str(choice.sqref)) == ("list", "D2:D3")
    offered = [workbook["_portal"].cell(row, 3).value for row in range(1, 8)]
    assert (offered[0], offered[4:]) == ("0 Not in place", ["4 Fully in place", "Not applicable", "No data"])
    assert [sheet.cell(3, column).value for column in (1, 8)] == ["1.1.E1", "Ratification"]


def test_sheets_run_from_right_to_left_where_the_language_does(line):
    assert not openpyxl.load_workbook(io.BytesIO(workbook_of(part(line)))).worksheets[1].sheet_view.rightToLeft
    with override("ar"):
        content = workbook_of(part(line))
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    assert [bool(sheet.sheet_view.rightToLeft) for sheet in workbook.worksheets[:2]] == [True, True]


def test_the_last_cycle_and_the_measures_stand_beside_the_answer(line):
    content = workbook_of(part(replace(line, previous="2 Partly in place\nA bill.")))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1]
    assert sheet.cell(3, 6).value == "2 Partly in place\nA bill."
    assert sheet.cell(3, 7).value.startswith("1.1.D1 ")
    assert len(sheet.cell(3, 3).value.split("\n")) == 5


def test_names_are_no_formulas(line):
    content = workbook_of(replace(part(line), ministry_name="=cmd|' /C calc'!A0", country_name="A & B"))
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (sheet.cell(3, 2).value, sheet.cell(3, 2).data_type) == ("=cmd|' /C calc'!A0", "s")


def test_rows_may_be_in_any_order_and_may_be_missing(team):
    codes = ["1.1.E1", "1.1.E2", "1.2.E1"]
    ask_everything(team, *codes)

    def mix(workbook):
        sheet, first = place_of(workbook, codes[0])
        _sheet, last = place_of(workbook, codes[2])
        for column in range(1, 9):
            one, other = sheet.cell(first, column), sheet.cell(last, column)
            one.value, other.value = other.value, one.value
        sheet.delete_rows(place_of(workbook, codes[1])[1])

    content = changed(filled(download(team), {codes[0]: ("1 Started", "A"), codes[2]: ("2 Partly in place", "B")}), mix)
    pending = upload(team, content)
    assert [(row["indicator"], row["level"]) for row in pending.rows] == [(codes[0], 1), (codes[2], 2)]


def test_a_moved_column_is_found(team):
    ask_everything(team, "1.1.E1")
    content = changed(
        filled(download(team), {"1.1.E1": (3, "Law.")}), lambda workbook: workbook.worksheets[1].insert_cols(4, 2)
    )
    assert counts(upload(team, content)) == {"new": 1}


def test_what_another_program_makes_of_the_file_is_read(team):
    """Shared strings, rich text, a sheet that is hidden only, other names of parts: as LibreOffice and others write."""
    ask_everything(team, "1.1.E1", "1.1.E2")
    answer_directly(team, {"1.1.E1": ("level", 1, "=1 _x0041_\nline"), "1.1.E2": ("no_data", None, "")})
    content = download(team)
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name).decode() for name in old.namelist()}
    sheet = parts["xl/worksheets/sheet2.xml"]
    start = sheet.index("<is><t>=1 ")
    end = sheet.index("</is>", start)
    text = sheet[start + 7 : end - 4]
    parts["xl/worksheets/sheet2.xml"] = (sheet[:start] + "<v>0</v>" + sheet[end + 5 :]).replace(
        't="inlineStr"><v>0', 't="s"><v>0'
    )
    parts["xl/sharedStrings.xml"] = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
        f'<r><rPr><b/></rPr><t xml:space="preserve">{text[:3]}</t></r><r><t>{text[3:]}</t></r>'
        "<rPh><t>reading aid</t></rPh></si></sst>"
    )
    parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        '<Relationship Id="s1" Target="sharedStrings.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings"/></Relationships>',
    )
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("veryHidden", "hidden")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as new:
        for name, part_text in parts.items():
            new.writestr(name, part_text)
    assert counts(upload(team, file.getvalue())) == {"unchanged": 2}


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3", ("level", 3)),
        (3, ("level", 3)),
        (3.0, ("level", 3)),
        ("٣", ("level", 3)),
        ("largely IN place", ("level", 3)),
        (" 3  Largely in place ", ("level", 3)),
        ("3: largely in place", ("level", 3)),
        ("not applicable", ("not_applicable", None)),
        ("NOT_APPLICABLE", ("not_applicable", None)),
        ("No Data", ("no_data", None)),
    ],
)
def test_answers_typed_by_hand_are_understood(team, typed, expected):
    ask_everything(team, "1.1.E1")
    pending = upload(team, filled(download(team), {"1.1.E1": (typed, "Law of 2019.")}))
    assert [(row["answer"], row["level"]) for row in pending.rows] == [expected]


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (2019, "2019"),
        (12.5, "12.5"),
        (True, "TRUE"),
        (date(2024, 3, 1), "2024-03-01"),
        ("with\r\nother\rline ends ", "with\nother\nline ends"),
    ],
)
def test_numbers_and_dates_in_a_justification_are_taken_as_text(team, typed, text):
    ask_everything(team, "1.1.E1")
    content = filled(download(team), {"1.1.E1": ("1 Started", typed)})
    confirm(team, upload(team, content))
    assert stored(team, "1.1.E1") == ("level", 1, text, 1)


def test_time_to_write_read_and_apply(team):
    """DESIGN has no number for these; a ministry that is asked everything must not wait."""
    ask_everything(team)
    took = {}
    start = time.process_time()
    content = download(team)
    took["download"] = time.process_time() - start
    content = filled(content, {code: (f"{number % 5}", f"Law {number}.") for number, code in enumerate(all_codes())})
    start = time.process_time()
    pending = upload(team, content)
    preview = selectors.import_preview(pending)
    took["preview"] = time.process_time() - start
    assert preview.counts["new"] == 371
    start = time.process_time()
    confirm(team, pending)
    took["apply"] = time.process_time() - start
    assert Score.objects.count() == 371
    assert took["download"] <= 2, took
    assert took["preview"] <= 2, took
    assert took["apply"] <= 3, took
