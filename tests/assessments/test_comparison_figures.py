"""What comparison reads equals what scoring gives from the sealed JSON, for every node and subset of indicators."""

import random
from fractions import Fraction

import pytest

from assessments import scoring, sealing, selectors
from assessments.comparison import Selection
from assessments.scoring import LETTERS
from tests.assessments.conftest import make_cycle
from tests.assessments.sealed import make_country, make_submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return make_cycle()


@pytest.mark.parametrize("kind", [(), ("legislation",), ("capacity", "policy")])
def test_figures_follow_from_the_sealed_json(cycle, reviewer, kind):
    draws = random.Random(7)  # noqa: S311 (answers, not secrets)
    letters = "".join(draws.choice(LETTERS) for _ in selectors.tree().places)
    submission = make_submission(make_country("XPA"), cycle, letters)
    selection = Selection(kind=kind, level="part")
    (line,) = selectors.compared(reviewer, selection).submitted
    compared = selectors.compared(reviewer, selection)
    rows = [row for row in submission.sealed["national_scores"] if row["indicator"] in compared.indicators]
    profile = scoring.score(sealing.sealed_tree(rows), sealing.sealed_answers(rows))
    for (level, code), figure in zip(compared.columns, line.figures, strict=True):
        node = profile.node(level, code)
        assert node.score == (None if figure.score is None else Fraction(figure.score, compared.unit))
        assert node.lower == (None if figure.lower is None else Fraction(figure.lower, compared.unit))
        assert (node.answered, node.total) == (figure.answered, figure.total)


def test_queries_do_not_grow_with_countries(cycle, reviewer, django_assert_num_queries):
    for code in ("XPA", "XPB", "XPC"):
        make_submission(make_country(code), cycle, "2" * len(selectors.tree().places))
    selectors.compared(reviewer, Selection())
    with django_assert_num_queries(3):
        assert len(selectors.compared(reviewer, Selection()).submitted) == 3
