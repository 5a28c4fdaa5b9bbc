"""The profile over the API equals what a person works out by hand."""

import pytest

from assessments.models import NationalScore
from tests.assessments.calling import LAW, Caller, errors_of
from tests.assessments.conftest import make_team


@pytest.fixture
def nodes(team):
    """Decided: in 1.1 levels 4 and 1, not applicable and no data; 1.2.E1 level 2; 2.6a.E1 level 3."""
    focal = Caller(team.focal)

    def decide(code, **answer):
        body = {"justification": LAW} | answer
        path = f"assessments/{team.assessment.pk}/national-scores/{code}/"
        assert focal.put(path, body, 1).status_code == 200

    decide("1.1.E1", answer="level", level=4)
    decide("1.1.E2", answer="level", level=1)
    decide("1.1.E3", answer="not_applicable")
    decide("1.1.E4", answer="no_data")
    decide("1.2.E1", answer="level", level=2)
    decide("2.6a.E1", answer="level", level=3)
    answered = focal.get(f"assessments/{team.assessment.pk}/profile/")
    assert answered.status_code == 200
    return answered.json()["nodes"]


@pytest.mark.parametrize(
    ("level", "code", "score", "coverage", "lower", "upper", "answered", "total"),
    [
        # Part 1.1, five indicators. Score (100 + 25) / 2; coverage 3 of 5 (the no-data one does not count).
        # Bounds without the not-applicable one: (100 + 25 + 0 + 0) / 4 = 31.25, (100 + 25 + 100 + 100) / 4 = 81.25.
        ("part", "1.1", 62.5, 60.0, 31.3, 81.3, 3, 5),
        # The objective has this one part.
        ("objective", "1.1", 62.5, 60.0, 31.3, 81.3, 3, 5),
        # Two indicators, one answered with 50: bounds (50 + 0) / 2 and (50 + 100) / 2.
        ("objective", "1.2", 50.0, 50.0, 25.0, 75.0, 1, 2),
        # Nothing answered: no score, bounds from 0 to 100.
        ("objective", "1.3", None, 0.0, 0.0, 100.0, 0, 2),
        # Objectives 1.1 to 1.5 with 5 + 2 + 2 + 4 + 4 indicators. Score (62.5 + 50) / 2 = 56.25; coverage 4 of 17;
        # bounds (31.25 + 25 + 0 + 0 + 0) / 5 = 11.25, (81.25 + 75 + 100 + 100 + 100) / 5 = 91.25.
        ("section", "1.criminalization", 56.3, 23.5, 11.3, 91.3, 4, 17),
        # 16 objectives, 61 indicators. Bounds (31.25 + 25) / 16 = 3.515625, (81.25 + 75 + 14 × 100) / 16 = 97.265625.
        ("table", "1", 56.3, 6.6, 3.5, 97.3, 4, 61),
        # Six indicators, one answered with 75: bounds 75 / 6 = 12.5, (75 + 500) / 6 = 95.83….
        ("part", "2.6a", 75.0, 16.7, 12.5, 95.8, 1, 6),
        ("part", "2.6b", None, 0.0, 0.0, 100.0, 0, 3),
        # Two parts: bounds (12.5 + 0) / 2 = 6.25, (95.83… + 100) / 2 = 97.916….
        ("objective", "2.6", 75.0, 11.1, 6.3, 97.9, 1, 9),
        # 16 objectives, 138 indicators: 6.25 / 16 = 0.390625, (97.916… + 15 × 100) / 16 = 99.869….
        ("table", "2", 75.0, 0.7, 0.4, 99.9, 1, 138),
        ("table", "3", None, 0.0, 0.0, 100.0, 0, 79),
        # Score (56.25 + 75) / 2 = 65.625 from the unrounded tables; coverage 5 of 371;
        # bounds (3.515625 + 0.390625 + 0 + 0) / 4 = 0.9765625, (97.265625 + 99.869… + 100 + 100) / 4 = 99.283….
        ("overall", "overall", 65.6, 1.3, 1.0, 99.3, 5, 371),
    ],
)
def test_node_equals_the_hand_computation(nodes, level, code, score, coverage, lower, upper, answered, total):
    (node,) = [node for node in nodes if (node["level"], node["code"]) == (level, code)]
    given = tuple(node[name] for name in ("score", "coverage", "lower", "upper", "answered", "total"))
    assert given == (score, coverage, lower, upper, answered, total)


def test_nodes_are_all_there_in_document_order(nodes):
    levels = [node["level"] for node in nodes]
    assert {level: levels.count(level) for level in dict.fromkeys(levels)} == {
        "overall": 1,
        "table": 4,
        "section": 33,
        "objective": 62,
        "part": 76,
    }
    first = [(node["level"], node["code"]) for node in nodes[:5]]
    assert first == [
        ("overall", "overall"),
        ("table", "1"),
        ("section", "1.criminalization"),
        ("objective", "1.1"),
        ("part", "1.1"),
    ]


def test_answers_without_level_are_counted_apart(nodes):
    overall = nodes[0]
    assert (overall["not_applicable"], overall["no_data"], overall["unanswered"]) == (1, 1, 365)


def test_only_agreed_and_decided_answers_count(team):
    NationalScore.objects.filter(assessment=team.assessment, indicator__code="1.1.E1").update(
        state="to_confirm", answer="level", level=4, decided_by=team.focal.user
    )
    NationalScore.objects.filter(assessment=team.assessment, indicator__code="1.1.E2").update(
        state="carried_over", answer="level", level=4
    )
    nodes = Caller(team.observer).get(f"assessments/{team.assessment.pk}/profile/").json()["nodes"]
    assert (nodes[0]["score"], nodes[0]["answered"]) == (None, 0)


def test_numbers_print_with_one_decimal(team):
    answered = Caller(team.observer).get(f"assessments/{team.assessment.pk}/profile/")
    assert b'"score":null,"coverage":0.0,"lower":0.0,"upper":100.0,' in answered.content


def test_another_countrys_profile_is_not_found(team):
    other = make_team("XTB", team.cycle)
    errors_of(Caller(other.focal).get(f"assessments/{team.assessment.pk}/profile/"), 404)
