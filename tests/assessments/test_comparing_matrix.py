"""The matrix says on the page, over the API, in exports and in pictures what follows from the sealed JSON."""

import csv
import io
import random
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import Country
from assessments import scoring, sealing, selectors
from assessments.charts import png
from assessments.comparison import Selection
from assessments.scoring import LETTERS, whole_percent
from assessments.selectors import comparing
from assessments.selectors.narrowing import principles_with_indicators
from framework.selectors import framework_tree
from tests.assessments.calling import Caller
from tests.assessments.conftest import make_cycle
from tests.assessments.reading_matrix import (
    MatrixReader,
    api_cell,
    page_cell,
    sealed_profile,
    statistics,
    tenths,
    type_7,
)
from tests.assessments.sealed import answered, everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db
CODES = ("XPA", "XPB", "XPC", "XPD", "XPE")
NAMES = [f"Country {code}" for code in CODES]


@pytest.fixture
def cycle():
    return make_cycle()


@pytest.fixture
def submissions(cycle):
    """Five countries that have answered at random; XPF has not submitted."""
    draws = random.Random(11)  # noqa: S311 (answers, not secrets)
    make_country("XPF")
    return {
        f"Country {code}": make_submission(
            make_country(code), cycle, "".join(draws.choice(LETTERS) for _ in selectors.tree().places)
        )
        for code in CODES
    }


@pytest.fixture
def matrix(client, reviewer):
    client.force_login(reviewer.user)

    def get(**given):
        response = client.get(reverse("assessments:compare"), given)
        assert response.status_code == 200, response.content
        return response

    return get


def read(response):
    return MatrixReader(response.content.decode())


def columns_of(level, under=""):
    return [node for node in selectors.tree().nodes if node[0] == level]


# Numbers


@pytest.mark.parametrize("level", ["overall", "table", "section", "objective", "part"])
def test_every_cell_of_the_page_follows_from_the_sealed_json(submissions, matrix, level):
    found = read(matrix(level=level)).texts()
    for name, submission in submissions.items():
        profile = sealed_profile(submission)
        overall = profile.overall
        told = [
            f"{whole_percent(Fraction(100 * overall.answered, overall.total))}%",
            f"{whole_percent(overall.lower)}–{whole_percent(overall.upper)}",
        ]
        nodes = [] if level == "overall" else [profile.node(*column) for column in columns_of(level)]
        assert found[name] == [page_cell(overall), *told, *map(page_cell, nodes)], name
    assert found["Country XPF"] == ["not submitted"]


def test_indicators_show_levels(submissions, matrix):
    found = read(matrix(under="1.1")).texts()
    words = {"not_applicable": "not applicable", "no_data": "no data", None: "no data"}
    for name, submission in submissions.items():
        rows = [row for row in submission.sealed["national_scores"] if row["objective"] == "1.1"]
        expected = [str(row["level"]) if row["answer"] == "level" else words[row["answer"] or None] for row in rows]
        assert found[name][4:] == expected, name


@pytest.mark.parametrize("level", ["table", "objective"])
def test_the_api_says_the_same_with_one_decimal(submissions, reviewer, level):
    body = Caller(reviewer).get(f"comparison/?level={level}").json()
    profiles = {submission.assessment.country.code: sealed_profile(submission) for submission in submissions.values()}
    columns = [(column["level"], column["code"]) for column in body["columns"]]
    assert columns == [("overall", "overall"), *columns_of(level)]
    rows = {row["country"]: row for row in body["rows"]}
    for code, profile in profiles.items():
        assert rows[code]["cells"] == [api_cell(profile.node(*column)) for column in columns]
    assert rows["XPF"] == {"country": "XPF", "cycle": "2026", "submission": None, "cells": None}
    for column in body["columns"]:
        scores = [profile.node(column["level"], column["code"]).score for profile in profiles.values()]
        assert column["summaries"] == {"2026": statistics(scores)}


