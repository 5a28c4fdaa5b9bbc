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


def test_everybody_gets_what_he_may_see_and_nothing_of_the_others(actors, submissions):
    wrong = []
    for who, seen in SEEN.items():
        for query in QUERIES:
            content = download(actors[who], "2026", query)
            for code, submission in submissions.items():
                traces = (submission.sha256, str(submission.pk), f"Country {code}", f"Said by {code}.")
                told = [trace for trace in traces if trace.encode() in content]
                if bool(told) != (code in seen) or (told and submission.sha256 not in told):
                    wrong.append(f"{who}, {query}: of {code} there is {told}")
            if countries_in(content, query) != seen:
                wrong.append(f"{who}, {query}: countries {countries_in(content, query)}")
    assert wrong == []


def countries_in(content, query):
    """The States of which there are observations."""
    if "sdmx-json" in query:
        (described,) = json.loads(content)["data"]["structures"]
        return {area["id"] for area in described["dimensions"]["observation"][0]["values"]}
    if "csv" in query:
        return {row.get("country") or row["REF_AREA"] for row in as_rows(content)}
    return {one["country"] for one in as_observations(content)}


def test_catalogue_and_page_count_what_one_gets(actors):
    for who, seen in SEEN.items():
        (offer,) = Caller(actors[who]).get("data/").json()["cycles"]
        assert offer["countries"] == len(seen)
        assert set(offer["files"]) == {"csv", "json", "sdmx-csv", "sdmx-json"}
        browser = Client()
        if actors[who] is not None:
            browser.force_login(actors[who].user)
        page = browser.get("/data/").content.decode()
        assert f"{len(seen)} State{'s' if len(seen) > 1 else ''}, opened 1 January 2026" in page


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


def test_what_one_holds_is_not_sent_again(submissions, django_assert_num_queries):
    caller = Caller()
    tags = set()
    for query in QUERIES:
        first = caller.get(f"cycles/2026/data/?{query}")
        tag = first["ETag"]
        body_of(first)
        with django_assert_num_queries(2):  # the cycle and its seals: nothing is read to be sent
            again = caller.get(f"cycles/2026/data/?{query}", HTTP_IF_NONE_MATCH=f'"other", W/{tag}')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
        for answer in (first, again):
            assert {"Accept", "Accept-Encoding"} <= set(answer["Vary"].split(", "))
            assert answer["Cache-Control"] == "private, no-cache"
        tags.add(tag)
    assert len(tags) == len(QUERIES)


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


def test_compressed_is_the_same_under_a_tag_of_its_own(submissions, reviewer):
    caller = Caller(reviewer)
    for path in [*(f"cycles/2026/data/?{query}" for query in QUERIES), "data/dictionary/"]:
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


def test_format_by_header(submissions):
    for accept, content_type in {
        "*/*": "application/json",
        "text/csv": "text/csv; charset=utf-8",
        "application/vnd.sdmx.data+csv; version=2.0.0": "application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8",
        "application/vnd.sdmx.data+json;version=2.0.0": "application/vnd.sdmx.data+json; version=2.0.0",
    }.items():
        answer = Caller().get("cycles/2026/data/", HTTP_ACCEPT=accept)
        assert answer["Content-Type"] == content_type
        body_of(answer)


def test_queries_do_not_grow_with_countries(submissions, reviewer, django_assert_num_queries):
    caller = Caller()
    for number, code in enumerate(("XPE", "XPF", "XPG")):
        make_submission(make_country(code), Cycle.objects.get(), drawn(number), sharing="public")
    download(None, "2026")  # reads the layout
    for query in QUERIES:
        # The cycle and the copies, then their contents, or the names of all States.
        more = "justifications" in query or "sdmx-json" in query
        with django_assert_num_queries(3 if more else 2):
            body_of(caller.get(f"cycles/2026/data/?{query}"))


def test_page_says_what_to_do_when_there_is_nothing(db):
    make_cycle()
    page = Client().get("/data/").content.decode()
    assert "No State has made its data public yet" in page
    assert "framework-for-action/data/1" in page


@pytest.mark.usefixtures("unguarded")
def test_page_marks_synthetic_data(submissions):
    Cycle.objects.update(synthetic=True)
    assert "Synthetic data: made up by a program" in Client().get("/data/").content.decode()
