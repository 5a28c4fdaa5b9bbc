"""Distribution, spread and trend as rules: figures that a slow recomputation by hand gives too; no database."""

import datetime
import random
import uuid
from fractions import Fraction

import pytest

from assessments import scoring
from assessments.comparison import CountryFacts, CycleFacts, SealedAnswers, Selection, compare, summary
from assessments.comparison.distribution import distribution
from assessments.comparison.spread import spread
from assessments.comparison.trend import common_answers, trend
from assessments.scoring import IndicatorPlace, Tree

NOW = datetime.datetime(2026, 5, 1, tzinfo=datetime.UTC)
OVERALL = ("overall", "overall")
CODES = ("1.1.E1", "1.1.E2", "1.2.E1", "1.2.E2")
TREE = Tree.build(IndicatorPlace(code, code[:3], code[:3], "1.law", "1", 1) for code in CODES)
LATER_TREE = Tree.build(
    IndicatorPlace(code, code[:3], code[:3], "1.law", "1", 1) for code in ("1.1.E1", "1.1.E2", "1.1.E3", "1.2.E1")
)
TREES = {"layout": TREE, "later": LATER_TREE}
CYCLES = tuple(CycleFacts(str(year), f"Cycle {year}", datetime.date(year, 1, 1), 4, False) for year in (2022, 2024))


def country(code, region="Africa"):
    return CountryFacts(code, f"Country {code}", region, f"Western {region}", "african", False)


def sealed(code, letters, cycle="2024", layout="layout"):
    return SealedAnswers(uuid.uuid4(), code, cycle, 1, NOW, layout, letters)


def compared(answers, *, countries=None, cycles=CYCLES[1:], columns=(OVERALL,)):
    countries = countries or [country(code) for code in sorted({one.country for one in answers})]
    return compare(
        selection=Selection(),
        cycles=cycles,
        countries=countries,
        columns=columns,
        indicators=list(dict.fromkeys((*TREE.places, *LATER_TREE.places))),
        layouts=TREES,
        sealed=answers,
    )


def slow_score(pairs):
    """Overall of these (code, letter): mean of objectives, each the mean of its levels; None without a level."""
    objectives = {}
    for code, letter in pairs:
        if letter.isdigit():
            objectives.setdefault(code[:3], []).append(Fraction(25 * int(letter)))
    means = [sum(levels) / len(levels) for levels in objectives.values()]
    return sum(means) / len(means) if means else None


def slow_quantile(values, p):
    """Type 7 as the textbook has it: h = (n - 1) p, between the two closest ranks."""
    ranked = sorted(values)
    place = (len(ranked) - 1) * Fraction(p)
    below = int(place)
    above = min(below + 1, len(ranked) - 1)
    return ranked[below] + (place - below) * (ranked[above] - ranked[below])


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([], (None, None, None)),
        ([50], (50, 50, 50)),
        ([20, 40], (25, 30, 35)),
        ([40, 40, 40, 40], (40, 40, 40)),
        ([20, 40, 40, 90], (35, 40, Fraction(105, 2))),
    ],
    ids=["none", "single country", "two", "ties", "even number with a tie"],
)
def test_quartiles_and_median_are_those_of_type_7(scores, expected):
    found = summary(scores, 1)
    assert (found.first_quartile, found.median, found.third_quartile) == expected
    if scores:
        assert tuple(slow_quantile(scores, Fraction(p, 4)) for p in (1, 2, 3)) == expected