def test_median_and_quartiles_stand_at_the_foot(submissions, matrix):
    foot = {row[0].shown: [cell.shown for cell in row[1:]] for row in read(matrix(level="table")).foot}
    profiles = [sealed_profile(submission) for submission in submissions.values()]
    columns = [("overall", "overall"), *columns_of("table")]
    scores = [[profile.node(*column).score for profile in profiles] for column in columns]
    medians = [str(whole_percent(type_7(column, Fraction(1, 2)))) for column in scores]
    quartiles = [
        f"{whole_percent(type_7(column, Fraction(1, 4)))}–{whole_percent(type_7(column, Fraction(3, 4)))}"
        for column in scores
    ]
    assert foot["Median of 5"] == [medians[0], "", "", *medians[1:]]
    assert foot["Quartiles"] == [quartiles[0], "", "", *quartiles[1:]]


def test_a_single_country_is_its_own_median(cycle, reviewer):
    make_submission(make_country("XPA"), cycle, answered(**{"1.1.E1": "3"}))
    (overall, *_rest) = Caller(reviewer).get("comparison/").json()["columns"]
    assert overall["summaries"]["2026"] == statistics([Fraction(75)])


def test_the_line_in_words_says_who_has_submitted_and_average_coverage(cycle, matrix):
    total = len(selectors.tree().places)
    make_country("XPC")
    make_submission(make_country("XPA"), cycle, everywhere("2"))
    make_submission(make_country("XPB"), cycle, answered(**{"1.1.E1": "2"}))
    average = whole_percent((Fraction(100) + Fraction(100, total)) / 2)
    assert f"Cycle 2026: 2 of 3 countries have submitted; average coverage {average}%." in matrix().content.decode()


# States


def test_states_look_and_sound_different_from_zero_and_each_other(cycle, matrix):
    first, second, third, fourth = list(selectors.tree().places)[:4]
    make_country("XPB")
    make_submission(make_country("XPA"), cycle, answered(**{first: "0", second: "n", third: "d", fourth: "4"}))
    rows = {row[0].shown: row[1:] for row in read(matrix(level="indicator")).body}
    zero, not_applicable, no_data, full = rows["Country XPA"][3:7]
    assert [cell.shown for cell in (zero, not_applicable, no_data, full)] == ["0", "not applicable", "no data", "4"]
    (not_submitted,) = rows["Country XPB"]
    assert not_submitted.shown == "not submitted"
    looks = [cell.attributes["class"] for cell in (zero, not_applicable, no_data, full, not_submitted)]
    assert looks == ["l0", "na", "nd", "l4", "ns"]


def test_a_cell_that_is_not_all_known_says_coverage_and_bounds(cycle, matrix):
    codes = [code for code, place in selectors.tree().places.items() if place.objective == "1.1"]
    make_submission(make_country("XPA"), cycle, answered(**dict.fromkeys(codes, "2") | {codes[0]: "d"}))
    (row,) = [row for row in read(matrix(under="1")).body if row[0].shown == "Country XPA"]
    node = row[5]
    share = whole_percent(Fraction(100 * (len(codes) - 1), len(codes)))
    lower = whole_percent(Fraction(50 * (len(codes) - 1), len(codes)))
    upper = whole_percent(Fraction(50 * (len(codes) - 1) + 100, len(codes)))
    assert node.shown == "50"
    assert node.attributes["title"] == f"{share}% answered, bounds {lower}–{upper}%"


def test_what_an_edition_did_not_ask_is_neither_zero_nor_no_data(cycle, reviewer, matrix, monkeypatch):
    make_submission(make_country("XPA"), cycle, everywhere("2"))
    tree = selectors.compared(reviewer, Selection())
    (layout,) = tree.trees
    whole = comparing._layouts[layout]
    fewer = type(whole).build(place for place in whole.places.values() if place.table != "4")
    letters = "2" * len(fewer.places)
    real = comparing.sealed_answers
    monkeypatch.setitem(comparing._layouts, layout, fewer)
    monkeypatch.setattr(
        comparing, "sealed_answers", lambda *given: [one._replace(letters=letters) for one in real(*given)]
    )
    (row,) = read(matrix()).body
    assert row[-1].shown == "not asked in that edition"
    assert row[-1].attributes["class"] == "no"
    (cells,) = [row["cells"] for row in Caller(reviewer).get("comparison/").json()["rows"]]
    assert cells[-1] == {"state": "not_asked", "score": None, "coverage": None, "lower": None, "upper": None}


