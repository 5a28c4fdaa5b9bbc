"""Who gets whose data, as what, compressed or not, and only once."""

import gzip
import json

import pytest
from django.test import Client

from accounts.models import Membership, User
from assessments.api.sending import takes_gzip
from assessments.models import Assessment, Cycle
from tests.assessments.calling import Caller
from tests.assessments.conftest import make_cycle
from tests.assessments.downloading import as_observations, as_rows, body_of, download, drawn
from tests.assessments.sealed import make_country, make_submission

pytestmark = pytest.mark.django_db
SHARED = {"XPA": "nobody", "XPB": "states_parties", "XPC": "public"}
SEEN = {
    "reviewer": {"XPA", "XPB", "XPC"},
    "XPA": {"XPA", "XPB", "XPC"},
    "XPB": {"XPB", "XPC"},
    "XPC": {"XPB", "XPC"},
    "elsewhere": {"XPB", "XPC"},
    "visitor": {"XPC"},
}
"""Reviewers everything, a country its own and what is shared with it, a visitor what is public."""
QUERIES = [
    "format=csv",
    "format=json",
    "format=csv&nodes=true&justifications=true",
    "format=json&nodes=true&justifications=true",
    "format=sdmx-csv&nodes=true",
    "format=sdmx-json&nodes=true",
]


@pytest.fixture
def submissions(db):
    cycle = make_cycle()
    return {
        code: make_submission(
            make_country(code), cycle, drawn(number), sharing=sharing, justification=f"Said by {code}."
        )
        for number, (code, sharing) in enumerate(SHARED.items())
    }


@pytest.fixture
def actors(submissions, reviewer):
    elsewhere = make_country("XPD")
    focal = Membership.objects.create(
        user=User.objects.create_user("focal@xpd.example"), role=Membership.Role.FOCAL_POINT, country=elsewhere
    )
    own = {code: Membership.objects.get(country__code=code) for code in SHARED}
    return {"reviewer": reviewer, "elsewhere": focal, "visitor": None, **own}


@pytest.mark.parametrize("who", SEEN)
@pytest.mark.parametrize("query", QUERIES)
def test_everybody_gets_what_he_may_see_and_nothing_of_the_others(actors, submissions, who, query):
    content = download(actors[who], "2026", query)
    for code, submission in submissions.items():
        seen = code in SEEN[who]
        for trace in (submission.sha256, str(submission.pk), f"Country {code}", f"Said by {code}."):
            told = trace.encode() in content
            if told and not seen:
                pytest.fail(f"{who} reads of {code}: {trace}")
        assert (submission.sha256.encode() in content) is seen
    rows = (
        as_rows(content)
        if "csv" in query
        else as_observations(content)
        if "sdmx" not in query
        else [{"country": area["id"]} for area in _areas(content)]
    )
    assert {row.get("country", row.get("REF_AREA")) for row in rows} == SEEN[who]


def _areas(content):
    (described,) = json.loads(content)["data"]["structures"]
    return described["dimensions"]["observation"][0]["values"]


@pytest.mark.parametrize("who", SEEN)
def test_catalogue_and_page_count_what_one_gets(actors, who):
    (offer,) = Caller(actors[who]).get("data/").json()["cycles"]
    assert offer["countries"] == len(SEEN[who])
    assert set(offer["files"]) == {"csv", "json", "sdmx-csv", "sdmx-json"}
    browser = Client()
    if actors[who] is not None:
        browser.force_login(actors[who].user)
    page = browser.get("/data/").content.decode()
    assert f"{len(SEEN[who])} State{'s' if len(SEEN[who]) > 1 else ''}, opened 1 January 2026" in page


def test_what_is_no_longer_shared_is_no_longer_sent(submissions):
    before = Caller().get("cycles/2026/data/?format=csv")
    assert b"XPC" in body_of(before)
    Assessment.objects.update(sharing="nobody")
    after = Caller().get("cycles/2026/data/?format=csv", HTTP_IF_NONE_MATCH=before["ETag"])
    assert as_rows(body_of(after)) == []
    assert after["ETag"] != before["ETag"]


def test_cycles_that_one_may_not_see_are_not_there(submissions, reviewer):
    Cycle.objects.update(status="draft")
    assert Caller(reviewer).get("cycles/2026/data/").status_code == 404
    assert Caller().get("cycles/none/data/").status_code == 404
    assert Caller().get("data/").json()["cycles"] == []


