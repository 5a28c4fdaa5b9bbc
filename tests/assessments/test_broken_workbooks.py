"""Files that are not what the portal gave out: each refused with its message, and nothing changed."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core import signing
from django.core.exceptions import ValidationError
from django.test import override_settings

from assessments import selectors, services
from assessments.models import AnswerImport, Change, Score
from assessments.workbook import LARGEST_FILE
from assessments.workbook.package import LARGEST_INSIDE
from assessments.workbook.writing import workbook_of
from tests.assessments.conftest import make_cycle, make_team
from tests.assessments.spreadsheets import (
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

CODES = ("1.1.E1", "1.1.E2", "1.2.E1", "2.1.E1")
LAW = "Law of 2019."


@pytest.fixture
def asked(team):
    ask_everything(team, *CODES)
    answer_directly(team, {"1.1.E1": ("level", 2, "Stored.")})
    return team


def refusal(team: Any, content: bytes, **options: Any) -> str:
    """The message with which a file is refused; nothing is changed by it."""
    before = (list(Score.objects.order_by("pk").values()), Change.objects.count())
    with pytest.raises(ValidationError) as refused:
        upload(team, content, **options)
    assert not AnswerImport.objects.exists()
    assert (list(Score.objects.order_by("pk").values()), Change.objects.count()) == before
    assert list(refused.value.message_dict) == ["file"]
    return refused.value.message_dict["file"][0]


def members(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """A workbook after something changed the parts in its archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    return archive(parts)


