"""The rules of scoring, one by one."""

from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest

from assessments.scoring import (
    NO_DATA,
    NOT_APPLICABLE,
    UNANSWERED,
    Answer,
    AnswerKind,
    Gap,
    IndicatorPlace,
    Profile,
    Tree,
    change,
    gaps,
    in_conflict,
    one_decimal,
    score,
    whole_percent,
)

NOT_IN_PLACE, STARTED, PARTLY, LARGELY, FULLY = map(Answer.of_level, range(5))
EVERY_ANSWER = (NOT_IN_PLACE, STARTED, PARTLY, LARGELY, FULLY, NOT_APPLICABLE, NO_DATA, UNANSWERED)


def place(indicator: str, section: str = "first", kind_rank: int = 0) -> IndicatorPlace:
    """The place that the code itself tells: 2.6a.E3 is in part 2.6a of objective 2.6 of table 2."""
    part = indicator.rpartition(".")[0]
    objective = part.rstrip("abc")
    table = objective.partition(".")[0]
    return IndicatorPlace(indicator, part, objective, f"{table}.{section}", table, kind_rank)


def scored(answers: Mapping[str, Answer]) -> Profile:
    """The profile of a tree that has just the indicators answered."""
    return score(Tree.build(map(place, answers)), answers)


# Answers


def test_an_answer_of_kind_level_has_a_level_from_0_to_4():
    assert [Answer.of_level(level).level for level in range(5)] == [0, 1, 2, 3, 4]
    assert Answer.of_level(3) == Answer(AnswerKind.LEVEL, 3)


@pytest.mark.parametrize("level", [-1, 5, None, True, 2.0, "2"])
def test_a_level_that_is_no_whole_number_from_0_to_4_is_refused_by_name(level):
    with pytest.raises(ValueError, match=r"^level: must be a whole number from 0 to 4"):
        Answer(AnswerKind.LEVEL, level)


@pytest.mark.parametrize("kind", [AnswerKind.NOT_APPLICABLE, AnswerKind.NO_DATA, AnswerKind.UNANSWERED])
def test_an_answer_without_level_takes_none(kind):
    assert Answer(kind).level is None
    with pytest.raises(ValueError, match=rf"^level: an answer {kind} has none, but 0 was given"):
        Answer(kind, 0)


def test_an_unknown_kind_of_answer_is_refused_by_name():
    with pytest.raises(ValueError, match=r"^kind: 'level' is none of level, not_applicable, no_data, unanswered"):
        Answer("level", 3)


# The tree


def test_nodes_are_in_document_order_and_an_objective_without_letters_shares_its_code_with_its_part():
    tree = Tree.build([place("1.2.E1"), place("1.10.E1", "second"), place("2.6a.E1"), place("2.6b.E1")])
    assert tree.nodes == (
        ("overall", "overall"),
        ("table", "1"),
        ("section", "1.first"),
        ("objective", "1.2"),
        ("part", "1.2"),
        ("section", "1.second"),
        ("objective", "1.10"),
        ("part", "1.10"),
        ("table", "2"),
        ("section", "2.first"),
        ("objective", "2.6"),
        ("part", "2.6a"),
        ("part", "2.6b"),
    )


def test_a_tree_without_indicators_is_refused():
    with pytest.raises(ValueError, match="at least one indicator"):
        Tree.build([])


def test_a_repeated_indicator_is_refused_by_name():
    with pytest.raises(ValueError, match=r"indicator 1\.1\.E1 is repeated"):
        Tree.build([place("1.1.E1"), place("1.1.E2"), place("1.1.E1")])


@pytest.mark.parametrize(
    ("codes", "named"),
    [
        (["1.1a.E1", "1.1b.E1", "1.1a.E2"], "part 1.1a"),
        (["1.1.E1", "1.2.E1", "1.1.E2"], "objective 1.1"),
        (["1.1.E1", "2.1.E1", "1.2.E1"], "table 1"),
    ],
)
def test_rows_that_are_not_in_one_piece_are_refused_by_name(codes, named):
    with pytest.raises(ValueError, match=f"^{named} is repeated, or its rows are not in one piece"):
        Tree.build(map(place, codes))


