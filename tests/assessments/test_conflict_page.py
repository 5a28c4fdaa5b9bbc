"""The page of differences and the page to decide: who says what, what has changed, and the focal point's decision."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from assessments import services
from assessments.models import Evidence, NationalScore
from tests.assessments.conftest import Team, make_cycle, make_team

CODE = "1.2.E1"


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def conflicts(team: Team, actor: Membership | None = None, **query: Any) -> str:
    address = reverse("assessments:conflicts", args=[team.assessment.pk])
    response = signed_in(actor or team.focal).get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def decide_page(team: Team, code: str = CODE, **query: str) -> str:
    address = reverse("assessments:decide", args=[team.assessment.pk, code])
    response = signed_in(team.focal).get(address, query)
    assert response.status_code == 200
    return response.content.decode()


def differ(team: Team, code: str, interior: int = 2, justice: int = 3) -> None:
    team.assign(code, team.interior, team.justice)
    team.score(team.interior_official, code, interior, justification=f"The Interior on {code}.")
    team.score(team.justice_official, code, justice, justification=f"Justice on {code}.")


@pytest.fixture
def differing(team: Team) -> Team:
    """Interior and Justice answer `CODE` differently."""
    differ(team, CODE)
    return team


def card(code: str) -> str:
    return f'id="i-{code}"'


# What is shown


def test_ministries_stand_side_by_side_with_their_evidence(differing: Team):
    for ministry, title in ((differing.interior, "Decree on passports"), (None, "Report to parliament")):
        Evidence.objects.create(
            assessment=differing.assessment,
            indicator=differing.indicator(CODE),
            ministry=ministry,
            kind="law",
            visibility="public",
            title=title,
            issuer="Parliament",
            article="4",
            added_at=timezone.now(),
            added_by=differing.focal.user,
        )
    for page in (conflicts(differing), decide_page(differing)):
        for words in (
            "The Interior on 1.2.E1.",
            "Justice on 1.2.E1.",
            "2 Partly in place",
            "3 Largely in place",
            "Decree on passports",
            "Report to parliament",
        ):
            assert words in page


def test_the_answer_of_the_last_cycle_stands_beside_them(team: Team):
    team.decide(CODE, 1, justification="A bill, last time.")
    team.decide_all()
    following = make_team_next(team)
    differ(following, CODE)
    page = conflicts(following)
    assert "Last time, Cycle 2026" in page
    assert "A bill, last time." in page


def make_team_next(team: Team) -> Team:
    """The same country in the cycle after, its assessment just opened."""
    cycle = make_cycle("2028", year=2028)
    assessment = services.open_assessment(actor=team.focal, country=team.country, cycle=cycle)
    return Team(
        **{**vars(team), "cycle": cycle, "assessment": assessment},
    )


def test_who_has_not_answered_is_named(team: Team):
    team.assign(CODE, team.interior)
    page = conflicts(team, state="unanswered")
    assert card(CODE) in page
    assert "has not answered" in page


def test_how_much_is_discussed_is_said_and_the_decide_page_has_the_discussion(differing: Team):
    services.comment(
        actor=differing.interior_official,
        assessment=differing.assessment,
        indicator=differing.indicator(CODE),
        text="Which law is meant?",
    )
    page = conflicts(differing)
    assert "Discussion (1)" in page
    assert "Which law is meant?" not in page
    assert "Which law is meant?" in decide_page(differing)


# What to settle


def test_filters_by_state_table_and_ministry_hold_together(differing: Team):
    differ(differing, "2.1.E1")
    differing.assign("1.1.E1", differing.justice)
    assert card(CODE) in conflicts(differing)
    assert card("2.1.E1") in conflicts(differing)
    only_second = conflicts(differing, state="conflict", table="2")
    assert card("2.1.E1") in only_second
    assert card(CODE) not in only_second
    of_justice = conflicts(differing, state="unanswered", ministry=str(differing.justice.pk))
    assert card("1.1.E1") in of_justice
    assert of_justice.count('id="i-') == 1
    of_interior = conflicts(differing, state="unanswered", ministry=str(differing.interior.pk))
    assert "The filter leaves others out." in of_interior
    assert "Ministries differ" in conflicts(differing, state="burn", table="9", ministry="nobody", page="-1")


def test_each_state_says_how_many_there_are(differing: Team):
    differ(differing, "2.1.E1")
    page = " ".join(conflicts(differing, table="2").split())
    assert 'Ministries differ <span class="num">(1)</span>' in page


def test_long_lists_come_in_pages(team: Team):
    page = conflicts(team, state="unanswered", page="2")
    assert page.count('id="i-') == 20
    assert "Page 2 of 19" in page


def test_another_countrys_ministry_limits_nothing(differing: Team):
    stranger = make_team("XTB", differing.cycle)
    assert card(CODE) in conflicts(differing, ministry=str(stranger.interior.pk))


# Deciding


def test_taking_a_ministrys_answer_fills_the_form_without_a_script(differing: Team):
    page = decide_page(differing, take=str(differing.justice.pk), back="state=conflict&table=1")
    assert 'value="3" checked' in page
    assert ">Justice on 1.2.E1.</textarea>" in page
    assert "state=conflict&amp;table=1" in page


@pytest.mark.parametrize(
    ("back", "place"),
    [
        ("state=conflict&table=1&page=2", "conflicts/?state=conflict&table=1&page=2"),
        ("state=conflict&next=https://elsewhere.example/", "conflicts/?state=conflict"),
        ("https://elsewhere.example/", f"objectives/1.2/#i-{CODE}"),
        ("", f"objectives/1.2/#i-{CODE}"),
    ],
)
def test_after_deciding_one_is_where_one_came_from(differing: Team, back: str, place: str):
    response = signed_in(differing.focal).post(
        reverse("assessments:decide", args=[differing.assessment.pk, CODE]),
        {
            "choice": "2",
            "justification": "As the Interior says.",
            "rationale": "The act is not in force.",
            "version": differing.national(CODE).version,
            "back": back,
        },
    )
    assert response["Location"] == f"/assessments/{differing.assessment.pk}/{place}"
    assert differing.national(CODE).state == NationalScore.State.DECIDED


def test_what_changed_since_the_decision_is_shown_before_and_after(differing: Team):
    differing.score(differing.justice_official, CODE, 3, justification="Said before the decision.")
    differing.decide(CODE, 3)
    differing.score(differing.interior_official, CODE, 4, justification="The act is in force.")
    services.unassign(
        actor=differing.focal,
        assessment=differing.assessment,
        indicators=[differing.indicator(CODE)],
        ministry=differing.justice,
    )
    for page in (conflicts(differing, state="to_confirm"), decide_page(differing)):
        changed = page[page.index("What changed since the decision") :]
        changed = changed[: changed.index('class="sides"')]
        for words in ("2 Partly in place", "4 Fully in place", "The act is in force.", "is no longer asked"):
            assert words in changed
        assert "Said before the decision." not in changed


def test_deciding_again_confirms_and_the_list_is_empty(differing: Team):
    differing.decide(CODE, 3)
    differing.score(differing.interior_official, CODE, 4)
    assert card(CODE) in conflicts(differing)
    differing.decide(CODE, 4)
    assert "Nothing to confirm." in conflicts(differing, state="to_confirm")
    assert "What changed since the decision" not in decide_page(differing)


def test_a_decision_on_a_stale_version_keeps_what_was_written(differing: Team):
    stale = differing.national(CODE).version
    differing.decide(CODE, 2)
    response = signed_in(differing.focal).post(
        reverse("assessments:decide", args=[differing.assessment.pk, CODE]),
        {"choice": "3", "justification": "Mine.", "rationale": "Because.", "version": stale, "back": "state=conflict"},
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert ">Mine.</textarea>" in page
    assert "Not decided: the answer was changed meanwhile." in page
    assert "Decide all the same" in page


def test_others_read_and_see_no_form(differing: Team):
    page = conflicts(differing, differing.observer)
    assert "The focal point decides; you read." in page
    assert "decide-form" not in page
    assert "Take this answer" not in page


# Queries


@pytest.mark.parametrize("state", ["conflict", "to_confirm", "unanswered"])
def test_queries_do_not_grow_with_what_there_is_to_settle(team: Team, django_assert_max_num_queries: Any, state: str):
    for number in range(1, 9):
        differ(team, f"1.{number}.E1")
        if state == "to_confirm":
            team.decide(f"1.{number}.E1", 1)
            team.score(team.interior_official, f"1.{number}.E1", 4)
    client = signed_in(team.focal)
    address = reverse("assessments:conflicts", args=[team.assessment.pk])
    client.get(address, {"state": state})
    with django_assert_max_num_queries(16):
        client.get(address, {"state": state})
