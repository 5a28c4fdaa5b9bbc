"""Spreadsheets over the API: download, upload, confirm, discard."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.models import AnswerImport, Score
from tests.assessments.calling import API, Caller, errors_of
from tests.assessments.spreadsheets import ask_everything, download, filled, stored

LAW = "Law of 2019."


@pytest.fixture
def asked(team):
    ask_everything(team, "1.1.E1", "1.1.E2", "1.2.E1")
    team.score(team.interior_official, "1.1.E1", 1, justification="First.")
    return team


@pytest.fixture
def official(asked):
    return Caller(asked.interior_official)


def send(caller, team, content, **fields):
    return caller.client.post(
        f"{API}/assessments/{team.assessment.pk}/imports/",
        {"file": SimpleUploadedFile("a.xlsx", content), **fields},
        format="multipart",
    )


def confirm(caller, answered, body=None):
    path = answered["Location"].partition("/api/v1/")[2]
    return caller.client.post(
        f"{API}/{path}confirm/",
        json.dumps(body or {}),  # which escapes what no encoding of its own could carry
        content_type="application/json",
        headers={"If-Match": answered["ETag"]},
    )


def test_the_workbook_goes_out_and_comes_back(asked, official):
    answered = official.get(f"assessments/{asked.assessment.pk}/workbook/", HTTP_ACCEPT="application/json")
    assert answered.status_code == 200
    assert answered["Content-Disposition"] == 'attachment; filename="XTA-2026-interior.xlsx"'
    assert answered.content == download(asked)
    preview = send(official, asked, filled(answered.content, {"1.1.E1": ("3", LAW), "1.1.E2": ("9", LAW)}))
    assert preview.status_code == 201
    body = preview.json()
    assert body["counts"] == {"new": 0, "changed": 1, "unchanged": 0, "conflict": 0, "error": 1}
    assert body["rows"][0]["given"] == {"answer": "level", "level": 3, "justification": LAW, "version": 1}
    assert body["rows"][0]["stored"]["justification"] == "First."
    assert body["rows"][1]["cell"] == "1 Prosecution and investigation!D4"
    assert official.get(preview["Location"].partition("/api/v1/")[2])["ETag"] == preview["ETag"]
    applied = confirm(official, preview)
    assert applied.status_code == 200
    assert [row["outcome"] for row in applied.json()["rows"]] == ["written", "error"]
    assert stored(asked, "1.1.E1") == ("level", 3, LAW, 2)
    assert confirm(official, preview).status_code == 409


def test_a_refused_file_says_why(asked, official):
    errors = errors_of(send(official, asked, b"%PDF-1.7"))
    assert errors == {"file": ["This is neither a spreadsheet nor a CSV file."]}
    assert "file" in errors_of(
        official.client.post(f"{API}/assessments/{asked.assessment.pk}/imports/", {}, "multipart")
    )
    assert not AnswerImport.objects.exists()


def test_a_focal_point_names_the_ministry(asked):
    focal = Caller(asked.focal)
    content = filled(download(asked), {"1.2.E1": ("1", LAW)})
    assert errors_of(send(focal, asked, content)) == {"ministry": ["Say for which ministry."]}
    assert errors_of(focal.get(f"assessments/{asked.assessment.pk}/workbook/")) == {
        "ministry": ["Say for which ministry."]
    }
    assert send(focal, asked, content, ministry=str(asked.interior.pk)).status_code == 201


def test_a_stale_preview_writes_nothing_and_comes_back_as_it_is_now(asked, official):
    preview = send(official, asked, filled(download(asked), {"1.1.E1": ("3", LAW), "1.2.E1": ("0", None)}))
    asked.score(asked.interior_official, "1.1.E1", 4, justification="Meanwhile.")
    answered = confirm(official, preview)
    assert answered.status_code == 412
    assert answered.json()["current"]["counts"]["conflict"] == 1
    assert Score.objects.count() == 1
    now = official.get(preview["Location"].partition("/api/v1/")[2])
    now["Location"] = preview["Location"]
    assert confirm(official, now, body={"choices": {"1.1.E1": "mine"}}).status_code == 200
    assert stored(asked, "1.1.E1") == ("level", 3, LAW, 3)


@pytest.mark.parametrize(
    "body",
    [
        {"choices": {"1.2.E1": "mine"}},
        {"choices": {"1.1.E1": "both"}},
        {"choices": []},
        {"choices": {"\ud800": "mine"}},
    ],
)
def test_choices_that_are_none(asked, official, body):
    preview = send(official, asked, filled(download(asked), {"1.1.E1": ("3", LAW)}))
    assert list(errors_of(confirm(official, preview, body=body))) == ["choices"]
    assert stored(asked, "1.1.E1")[3] == 1


@pytest.mark.parametrize(("tag", "status"), [(None, 428), ('"4"', 400), ("*", 400), (f'"{"0" * 32}"', 412)])
def test_what_was_seen_must_be_named(asked, official, tag, status):
    preview = send(official, asked, filled(download(asked), {"1.1.E1": ("3", LAW)}))
    path = preview["Location"].partition("/api/v1/")[2]
    headers = {} if tag is None else {"If-Match": tag}
    assert official.post(f"{path}confirm/", {}, headers=headers).status_code == status
    assert stored(asked, "1.1.E1")[3] == 1


def test_discarding(asked, official):
    preview = send(official, asked, filled(download(asked), {"1.1.E1": ("3", LAW)}))
    path = preview["Location"].partition("/api/v1/")[2]
    discarded = official.post(f"{path}discard/")
    assert (discarded.json()["state"], discarded.json()["rows"]) == ("discarded", [])
    assert official.post(f"{path}discard/").status_code == 409
    assert official.get(path).json()["state"] == "discarded"


def test_queries_do_not_grow_with_the_answers(team, django_assert_max_num_queries):
    ask_everything(team)
    official = Caller(team.interior_official)
    preview = send(official, team, filled(download(team), {f"1.{n}.E1": ("1", None) for n in range(1, 9)}))
    path = preview["Location"].partition("/api/v1/")[2]
    with django_assert_max_num_queries(10):
        assert len(official.get(path).json()["rows"]) == 8
