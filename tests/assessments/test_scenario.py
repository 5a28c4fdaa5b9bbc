"""The scenario: what the plan would bring, never less than there is."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments import scoring
from assessments.scenario import scenario
from assessments.scoring import NO_DATA, NOT_APPLICABLE, UNANSWERED, Answer, IndicatorPlace, Tree

ROWS = [
    ("1.1.E1", "1.1", "1.1", "1.a", "1"),
    ("1.1.E2", "1.1", "1.1", "1.a", "1"),
    ("1.2.E1", "1.2", "1.2", "1.a", "1"),
    ("2.1.E1", "2.1a", "2.1", "2.a", "2"),
    ("2.1.E2", "2.1b", "2.1", "2.a", "2"),
]
TREE = Tree.build(IndicatorPlace(*row, kind_rank=1) for row in ROWS)
CODES = [row[0] for row in ROWS]
ANSWERS = st.dictionaries(
    st.sampled_from(CODES),
    st.one_of(st.sampled_from([NO_DATA, NOT_APPLICABLE, UNANSWERED]), st.integers(0, 4).map(Answer.of_level)),
)
EXPECTED = st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 4)), max_size=12)


def then(answers, expected, code="1.1.E1"):
    return scenario(TREE, answers, expected).raised.get(code)


def test_the_highest_of_several_expected_levels_counts():
    answers = {"1.1.E1": Answer.of_level(1)}
    assert then(answers, [("1.1.E1", 3), ("1.1.E1", 2)]) == 3


def test_a_level_is_never_lowered():
    answers = {"1.1.E1": Answer.of_level(3)}
    assert then(answers, [("1.1.E1", 2)]) is None
    assert then(answers, [("1.1.E1", 3)]) is None


def test_not_applicable_stays():
    found = scenario(TREE, {"1.1.E1": NOT_APPLICABLE}, [("1.1.E1", 4)])
    assert found.raised == {}
    assert found.then == found.now


def test_no_data_and_unanswered_take_the_expected_level():
    assert then({"1.1.E1": NO_DATA}, [("1.1.E1", 0)]) == 0
    assert then({}, [("1.1.E1", 2)]) == 2


def test_the_moves_are_exact_and_say_what_moves():
    answers = dict.fromkeys(CODES, Answer.of_level(1))
    found = scenario(TREE, answers, [("1.1.E1", 4)])
    assert found.overall.points == Fraction(75, 8)
    moving = [(move.now.level, move.now.code) for move in found.moves if move.moves]
    assert moving == [("overall", "overall"), ("table", "1"), ("objective", "1.1")]
    assert [move.now.code for move in found.of_level("table")] == ["1", "2"]


def test_a_node_without_a_score_now_has_no_points():
    found = scenario(TREE, {}, [("2.1.E1", 2)])
    assert found.overall.points is None
    assert found.overall.then.score == 50
    assert found.overall.moves


@given(ANSWERS)
def test_without_actions_the_scenario_is_the_profile(answers):
    found = scenario(TREE, answers, [])
    assert found.then == found.now == scoring.score(TREE, answers)
    assert not any(move.moves for move in found.moves)


@given(ANSWERS, EXPECTED)
def test_an_indicator_is_never_lowered_and_bounds_never_fall(answers, expected):
    found = scenario(TREE, answers, expected)
    for code, level in found.raised.items():
        before = answers.get(code, UNANSWERED).level
        assert before is None or level > before
        assert level == max(one for other, one in expected if other == code)
    for move in found.moves:
        if move.now.lower is not None:
            assert move.then.lower >= move.now.lower
            assert move.then.upper <= 100
        assert move.then.coverage >= move.now.coverage


@given(st.dictionaries(st.sampled_from(CODES), st.integers(0, 4).map(Answer.of_level)), EXPECTED)
def test_where_all_is_answered_no_score_falls(answers, expected):
    whole = dict.fromkeys(CODES, Answer.of_level(1)) | answers
    assert all(move.points >= 0 for move in scenario(TREE, whole, expected).moves)


@given(ANSWERS, EXPECTED)
def test_the_order_of_actions_does_not_matter(answers, expected):
    assert scenario(TREE, answers, expected) == scenario(TREE, answers, expected[::-1])
