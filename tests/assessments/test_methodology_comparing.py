"""Every number about comparing in docs/methodology.md is what the rules give, and every sum written there comes out."""

import datetime
import uuid
from fractions import Fraction

import pytest

from assessments.comparison import CountryFacts, CycleFacts, SealedAnswers, Selection, compare, summary
from assessments.comparison.trend import common_answers, trend
from assessments.scoring import OVERALL, IndicatorPlace, Tree, letter_of, one_decimal
from tests.assessments.test_methodology import SECTIONS, answer_of, by_hand, tables_of

(QUARTILES,) = tables_of(SECTIONS["Median and quartiles"])
ANSWERS, COURSES = tables_of(SECTIONS["Trend, and like with like"])
CYCLES = tuple(CycleFacts(slug, slug, datetime.date(int(slug), 1, 1), 4, False) for slug in ("2022", "2024"))
TREE = Tree.build(
    IndicatorPlace(row["Indicator"], row["Indicator"][:3], row["Indicator"][:3], "1.law", "1", 1) for row in ANSWERS
)


def written(value):
    """An exact value as the page writes it."""
    return "none" if value is None else str(one_decimal(value))


@pytest.mark.parametrize("row", QUARTILES, ids=lambda row: row["Scores"])
def test_quartiles_by_hand(row):
    scores = [] if row["Scores"] == "none" else [int(score) for score in row["Scores"].split(", ")]
    found = summary(scores, 1)
    for value, by, name in (
        (found.first_quartile, "First by hand", "First quartile"),
        (found.median, "Median by hand", "Median"),
        (found.third_quartile, "Third by hand", "Third quartile"),
    ):
        assert (by_hand(row[by]), row[name]) == (value, written(value))


def test_like_with_like_by_hand():
    sealed = [
        SealedAnswers(
            uuid.uuid4(),
            name[0],
            name[-4:],
            1,
            datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
            "layout",
            "".join(letter_of(answer_of(row[name])) for row in ANSWERS),
        )
        for name in ("A in 2022", "A in 2024", "B in 2022", "B in 2024", "C in 2024")
    ]

    def compared(answers):
        return compare(
            selection=Selection(),
            cycles=CYCLES,
            countries=[CountryFacts(code, code, "Africa", "Western Africa", "african", False) for code in "ABC"],
            columns=[("overall", OVERALL)],
            indicators=list(TREE.places),
            layouts={"layout": TREE},
            sealed=answers,
        )

    everything = compared(sealed)
    common = common_answers(sealed, {"layout": TREE}, ["2022", "2024"])
    alike = compared(common)
    found = {
        "everything": trend(everything, "", everything, ""),
        "like with like": trend(alike, "", alike, "", all_submitted=everything),
    }
    for country in "AB":
        kept = next(one.letters for one in common if one.country == country)
        assert ["no" if letter == "d" else "yes" for letter in kept] == [row[f"{country} counts"] for row in ANSWERS]
    for row in COURSES:
        who, _comma, how = row["Overall of"].partition(", ")
        if who == "median":
            points = found[how].all.points
            values = [point.all.summary.median for point in points]
        else:
            points = next(course for course in found[how].countries if course.country.code == who).points
            values = [point.result.score for point in points]
        assert values == [by_hand(row["2022 by hand"]), by_hand(row["2024 by hand"])]
        assert [written(value) for value in values] == [row["2022"], row["2024"]]
        assert (points[1].change, written(points[1].change)) == (by_hand(row["Change by hand"]), row["Change"])
    left_out = found["like with like"].left_out
    assert (left_out.countries, left_out.asked, left_out.fewest, left_out.median, left_out.most) == (1, 4, 0, 1, 2)
    (first, *_others) = found["like with like"].countries
    assert [point.result.coverage for point in first.points] == [Fraction(50)] * 2