# Order and ranks


def test_rows_sort_by_any_column_with_those_without_a_score_last(cycle, matrix):
    make_country("XPA")
    for code, letter in (("XPB", "2"), ("XPC", "4"), ("XPD", "d"), ("XPE", "3")):
        make_submission(make_country(code), cycle, everywhere(letter))
    first = ["Country XPC", "Country XPE", "Country XPB"]
    assert list(read(matrix(sort="-1")).texts()) == [*first, "Country XPA", "Country XPD"]
    assert list(read(matrix(sort="1")).texts()) == [*reversed(first), "Country XPA", "Country XPD"]


def test_the_head_says_what_is_sorted_by(submissions, matrix):
    (heads,) = read(matrix(sort="-2")).head
    assert {head.shown: head.attributes["aria-sort"] for head in heads if "aria-sort" in head.attributes} == {
        "2": "descending"
    }
    (heads,) = read(matrix()).head
    assert [head.shown for head in heads if "aria-sort" in head.attributes] == ["Country"]


def test_a_link_in_a_head_sorts_and_turns_around(submissions, matrix, client):
    (heads,) = read(matrix()).head
    (link,) = [head.links[-1]["href"] for head in heads if head.shown == "1"]
    (heads,) = read(client.get(link.partition("#")[0])).head
    (head,) = [head for head in heads if head.attributes.get("aria-sort") == "descending"]
    assert head.shown == "1"
    (heads,) = read(client.get(head.links[-1]["href"].partition("#")[0])).head
    assert [head.shown for head in heads if head.attributes.get("aria-sort") == "ascending"] == ["1"]


def test_ranks_only_when_asked_and_ties_share_one(cycle, matrix, reviewer):
    for code, letter in (("XPA", "2"), ("XPB", "4"), ("XPC", "2"), ("XPD", "d"), ("XPE", "1")):
        make_submission(make_country(code), cycle, everywhere(letter))
    assert "Rank" not in "".join(head.shown for head in read(matrix()).head[0])
    found = read(matrix(ranks="1"))
    assert found.head[0][1].shown == "Rank in All"
    assert [row[1].shown for row in found.body] == ["2", "1", "2", "–", "4"]
    rows = Caller(reviewer).get("comparison/?ranks=1").json()["rows"]
    assert [row["rank"] for row in rows] == [2, 1, 2, None, 4]
    assert "rank" not in Caller(reviewer).get("comparison/").json()["rows"][0]


# Several cycles


def test_the_cycles_of_a_country_stand_together(cycle, matrix):
    earlier = make_cycle("2024", status="closed", year=2024)
    country = make_country("XPA")
    make_submission(country, earlier, everywhere("1"))
    make_submission(country, cycle, everywhere("3"))
    make_submission(make_country("XPB"), cycle, everywhere("2"))
    found = read(matrix(cycle=["2024", "2026"], sort="-overall"))
    shown = [[cell.shown for cell in row] for row in found.body]
    assert [row[:3] for row in shown if len(row) > 3 and row[0].startswith("Country")] == [
        ["Country XPA", "Cycle 2024", "25"]
    ]
    assert [row[0] for row in shown] == ["Country XPA", "Cycle 2026", "Country XPB", "Cycle 2026"]
    assert [row[0].shown for row in found.foot] == [
        "Median of 1, Cycle 2024",
        "Quartiles, Cycle 2024",
        "Median of 2, Cycle 2026",
        "Quartiles, Cycle 2026",
    ]


# Down and up


