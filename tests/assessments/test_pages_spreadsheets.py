"""Pages of working without a line; none of them needs a script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import AnswerImport, Score
from tests.assessments.spreadsheets import ask_everything, download, filled, stored

LAW = "Law of 2019."


@pytest.fixture
def asked(team):
    ask_everything(team, "1.1.E1", "1.1.E2", "1.2.E1", "2.1.E1")
    team.score(team.interior_official, "1.1.E1", 1, justification="First.")
    team.score(team.interior_official, "2.1.E1", 1, justification="Second.")
    return team


def signed_in(membership):
    client = Client()
    client.force_login(membership.user)
    return client


def page(team, name="spreadsheet", *args):
    return reverse(f"assessments:{name}", args=[team.assessment.pk, *args])


def send(client, team, content):
    file = SimpleUploadedFile("answers.xlsx", content)
    return client.post(page(team), {"file": file, "ministry": str(team.interior.pk)})


def expected(html):
    return re.search(r'name="expected" value="([0-9a-f]{32})"', html)[1]


def test_the_way_from_download_to_written_answers(asked):
    client = signed_in(asked.interior_official)
    html = client.get(page(asked)).content.decode()
    assert "2 of 4 answered" in html
    address = re.search(r'href="([^"]+workbook/[^"]+)"', html)[1]
    content = client.get(address).content
    assert content == download(asked)
    content = filled(
        content, {"1.1.E1": ("3", "<b>Law</b>"), "1.1.E2": ("2", LAW), "1.2.E1": ("4", ""), "2.1.E1": ("0", "")}
    )
    asked.score(asked.interior_official, "2.1.E1", 2, justification="Meanwhile.")
    answered = send(client, asked, content)
    pending = AnswerImport.objects.get()
    assert answered["Location"] == page(asked, "import", pending.pk)
    assert "answers.xlsx" in client.get(page(asked)).content.decode()
    html = client.get(answered["Location"]).content.decode()
    for words in (
        "1 cell cannot be taken",
        "1 answer was changed in both places",
        "1 answer changes",
        "1 answer is new",
    ):
        assert words in html
    assert "Investigation" not in html
    assert "1 Prosecution and investigation!E6" in html
    assert "&lt;b&gt;Law&lt;/b&gt;" in html
    assert "Nothing of it is written yet" in html
    done = client.post(
        page(asked, "confirm_import", pending.pk), {"expected": expected(html), "choice-2.1.E1": "mine"}, follow=True
    )
    assert "3 answers of Ministry of the Interior are written." in done.content.decode()
    assert stored(asked, "2.1.E1") == ("level", 0, "", 3)
    assert stored(asked, "1.1.E1") == ("level", 3, "<b>Law</b>", 2)


def test_a_refused_file_is_answered_on_the_page(asked):
    answered = send(signed_in(asked.interior_official), asked, b"%PDF-1.7")
    assert answered.status_code == 422
    html = answered.content.decode()
    assert "This is neither a spreadsheet nor a CSV file." in html
    assert "Nothing was changed." in html


def test_without_a_file_the_page_asks_for_one(asked):
    answered = signed_in(asked.interior_official).post(page(asked), {"ministry": str(asked.interior.pk)})
    assert answered.status_code == 422
    assert "Choose the file that you filled in." in answered.content.decode()


def test_what_changed_since_is_shown_anew_with_the_choices(asked):
    client = signed_in(asked.interior_official)
    content = filled(download(asked), {"1.1.E1": ("3", LAW), "2.1.E1": ("0", "")})
    asked.score(asked.interior_official, "2.1.E1", 2, justification="Meanwhile.")
    html = client.get(send(client, asked, content)["Location"]).content.decode()
    asked.score(asked.interior_official, "1.1.E1", 4, justification="Meanwhile too.")
    pending = AnswerImport.objects.get()
    answered = client.post(
        page(asked, "confirm_import", pending.pk), {"expected": expected(html), "choice-2.1.E1": "mine"}
    )
    assert answered.status_code == 409
    again = answered.content.decode()
    assert "nothing is written yet" in again
    assert "2 answers were changed in both places" in again
    assert 'name="choice-2.1.E1" value="mine" checked' in again
    assert expected(again) != expected(html)
    client.post(page(asked, "confirm_import", pending.pk), {"expected": expected(again)})
    assert stored(asked, "1.1.E1")[1] == 4
    summary = client.get(page(asked, "import", pending.pk)).content.decode()
    assert "2 answers were changed in both places, and you chose none" in summary


def test_an_emptied_answer_is_explained(asked):
    client = signed_in(asked.interior_official)
    answered = send(client, asked, filled(download(asked), {"1.1.E1": (None, None)}))
    html = client.get(answered["Location"]).content.decode()
    assert "an answer cannot be taken back" in html
    assert "Nothing new to write" in html
    assert "Write these answers" not in html


def test_discarding(asked):
    client = signed_in(asked.interior_official)
    address = send(client, asked, filled(download(asked), {"1.1.E2": ("1", LAW)}))["Location"]
    pending = AnswerImport.objects.get()
    answered = client.post(page(asked, "discard_import", pending.pk), follow=True)
    assert "answers.xlsx is discarded" in answered.content.decode()
    assert "what it held is forgotten" in client.get(address).content.decode()
    assert Score.objects.count() == 2


def test_a_focal_point_chooses_the_ministry(asked):
    asked.assign("1.1.E1", asked.justice)
    client = signed_in(asked.focal)
    html = client.get(page(asked)).content.decode()
    assert "Download the spreadsheet" not in html
    html = client.get(page(asked), {"ministry": str(asked.justice.pk)}).content.decode()
    assert "Ministry of Justice: 0 of 1 answered." in html
    assert client.get(page(asked), {"ministry": "nonsense"}).status_code == 200


def test_who_is_asked_nothing_is_told(asked):
    assert "asked nothing yet" in signed_in(asked.justice_official).get(page(asked)).content.decode()


def test_links_lead_there(asked):
    client = signed_in(asked.interior_official)
    address = page(asked)
    for place in ("/", page(asked, "overview"), page(asked, "objective", "1.1")):
        assert address in client.get(place).content.decode(), place


def test_queries_of_the_pages(team, django_assert_max_num_queries):
    ask_everything(team)
    client = signed_in(team.interior_official)
    address = send(client, team, filled(download(team), {f"1.{n}.E1": ("1", None) for n in range(1, 9)}))["Location"]
    with django_assert_max_num_queries(14):
        client.get(address)
    with django_assert_max_num_queries(16):
        client.get(page(team))
