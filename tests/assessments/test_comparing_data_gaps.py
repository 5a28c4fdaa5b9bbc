"""Data gaps: every figure follows from the sealed JSON of the submissions that the reader may read."""

from fractions import Fraction

import pytest

from assessments import selectors
from assessments.comparison import Selection
from assessments.comparison.data_gaps import Answers
from tests.assessments.calling import Caller
from tests.assessments.comparing_needs import PLACES, SEEN, content_of, csv_rows, make_many, sheet_cells, table_rows
from tests.assessments.conftest import make_cycle

PAGE = "/compare/data-gaps/"
CALL = "comparison/data-gaps/"


@pytest.fixture
def many(reviewer):
    return make_many(make_cycle(), reviewer)


def said(row):
    """What a row of sealed JSON says: "level", "no_data", "not_applicable" or "unanswered"."""
    return row["answer"] if row["state"] in ("agreed", "decided") else "unanswered"


def counted(contents, codes=None):
    """By indicator, how many of the contents say what, in the slow and plain way."""
    found = {}
    for content in contents:
        for row in content["national_scores"]:
            if codes is None or row["indicator"] in codes:
                counts = found.setdefault(
                    row["indicator"], {"level": 0, "no_data": 0, "unanswered": 0, "not_applicable": 0}
                )
                counts[said(row)] += 1
    for counts in found.values():
        counts["without_data"] = counts["no_data"] + counts["unanswered"]
        counts["applies"] = counts["level"] + counts["without_data"]
    return found


def rounded(without, applies):
    """A share in percent with one decimal, ties up; None of nothing."""
    return int(Fraction(1000 * without, applies) + Fraction(1, 2)) / 10 if applies else None


@pytest.mark.django_db
def test_counts_follow_from_the_sealed_json_that_the_reader_sees(many):
    for reader in SEEN:
        plain = counted(many.contents(reader).values())
        answer = Caller(many.readers[reader]).get(CALL).json()
        assert len(answer["gaps"]) == 371
        for gap in answer["gaps"]:
            counts = plain[gap["indicator"]]
            assert {key: gap[key] for key in counts} == counts
            assert gap["share"] == rounded(counts["without_data"], counts["applies"])
            assert gap["most"] == (counts["without_data"] > counts["applies"] / 2)
        most = sum(counts["without_data"] > counts["applies"] / 2 for counts in plain.values())
        assert answer["total"]["most"] == most > 0


@pytest.mark.django_db
def test_the_largest_share_comes_first_and_what_applies_to_nobody_last(many):
    gaps = Caller(many.readers["visitor"]).get(CALL).json()["gaps"]
    shares = [-1 if gap["share"] is None else gap["share"] for gap in gaps]
    assert shares == sorted(shares, reverse=True)
    assert shares[-1] == -1


@pytest.mark.django_db
def test_kinds_and_groups_follow_from_the_sealed_json(many):
    answer = Caller(many.readers["reviewer"]).get(f"{CALL}?by=subregion").json()
    contents = many.contents("reviewer")
    kind_of = {gap["indicator"]: gap["kind"] for gap in answer["gaps"]}
    for kind in answer["kinds"]:
        plain = counted(contents.values(), {code for code in kind_of if kind_of[code] == kind["kind"]}).values()
        assert kind["indicators"] == len(plain)
        assert kind["without_data"] == sum(counts["without_data"] for counts in plain)
        assert kind["applies"] == sum(counts["applies"] for counts in plain)
        assert kind["most"] == sum(counts["without_data"] > counts["applies"] / 2 for counts in plain)
    assert [group["group"] for group in answer["groups"]] == sorted(place[1] for place in PLACES.values())
    for group in answer["groups"]:
        inside = [content for code, content in contents.items() if PLACES[code][1] == group["group"]]
        plain = counted(inside).values()
        assert group["submitted"] == len(inside)
        assert group["without_data"] == sum(counts["without_data"] for counts in plain)
        assert group["share"] == rounded(
            sum(counts["without_data"] for counts in plain), sum(counts["applies"] for counts in plain)
        )


@pytest.mark.django_db
def test_page_files_and_picture_say_the_same_as_the_call(many):
    for reader in SEEN:
        answer = Caller(many.readers[reader]).get(CALL).json()
        first = answer["gaps"][0]
        page = content_of(many.page(reader, PAGE)).decode()
        (row,) = [row for row in table_rows(page) if row[0].startswith(f"{first['indicator']} ")]
        assert row[2:] == [str(first[key]) for key in ("no_data", "unanswered", "not_applicable", "level")]
        assert f"{first['without_data']} of {first['applies']}" in row[1]
        assert f"/framework/indicators/{first['indicator']}/" in page
        assert f"/compare/distribution/?node={first['indicator']}" in page
        lines = csv_rows(many.page(reader, f"{PAGE}?format=csv"))
        assert [(line["indicator"], line["without_data"], line["applies"]) for line in lines] == [
            (gap["indicator"], str(gap["without_data"]), str(gap["applies"])) for gap in answer["gaps"]
        ]
        svg = content_of(many.page(reader, f"{PAGE}?format=svg")).decode()
        for gap in answer["gaps"][:20]:
            assert f">{gap['indicator']}<" in svg
        assert f"{first['without_data']} of {first['applies']}, " in svg
    cells = sheet_cells(Caller().get(f"{CALL}?format=xlsx"))
    assert [row[1].value for row in cells[1:]] == [
        gap["indicator"] for gap in answer["gaps"]
    ]  # of the visitor, the last


@pytest.mark.django_db
def test_only_what_is_below_a_node_and_of_a_kind_counts(many):
    answer = Caller(many.readers["reviewer"]).get(f"{CALL}?under=1.1&kind=legislation").json()
    places = selectors.tree().places
    assert answer["gaps"]
    assert answer["indicators"] == len(answer["gaps"])
    assert {(places[gap["indicator"]].objective, gap["kind"]) for gap in answer["gaps"]} == {("1.1", "legislation")}


@pytest.mark.django_db
@pytest.mark.usefixtures("unguarded")
def test_synthetic_data_gaps_say_so(many):
    many.cycle.synthetic = True
    many.cycle.save()
    file = many.page("reviewer", f"{PAGE}?format=csv")
    assert 'filename="SYNTHETIC-data-gaps-2026.csv"' in file["Content-Disposition"]
    assert {line["synthetic"] for line in csv_rows(file)} == {"true"}
    assert b"Synthetic data" in content_of(many.page("reviewer", f"{PAGE}?format=svg"))
    assert b"Synthetic data" in content_of(many.page("reviewer", PAGE))


@pytest.mark.django_db
def test_queries_do_not_grow_with_countries(many, reviewer, django_assert_num_queries):
    selectors.data_gaps_of(reviewer, Selection())
    with django_assert_num_queries(3):
        assert selectors.data_gaps_of(reviewer, Selection()).total.submitted == 5


@pytest.mark.parametrize(
    ("answers", "share", "is_most"),
    [
        (Answers(level=1, no_data=1, unanswered=0, not_applicable=9), 50, False),  # half is not most
        (Answers(level=1, no_data=1, unanswered=1, not_applicable=0), Fraction(200, 3), True),
        (Answers(level=0, no_data=0, unanswered=0, not_applicable=4), None, False),
        (Answers(level=3, no_data=0, unanswered=0, not_applicable=0), 0, False),
    ],
)
def test_most_is_more_than_half_of_those_to_which_it_applies(answers, share, is_most):
    assert answers.share == share
    assert answers.is_most is is_most
