"""Distribution, trend and spread as pages, calls, files and pictures: from the sealed JSON that a reader may see."""

import random
import re
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Country
from assessments import selectors
from assessments.comparison import Selection
from assessments.models import Assessment
from tests.assessments.calling import Caller, errors_of
from tests.assessments.comparing_needs import PLACES, SEEN, content_of, csv_rows, make_many, sheet_cells, table_rows
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import answered, everywhere, make_country, make_submission

pytestmark = pytest.mark.django_db
NODE = "1.2"
VIEWS = ("distribution", "trend", "spread")
BEFORE = ("XPA", "XPC", "XPE")
"""Who submitted in the cycle before as well."""


@pytest.fixture
def many(reviewer):
    """Five countries in 2026, three of them in 2024 as well, shared as in 2026."""
    found = make_many(make_cycle(), reviewer)
    earlier = make_cycle("2024", "closed", 2024)
    draws = random.Random(5)  # noqa: S311 (answers, not secrets)
    for code in BEFORE:
        letters = "".join(draws.choice("01234nd") for _ in selectors.tree().places)
        country = Country.objects.get(code=code)
        make_submission(country, earlier, letters, sharing=PLACES[code][3])
    return found


def page(many, reader, view, query=""):
    return many.page(reader, f"/compare/{view}/{query}")