def test_heads_lead_down_to_indicators_and_steps_lead_up(submissions, matrix, client):
    (heads,) = read(matrix(kind="legislation")).head
    (down,) = [head.links[0]["href"] for head in heads if head.shown == "1"]
    response = client.get(down.partition("#")[0])
    assert response.context["selection"] == Selection(kind=("legislation",), under="1")
    (heads,) = read(response).head
    objective = next(head for head in heads if head.shown == "1.1")
    assert objective.links[0]["title"] == framework_tree().objective["1.1"].title
    response = client.get(objective.links[0]["href"].partition("#")[0])
    indicators = [head for head in read(response).head[0] if head.shown.startswith("1.1.E")]
    assert indicators[0].links[0]["href"] == reverse("framework:indicator", args=[indicators[0].shown])
    everything, table, *_rest = response.context["steps"]
    assert everything.title == "All four tables"
    assert client.get(table.address).context["selection"] == Selection(kind=("legislation",), under="1")


def test_a_country_leads_to_its_submission(submissions, matrix):
    links = {row[0].shown: row[0].links for row in read(matrix()).body}
    for name, submission in submissions.items():
        assert [link["href"] for link in links[name]] == [reverse("assessments:submission", args=[submission.pk])]
    assert links["Country XPF"] == []


# Filters


def cites(instrument):
    return lambda entry: any(one.instrument and one.instrument.key == instrument for one in entry.provisions)


def under_article(number):
    def counts(entry):
        named = framework_tree().articles_at.get((entry.part, "E"), ())
        return any(one.protocol_article == number for one in entry.provisions) or any(
            article.number == number for article in named
        )

    return counts


def under_topic(slug):
    (topic,) = [topic for topic in framework_tree().topics if topic.slug == slug]
    parts = {part for cell in topic.cells for part in cell.parts}
    return lambda entry: entry.part in parts


def under_principle(slug):
    """The index points from the paragraphs on the principle to topics, and these to parts."""
    (principle,) = [principle for principle in framework_tree().principles if principle.slug == slug]
    paragraphs = numbers(principle.paragraphs)
    topics = [topic for topic in framework_tree().topics if numbers(topic.paragraphs) & paragraphs]
    parts = {part for topic in topics for cell in topic.cells for part in cell.parts}
    return lambda entry: entry.part in parts


def numbers(paragraphs):
    found = set()
    for piece in paragraphs.replace(" ", "").split(","):
        if piece:
            first, _dash, last = piece.partition("-")
            found |= set(range(int(first), int(last or first) + 1))
    return found


FILTERS = {
    "kind": lambda: ("legislation", lambda entry: entry.kind.slug == "legislation"),
    "instrument": lambda: ("UNTOC", cites("UNTOC")),
    "article": lambda: ("16", under_article(16)),
    "topic": lambda: (framework_tree().topics[0].slug, under_topic(framework_tree().topics[0].slug)),
    "principle": lambda: (
        principles_with_indicators()[0].slug,
        under_principle(principles_with_indicators()[0].slug),
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_filters_count_exactly_the_indicators_that_they_name(submissions, matrix, name):
    value, counts = FILTERS[name]()
    expected = [entry.code for entry in framework_tree().indicator.values() if counts(entry)]
    assert 0 < len(expected) < len(framework_tree().indicator)
    response = matrix(level="indicator", **{name: value})
    (heads,) = read(response).head
    assert [head.shown for head in heads][4:] == expected
    assert list(response.context["compared"].indicators) == expected


def test_filters_narrow_each_other_and_scores_with_them(submissions, matrix):
    response = matrix(kind="legislation", article="6")
    counted = set(response.context["compared"].indicators)
    article = under_article(6)
    entries = framework_tree().indicator.values()
    assert counted == {entry.code for entry in entries if entry.kind.slug == "legislation" and article(entry)}
    for name, submission in submissions.items():
        rows = [row for row in submission.sealed["national_scores"] if row["indicator"] in counted]
        profile = scoring.score(sealing.sealed_tree(rows), sealing.sealed_answers(rows))
        assert read(response).texts()[name][0] == page_cell(profile.overall)


# Exports


def test_the_csv_has_every_cell_with_its_state(submissions, matrix):
    response = matrix(level="table", format="csv")
    assert response["Content-Disposition"] == 'attachment; filename="matrix-2026.csv"'
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode())))
    assert len(rows) == 6 * 5
    profiles = {submission.assessment.country.code: sealed_profile(submission) for submission in submissions.values()}
    for row in rows:
        if row["country"] == "XPF":
            assert (row["state"], row["score"]) == ("not_submitted", "")
            continue
        cell = api_cell(profiles[row["country"]].node(row["level"], row["code"]))
        assert {name: row[name] for name in cell} == {
            name: "" if value is None else str(value) for name, value in cell.items()
        }