def test_a_code_with_two_parents_is_refused_by_name():
    rows = [
        IndicatorPlace("1.1.E1", "1.1", "1.1", "1.first", "1", 0),
        IndicatorPlace("1.1.E2", "1.1", "1.2", "1.first", "1", 0),
    ]
    with pytest.raises(ValueError, match=r"^part 1\.1 is repeated"):
        Tree.build(rows)


def test_an_answer_to_an_indicator_that_the_tree_does_not_have_is_refused_by_name():
    tree = Tree.build([place("1.1.E1")])
    with pytest.raises(ValueError, match=r"no indicator 1\.1\.E9"):
        score(tree, {"1.1.E1": FULLY, "1.1.E9": FULLY})
    with pytest.raises(ValueError, match=r"no indicator 1\.1\.E9"):
        gaps(tree, {"1.1.E9": FULLY}, 4)


def test_a_code_that_the_profile_does_not_have_is_a_key_error():
    profile = scored({"1.1.E1": FULLY})
    assert profile.find("table", "9") is None
    with pytest.raises(KeyError, match="9"):
        profile.table("9")


# Scores


@pytest.mark.parametrize(("level", "percent"), [(0, 0), (1, 25), (2, 50), (3, 75), (4, 100)])
def test_a_level_is_worth_25_percent_a_step(level, percent):
    assert scored({"1.1.E1": Answer.of_level(level)}).overall.score == percent


def test_a_part_is_the_mean_of_its_indicators_that_have_a_level():
    profile = scored({"1.1.E1": FULLY, "1.1.E2": STARTED, "1.1.E3": NO_DATA, "1.1.E4": UNANSWERED})
    assert profile.part("1.1").score == Fraction(125, 2)


def test_an_objective_is_the_mean_of_its_parts_however_many_indicators_each_has():
    profile = scored({"1.1a.E1": FULLY, "1.1b.E1": NOT_IN_PLACE, "1.1b.E2": NOT_IN_PLACE, "1.1b.E3": NOT_IN_PLACE})
    assert profile.objective("1.1").score == 50


def test_a_part_without_score_is_left_out_of_its_objective():
    profile = scored({"1.1a.E1": LARGELY, "1.1b.E1": NO_DATA, "1.1c.E1": NOT_APPLICABLE})
    assert profile.part("1.1b").score is None
    assert profile.objective("1.1").score == 75


def test_a_table_is_the_mean_of_its_objectives_and_not_of_its_sections():
    rows = [place("1.1.E1"), place("1.2.E1"), place("1.3.E1", "second")]
    profile = score(Tree.build(rows), {"1.1.E1": FULLY, "1.2.E1": FULLY, "1.3.E1": NOT_IN_PLACE})
    assert profile.section("1.first").score == 100
    assert profile.section("1.second").score == 0
    assert profile.table("1").score == Fraction(200, 3)


def test_overall_is_the_mean_of_the_tables_that_have_a_score():
    profile = scored({"1.1.E1": FULLY, "2.1.E1": NOT_IN_PLACE, "2.2.E1": NOT_IN_PLACE, "3.1.E1": NO_DATA})
    assert profile.table("3").score is None
    assert profile.overall.score == 50


def test_no_level_at_all_is_no_score_and_never_0():
    profile = scored({"1.1.E1": NO_DATA, "1.1.E2": UNANSWERED, "1.2.E1": NOT_APPLICABLE})
    assert {node.score for node in profile} == {None}


def test_a_missing_answer_is_an_unanswered_indicator():
    tree = Tree.build([place("1.1.E1"), place("1.1.E2")])
    assert score(tree, {"1.1.E1": PARTLY}) == score(tree, {"1.1.E1": PARTLY, "1.1.E2": UNANSWERED})


# Coverage and bounds


