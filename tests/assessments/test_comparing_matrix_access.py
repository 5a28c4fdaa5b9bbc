"""Who sees what in the matrix, cell by cell: on the page, over the API, in exports and pictures, and in statistics.

Nobody gets a number, an average or a rank in which a country takes part that he may not read (DESIGN section 5).
"""

import csv
import io
import re
from fractions import Fraction

import pytest
from django.urls import reverse

from accounts.models import Membership, User
from assessments import selectors
from assessments.scoring import whole_percent
from tests.assessments.calling import Caller
from tests.assessments.conftest import make_cycle
from tests.assessments.reading_matrix import MatrixReader, statistics
from tests.assessments.sealed import answered, make_country, make_submission

pytestmark = pytest.mark.django_db
LEVELS = {"XPA": "0", "XPB": "1", "XPC": "2", "XPD": "4"}
SHARING = {"XPA": "nobody", "XPB": "nobody", "XPC": "states_parties", "XPD": "public"}
SEEN = {
    "reviewer": {"XPA", "XPB", "XPC", "XPD"},
    "secretariat": {"XPA", "XPB", "XPC", "XPD"},
    "focal of XPA": {"XPA", "XPC", "XPD"},
    "contributor of XPB": {"XPB", "XPC", "XPD"},
    "observer of XPE": {"XPC", "XPD"},
    "nobody's": {"XPD"},
    "visitor": {"XPD"},
}
"""XPE has not submitted. Each country has one level everywhere, so that a number tells whose it is."""
LINES = {
    "reviewer": {"XPA", "XPB", "XPC", "XPD", "XPE"},
    "secretariat": {"XPA", "XPB", "XPC", "XPD", "XPE"},
    "focal of XPA": {"XPA", "XPC", "XPD"},
    "contributor of XPB": {"XPB", "XPC", "XPD"},
    "observer of XPE": {"XPC", "XPD", "XPE"},
    "nobody's": {"XPD"},
    "visitor": {"XPD"},
}


@pytest.fixture
def people(db):
    """Everybody of `SEEN`, and what there is to see."""
    cycle = make_cycle()
    countries = {code: make_country(code) for code in (*LEVELS, "XPE")}
    codes = list(selectors.tree().places)
    for code, letter in LEVELS.items():
        make_submission(countries[code], cycle, answered(**dict.fromkeys(codes, letter)), sharing=SHARING[code])
    who = {
        "reviewer": ("reviewer", None),
        "secretariat": ("secretariat", None),
        "focal of XPA": ("focal_point", "XPA"),
        "contributor of XPB": ("observer", "XPB"),
        "observer of XPE": ("observer", "XPE"),
    }
    members = {
        name: Membership.objects.create(
            user=User.objects.create_user(f"{number}@x.example"), role=role, country=countries.get(country)
        )
        for number, (name, (role, country)) in enumerate(who.items())
    }
    return members | {"nobody's": Membership(user=User.objects.create_user("nobody@x.example")), "visitor": None}


@pytest.fixture
def opened(people, client):
    def get(who, **given):
        client.logout()
        if people[who] is not None:
            client.force_login(people[who].user)
        response = client.get(reverse("assessments:compare"), given)
        assert response.status_code == 200
        return response

    return get


def score_of(code):
    return Fraction(25 * int(LEVELS[code]))


@pytest.mark.parametrize("who", SEEN)
def test_the_page_shows_cells_and_statistics_of_whom_one_may_read(opened, who):
    response = opened(who)
    table = MatrixReader(response.content.decode())
    shown = {name.removeprefix("Country "): cells[0] for name, cells in table.texts().items()}
    assert shown.keys() == LINES[who]
    assert {code: cell for code, cell in shown.items() if cell != "not submitted"} == {
        code: str(25 * int(LEVELS[code])) for code in SEEN[who]
    }
    median = statistics([score_of(code) for code in SEEN[who]])["median"]
    (label, value, *_rest) = [cell.shown for cell in table.foot[0]]
    assert (label, value) == (f"Median of {len(SEEN[who])}", str(whole_percent(Fraction(str(median)))))
    links = {row[0].shown.removeprefix("Country ") for row in table.body if row[0].links}
    assert links == SEEN[who]
    told = "only submissions that countries share" if who in ("nobody's", "visitor") else "your country"
    assert (told in response.content.decode()) == (who not in ("reviewer", "secretariat"))


@pytest.mark.parametrize("who", SEEN)
def test_the_call_gives_the_same(people, who):
    body = Caller(people[who]).get("comparison/?ranks=1").json()
    cells = {row["country"]: row["cells"][0]["score"] for row in body["rows"] if row["cells"]}
    assert cells == {code: float(score_of(code)) for code in SEEN[who]}
    assert {row["country"] for row in body["rows"]} == LINES[who]
    assert body["columns"][0]["summaries"]["2026"] == statistics([score_of(code) for code in SEEN[who]])
    ranked = {row["country"]: row["rank"] for row in body["rows"] if row["rank"]}
    best_first = sorted(SEEN[who], key=score_of, reverse=True)
    assert ranked == {code: place for place, code in enumerate(best_first, start=1)}


@pytest.mark.parametrize("who", SEEN)
def test_exports_and_pictures_hold_no_more(opened, who):
    rows = csv.DictReader(io.StringIO(b"".join(opened(who, format="csv").streaming_content).decode()))
    scores = {row["country"]: row["score"] for row in rows if row["code"] == "overall" and row["score"]}
    assert scores == {code: str(float(score_of(code))) for code in SEEN[who]}
    wide = b"".join(opened(who, format="csv", shape="wide").streaming_content).decode()
    submitted = {row["country"] for row in csv.DictReader(io.StringIO(wide)) if row["overall"] != "not_submitted"}
    assert submitted == SEEN[who]
    picture = opened(who, format="svg").content.decode()
    assert set(re.findall(r">Country (XP.)</text>", picture)) == LINES[who]
    texts = re.findall(r">([^<]*)</text>", picture)
    for code in SEEN[who]:
        assert texts[texts.index(f"Country {code}") + 1] == str(25 * int(LEVELS[code]))
    assert texts[texts.index(f"Median of {len(SEEN[who])}") + 1] == str(
        whole_percent(Fraction(str(statistics([score_of(code) for code in SEEN[who]])["median"])))
    )


def test_a_country_that_is_named_but_not_shared_looks_like_one_that_has_not_submitted(opened, people):
    page = opened("observer of XPE", country=["XPA", "XPE"])
    found = MatrixReader(page.content.decode())
    assert found.texts() == {}
    assert "There is no submission here that you may see." in page.content.decode()
    rows = Caller(people["visitor"]).get("comparison/?country=XPA&country=XPE").json()["rows"]
    assert [{name: row[name] for name in ("submission", "cells")} for row in rows] == [
        {"submission": None, "cells": None}
    ] * 2


def test_sorting_tells_nothing_of_whom_one_may_not_read(opened):
    """The order of unreadable countries is by name, whatever they scored."""
    shown = MatrixReader(opened("visitor", country=["XPA", "XPB", "XPD"], sort="-overall").content.decode()).texts()
    assert list(shown) == ["Country XPD", "Country XPA", "Country XPB"]