def test_the_wide_workbook_has_the_page_side_by_side(submissions, matrix):
    response = matrix(level="table", format="xlsx", shape="wide")
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content)), read_only=True).active
    heads, *rows = sheet.iter_rows(values_only=True)
    assert list(heads[8:]) == ["overall", "1", "2", "3", "4", "synthetic"]
    by_name = {row[1]: row for row in rows}
    for name, submission in submissions.items():
        profile = sealed_profile(submission)
        nodes = [profile.overall, *(profile.node(*column) for column in columns_of("table"))]
        assert list(by_name[name][8:13]) == [tenths(node.score) for node in nodes]
    assert set(by_name["Country XPF"][8:13]) == {"not_submitted"}


def test_pictures_say_the_same_and_name_their_cycle(submissions, matrix):
    response = matrix(level="table", format="svg")
    assert response["Content-Type"] == "image/svg+xml"
    root = ElementTree.fromstring(response.content)  # noqa: S314 (our own picture)
    name = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{name}title").text == "Scores by country: All four tables, Cycle 2026"
    assert "5 of 6 countries have submitted" in root.find(f"{name}desc").text
    texts = [text.text for text in root.iter(f"{name}text")]
    cells = read(matrix(level="table")).texts()
    signs = {"no data": "?", "not applicable": "n/a"}
    for country, shown in cells.items():
        place = texts.index(country) + 1
        assert texts[place : place + len(shown)] == [signs.get(cell, cell or None) for cell in shown]


def test_a_png_is_drawn_and_a_very_large_one_refused_in_words(submissions, matrix, client, monkeypatch):
    assert matrix(format="png").content.startswith(b"\x89PNG")
    monkeypatch.setattr(png, "MOST_TEXTS", 10)
    response = client.get(reverse("assessments:compare"), {"format": "png"})
    assert response.status_code == 400
    assert "A PNG is drawn of at most" in response.content.decode()


@pytest.mark.usefixtures("unguarded")
def test_synthetic_data_is_marked_everywhere(cycle, matrix, reviewer):
    type(cycle).objects.filter(pk=cycle.pk).update(synthetic=True)
    real = Country.objects.filter(fictional=False).first()
    make_submission(real, cycle, everywhere("2"))
    assert "Synthetic data" in matrix().content.decode()
    assert Caller(reviewer).get("comparison/").json()["synthetic"] is True
    picture = matrix(format="svg")
    assert picture["Content-Disposition"] == 'attachment; filename="SYNTHETIC-compare-2026.svg"'
    assert "Synthetic data" in picture.content.decode()
    rows = list(csv.DictReader(io.StringIO(b"".join(matrix(format="csv").streaming_content).decode())))
    assert {row["synthetic"] for row in rows} == {"true"}


def test_names_are_escaped_on_the_page_and_in_pictures(cycle, matrix):
    country = make_country("XPA")
    Country.objects.filter(pk=country.pk).update(name='<b onclick="x">A & B</b>')
    make_submission(country, cycle, everywhere("2"))
    response = matrix().content.decode()
    assert "<b onclick" not in response
    assert "&lt;b onclick=&quot;x&quot;&gt;A &amp; B&lt;/b&gt;" in response
    ElementTree.fromstring(matrix(format="svg").content)  # noqa: S314 (our own picture)


def test_wrong_parameters_of_the_call_are_named(reviewer):
    for query, name in (("level=shelf", "level"), ("under=9.9", "under"), ("sort=%3D1", "sort"), ("shape=x", "shape")):
        response = Caller(reviewer).get(f"comparison/?{query}")
        assert response.status_code == 400
        assert name in response.json()["errors"]
