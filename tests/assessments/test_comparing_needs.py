"""Technical-assistance needs: every figure follows from the sealed JSON, and everybody sees what he may read."""

from collections import Counter
from html import escape

import pytest

from assessments import selectors
from assessments.comparison import Selection
from assessments.comparison.needs import ASSISTANCE
from tests.assessments.calling import Caller, errors_of
from tests.assessments.comparing_needs import (
    FORMULA,
    PLACES,
    SEEN,
    content_of,
    csv_rows,
    make_many,
    sheet_cells,
    table_rows,
)
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import everywhere, make_country, make_submission, sealed_need

pytestmark = pytest.mark.django_db
PAGE = "/compare/needs/"
CALL = "comparison/needs/"


@pytest.fixture
def many(reviewer):
    return make_many(make_cycle(), reviewer)


def named(content, statuses=("planned", "under_way")):
    """The needs of a sealed content, in the slow and plain way."""
    return [one for one in content["actions"] if one["assistance"] != "none" and one["status"] in statuses]


def test_counts_follow_from_the_sealed_json_that_the_reader_sees(many):
    for reader in SEEN:
        contents = many.contents(reader)
        needs = {code: named(content) for code, content in contents.items()}
        answer = Caller(many.readers[reader]).get(CALL).json()
        total = answer["total"]
        assert total["submitted"] == len(contents)
        assert total["actions"] == sum(len(ours) for ours in needs.values())
        assert total["countries"] == sum(bool(ours) for ours in needs.values())
        assert total["done"]["actions"] == sum(len(named(content, ("done",))) for content in contents.values())
        assert [kind["assistance"] for kind in total["kinds"]] == list(ASSISTANCE)
        for kind in total["kinds"]:
            of_kind = [[one for one in ours if one["assistance"] == kind["assistance"]] for ours in needs.values()]
            assert kind["actions"] == sum(len(ours) for ours in of_kind)
            assert kind["countries"] == sum(bool(ours) for ours in of_kind)
        assert {one["id"] for one in answer["actions"]} == {one["id"] for ours in needs.values() for one in ours}


def test_groups_follow_from_the_sealed_json(many):
    chosen = ("XPA", "XPB", "XPC", "XPD")
    contents = {code: content for code, content in many.contents("reviewer").items() if code in chosen}
    for number, by in enumerate(("region", "subregion", "group")):
        address = f"{CALL}?by={by}&{'&'.join(f'country={code}' for code in chosen)}"
        groups = {group["group"]: group for group in Caller(many.readers["reviewer"]).get(address).json()["groups"]}
        assert list(groups) == sorted({PLACES[code][number] for code in chosen})
        for name, group in groups.items():
            inside = [content for code, content in contents.items() if PLACES[code][number] == name]
            assert group["submitted"] == len(inside)
            assert group["actions"] == sum(len(named(content)) for content in inside)
            assert group["countries"] == sum(bool(named(content)) for content in inside)


def test_objectives_follow_from_the_sealed_json_the_most_countries_first(many):
    answer = Caller(many.readers["reviewer"]).get(CALL).json()
    actions, countries = Counter(), {}
    for code, content in many.contents("reviewer").items():
        objective = {row["indicator"]: row["objective"] for row in content["national_scores"]}
        for one in named(content):
            actions[objective[one["indicator"]]] += 1
            countries.setdefault(objective[one["indicator"]], set()).add(code)
    found = [one for one in answer["objectives"] if one["actions"]]
    assert {one["objective"]: one["actions"] for one in found} == dict(actions)
    assert {one["objective"]: one["countries"] for one in found} == {key: len(who) for key, who in countries.items()}
    assert [one["countries"] for one in found] == sorted((one["countries"] for one in found), reverse=True)


def test_page_files_and_picture_say_the_same_as_the_call(many):
    for reader, seen in SEEN.items():
        answer = Caller(many.readers[reader]).get(CALL).json()
        page = content_of(many.page(reader, PAGE)).decode()
        svg = content_of(many.page(reader, f"{PAGE}?format=svg")).decode()
        rows = table_rows(page)
        for group in answer["groups"]:
            kinds = [f"{kind['actions']} ({kind['countries']})" if kind["actions"] else "0" for kind in group["kinds"]]
            (row,) = [row for row in rows if row[:2] == [group["group"], str(group["submitted"])]]
            assert row[3:8] == kinds
            assert f"{group['countries']} of {group['submitted']} submission" in svg
            for kind in group["kinds"]:
                tip = f"{group['group']}, {kind['assistance'].capitalize()}: {kind['actions']}<"
                assert (tip in svg) == bool(kind["actions"])
        for code in PLACES:
            assert (f"{escape(FORMULA)} {code} " in page) == (code in seen and code != "XPD")
        lines = csv_rows(many.page(reader, f"{PAGE}?format=csv"))
        assert [line["text"] for line in lines] == [f"'{one['text']}" for one in answer["actions"]]
    (head, *cells) = sheet_cells(many.page("visitor", f"{PAGE}?format=xlsx"))
    column = [cell.value for cell in head].index("text")
    assert [row[column].value for row in cells] == [
        one["text"] for one in answer["actions"]
    ]  # of the visitor, the last
    assert sheet_cells(Caller().get(f"{CALL}?format=xlsx"))[0][0].value == "country"
    assert content_of(many.page("visitor", f"{PAGE}?format=png")).startswith(b"\x89PNG")


