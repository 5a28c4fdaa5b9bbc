"""How far ministries agree: the numbers of docs/methodology.md, the page and the call."""

from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments import services
from assessments.agreement import OVERALL, Share, agreement
from assessments.scoring import Answer, IndicatorPlace, one_decimal, whole_percent
from tests.assessments.calling import Caller
from tests.assessments.conftest import Team, make_team
from tests.assessments.test_methodology import SECTIONS, answer_of, shown, tables_of

HEADING = "How far ministries agree"
ANSWERS, SHARES = tables_of(SECTIONS[HEADING])[1:]
MINISTRIES = ("Interior", "Justice", "Health")


def place_of(code: str) -> IndicatorPlace:
    objective = code.rpartition(".")[0]
    return IndicatorPlace(code, objective, objective, "1.law", "1", 1)


def given_in(row: dict[str, str]) -> dict[str, Answer]:
    return {name: answer_of(row[name]) for name in MINISTRIES if row[name] not in ("-", "unanswered")}


def test_the_example_of_the_methodology_is_what_the_function_gives():
    result = agreement(
        [place_of(row["Indicator"]) for row in ANSWERS],
        {row["Indicator"]: given_in(row) for row in ANSWERS},
        {row["Indicator"]: answer_of(row["Country"]) for row in ANSWERS if row["Country"] != "unanswered"},
    )
    for row in SHARES:
        node = (OVERALL, OVERALL) if row["Node"] == OVERALL else ("objective", row["Node"])
        ministry, _comma, kind = row["Share of"].partition(", with the ")
        if kind == "others":
            share = result.ministries[ministry].with_others[node]
        elif kind == "country":
            share = result.ministries[ministry].with_country[node]
        else:
            share = result.nodes[node]
        assert share == Share(int(row["Same"]), int(row["Of"]))
        assert row["Percent"] == shown(one_decimal(share.percent))
        assert row["On a page"] == shown(whole_percent(share.percent))


def test_a_share_of_nothing_is_none():
    assert Share(0, 0).percent is None
    assert Share(1, 3).percent == Fraction(100, 3)
    assert agreement([place_of("1.1.E1")], {"1.1.E1": {"a": Answer.of_level(1)}}, {}).ministries == {}


@given(
    st.lists(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 4).map(Answer.of_level)), min_size=1, max_size=8)
)
def test_shares_add_up(answers):
    codes = [f"1.{number % 3}.E{number}" for number in range(len(answers))]
    result = agreement(
        [place_of(code) for code in codes],
        dict(zip(codes, answers, strict=True)),
        {code: Answer.of_level(2) for code in codes},
    )
    overall = result.nodes[OVERALL, OVERALL]
    objectives = [share for (level, _code), share in result.nodes.items() if level == "objective"]
    assert overall == Share(sum(share.alike for share in objectives), sum(share.of for share in objectives))
    assert overall.of == sum(len(given) > 1 for given in answers)
    for ministry in result.ministries.values():
        assert ministry.with_others[OVERALL, OVERALL].of == ministry.with_country[OVERALL, OVERALL].of <= overall.of


@pytest.fixture
def differing(team: Team) -> Team:
    """Interior and Justice: the same on 1.1.E1, not on 1.2.E1, which is decided as Justice says; 1.2.E2 is open."""
    for code, interior, justice in (("1.1.E1", 2, 2), ("1.2.E1", 1, 2), ("1.2.E2", 0, 1)):
        team.assign(code, team.interior, team.justice)
        team.score(team.interior_official, code, interior)
        team.score(team.justice_official, code, justice)
    team.decide("1.2.E1", 2)
    team.assign("1.3.E1", team.interior)
    team.score(team.interior_official, "1.3.E1", 4)
    return team


def test_the_call_gives_every_share(differing: Team):
    body = Caller(differing.observer).get(f"assessments/{differing.assessment.pk}/agreement/").json()
    nodes = {(node["level"], node["code"]): node for node in body["nodes"]}
    assert nodes["overall", "overall"] == {
        "level": "overall",
        "code": "overall",
        "compared": 3,
        "same": 1,
        "share": 33.3,
    }
    assert nodes["objective", "1.1"]["share"] == 100.0
    assert nodes["objective", "1.2"]["share"] == 0.0
    assert ("objective", "1.3") not in nodes
    by_name = {ministry["name"]: ministry["nodes"] for ministry in body["ministries"]}
    overall = {name: shares[0] for name, shares in by_name.items()}
    assert overall["Ministry of the Interior"] == {
        "level": "overall",
        "code": "overall",
        "compared": 3,
        "same": 1,
        "share": 33.3,
        "settled": 2,
        "same_as_country": 1,
        "share_with_country": 50.0,
    }
    assert overall["Ministry of Justice"]["share_with_country"] == 100.0


def test_answers_that_are_taken_back_are_not_compared(differing: Team):
    services.unassign(
        actor=differing.focal,
        assessment=differing.assessment,
        indicators=[differing.indicator("1.2.E2")],
        ministry=differing.justice,
    )
    body = Caller(differing.focal).get(f"assessments/{differing.assessment.pk}/agreement/").json()
    assert body["nodes"][0]["compared"] == 2


def page(team: Team) -> str:
    client = Client()
    client.force_login(team.focal.user)
    return client.get(reverse("assessments:agreement", args=[team.assessment.pk])).content.decode()


def test_the_page_shows_ministries_tables_and_objectives(differing: Team):
    text = page(differing)
    assert "Ministry of the Interior" in text
    assert "33%" in text
    assert "1 of 3" in text
    assert f"{reverse('assessments:conflicts', args=[differing.assessment.pk])}" in text
    empty = page(make_team("XTB", differing.cycle))
    assert "No indicator is answered by two ministries yet." in empty


def test_queries_do_not_grow(differing: Team, django_assert_max_num_queries):
    client = Client()
    client.force_login(differing.focal.user)
    address = reverse("assessments:agreement", args=[differing.assessment.pk])
    client.get(address)
    with django_assert_max_num_queries(9):
        client.get(address)