def test_coverage_counts_levels_and_not_applicable_against_all_indicators():
    node = scored({"1.1.E1": FULLY, "1.1.E2": NOT_APPLICABLE, "1.2.E1": NO_DATA, "1.2.E2": UNANSWERED}).overall
    assert node.coverage == 50
    assert (node.answered, node.total) == (2, 4)
    assert (node.not_applicable, node.no_data, node.unanswered) == (1, 1, 1)


def test_bounds_take_no_data_and_unanswered_as_0_and_as_4():
    node = scored({"1.1.E1": PARTLY, "1.1.E2": NO_DATA, "1.1.E3": UNANSWERED, "1.1.E4": PARTLY}).part("1.1")
    assert (node.lower, node.score, node.upper) == (25, 50, 75)


def test_not_applicable_stays_out_of_the_bounds():
    node = scored({"1.1.E1": PARTLY, "1.1.E2": NOT_APPLICABLE}).part("1.1")
    assert (node.lower, node.score, node.upper) == (50, 50, 50)


def test_bounds_go_through_the_same_means():
    profile = scored({"1.1a.E1": FULLY, "1.1b.E1": NO_DATA, "1.1b.E2": NO_DATA, "1.2.E1": UNANSWERED})
    assert (profile.objective("1.1").lower, profile.objective("1.1").upper) == (50, 100)
    assert (profile.overall.lower, profile.overall.score, profile.overall.upper) == (25, 100, 100)


def test_without_any_level_the_bounds_are_0_and_100():
    node = scored({"1.1.E1": NO_DATA, "1.1.E2": NOT_APPLICABLE}).overall
    assert (node.lower, node.score, node.upper) == (0, None, 100)


def test_when_everything_is_not_applicable_there_are_no_bounds_and_coverage_is_full():
    node = scored({"1.1.E1": NOT_APPLICABLE, "1.2.E1": NOT_APPLICABLE}).overall
    assert (node.lower, node.score, node.upper, node.coverage) == (None, None, None, 100)


# Gaps


def test_a_gap_is_the_target_minus_the_level_of_indicators_below_it():
    tree = Tree.build(map(place, ["1.1.E1", "1.1.E2", "1.1.E3"]))
    answers = {"1.1.E1": STARTED, "1.1.E2": LARGELY, "1.1.E3": FULLY}
    assert gaps(tree, answers, 3) == [Gap(indicator="1.1.E1", level=1, target=3, size=2)]


def test_an_indicator_without_level_has_no_gap():
    tree = Tree.build(map(place, ["1.1.E1", "1.1.E2", "1.1.E3", "1.1.E4"]))
    assert gaps(tree, {"1.1.E1": NOT_APPLICABLE, "1.1.E2": NO_DATA, "1.1.E3": UNANSWERED}, 4) == []


def test_a_country_sets_its_own_target_for_an_objective_higher_or_lower():
    tree = Tree.build(map(place, ["1.1.E1", "1.2.E1", "1.3.E1"]))
    answers = dict.fromkeys(tree.places, PARTLY)
    found = gaps(tree, answers, 3, {"1.2": 4, "1.3": 2})
    assert [(gap.indicator, gap.target, gap.size) for gap in found] == [("1.2.E1", 4, 2), ("1.1.E1", 3, 1)]


def test_gaps_are_ranked_by_size_then_kind_then_document_order():
    tree = Tree.build(
        [
            place("1.2.E1", kind_rank=1),
            place("1.2.E2", kind_rank=0),
            place("1.2.E10", kind_rank=1),
            place("1.10.E1", kind_rank=1),
            place("1.11.E1", kind_rank=9),
        ]
    )
    answers = dict.fromkeys(tree.places, PARTLY) | {"1.11.E1": STARTED}
    ranked = [gap.indicator for gap in gaps(tree, answers, 4)]
    assert ranked == ["1.11.E1", "1.2.E2", "1.2.E1", "1.2.E10", "1.10.E1"]


