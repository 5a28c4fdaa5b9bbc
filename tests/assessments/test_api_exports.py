"""Lists as CSV and Excel: whole, filtered alike, and harmless in a spreadsheet."""

import csv
import io

import openpyxl
import pytest

from assessments import services
from assessments.api.exports import Sheet, csv_chunks, write_workbook
from tests.assessments.calling import Caller, errors_of, settle

FORMULA = '=HYPERLINK("http://evil.example","x")'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SCORE_HEADER = ["indicator", "ministry", "answer", "level", "justification", "version", "updated_at"]
NATIONAL_HEADER = [
    "indicator",
    "state",
    "answer",
    "level",
    "justification",
    "rationale",
    "version",
    "updated_at",
]


@pytest.fixture
def scored(team):
    team.assign("1.1.E1", team.interior)
    team.assign("2.6a.E1", team.justice)
    team.score(team.interior_official, "1.1.E1", 3, justification=FORMULA)
    team.score(team.justice_official, "2.6a.E1", 2, justification="Zoë’s „Gesetz“, line one\nline two; 走私")


def read_csv(response):
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode(), newline="")))


def read_xlsx(response):
    assert response.status_code == 200
    assert response["Content-Type"] == XLSX
    return openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content))).active


def test_csv_of_scores(team, scored):
    exported = Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?format=csv&page_size=1")
    assert exported["Content-Disposition"] == 'attachment; filename="scores-XTA-2026.csv"'
    header, first, second = read_csv(exported)
    assert header == SCORE_HEADER
    assert first[:6] == ["1.1.E1", str(team.interior.pk), "level", "3", f"'{FORMULA}", "1"]
    assert first[6].endswith("Z")
    assert second[4] == "Zoë’s „Gesetz“, line one\nline two; 走私"


def test_xlsx_of_scores(team, scored):
    exported = Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?format=xlsx")
    assert exported["Content-Disposition"] == 'attachment; filename="scores-XTA-2026.xlsx"'
    sheet = read_xlsx(exported)
    rows = [[cell.value for cell in row] for row in sheet.rows]
    assert rows[0] == SCORE_HEADER
    assert rows[1][:6] == ["1.1.E1", str(team.interior.pk), "level", 3, FORMULA, 1]
    assert sheet["E2"].data_type == "s"
    assert sheet.freeze_panes == "A2"


def test_accept_header_asks_for_them_too(team, scored):
    observer = Caller(team.observer)
    path = f"assessments/{team.assessment.pk}/scores/"
    assert read_csv(observer.get(path, HTTP_ACCEPT="text/csv"))[0] == SCORE_HEADER
    assert read_xlsx(observer.get(path, HTTP_ACCEPT=XLSX))["A1"].value == "indicator"
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answered = observer.get(path, HTTP_ACCEPT=browser)
    assert answered["Content-Type"] == "application/json"
    assert "Accept" in answered["Vary"].split(", ")
    assert "Accept" in observer.get(path, HTTP_ACCEPT="text/csv")["Vary"].split(", ")


def test_filters_hold_for_exports(team, scored):
    path = f"assessments/{team.assessment.pk}/scores/?format=csv&table=2"
    assert [row[0] for row in read_csv(Caller(team.observer).get(path))] == ["indicator", "2.6a.E1"]


def test_csv_of_national_scores_holds_all(team, scored):
    rows = read_csv(Caller(team.observer).get(f"assessments/{team.assessment.pk}/national-scores/?format=csv"))
    assert rows[0] == NATIONAL_HEADER
    assert len(rows) == 372
    assert rows[2][1:6] == ["unanswered", "", "", "", ""]
    assert (
        read_csv(Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?national=true&format=csv"))
        == rows
    )


def test_gaps_list_measures_in_one_cell(team):
    team.decide("2.6a.E2", 1)
    observer = Caller(team.observer)
    path = f"assessments/{team.assessment.pk}/gaps/"
    row = ["2.6a.E2", "1", "4", "3", "outcome", "2.6a.D2; 2.6a.D3"]
    assert read_csv(observer.get(f"{path}?format=csv")) == [
        ["indicator", "level", "target", "gap", "kind", "measures"],
        row,
    ]
    assert [str(cell.value) for cell in read_xlsx(observer.get(f"{path}?format=xlsx"))[2]] == row


def test_sealed_scores(team, scored):
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    observer = Caller(team.observer)
    path = f"submissions/{submission.pk}/scores/"
    exported = observer.get(f"{path}?format=csv")
    assert exported["Content-Disposition"] == 'attachment; filename="scores-XTA-2026-1.csv"'
    live = read_csv(observer.get(f"assessments/{team.assessment.pk}/scores/?format=csv"))
    assert read_csv(exported) == live
    assert read_xlsx(observer.get(f"{path}?format=xlsx&national=true")).max_row == 372


def test_errors_are_problems_whatever_form_was_asked_for(team):
    errors_of(Caller(team.observer).get(f"assessments/{team.justice.pk}/scores/?format=csv"), 404)
    refused = Caller(team.observer).get(f"assessments/{team.assessment.pk}/scores/?format=xlsx&answer=maybe")
    assert "answer" in errors_of(refused)
    errors_of(Caller().get(f"assessments/{team.assessment.pk}/scores/?format=xlsx"), 401)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_text_acts_as_a_formula(start):
    sheet = Sheet("x", ["text"], [[f"{start}1+1"], ["1=1"], [-1]])
    assert list(csv.reader(io.StringIO("".join(csv_chunks(sheet)), newline="")))[1:] == [
        [f"'{start}1+1"],
        ["1=1"],
        ["-1"],
    ]
    file = io.BytesIO()
    write_workbook(sheet, file)
    cells = [cell for (cell,) in openpyxl.load_workbook(file).active.rows]
    assert [cell.data_type for cell in cells] == ["s", "s", "s", "n"]


def test_characters_that_a_workbook_cannot_hold_are_replaced():
    file = io.BytesIO()
    write_workbook(Sheet("x", ["text"], [["a\x0bb"], ["x" * 40_000], ["#N/A"]]), file)
    cells = [cell.value for (cell,) in openpyxl.load_workbook(file).active.rows]
    assert cells == ["text", "a\N{REPLACEMENT CHARACTER}b", "x" * 32_767, "#N/A"]


def test_csv_comes_in_chunks():
    chunks = list(csv_chunks(Sheet("x", ["n"], ([number] for number in range(450)))))
    assert [chunk.count("\r\n") for chunk in chunks] == [201, 200, 50]