def test_texts_of_countries_are_no_formula_and_no_markup_anywhere(many):
    page = content_of(many.page("reviewer", PAGE)).decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; boats" in page
    for line in csv_rows(many.page("reviewer", f"{PAGE}?format=csv")):
        assert not [cell for cell in line.values() if cell and cell.startswith(("=", "+", "-", "@"))]
    for row in sheet_cells(many.page("reviewer", f"{PAGE}?format=xlsx")):
        assert not [cell for cell in row if cell.data_type == "f"]


def test_one_kind_and_one_status_are_what_is_asked_for(many):
    contents = many.contents("reviewer").values()
    training = Caller(many.readers["reviewer"]).get(f"{CALL}?assistance=training").json()
    assert training["total"]["actions"] == sum(
        one["assistance"] == "training" for content in contents for one in named(content)
    )
    assert {one["assistance"] for one in training["actions"]} == {"training"}
    done = Caller(many.readers["reviewer"]).get(f"{CALL}?status=done").json()
    assert done["total"]["actions"] == sum(len(named(content, ("done",))) for content in contents)
    assert done["total"]["done"]["actions"] == 0
    assert set(errors_of(Caller().get(f"{CALL}?assistance=money&status=dropped"))) == {"assistance", "status"}


def test_figures_lead_to_the_actions_behind_them(many):
    page = content_of(many.page("reviewer", f"{PAGE}?by=group"))
    assert b'href="/compare/needs/?group=african&amp;by=group&amp;assistance=training#actions"' in page
    answer = Caller(many.readers["reviewer"]).get(f"{CALL}?by=group").json()
    african = next(group for group in answer["groups"] if group["group"] == "african")
    training = next(kind for kind in african["kinds"] if kind["assistance"] == "training")
    behind = Caller(many.readers["reviewer"]).get(f"{CALL}?group=african&by=group&assistance=training").json()
    assert len(behind["actions"]) == training["actions"]
    named_country = content_of(many.page("reviewer", f"{PAGE}?country=XPA&by=group"))
    assert b"?country=XPA&amp;group=" not in named_country  # which would take in more than the row counts


def test_costs_stand_as_given_and_are_never_added(reviewer):
    costs = [("1000.00", "USD"), ("2500.50", "EUR"), (None, "")]
    actions = [
        sealed_need("1.1.E1", id=f"00000000-0000-4000-8000-00000000000{number}", cost=cost, currency=currency)
        for number, (cost, currency) in enumerate(costs)
    ]
    make_submission(make_country("XPA"), make_cycle(), everywhere("1"), actions=actions)
    answer = Caller(reviewer).get(CALL).json()
    assert sorted((one["cost"], one["currency"]) for one in answer["actions"] if one["cost"]) == sorted(costs[:2])
    assert "3500" not in str(answer)


@pytest.mark.usefixtures("unguarded")
def test_needs_of_synthetic_cycles_say_so(many):
    many.cycle.synthetic = True
    many.cycle.save()
    assert b"Synthetic data" in content_of(many.page("reviewer", PAGE))
    file = many.page("reviewer", f"{PAGE}?format=csv")
    assert 'filename="SYNTHETIC-needs-2026.csv"' in file["Content-Disposition"]
    assert {line["synthetic"] for line in csv_rows(file)} == {"true"}
    picture = many.page("reviewer", f"{PAGE}?format=svg")
    assert 'filename="SYNTHETIC-needs-2026.svg"' in picture["Content-Disposition"]
    assert b"Synthetic data" in content_of(picture)
    answer = Caller(many.readers["reviewer"]).get(CALL).json()
    assert answer["synthetic"]
    assert all(one["synthetic"] for one in answer["actions"])


def test_queries_do_not_grow_with_countries(many, reviewer, django_assert_num_queries):
    selectors.needs_of(reviewer, Selection())
    with django_assert_num_queries(4):
        assert selectors.needs_of(reviewer, Selection()).total.submitted == 5


def test_pages_say_what_to_do_where_nothing_is_needed_or_submitted(reviewer, client):
    client.force_login(reviewer.user)
    cycle = make_cycle()
    assert b"No submission to read" in client.get(PAGE).content
    make_submission(make_country("XPA"), cycle, everywhere("1"))
    assert b"None of these submissions names a need" in client.get(PAGE).content
    assert b"take a filter away" in client.get(f"{PAGE}?assistance=data").content