@pytest.mark.parametrize(("target", "own"), [(5, {}), (-1, {}), (4, {"1.1": 5})])
def test_a_target_outside_the_scale_is_refused(target, own):
    with pytest.raises(ValueError, match=r"^target.*: must be a whole number from 0 to 4"):
        gaps(Tree.build([place("1.1.E1")]), {}, target, own)


def test_a_target_for_an_unknown_objective_is_refused_by_name():
    with pytest.raises(ValueError, match=r"no objective 9\.9"):
        gaps(Tree.build([place("1.1.E1")]), {}, 4, {"9.9": 3})


# Conflict


@pytest.mark.parametrize(
    ("answers", "conflicting"),
    [
        ([], False),
        ([LARGELY], False),
        ([LARGELY, LARGELY], False),
        ([NO_DATA, NO_DATA], False),
        ([LARGELY, PARTLY], True),
        ([NOT_IN_PLACE, NO_DATA], True),
        ([NO_DATA, NOT_APPLICABLE], True),
        ([LARGELY, UNANSWERED], False),
        ([LARGELY, PARTLY, UNANSWERED], True),
    ],
)
def test_ministries_conflict_when_the_answers_given_differ_in_kind_or_level(answers, conflicting):
    assert in_conflict(answers) is conflicting


# Change


def test_change_is_the_exact_difference_of_scores_node_by_node():
    before = scored({"1.1.E1": STARTED, "1.1.E2": STARTED, "1.1.E3": STARTED, "1.2.E1": FULLY})
    after = scored({"1.1.E1": STARTED, "1.1.E2": STARTED, "1.1.E3": PARTLY, "1.2.E1": NOT_IN_PLACE})
    moved = change(before, after)
    assert list(moved) == [(node.level, node.code) for node in after]
    assert moved["objective", "1.1"] == Fraction(25, 3)
    assert moved["part", "1.2"] == -100
    assert moved["overall", "overall"] == Fraction(25, 6) - 50


def test_change_is_none_where_either_score_is_missing():
    first = scored({"1.1.E1": FULLY, "1.2.E1": NO_DATA})
    second = scored({"1.1.E1": NO_DATA, "1.2.E1": FULLY, "1.3.E1": FULLY})
    moved = change(first, second)
    assert moved["objective", "1.1"] is None
    assert moved["objective", "1.2"] is None
    assert moved["objective", "1.3"] is None
    assert moved["overall", "overall"] == 0


# Rounding


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(0), "0.0"),
        (Fraction(100), "100.0"),
        (Fraction(200, 3), "66.7"),
        (Fraction(100, 3), "33.3"),
        (Fraction(25, 4), "6.3"),
        (Fraction(1225, 100), "12.3"),
        (Fraction(1235, 100), "12.4"),
        (Fraction(5, 100), "0.1"),
        (Fraction(9995, 100), "100.0"),
        (Fraction(1225, 100) - Fraction(1, 10**30), "12.2"),
        (Fraction(-25, 4), "-6.3"),
        (Fraction(-1, 100), "0.0"),
    ],
)
def test_one_decimal_rounds_ties_away_from_zero(exact, rounded):
    assert str(one_decimal(exact)) == rounded


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        (Fraction(0), 0),
        (Fraction(125, 2), 63),
        (Fraction(1, 2), 1),
        (Fraction(3, 2), 2),
        (Fraction(199, 2), 100),
        (Fraction(4946, 100), 49),
        (Fraction(125, 2) - Fraction(1, 10**30), 62),
        (Fraction(-1, 2), -1),
        (Fraction(-125, 2), -63),
        (Fraction(-1, 3), 0),
    ],
)
def test_whole_percent_rounds_the_exact_value_with_ties_away_from_zero(exact, rounded):
    assert whole_percent(exact) == rounded


def test_no_score_stays_none_when_rounded():
    assert one_decimal(None) is None
    assert whole_percent(None) is None


def test_rounding_does_not_depend_on_the_decimal_context():
    with localcontext(prec=1):
        assert one_decimal(Fraction(6667, 100)) == Decimal("66.7")