def call(many, reader, view, query=""):
    answer = Caller(many.readers[reader]).get(f"comparison/{view}/{query}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def rows_of(code, slug):
    """The rows of the country's sealed JSON in a cycle: code, level or None, whether it counts as answered."""
    assessment = Assessment.objects.get(country__code=code, cycle__slug=slug)
    for row in assessment.submissions.get().sealed["national_scores"]:
        counts = row["state"] in ("agreed", "decided")
        level = row["level"] if counts and row["answer"] == "level" else None
        yield row["indicator"], level, counts and row["answer"] in ("level", "not_applicable")


def mean(values):
    known = [value for value in values if value is not None]
    return sum(known, Fraction()) / len(known) if known else None


def slow_score(rows, node=NODE):
    """An objective (or "overall") from its rows in the plain way, by the codes alone."""
    parts, places = {}, selectors.tree().places
    for code, level, _answered in rows:
        place = places[code]
        if node in ("overall", place.objective):
            parts.setdefault((place.table, place.objective, place.part), []).append(
                None if level is None else Fraction(25 * level)
            )
    objectives, tables = {}, {}
    for (table, objective, _part), levels in parts.items():
        objectives.setdefault((table, objective), []).append(mean(levels))
    for (table, _objective), scores in objectives.items():
        tables.setdefault(table, []).append(mean(scores))
    return mean([mean(scores) for scores in tables.values()])


def slow_quantile(values, quarter):
    ranked = sorted(values)
    place = Fraction((len(ranked) - 1) * quarter, 4)
    below = int(place)
    return ranked[below] + (place - below) * (ranked[min(below + 1, len(ranked) - 1)] - ranked[below])


def tenth(value):
    """One decimal, ties away from zero; None stays."""
    if value is None:
        return None
    whole = int(abs(value) * 10 + Fraction(1, 2))
    return (whole if value >= 0 else -whole) / 10


def test_a_distribution_follows_from_the_sealed_json(many):
    for reader in SEEN:
        for node in (NODE, "overall"):
            body = call(many, reader, "distribution", f"?node={node}&by=region")
            scores = {code: slow_score(rows_of(code, "2026"), node) for code in SEEN[reader]}
            assert {one["country"]: one["score"] for one in body["countries"] if one["state"] != "not_submitted"} == {
                code: tenth(score) for code, score in scores.items()
            }
            groups = {group["group"]: group for group in body["groups"]}
            for name, group in {"": body["all"], **groups}.items():
                known = [score for code, score in scores.items() if score is not None and name in ("", PLACES[code][0])]
                assert group["countries"] == len(known)
                quartiles = [tenth(slow_quantile(known, quarter)) if known else None for quarter in range(5)]
                names = ("least", "first_quartile", "median", "third_quartile", "most")
                assert [group[one] for one in names] == quartiles
            counted = [row[2] for code in scores for row in rows_of(code, "2026") if _within(row[0], node)]
            assert body["all"]["coverage"] == tenth(Fraction(100 * sum(counted), len(counted)))


def _within(code, node):
    return node in ("overall", selectors.tree().places[code].objective)


def test_a_trend_follows_from_the_sealed_json(many):
    for reader in SEEN:
        body = call(many, reader, "trend", f"?node={NODE}&country=XPC&mark=XPC")
        assert [cycle["slug"] for cycle in body["cycles"]] == ["2024", "2026"]
        scores = [slow_score(rows_of("XPC", slug)) for slug in ("2024", "2026")]
        (course,) = [one for one in body["countries"] if one["country"] == "XPC"]
        assert [point["score"] for point in course["points"]] == [tenth(score) for score in scores]
        assert course["points"][1]["change"] == tenth(scores[1] - scores[0])
        everybody = call(many, reader, "trend", f"?node={NODE}")
        for point, seen in zip(everybody["points"], (set(BEFORE) & set(SEEN[reader]), SEEN[reader]), strict=True):
            known = [slow_score(rows_of(code, point["cycle"])) for code in seen]
            known = [score for score in known if score is not None]
            assert (point["countries"], point["median"]) == (len(known), tenth(slow_quantile(known, 2)))


def test_a_trend_like_with_like_follows_from_the_sealed_json(many):
    for reader in SEEN:
        body = call(many, reader, "trend", "?same=1&node=overall")
        both = sorted(set(BEFORE) & set(SEEN[reader]))
        scores = {slug: [] for slug in ("2024", "2026")}
        for code in both:
            then, now = ({row[0]: row for row in rows_of(code, slug)} for slug in ("2024", "2026"))
            kept = [
                one for one in then if then[one][2] and now[one][2] and (then[one][1] is None) == (now[one][1] is None)
            ]
            scores["2024"].append(slow_score([then[one] for one in kept], "overall"))
            scores["2026"].append(slow_score([now[one] for one in kept], "overall"))
        for point in body["points"]:
            known = scores[point["cycle"]]
            assert (point["countries"], point["median"]) == (len(both), tenth(slow_quantile(known, 2)))
        assert body["left_out"]["countries"] == len(SEEN[reader]) - len(both)
        page_of_it = content_of(page(many, reader, "trend", "?same=1")).decode()
        assert "did not submit in every cycle" in page_of_it


def test_the_spread_follows_from_the_sealed_json(many):
    for reader in SEEN:
        body = call(many, reader, "spread", "?under=1")
        scores = {code: list(rows_of(code, "2026")) for code in SEEN[reader]}
        medians = []
        for row in body["rows"]:
            known = [score for rows in scores.values() if (score := slow_score(rows, row["code"])) is not None]
            assert row["countries"] == len(known)
            assert row["median"] == tenth(slow_quantile(known, 2))
            spread = slow_quantile(known, 3) - slow_quantile(known, 1) if len(known) >= 3 else None
            assert row["spread"] == tenth(spread)
            medians.append(slow_quantile(known, 2))
        assert medians == sorted(medians)
        spreads = [row["spread"] for row in call(many, reader, "spread", "?under=1&sort=-spread")["rows"]]
        known = [spread for spread in spreads if spread is not None]
        assert known == sorted(known, reverse=True)


def test_nobody_finds_a_country_that_he_may_not_read(many):
    for reader in SEEN:
        for view in VIEWS:
            hidden = [f"Country {code}" for code in PLACES if code not in SEEN[reader]]
            query = "?by=subregion" if view != "spread" else ""
            join = "&" if query else "?"
            html = content_of(page(many, reader, view, query)).decode()
            pictures = " ".join(re.findall(r"<svg.*?</svg>", html, re.DOTALL))
            said = [
                *(cell for row in table_rows(html) for cell in row),
                pictures,
                content_of(page(many, reader, view, f"{query}{join}format=svg")).decode(),
                content_of(page(many, reader, view, f"{query}{join}format=csv")).decode(),
                str(
                    [
                        [cell.value for cell in row]
                        for row in sheet_cells(page(many, reader, view, f"{query}{join}format=xlsx"))
                    ]
                ),
            ]
            assert not [name for name in hidden if any(name in text for text in said)]
            if view == "distribution":
                assert all(f"Country {code}" in pictures for code in SEEN[reader])


def test_a_country_one_may_not_read_looks_as_if_it_had_not_submitted(many):
    """Asked for by name: XPA shares with nobody, XPF has not submitted."""
    Country.objects.filter(code="XPA").update(region="Asia", subregion="Southern Asia", regional_group="asia_pacific")
    for view in VIEWS:
        hidden, absent = (
            call(many, "visitor", view, f"?country=XPC&country={code}&mark={code}&node={NODE}")
            for code in ("XPA", "XPF")
        )
        for body, code in ((hidden, "XPA"), (absent, "XPF")):
            del body["selection"]  # which names the country
            body.get("countries", []).sort(key=lambda one: one["country"] != code)
        assert str(hidden).replace("XPA", "XP?") == str(absent).replace("XPF", "XP?")
        assert "not_submitted" in str(hidden)


def test_files_say_what_the_call_says(many):
    body = call(many, "reviewer", "distribution", f"?node={NODE}")
    rows = csv_rows(page(many, "reviewer", "distribution", f"?node={NODE}&format=csv"))
    by_country = {row["country"]: row for row in rows if row["what"] == "country"}
    for one in body["countries"]:
        assert by_country[one["country"]]["score"] == ("" if one["score"] is None else str(one["score"]))
        assert by_country[one["country"]]["state"] == one["state"]
    (whole,) = (row for row in rows if row["what"] == "all")
    assert float(whole["median"]) == body["all"]["median"]
    spread = csv_rows(page(many, "reviewer", "spread", "?format=csv"))
    assert [row["code"] for row in spread] == [row["code"] for row in call(many, "reviewer", "spread")["rows"]]
    header, *cells = sheet_cells(page(many, "reviewer", "trend", "?format=xlsx"))
    names = [cell.value for cell in header]
    medians = [row[names.index("median")].value for row in cells if row[0].value == "all"]
    assert medians == [point["median"] for point in call(many, "reviewer", "trend")["points"]]


def test_pages_say_what_the_call_says_in_whole_percent(many):
    body = call(many, "reviewer", "distribution", f"?node={NODE}")
    html = content_of(page(many, "reviewer", "distribution", f"?node={NODE}")).decode()
    row = next(row for row in table_rows(html) if row[0] == "All together")
    scores = [score for code in PLACES if (score := slow_score(rows_of(code, "2026"))) is not None]
    whole = int(slow_quantile(scores, 2) + Fraction(1, 2))
    assert (row[1], f"{whole}%" in row) == (str(body["all"]["countries"]), True)
    assert f"median {whole}%" in re.search(r"<desc>(.*?)</desc>", html).group(1)


def test_the_own_country_is_marked_by_shape_and_name(many):
    html = content_of(page(many, "XPA", "distribution")).decode()
    marked = re.search(r'<tr class="marked">(.*?)</tr>', html, re.DOTALL).group(1)
    assert "Country XPA" in marked
    assert "(marked)" in marked
    assert re.search(r"<text[^>]*>Country XPA: \d+%</text>", html)
    assert '<tr class="marked">' not in content_of(page(many, "reviewer", "distribution")).decode()


def test_small_groups_have_dots_and_no_box(many):
    html = content_of(page(many, "reviewer", "distribution")).decode()
    assert "A group of one or two countries has no box, only dots." in html
    africa = next(row for row in table_rows(html) if row[0] == "Africa")
    assert "–" in africa


@pytest.mark.usefixtures("unguarded")
def test_a_cycle_that_is_made_up_is_marked_wherever_it_shows(many, reviewer):
    many.cycle.__class__.objects.filter(slug="2026").update(synthetic=True)
    for view in VIEWS:
        html = content_of(page(many, "reviewer", view)).decode()
        assert "No country gave these answers" in html
        assert call(many, "reviewer", view)["synthetic"]
        for file_format in ("csv", "svg"):
            file = page(many, "reviewer", view, f"?format={file_format}")
            assert 'filename="SYNTHETIC-' in file["Content-Disposition"]
        assert "Synthetic data" in content_of(file).decode()
        assert {row["synthetic"] for row in csv_rows(page(many, "reviewer", view, "?format=csv"))} == {"true"}
    assert [cycle["slug"] for cycle in call(many, "reviewer", "trend")["cycles"]] == ["2026"]  # not with real ones
    chosen = call(many, "reviewer", "trend", "?cycle=2024&cycle=2026")
    assert [cycle["synthetic"] for cycle in chosen["cycles"]] == [False, True]


def test_names_are_escaped_in_pictures_and_pages(many):
    Country.objects.filter(code="XPC").update(name='<b onclick="x">A & B</b>')
    for view in ("distribution", "trend"):
        for query in ("?mark=XPC", "?mark=XPC&format=svg"):
            text = content_of(page(many, "reviewer", view, query)).decode()
            assert "<b onclick" not in text
            assert "&lt;b onclick" in text


def test_a_view_is_a_png(many):
    answer = page(many, "visitor", "distribution", "?format=png")
    assert content_of(answer).startswith(b"\x89PNG")
    assert answer["Content-Type"] == "image/png"
    for view in ("trend", "spread"):
        assert page(many, "visitor", view, "?format=svg")["Content-Type"] == "image/svg+xml"


@pytest.mark.parametrize("view", VIEWS)
def test_empty_views_say_what_to_do(db, view):
    make_cycle()
    html = content_of(Client().get(f"/compare/{view}/")).decode()
    assert "No country has a score here." in html
    assert "<svg" not in html
    picture = content_of(Client().get(f"/compare/{view}/?format=svg")).decode()
    assert re.search(r"<desc>.*no.* score", picture, re.IGNORECASE)


def test_an_indicator_has_levels(many):
    code = "1.1.E1"
    html = content_of(page(many, "reviewer", "distribution", f"?node={code}")).decode()
    levels = [row[1] for one in PLACES for row in rows_of(one, "2026") if row[0] == code]
    rows = {row[0]: row[1] for row in table_rows(html) if len(row) == 2}
    assert rows["2 Partly in place"] == str(levels.count(2))


def test_what_is_not_known_is_an_error_by_field(many):
    for view in VIEWS:
        assert "node" in errors_of(Caller(None).get(f"comparison/{view}/?node=9.9"))
        assert "sort" in errors_of(Caller(None).get(f"comparison/{view}/?sort=anything"))
        assert page(many, "reviewer", view, "?mark=ZZZ").status_code == 400


def test_every_view_of_a_node_leads_up_down_and_to_the_others(many):
    html = content_of(page(many, "reviewer", "distribution", "?node=2.6a&cycle=2026")).decode()
    for address in ("?cycle=2026&amp;node=2.6", "?cycle=2026&amp;node=2.6a.E1", "?cycle=2024&amp;node=2.6a"):
        assert f'href="{reverse("assessments:compare_distribution")}{address}"' in html
    spread = content_of(page(many, "reviewer", "spread")).decode()
    assert f'href="{reverse("assessments:compare_distribution")}?node=1.2"' in spread
    assert f'href="{reverse("framework:objective", args=["1.2"])}"' in spread


def test_queries_do_not_grow_with_countries(reviewer, django_assert_num_queries):
    cycles = [make_cycle(), make_cycle("2024", "closed", 2024)]

    def three_more(first):
        for number in range(first, first + 3):
            country = make_country(f"XQ{chr(65 + number)}")
            for cycle in cycles:
                make_submission(country, cycle, everywhere("2"))

    three_more(0)
    selectors.distribution_for(reviewer, Selection())  # reads the layout once a process
    for more in (3, 6):
        with django_assert_num_queries(3):
            selectors.distribution_for(reviewer, Selection(mark="XQA"))
        with django_assert_num_queries(4):
            selectors.trend_for(reviewer, Selection(same=True, mark="XQA", by="region"))
        with django_assert_num_queries(3):
            selectors.spread_for(reviewer, Selection())
        three_more(more)


def test_a_marked_country_outside_the_selection_is_shown_apart(many):
    body = call(many, "reviewer", "distribution", "?region=Europe&mark=XPA")
    assert body["marked"]["country"] == "XPA"
    assert "XPA" not in {one["country"] for one in body["countries"]}
    assert body["all"]["countries"] == 2
    html = content_of(page(many, "reviewer", "distribution", "?region=Europe&mark=XPA")).decode()
    assert "Not among these" in html


def test_an_unanswered_node_is_no_zero(reviewer):
    cycle = make_cycle()
    make_submission(make_country("XQA"), cycle, answered(**{"1.1.E1": "0"}))
    body = Caller(reviewer).get("comparison/distribution/?node=1.1.E2").json()
    assert [(one["state"], one["score"]) for one in body["countries"] if one["country"] == "XQA"] == [("no_data", None)]
    assert body["all"]["median"] is None