def archive(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name, part in parts.items():
            new.writestr(name, part)
    return file.getvalue()


def replaced(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """A change that replaces bytes of a part."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


# What is no workbook


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.7 a report", "neither a spreadsheet nor a CSV file"),
        (b"\x89PNG\r\n\x1a\n", "neither a spreadsheet nor a CSV file"),
        (b"\xff\xfei\x00n\x00d\x00", "CSV UTF-8"),
        (b"Dear colleague, please find the answers below.", "its first line lacks indicator, answer"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le"), "old Excel file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (archive({"hello.txt": b"hello"}), "no Excel workbook"),
        (
            archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}),
            "OpenDocument",
        ),
        (b"=" * (LARGEST_FILE + 1), "larger than 5 MB"),
    ],
)
def test_other_files_are_refused(asked, content, message):
    assert message in refusal(asked, content)


def test_a_workbook_that_is_not_of_the_portal_is_refused(asked):
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    assert "not a spreadsheet of this portal" in refusal(asked, file.getvalue())


def test_a_cut_file_is_refused(asked):
    assert "damaged" in refusal(asked, download(asked)[:-400])


def test_bytes_that_changed_on_the_way_are_refused(asked):
    content = bytearray(download(asked))
    middle = content.index(b"xl/worksheets/sheet2.xml") + 400
    content[middle : middle + 40] = b"\0" * 40
    assert "damaged" in refusal(asked, bytes(content))


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet2.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels"]
)
def test_parts_that_are_no_xml_are_refused(asked, name):
    content = members(download(asked), lambda parts: parts.update({name: parts[name][:-20]}))
    assert "damaged" in refusal(asked, content)


@pytest.mark.parametrize("name", ["xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_parts_that_are_missing_are_refused(asked, name):
    content = members(download(asked), lambda parts: parts.pop(name))
    assert "damaged" in refusal(asked, content)


def test_entities_are_refused(asked):
    lol = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = members(download(asked), replaced("xl/worksheets/sheet2.xml", b"<worksheet", lol + b"<worksheet"))
    assert "damaged" in refusal(asked, content)


def test_macros_are_refused(asked):
    content = members(download(asked), lambda parts: parts.update({"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    assert "macros" in refusal(asked, content)


# Bombs


def test_a_bomb_is_refused_by_what_its_directory_says(asked):
    bomb = members(download(asked), lambda parts: parts.update({"xl/worksheets/sheet9.xml": b" " * 50 * 1024 * 1024}))
    assert len(bomb) < 200_000
    assert "far more than answers" in refusal(asked, bomb)


def test_a_bomb_that_lies_about_its_size_is_refused(asked):
    big = LARGEST_INSIDE + 1024
    bomb = members(
        download(asked), lambda parts: parts.update({"xl/worksheets/sheet2.xml": b"<worksheet>" + b" " * big})
    )
    true_size = (len(b"<worksheet>") + big).to_bytes(4, "little")
    assert bomb.count(true_size) == 2
    refused = refusal(asked, bomb.replace(true_size, (1000).to_bytes(4, "little")))
    assert "damaged" in refused or "far more than answers" in refused


def test_a_file_of_many_members_is_refused(asked):
    content = members(download(asked), lambda parts: parts.update({f"xl/media/{n}.png": b"" for n in range(300)}))
    assert "far more than answers" in refusal(asked, content)


# Whose it is


def test_the_file_of_another_ministry_is_refused(asked):
    asked.assign("1.1.E1", asked.justice)
    assert "another ministry" in refusal(asked, download(asked, asked.justice))
    assert "another ministry" in refusal(asked, download(asked), actor=asked.focal, ministry=asked.justice)


def test_the_file_of_another_country_is_refused(asked):
    other = make_team("XTB", asked.cycle)
    ask_everything(other, *CODES)
    assert "another assessment" in refusal(asked, download(other))


def test_the_file_of_another_cycle_is_refused(asked):
    content = download(asked)
    asked.cycle = make_cycle("2028", year=2028)
    asked.assessment = services.open_assessment(actor=asked.focal, country=asked.country, cycle=asked.cycle)
    assert "another cycle" in refusal(asked, content)


def test_the_file_of_another_portal_is_refused(asked):
    with override_settings(SECRET_KEY="another portal's key, which this one does not know"):
        content = download(asked)
    assert "This portal did not make this file" in refusal(asked, content)


def test_a_changed_hidden_sheet_is_refused(asked):
    def change(workbook):
        cell = workbook["_portal"]["A1"]
        cell.value = cell.value[:-5] + "AAAAA"

    assert "hidden sheet was changed" in refusal(asked, changed(download(asked), change))


def test_a_missing_hidden_sheet_is_refused(asked):
    content = changed(download(asked), lambda workbook: workbook.remove(workbook["_portal"]))
    assert "hidden sheet is missing" in refusal(asked, content)


def test_a_file_of_an_older_form_is_refused(asked):
    def change(workbook):
        workbook["_portal"]["A1"].value = signing.Signer(salt="assessments.workbook").sign_object({"schema": 0})

    assert "older portal" in refusal(asked, changed(download(asked), change))


# Sheets, columns and codes


def test_a_missing_sheet_is_refused(asked):
    content = changed(download(asked), lambda workbook: workbook.remove(workbook.worksheets[2]))
    assert "The sheet 2 Protection and assistance is missing" in refusal(asked, content)


def test_a_changed_header_is_refused(asked):
    def change(workbook):
        workbook.worksheets[1]["D1"].value = "My answer"

    assert "must have the columns Code, Answer, Justification" in refusal(asked, changed(download(asked), change))


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("1.1.E99", "“1.1.E99” in 1 Prosecution and investigation!A3 is no code"),
        ("1.3.E1", "1.3.E1 in 1 Prosecution and investigation!A3 was not in this file"),
        ("1.1.E2", "1.1.E2 stands twice, in 1 Prosecution and investigation!A3 and in"),
        ("=A4", "1 Prosecution and investigation!A3 holds a formula"),
        ("2.1", "“2.1” in 1 Prosecution and investigation!A3 is no code"),
    ],
)
def test_edited_codes_are_refused(asked, code, message):
    def change(workbook):
        sheet, row = place_of(workbook, "1.1.E1")
        sheet.cell(row, 1).value = code

    assert message in refusal(asked, changed(download(asked), change))


def test_a_row_without_its_code_is_refused(asked):
    def change(workbook):
        sheet, row = place_of(workbook, "1.1.E1")
        sheet.cell(row, 1).value = None

    assert "A3 is empty: the row has an answer and no code" in refusal(asked, changed(download(asked), change))


def test_a_copied_row_is_refused(asked):
    def change(workbook):
        sheet, row = place_of(workbook, "1.1.E2")
        sheet.append([sheet.cell(row, column).value for column in range(1, 9)])

    assert "1.1.E2 stands twice" in refusal(asked, changed(download(asked), change))


# Cells: the rest of the file is taken


@pytest.mark.parametrize(
    ("answer", "justification", "column", "message"),
    [
        ("=1+2", LAW, "D", "formula"),
        ("3", "=A1", "E", "formula"),
        ("3", "", "E", "Levels 3 and 4 need a justification"),
        ("4 Fully in place", None, "E", "Levels 3 and 4 need a justification"),
        ("Not applicable", " ", "E", "Say why this is not applicable"),
        ("5", LAW, "D", "“5” is no answer"),
        (2.5, LAW, "D", "“2.5” is no answer"),
        ("yes", LAW, "D", "“yes” is no answer"),
        ("3 Partly in place", LAW, "D", "is no answer"),
        (None, LAW, "D", "There is a justification and no answer"),
        ("2", "x" * 10_001, "E", "At most 10000 characters"),
        ("2", "bell _x0007_ rings", "E", "cannot be seen"),
    ],
)
def test_cells_that_cannot_be_taken_are_named_and_the_others_wait(asked, answer, justification, column, message):
    content = filled(download(asked), {"1.1.E2": (answer, justification), "2.1.E1": ("2", LAW)})
    pending = upload(asked, content)
    (fault,) = pending.faults
    assert fault["cell"] == f"1 Prosecution and investigation!{column}4"
    assert fault["indicator"] == "1.1.E2"
    assert message in fault["message"]
    assert counts(pending) == {"new": 1, "unchanged": 1, "error": 1}
    confirm(asked, pending)
    assert stored(asked, "2.1.E1") == ("level", 2, LAW, 1)
    assert not Score.objects.filter(indicator__code="1.1.E2").exists()


def test_an_error_value_is_named(asked):
    def change(workbook):
        sheet, row = place_of(workbook, "1.1.E2")
        sheet.cell(row, 4).value = "#REF!"
        sheet.cell(row, 4).data_type = "e"

    (fault,) = upload(asked, changed(download(asked), change)).faults
    assert "#REF!" in fault["message"]


def test_merged_cells_are_named(asked):
    def change(workbook):
        sheet, row = place_of(workbook, "1.1.E1")
        sheet.cell(row, 5).value = "For both."
        sheet.merge_cells(start_row=row, end_row=row + 1, start_column=5, end_column=5)

    faults = upload(asked, changed(download(asked), change)).faults
    assert [(fault["indicator"], fault["cell"][-2:]) for fault in faults] == [("1.1.E1", "E3"), ("1.1.E2", "E4")]
    assert all("merged" in fault["message"] for fault in faults)


def test_links_to_other_files_are_not_followed(asked):
    link = (
        b'<Relationship Id="x1" TargetMode="External" Target="http://example.invalid/secret.xlsx" Type="http://schemas.'
        b'openxmlformats.org/officeDocument/2006/relationships/worksheet"/></Relationships>'
    )
    content = members(download(asked), replaced("xl/_rels/workbook.xml.rels", b"</Relationships>", link))
    assert counts(upload(asked, content)) == {"unchanged": 1}


def test_places_outside_the_archive_are_not_read(asked):
    content = members(
        download(asked), replaced("xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet2.xml", b"../../../etc/passwd")
    )
    assert "damaged" in refusal(asked, content)


def test_an_empty_row_far_below_changes_nothing(asked):
    def change(workbook):
        workbook.worksheets[1].cell(900_000, 7).value = "a note of my own"

    assert counts(upload(asked, changed(download(asked), change))) == {"unchanged": 1}


def test_what_is_asked_no_longer_is_an_error_where_it_was_filled_in(asked):
    content = filled(download(asked), {"1.1.E2": ("1", LAW)})
    pending = upload(asked, content)
    services.unassign(
        actor=asked.focal,
        assessment=asked.assessment,
        indicators=[asked.indicator("1.1.E1"), asked.indicator("1.1.E2")],
        ministry=asked.interior,
    )
    assert counts(pending) == {"unchanged": 1, "error": 1}
    assert workbook_of(selectors.part_of(asked.assessment, asked.interior))
