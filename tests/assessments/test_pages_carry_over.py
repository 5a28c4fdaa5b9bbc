"""Pages on what is carried over and on the country's own targets."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership
from assessments import services
from assessments.models import NationalScore, OwnTarget
from tests.assessments.calling import settle
from tests.assessments.conftest import Team, make_cycle

CODES = ["1.1.E1", "1.1.E2", "1.2.E1"]
REASON = "The country has no coast."


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def address(team: Team, name: str, *args: str) -> str:
    return reverse(f"assessments:{name}", args=[team.assessment.pk, *args])


def words(response: Any) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def page(team: Team, name: str, *args: str, actor: Membership | None = None, **query: str) -> str:
    response = signed_in(actor or team.focal).get(address(team, name, *args), query)
    assert response.status_code == 200
    return words(response)


def post(team: Team, name: str, *args: str, **data: Any) -> Any:
    return signed_in(team.focal).post(address(team, name, *args), data, follow=True)


@pytest.fixture
def carried(team: Team) -> Team:
    """The team in the next cycle, with three answers and an own target from the last."""
    for code in CODES:
        team.decide(code, 3, justification=f"Act on {code}.")
    set_target(team)
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    return team


def set_target(team: Team, code: str = "1.1", version: int = 0, **fields: Any) -> Any:
    return post(team, "target", code, **{"level": "2", "reason": REASON, "version": version, **fields})


# Carried over


def test_the_scoring_page_shows_answer_date_and_text_and_leads_to_confirming_all(carried: Team) -> None:
    shown = page(carried, "objective", "1.1")
    assert "Carried over from Cycle 2026," in shown
    assert "Act on 1.1.E1." in shown
    assert "Confirm all 2 carried over of this objective" in shown
    assert "Confirm all 2" not in page(carried, "objective", "1.1", actor=carried.observer)


def test_what_is_carried_over_is_listed_by_objective(carried: Team) -> None:
    listed = page(carried, "carried_over")
    assert "3 answers of the last cycle do not count" in listed
    assert "See and confirm 2" in listed
    assert "Act on" not in listed
    assert "See 2" in page(carried, "carried_over", actor=carried.observer)


def test_a_preview_of_an_objective_is_confirmed_with_one_click(carried: Team) -> None:
    shown = signed_in(carried.focal).get(address(carried, "carried_over"), {"under": "1.1"})
    assert "Act on 1.1.E2." in words(shown)
    assert "1.2.E1" not in words(shown)
    codes = re.findall(r'name="codes" value="([^"]+)" checked', shown.content.decode())
    done = post(carried, "carried_over", under="1.1", codes=codes)
    assert "2 answers are confirmed." in words(done)
    assert done.redirect_chain[-1][0] == address(carried, "objective", "1.1")
    assert [carried.national(code).state for code in CODES] == ["decided", "decided", "carried_over"]


def test_what_cannot_be_confirmed_is_named_and_nothing_is_done(carried: Team) -> None:
    NationalScore.objects.filter(assessment=carried.assessment, indicator__code="1.1.E2").update(justification="")
    response = post(carried, "carried_over", under="1.1", codes=CODES[:2])
    assert response.status_code == 422
    assert "1.1.E2: Levels 3 and 4 need a justification." in words(response)
    assert carried.national("1.1.E1").state == "carried_over"


def test_there_is_nothing_under_a_code_that_nothing_has(carried: Team) -> None:
    assert signed_in(carried.focal).get(address(carried, "carried_over"), {"under": "9.9"}).status_code == 404


def test_the_overview_leads_there(carried: Team) -> None:
    overview = signed_in(carried.focal).get(address(carried, "overview")).content.decode()
    assert address(carried, "carried_over") in overview


def test_queries_do_not_grow_with_what_is_carried_over(carried: Team, django_assert_max_num_queries: Any) -> None:
    client = signed_in(carried.focal)
    with django_assert_max_num_queries(13):
        client.get(address(carried, "carried_over"), {"under": "1"})


# Own targets


def test_a_target_is_set_and_cleared_on_the_objectives_page(team: Team) -> None:
    assert "Target here: 4 Fully in place, the cycle's." in page(team, "objective", "1.1")
    done = set_target(team)
    assert done.redirect_chain[-1][0] == address(team, "objective", "1.1")
    shown = page(team, "objective", "1.1", actor=team.interior_official)
    assert "Target here: 2 Partly in place , the country's own; the cycle's is 4." in shown
    assert REASON in shown
    assert "has the cycle's target again" in words(post(team, "target", "1.1", clear="1", version=1))
    assert not OwnTarget.objects.exists()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"level": ""}, "Choose a level from 0 to 4."),
        ({"level": "7"}, "Choose a level from 0 to 4."),
        ({"reason": " "}, "Say why the country aims at another level."),
    ],
)
def test_a_refused_target_keeps_what_was_written(team: Team, fields: dict[str, str], message: str) -> None:
    response = set_target(team, **fields)
    assert response.status_code == 422
    assert message in words(response)
    if "reason" not in fields:
        assert REASON in words(response)


def test_a_stale_target_shows_both(team: Team) -> None:
    set_target(team)
    response = set_target(team, reason="Two rivers are patrolled.")
    assert response.status_code == 409
    assert "Stored now, by focal, XTA: 2 Partly in place. The country has no coast." in words(response)
    assert "Two rivers are patrolled." in words(response)
    assert '<input type="hidden" name="version" value="1">' in response.content.decode()


def test_the_last_cycles_target_is_a_hint_only(carried: Team) -> None:
    shown = page(carried, "objective", "1.1")
    assert "Target here: 4 Fully in place, the cycle's." in shown
    assert "In Cycle 2026 the country's own target was 2 Partly in place." in shown
    assert REASON in shown


def test_gaps_and_overview_measure_from_the_own_target_and_say_so(team: Team) -> None:
    settle(team, level=1)
    set_target(team)
    gaps = page(team, "gaps")
    assert "The country's own targets (1)" in gaps
    assert REASON in gaps
    filtered = page(team, "gaps", table="1", size="1")
    assert "own target 2" in filtered
    overview = signed_in(team.focal).get(address(team, "overview")).content.decode()
    assert "Score 25%; target 50%" in overview
    assert "In 1 objective it is the country's own." in overview


def test_a_target_above_the_cycles_can_be_filtered_by_size(team: Team) -> None:
    team.cycle.target_level = 1
    team.cycle.save()
    settle(team, level=0)
    set_target(team, level="4")
    assert "own target 4" in page(team, "gaps", size="4")


def test_a_submission_shows_them(team: Team) -> None:
    settle(team)
    set_target(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    shown = words(signed_in(team.observer).get(submission.get_absolute_url()))
    assert "The country's own targets" in shown
    assert "Target 2 Partly in place" in shown
    assert REASON in shown
