"""Answers from CSV files with the columns of the API's list of scores."""

import csv
import io

import pytest
from django.core.exceptions import ValidationError

from assessments import selectors
from assessments.models import AnswerImport, Score
from tests.assessments.calling import Caller
from tests.assessments.spreadsheets import answer_directly, ask_everything, confirm, counts, stored, upload

LAW = "Law of 2019; article 4, paragraph 2."
TEXTS = (
    "=1+1",
    "'=1+1",
    "''@both",
    "+49",
    "-",
    "@name",
    "'plain apostrophe",
    'two\nlines, "quoted"; and more',
    "قانون رقم ٥",
    "😀",
    "other\u2028separators",
)


@pytest.fixture
def asked(team):
    ask_everything(team, "1.1.E1", "1.1.E2", "1.2.E1")
    return team


def csv_of(*lines: tuple[object, ...], separator: str = ",", mark: bool = False) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(lines)
    return file.getvalue().encode("utf-8-sig" if mark else "utf-8")


def send(team, content, **options):
    return upload(team, content, name="answers.csv", **options)


def refusal(team, content) -> str:
    with pytest.raises(ValidationError) as refused:
        send(team, content)
    assert not AnswerImport.objects.exists()
    return refused.value.message_dict["file"][0]


def test_what_the_api_exports_comes_back_without_a_change(team):
    ask_everything(team)
    team.assign("1.1.E1", team.justice)
    team.score(team.justice_official, "1.1.E1", 4)
    codes = list(selectors.tree().places)
    answer_directly(
        team, {code: ("level", number % 3, TEXTS[number % len(TEXTS)]) for number, code in enumerate(codes)}
    )
    exported = Caller(team.interior_official).get(f"assessments/{team.assessment.pk}/scores/?format=csv")
    pending = send(team, b"".join(exported.streaming_content))
    assert counts(pending) == {"unchanged": 371}
    assert [row["justification"] for row in pending.rows[: len(TEXTS)]] == list(TEXTS)


@pytest.mark.parametrize(("separator", "mark"), [(",", False), (",", True), (";", False), (";", True), ("\t", False)])
def test_separators_and_marks_of_spreadsheet_programs(asked, separator, mark):
    content = csv_of(
        ("indicator", "answer", "level", "justification"),
        ("1.1.E1", "level", "3", LAW),
        ("1.1.E2", "not_applicable", "", "two\nlines"),
        ("1.2.E1", "no_data", "", ""),
        separator=separator,
        mark=mark,
    )
    pending = send(asked, content)
    assert counts(pending) == {"new": 3}
    confirm(asked, pending)
    assert stored(asked, "1.1.E1") == ("level", 3, LAW, 1)
    assert stored(asked, "1.1.E2") == ("not_applicable", None, "two\nlines", 1)
    assert stored(asked, "1.2.E1") == ("no_data", None, "", 1)


def test_answers_in_words(asked):
    pending = send(asked, csv_of(("Indicator", "Answer"), ("1.1.E1", "2 partly in place"), ("1.1.E2", "1"), ("", "")))
    assert [(row["answer"], row["level"], row["version"]) for row in pending.rows] == [
        ("level", 2, None),
        ("level", 1, None),
    ]


def test_versions_tell_what_was_changed_meanwhile(asked):
    asked.score(asked.interior_official, "1.1.E1", 1)
    asked.score(asked.interior_official, "1.1.E1", 2)
    columns = ("indicator", "answer", "level", "version")
    assert counts(send(asked, csv_of(columns, ("1.1.E1", "level", "0", "1")))) == {"conflict": 1}
    assert counts(send(asked, csv_of(columns, ("1.1.E1", "level", "0", "2")))) == {"changed": 1}
    assert counts(send(asked, csv_of(columns, ("1.1.E1", "level", "0", "")))) == {"changed": 1}


def test_rows_of_other_ministries_are_left_out(asked):
    columns = ("indicator", "ministry", "answer", "level")
    mine = ("1.1.E1", asked.interior.pk, "level", "1")
    other = ("1.1.E1", asked.justice.pk, "level", "2")
    assert counts(send(asked, csv_of(columns, other, mine))) == {"new": 1}
    AnswerImport.objects.all().delete()
    assert "another ministry" in refusal(asked, csv_of(columns, other))


@pytest.mark.parametrize(
    ("line", "cell", "message"),
    [
        (("1.1.E1", "level", "5", "", ""), "C2", "from 0 to 4"),
        (("1.1.E1", "level", "", "", ""), "C2", "from 0 to 4"),
        (("1.1.E1", "no_data", "3", "", ""), "C2", "Only the answer"),
        (("1.1.E1", "maybe", "", "", ""), "B2", "“maybe” is no answer"),
        (("1.1.E1", "level", "3", "", ""), "D2", "need a justification"),
        (("1.1.E1", "level", "2", "x" * 10_001, ""), "D2", "At most 10000"),
        (("1.1.E1", "level", "2", "bell \x07", ""), "D2", "cannot be seen"),
        (("1.1.E1", "", "", LAW, ""), "B2", "no answer"),
        (("1.1.E1", "level", "2", "", "two"), "E2", "whole number"),
    ],
)
def test_cells_that_cannot_be_taken_are_named(asked, line, cell, message):
    pending = send(asked, csv_of(("indicator", "answer", "level", "justification", "version"), line))
    (fault,) = pending.faults
    assert (fault["cell"], fault["indicator"]) == (cell, "1.1.E1")
    assert message in fault["message"]


def test_an_indicator_that_the_ministry_is_not_asked_is_an_error(asked):
    pending = send(asked, csv_of(("indicator", "answer"), ("2.1.E1", "1"), ("1.1.E1", "1")))
    assert counts(pending) == {"new": 1, "error": 1}
    confirm(asked, pending)
    assert [score.indicator.code for score in Score.objects.select_related("indicator")] == ["1.1.E1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (csv_of(("code", "answer"), ("1.1.E1", "1")), "lacks indicator"),
        (csv_of(("indicator", "answer", "jutsification"), ("1.1.E1", "1", "x")), "nothing else"),
        (csv_of(("indicator", "answer", "answer"), ("1.1.E1", "1", "2")), "each of these once"),
        (csv_of(("indicator", "answer"), ("1.1.E99", "1")), "“1.1.E99” in A2 is no code"),
        (csv_of(("indicator", "answer"), ("1.1.E1", "1"), ("1.1.E1", "2")), "1.1.E1 stands twice"),
        (csv_of(("indicator", "answer"), ("1.1.E1", "1", "more")), "Line 2 has more fields"),
        (b'indicator,answer\n1.1.E1,"never closed', "a quote is not closed"),
        ("indicator,answer\n1.1.E1,1,é".encode("latin-1"), "CSV UTF-8"),
        (b"indicator,answer\n" + b"x" * 300_000, "cannot be read"),
        (b"indicator,answer\n" + b",\n" * 30_000, "too many rows"),
    ],
)
def test_files_that_are_refused(asked, content, message):
    assert message in refusal(asked, content)
