"""Cycles as reviewers and secretariat follow them: the pages, their files and the calls say the same."""

import csv
import datetime
import io
import re
import statistics

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from accounts.models import Membership, User
from assessments.models import Assessment, Clarification, Cycle
from framework.models import Indicator
from tests.assessments.calling import Caller, errors_of
from tests.assessments.conftest import make_cycle, make_team
from tests.assessments.sealed import everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db
PAGE = "/cycles/2026/"


@pytest.fixture(autouse=True)
def demonstration(settings):
    """The fictional countries are those expected."""
    settings.DEMO_MODE = True


@pytest.fixture
def cycle():
    return make_cycle(year=timezone.localdate().year + 1)


@pytest.fixture
def sealed(cycle):
    """Of four countries in two regions, three have submitted, one of them twice."""
    many = len(everywhere("2"))
    make_country("XPD", region="Europe", subregion="Northern Europe", regional_group="western_european_others")
    ghana = make_country("XPA")
    make_submission(ghana, cycle, everywhere("1"))
    submissions = {
        "XPA": make_submission(ghana, cycle, "3" * 200 + "d" * (many - 200), status="clarification"),
        "XPB": make_submission(make_country("XPB"), cycle, "2n4" * (many // 3) + "-" * (many % 3), status="accepted"),
        "XPC": make_submission(make_country("XPC", region="Europe", subregion="Southern Europe"), cycle, "d" * many),
    }
    ask(submissions["XPA"], "1.1.E1", due_in=-3)
    ask(submissions["XPA"], "1.1.E2", state="answered")
    ask(submissions["XPA"], "1.2.E1", state="closed")
    return submissions


def ask(submission, code, *, state="open", due_in=14):
    return Clarification.objects.create(
        submission=submission,
        indicator=Indicator.objects.get(code=code),
        state=state,
        asked_at=timezone.now(),
        due_on=timezone.localdate() + datetime.timedelta(days=due_in),
    )


def browser(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def body_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def shown(response):
    """The rows of the list of countries as the page words them, by name."""
    table = response.content.decode().partition('<table class="listing participants">')[2].partition("</table>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("<tr>")[2:]]
    return {row[1]: " ".join(row[3:]) for row in rows}


def test_the_page_says_where_each_country_stands(reviewer, sealed):
    response = browser(reviewer).get(PAGE)
    rows = shown(response)
    assert list(rows) == ["XPA", "XPB", "XPC", "XPD"]
    assert "In clarification" in rows["XPA"]
    assert "number 2" in rows["XPA"]
    assert "1.1.E1 , overdue" in rows["XPA"]
    assert "1.1.E2 , answered" in rows["XPA"]
    assert "1.2.E1" not in rows["XPA"]
    assert "Accepted" in rows["XPB"]
    assert "Submitted" in rows["XPC"]
    assert "0% – (0–100%)" in rows["XPC"]
    assert "Not yet" in rows["XPD"]
    text = response.content.decode()
    assert sealed["XPA"].get_absolute_url() in text
    assert Clarification.objects.get(indicator__code="1.1.E1").get_absolute_url() in text
    assert "countries that have submitted, by region</title>" in text


def test_a_draft_looks_like_a_country_that_has_not_begun(reviewer, cycle):
    make_team("XTA", cycle)
    make_country("XTB", region="-", subregion="-", regional_group="none")
    rows = shown(browser(reviewer).get(PAGE))
    assert rows["XTA"] == rows["XTB"]
    given = Caller(reviewer).get("cycles/2026/participation/").json()["results"]
    first, second = ({key: value for key, value in row.items() if key not in ("country", "name")} for row in given)
    assert first == second


def test_a_reopened_assessment_keeps_its_submission(reviewer, sealed):
    Assessment.objects.filter(country__code="XPB").update(status="in_progress")
    assert "Reopened" in shown(browser(reviewer).get(PAGE))["XPB"]


def test_who_has_not_submitted_is_late_once_the_cycle_is_closed(reviewer, cycle, sealed):
    Cycle.objects.filter(pk=cycle.pk).update(status="closed")
    response = browser(reviewer).get(PAGE)
    assert "Late" in shown(response)["XPD"]
    assert list(shown(browser(reviewer).get(f"{PAGE}?status=late"))) == ["XPD"]


def test_figures_follow_from_the_sealed_json(reviewer, sealed):
    rows = {row["country"]: row for row in Caller(reviewer).get("cycles/2026/participation/").json()["results"]}
    coverage = {}
    for code, submission in sealed.items():
        answers = [row["answer"] for row in submission.sealed["national_scores"]]
        answered = sum(answer in ("level", "not_applicable") for answer in answers)
        coverage[code] = round(100 * answered / len(answers), 1)
        overall = submission.sealed["profile"]["nodes"][0]
        for figure in ("score", "lower", "upper"):
            given = rows[code][figure]
            assert (None if given is None else f"{given:.1f}") == overall[figure], (code, figure)
        assert rows[code]["coverage"] == coverage[code]
        assert (rows[code]["submission"], rows[code]["number"]) == (str(submission.pk), submission.number)
    groups = {(row["by"], row["name"]): row for row in groups_of(reviewer)}
    assert groups["all", "all"]["median_coverage"] == statistics.median(coverage.values())
    assert groups["region", "Africa"]["median_coverage"] == round((coverage["XPA"] + coverage["XPB"]) / 2, 1)


def groups_of(actor):
    return Caller(actor).get("cycles/2026/participation/groups/").json()["results"]


def test_regions_are_counted(reviewer, sealed):
    groups = {(row["by"], row["name"]): row for row in groups_of(reviewer)}
    counted = ("expected", "submitted", "accepted", "in_clarification", "open_clarifications")
    assert [groups["all", "all"][key] for key in counted] == [4, 3, 1, 1, 1]
    assert [groups["region", "Europe"][key] for key in counted] == [2, 1, 0, 0, 0]
    assert [groups["subregion", "Western Africa"][key] for key in counted] == [2, 2, 1, 1, 1]
    assert [groups["group", "western_european_others"][key] for key in counted] == [1, 0, 0, 0, 0]
    page = browser(reviewer).get(f"{PAGE}?by=subregion").content.decode()
    assert "Southern Europe: 1 of 1 countries have submitted, 0 accepted" in page


def test_page_files_and_call_hold_the_same_rows(reviewer, sealed):
    query = "?status=has_submitted&sort=-coverage"
    client = browser(reviewer)
    rows = Caller(reviewer).get(f"cycles/2026/participation/{query}").json()["results"]
    assert [row["country"] for row in rows] == list(shown(client.get(PAGE + query)))
    text = body_of(client.get(f"{PAGE}{query}&format=csv")).decode()
    assert text == body_of(Caller(reviewer).get(f"cycles/2026/participation/{query}&format=csv")).decode()
    listed = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [line["country"] for line in listed] == [row["country"] for row in rows]
    assert [line["coverage"] for line in listed] == [str(row["coverage"]) for row in rows]
    sheet = load_workbook(io.BytesIO(body_of(client.get(f"{PAGE}{query}&format=xlsx")))).active
    assert [cell.value for cell in sheet["A"]][1:] == [row["country"] for row in rows]
    regions = body_of(client.get(f"{PAGE}?format=csv&of=groups")).decode()
    assert len(regions.splitlines()) == 1 + len(groups_of(reviewer))


def test_the_picture_is_taken_along(reviewer, sealed):
    response = browser(reviewer).get(f"{PAGE}?format=svg&by=group")
    assert response["Content-Disposition"] == 'attachment; filename="participation-by-group-2026.svg"'
    assert b"African States: 3 of 3 countries have submitted, 1 accepted" in response.content
    assert browser(reviewer).get(f"{PAGE}?format=gif").status_code == 404


@pytest.mark.usefixtures("unguarded")
def test_made_up_data_is_marked_everywhere(reviewer, cycle, sealed):
    Cycle.objects.filter(pk=cycle.pk).update(synthetic=True)
    client = browser(reviewer)
    assert "Synthetic data" in client.get(PAGE).content.decode()
    assert "Synthetic data" in client.get("/cycles/").content.decode()
    assert b"Synthetic data" in client.get(f"{PAGE}?format=svg").content
    response = client.get(f"{PAGE}?format=csv")
    assert "SYNTHETIC-participation-2026.csv" in response["Content-Disposition"]
    assert all(line.endswith(",true") for line in body_of(response).decode().splitlines()[1:])
    assert Caller(reviewer).get("cycles/2026/").json()["synthetic"] is True


@pytest.mark.parametrize("query", ["status=gone", "region=Atlantis", "group=african2", "sort=size", "by=planet"])
def test_what_is_not_known_is_refused_by_name(reviewer, sealed, query):
    field = query.partition("=")[0]
    response = browser(reviewer).get(f"{PAGE}?{query}")
    assert response.status_code == 400
    assert f"{field}: Select a valid choice." in response.content.decode()
    assert len(shown(response)) == 4
    if field != "by":  # how the page groups is no question of the list
        assert list(errors_of(Caller(reviewer).get(f"cycles/2026/participation/?{query}"))) == [field]


def test_the_list_of_cycles_counts_countries(reviewer, sealed):
    make_cycle("2024", "closed", year=2024)
    page = re.sub(r"<[^>]+>", "", browser(reviewer).get("/cycles/").content.decode())
    assert "3 of 4 countries have submitted" in page
    assert "1 clarification waits for a country" in page
    assert "0 of 4 countries have submitted" in page
    assert "4 late" in page
    home = re.sub(r"<[^>]+>", "", browser(reviewer).get("/").content.decode())
    assert "3 of 4 countries have submitted" in home


def test_a_cycle_in_preparation_is_the_secretariats(reviewer, cycle):
    Cycle.objects.filter(pk=cycle.pk).update(status="draft")
    secretariat = Membership.objects.create(user=User.objects.create_user("s@u.example"), role="secretariat")
    make_country("XPA")
    assert browser(reviewer).get(PAGE).status_code == 404
    assert "Cycle 2026" not in browser(reviewer).get("/cycles/").content.decode()
    assert "Not yet" in shown(browser(secretariat).get(PAGE))["XPA"]
    assert "0 of 1 countries have submitted" in re.sub(
        r"<[^>]+>", "", browser(secretariat).get("/cycles/").content.decode()
    )


@pytest.mark.parametrize("slug", ["1999", "%00", "a.b"])
def test_there_is_no_other_cycle(reviewer, cycle, slug):
    assert errors_of(Caller(reviewer).get(f"cycles/{slug}/participation/"), 404) == {}
    assert browser(reviewer).get(f"/cycles/{slug}/").status_code == 404


@pytest.mark.parametrize("address", ["/cycles/", PAGE, "/"])
def test_queries_do_not_grow_with_countries(
    reviewer, cycle, sealed, address, django_assert_max_num_queries, django_assert_num_queries
):
    client = browser(reviewer)
    client.get(address)
    with django_assert_max_num_queries(14) as first:
        client.get(address)
    for code in ("XQA", "XQB", "XQC"):
        ask(make_submission(make_country(code), cycle, everywhere("2"), status="clarification"), "1.1.E1")
    with django_assert_num_queries(len(first)):
        client.get(address)