@pytest.mark.parametrize("query", QUERIES)
def test_what_one_holds_is_not_sent_again(actors, reviewer, query, django_assert_num_queries):
    caller = Caller()
    first = caller.get(f"cycles/2026/data/?{query}")
    tag = first["ETag"]
    body_of(first)
    with django_assert_num_queries(2):
        again = caller.get(f"cycles/2026/data/?{query}", HTTP_IF_NONE_MATCH=f'"other", W/{tag}')
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert again["Vary"] == first["Vary"] == "Accept, Accept-Encoding"
    assert again["Cache-Control"] == "private, no-cache"
    others = {one for one in QUERIES if one != query}
    tags = {caller.get(f"cycles/2026/data/?{one}")["ETag"] for one in others}
    assert tag not in tags
    assert len(tags) == len(others)


def test_tag_changes_with_a_new_submission_and_the_terms(submissions, reviewer, settings):
    tags = [Caller().get("cycles/2026/data/")["ETag"]]
    settings.DATA_LICENCE = "CC BY 4.0"
    answer = Caller().get("cycles/2026/data/")
    tags.append(answer["ETag"])
    assert json.loads(body_of(answer))["licence"] == "CC BY 4.0"
    assert Caller().get("data/").json()["licence"] == "CC BY 4.0"
    public = submissions["XPC"].assessment
    make_submission(public.country, public.cycle, drawn(9), sharing="public")
    tags.append(Caller().get("cycles/2026/data/")["ETag"])
    assert len(set(tags)) == 3


@pytest.mark.parametrize("path", [*(f"cycles/2026/data/?{query}" for query in QUERIES), "data/dictionary/"])
def test_compressed_is_the_same_under_a_tag_of_its_own(submissions, reviewer, path):
    caller = Caller(reviewer)
    plain = caller.get(path)
    packed = [caller.get(path, HTTP_ACCEPT_ENCODING="br, gzip") for _ in range(2)]
    bodies = [body_of(one) for one in packed]
    assert packed[0]["Content-Encoding"] == "gzip"
    assert gzip.decompress(bodies[0]) == body_of(plain)
    assert bodies[0] == bodies[1]  # a strong tag promises equal bytes
    assert packed[0]["ETag"] == plain["ETag"].removesuffix('"') + '-gzip"'
    assert not plain.has_header("Content-Encoding")
    held = caller.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=packed[0]["ETag"])
    assert held.status_code == 304
    other = caller.get(path, HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=plain["ETag"])
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("header", "taken"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP;q=0.5, identity", True),
        ("br, gzip;q=0", False),
        ("gzip; q=0.000", False),
        ("*", True),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("identity", False),
        ("gzip;level=9", False),
        (", ;;q=", False),
    ],
)
def test_gzip_is_for_those_who_take_it(header, taken):
    assert takes_gzip({"Accept-Encoding": header}) is taken


def test_structure_is_known_again_though_prepared_anew(submissions):
    caller = Caller()
    first = caller.get("data/structure/")
    assert first["ETag"].startswith('W/"')
    assert caller.get("data/structure/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("*/*", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        (
            "application/vnd.sdmx.data+csv; version=2.0.0",
            "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
        ),
        ("application/vnd.sdmx.data+json;version=2.0.0", "application/vnd.sdmx.data+json; version=2.0.0"),
    ],
)
def test_format_by_header(submissions, accept, content_type):
    answer = Caller().get("cycles/2026/data/", HTTP_ACCEPT=accept)
    assert answer["Content-Type"] == content_type
    body_of(answer)


@pytest.mark.parametrize("query", [*QUERIES, "format=json"])
def test_queries_do_not_grow_with_countries(submissions, reviewer, query, django_assert_max_num_queries):
    caller = Caller(reviewer)
    body_of(caller.get(f"cycles/2026/data/?{query}"))
    for code in ("XPE", "XPF", "XPG"):
        make_submission(make_country(code), Cycle.objects.get(), drawn(1))
    with django_assert_max_num_queries(6):  # token, membership, cycle, copies; contents or names of countries
        body_of(caller.get(f"cycles/2026/data/?{query}"))


def test_page_says_what_to_do_when_there_is_nothing(db):
    make_cycle()
    page = Client().get("/data/").content.decode()
    assert "No State has made its data public yet" in page
    assert "framework-for-action/data/1" in page


def test_page_marks_synthetic_data(submissions):
    Cycle.objects.update(synthetic=True)
    assert "Synthetic data: made up by a program" in Client().get("/data/").content.decode()