def test_a_distribution_is_what_each_group_gives():
    draws = random.Random(3)  # noqa: S311 (answers, not secrets)
    places = [("Africa", 9), ("Asia", 2), ("Oceania", 1)]
    countries = [country(f"{region[:2].upper()}{n}", region) for region, many in places for n in range(many)]
    answers = [sealed(one.code, "".join(draws.choice("01234nd-") for _ in CODES)) for one in countries[:-1]]
    found = distribution(compared(answers, countries=countries), "region")
    assert [group.key for group in found.groups] == ["Africa", "Asia", "Oceania"]
    for group in (found.all, *found.groups):
        of_group = {result.country.code for result in group.results}
        letters = [one.letters for one in answers if one.country in of_group]
        scores = [slow_score(zip(CODES, one, strict=True)) for one in letters]
        known = [score for score in scores if score is not None]
        assert group.summary.count == len(known)
        assert group.without_score == len(scores) - len(known)
        assert group.summary.median == (slow_quantile(known, Fraction(1, 2)) if known else None)
        assert group.summary.first_quartile == (slow_quantile(known, Fraction(1, 4)) if known else None)
        answered = sum(letter not in "d-" for one in letters for letter in one)
        assert group.coverage == (Fraction(100 * answered, 4 * len(letters)) if letters else None)
    assert [group.has_box for group in found.groups] == [True, False, False]
    assert found.groups[2].not_submitted == 1


def test_a_marked_country_outside_takes_no_part():
    answers = [sealed("XAA", "4444"), sealed("XAB", "0000")]
    inside = compared(answers, countries=[country("XAA")])
    outside = compared(answers, countries=[country("XAB")])
    found = distribution(inside, "", (outside, outside.lines[0]))
    assert (found.all.summary.count, found.all.summary.median) == (1, 100)
    assert found.marks_outside
    assert found.marked.score == 0


def test_the_spread_orders_by_median_or_by_the_distance_of_the_quartiles():
    columns = (OVERALL, ("objective", "1.1"), ("objective", "1.2"))
    answers = [sealed(f"XA{n}", f"{level}{level}22") for n, level in enumerate("01234")]
    found = compared(answers, columns=columns)

    def codes(order):
        return [row.column[1] for row in spread(found, range(1, 3), order)]

    assert codes("") == codes("median") == ["1.1", "1.2"]  # equal medians stay in the order of the tables
    assert codes("-spread") == ["1.1", "1.2"]
    assert codes("spread") == codes("-code") == ["1.2", "1.1"]
    assert [row.spread for row in spread(found, range(1, 3), "code")] == [50, 0]


def test_what_has_no_figure_to_order_by_comes_last():
    columns = (("objective", "1.1"), ("objective", "1.2"))
    answers = [sealed(f"XA{n}", "dd33") for n in range(3)]
    for order in ("median", "-median", "spread", "-spread"):
        assert [row.column[1] for row in spread(compared(answers, columns=columns), range(2), order)] == ["1.2", "1.1"]
    few = compared(answers[:2], columns=columns)
    assert [row.spread for row in spread(few, range(2), "")] == [None, None]


def test_like_with_like_keeps_what_a_country_answered_alike_in_every_cycle():
    before = [sealed("XAA", "3d2n", "2022"), sealed("XAB", "1111", "2022"), sealed("XAC", "4444", "2022")]
    after = [sealed("XAA", "443n"), sealed("XAB", "2n-d")]
    kept = {(one.cycle, one.country): one.letters for one in common_answers(before + after, TREES, ["2022", "2024"])}
    assert kept == {
        ("2022", "XAA"): "3d2n",
        ("2024", "XAA"): "4d3n",
        ("2022", "XAB"): "1ddd",
        ("2024", "XAB"): "2ddd",
    }


def test_an_indicator_that_one_edition_did_not_ask_is_left_out():
    kept = common_answers(
        [sealed("XAA", "1234", "2022"), sealed("XAA", "2343", "2024", "later")], TREES, ["2022", "2024"]
    )
    assert [one.letters for one in kept] == ["123d", "23d3"]


def test_a_trend_like_with_like_is_a_slow_recomputation():
    draws = random.Random(11)  # noqa: S311 (answers, not secrets)
    countries = [country(f"XA{letter}") for letter in "ABCDEFGHIJK"]
    answers = [
        sealed(one.code, "".join(draws.choice("01234nd-") for _ in CODES), cycle.slug)
        for one in countries
        for cycle in CYCLES
        if draws.random() < 0.85
    ]
    by_place = {(one.cycle, one.country): one.letters for one in answers}
    everything = compared(answers, countries=countries, cycles=CYCLES)
    common = common_answers(answers, TREES, ["2022", "2024"])
    alike = compared(common, countries=countries, cycles=CYCLES)
    found = trend(alike, "", alike, "", all_submitted=everything)

    both = [one.code for one in countries if all((cycle.slug, one.code) in by_place for cycle in CYCLES)]
    scores = {cycle.slug: {} for cycle in CYCLES}
    left_out = []
    for code in both:
        pairs = list(zip(CODES, by_place["2022", code], by_place["2024", code], strict=True))
        kept = [
            pair for pair in pairs if pair[1].isdigit() == pair[2].isdigit() and {pair[1], pair[2]} <= set("01234n")
        ]
        left_out.append(len(CODES) - len(kept))
        scores["2022"][code] = slow_score((place, then) for place, then, _now in kept)
        scores["2024"][code] = slow_score((place, now) for place, _then, now in kept)
    for point in found.all.points:
        assert {result.country.code: result.score for result in point.all.results} == scores[point.cycle.slug]
        known = [score for score in scores[point.cycle.slug].values() if score is not None]
        assert point.all.summary.median == slow_quantile(known, Fraction(1, 2))
    changes = [scores["2024"][code] - scores["2022"][code] for code in both if scores["2022"][code] is not None]
    assert found.all.points[1].moved == (
        sum(change > 0 for change in changes),
        sum(change < 0 for change in changes),
        sum(change == 0 for change in changes),
    )
    submitted = {one.country for one in answers}
    assert found.left_out.countries == len(submitted) - len(both)
    assert found.left_out.median == slow_quantile(left_out, Fraction(1, 2))
    assert (found.left_out.fewest, found.left_out.most) == (min(left_out), max(left_out))


def test_a_country_like_with_like_has_a_coverage_and_no_bounds():
    answers = [sealed("XAA", "3d2n", "2022"), sealed("XAA", "443n")]
    everything = compared(answers, cycles=CYCLES)
    alike = compared(common_answers(answers, TREES, ["2022", "2024"]), cycles=CYCLES)
    (course,) = trend(alike, "", alike, "XAA", all_submitted=everything).countries
    first, second = course.points
    assert (first.result.score, second.result.score, second.change) == (Fraction(125, 2), Fraction(175, 2), 25)
    assert [point.result.coverage for point in course.points] == [75, 75]
    assert not any(point.result.has_bounds for point in course.points)


def test_a_change_is_the_difference_of_exact_scores():
    answers = [sealed("XAA", "2-1-", "2022"), sealed("XAA", "2-2-"), sealed("XAB", "1111")]
    found = trend(everything := compared(answers, cycles=CYCLES), "region", everything, "XAB")
    marked, other = found.countries
    assert marked.country.code == "XAB"
    assert marked.points[1].change is None
    assert other.points[1].change == Fraction(25, 2)
    assert found.all.points[1].change == Fraction(50 + 25, 2) - Fraction(75, 2)
    assert found.all.points[1].moved == (1, 0, 0)
    assert [course.key for course in found.groups] == ["Africa"]
    assert found.left_out is None


def test_nothing_to_compare_gives_nothing():
    nothing = compared([], countries=[country("XAA")], cycles=())
    assert distribution(nothing, "").all.summary.count == 0
    assert trend(nothing, "", nothing, "").all.points == ()
    assert spread(nothing, range(1), "")[0].all.coverage is None


def test_bounds_and_coverage_are_those_of_scoring():
    letters = "4d-1"
    (result,) = distribution(compared([sealed("XAA", letters)]), "").all.results
    node = scoring.score(TREE, {code: scoring.answer_of(one) for code, one in zip(CODES, letters, strict=True)}).overall
    assert (result.score, result.coverage, result.lower, result.upper) == (
        node.score,
        node.coverage,
        node.lower,
        node.upper,
    )
