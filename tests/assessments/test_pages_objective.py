"""The scoring page: what it shows to whom, and every way in which saving can end."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Membership, Ministry
from assessments import services
from assessments.models import Change, Score
from tests.assessments.conftest import Team, make_team

BY_SCRIPT = {"Accept": "application/json"}
CODE = "1.2.E1"


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def page(team: Team, actor: Membership, code: str = "1.2", **query: str) -> str:
    response = signed_in(actor).get(reverse("assessments:objective", args=[team.assessment.pk, code]), query)
    assert response.status_code == 200
    return response.content.decode()


def save(team: Team, actor: Membership, ministry: Ministry, script: bool = True, **fields: Any) -> Any:
    data = {"choice": "2", "justification": "", "version": "0", "ministry": str(ministry.pk), **fields}
    address = reverse("assessments:indicator", args=[team.assessment.pk, CODE])
    return signed_in(actor).post(address, data, headers=BY_SCRIPT if script else {"Accept": "text/html"})


@pytest.fixture
def asked(team: Team) -> Team:
    """A team whose two ministries are both asked `CODE`."""
    team.assign(CODE, team.interior, team.justice)
    return team


def stored(team: Team) -> Score:
    return Score.objects.get(assessment=team.assessment, indicator__code=CODE, ministry=team.interior)


def test_a_contributor_may_answer_what_the_ministry_is_asked_and_nothing_else(asked: Team) -> None:
    html = page(asked, asked.interior_official)
    assert f'data-code="{CODE}"' in html
    assert 'data-code="1.2.E2"' not in html
    assert "Provisions exist but leave out elements that the standard names" in html
    assert "Ministry of Justice has not answered" in html
    assert "Asked of no ministry" in html


def test_an_observer_and_a_focal_point_who_answers_for_nobody_only_read(asked: Team) -> None:
    assert 'name="choice"' not in page(asked, asked.observer)
    html = page(asked, asked.focal)
    assert 'name="choice"' not in html
    assert reverse("assessments:decide", args=[asked.assessment.pk, CODE]) in html


def test_a_focal_point_answers_for_the_ministry_that_he_chooses_and_history_says_so(asked: Team) -> None:
    assert f'data-code="{CODE}"' in page(asked, asked.focal, **{"for": str(asked.justice.pk)})
    response = save(asked, asked.focal, asked.justice)
    assert response.json()["outcome"] == "accepted"
    change = Change.objects.get(assessment=asked.assessment, action=Change.Action.SCORED)
    assert change.ministry == asked.justice
    assert change.user == asked.focal.user


def test_a_script_is_told_the_version_and_what_changed_on_the_page(asked: Team) -> None:
    response = save(asked, asked.interior_official, asked.interior, justification="Article 214.")
    assert response.status_code == 200
    body = response.json()
    assert (body["outcome"], body["version"]) == ("accepted", 1)
    assert "Nothing left for you here" in body["fragments"]["foot"]
    assert "done" in body["fragments"]["left-1.2"]
    assert stored(asked).justification == "Article 214."


def test_a_form_comes_back_to_its_card(asked: Team) -> None:
    response = save(asked, asked.interior_official, asked.interior, script=False)
    assert response.status_code == 302
    assert response["Location"].endswith(f"/objectives/1.2/#i-{CODE}")
    assert stored(asked).level == 2


def test_a_refused_answer_names_the_field_and_loses_nothing(asked: Team) -> None:
    script = save(asked, asked.interior_official, asked.interior, choice="3", justification=" ")
    assert script.status_code == 422
    assert script.json()["fields"] == ["justification"]
    assert "Levels 3 and 4 need a justification." in script.json()["fragments"][f"errors-justification-{CODE}"]

    form = save(asked, asked.interior_official, asked.interior, script=False, choice="not_applicable")
    assert form.status_code == 422
    html = form.content.decode()
    assert "Say why this is not applicable." in html
    assert 'value="not_applicable" checked' in html
    assert not Score.objects.filter(assessment=asked.assessment).exists()


@pytest.mark.parametrize("fields", [{"choice": "5"}, {"choice": ""}, {"version": "x"}, {"justification": "x" * 10_001}])
def test_input_that_no_page_sends_is_refused_without_a_trace(asked: Team, fields: dict[str, str]) -> None:
    assert save(asked, asked.interior_official, asked.interior, **fields).status_code == 422
    assert save(asked, asked.interior_official, asked.interior, script=False, **fields).status_code == 422
    assert not Score.objects.filter(assessment=asked.assessment).exists()


def test_a_stale_version_shows_both_answers(asked: Team) -> None:
    asked.score(asked.interior_official, CODE, 3, justification="Somebody else's text")

    script = save(asked, asked.interior_official, asked.interior, justification="My text")
    assert script.status_code == 409
    both = script.json()["fragments"][f"stale-{CODE}"]
    assert script.json()["outcome"] == "changed"
    assert "Somebody else&#x27;s text" in both
    assert "My text" in both
    assert 'data-version="1"' in both

    form = save(asked, asked.interior_official, asked.interior, script=False, justification="My text")
    html = form.content.decode()
    assert form.status_code == 409
    assert "Somebody else&#x27;s text" in html
    assert "My text</textarea>" in html
    assert 'name="version" value="1"' in html
    assert stored(asked).level == 3


def test_keeping_mine_is_saving_on_the_version_that_came_in_between(asked: Team) -> None:
    asked.score(asked.interior_official, CODE, 3)
    assert save(asked, asked.interior_official, asked.interior, script=False, version="1").status_code == 302
    assert stored(asked).level == 2


def test_an_answer_that_is_stored_already_is_saved_and_not_stale(asked: Team) -> None:
    asked.score(asked.interior_official, CODE, 2, justification="Text\nof two lines")
    response = save(asked, asked.interior_official, asked.interior, justification="Text\r\nof two lines ")
    assert response.status_code == 200
    assert response.json()["version"] == 1
    assert stored(asked).version == 1


def test_another_ministrys_answer_and_what_nobody_asked_are_refused(asked: Team) -> None:
    stranger = make_team("XTB", cycle=asked.cycle)
    assert save(asked, asked.interior_official, asked.justice).status_code == 403
    assert save(asked, asked.observer, asked.interior).status_code == 403
    assert save(asked, asked.focal, stranger.interior).status_code == 403
    assert save(asked, stranger.focal, asked.interior).status_code == 404
    assert not Score.objects.filter(assessment=asked.assessment).exists()


def test_a_text_that_comes_too_late_is_shown_and_not_lost(asked: Team) -> None:
    asked.decide_all()
    services.submit(actor=asked.focal, assessment=asked.assessment)
    form = save(asked, asked.interior_official, asked.interior, script=False, justification="Written too late")
    assert form.status_code == 409
    html = form.content.decode()
    assert "Written too late" in html
    assert "The assessment is submitted." in html
    assert 'name="choice"' not in page(asked, asked.interior_official)


def test_others_answers_and_the_national_state_are_shown(asked: Team) -> None:
    asked.score(asked.interior_official, CODE, 2)
    asked.score(asked.justice_official, CODE, 3, justification="Article 240.")
    html = page(asked, asked.interior_official)
    assert "Ministry of Justice says <b>3 Largely in place</b>" in html
    assert "Article 240." in html
    assert 'data-national="conflict"' in html


def test_text_of_people_is_never_markup(asked: Team) -> None:
    asked.score(asked.justice_official, CODE, 2, justification="<script>alert(1)</script>")
    assert "<script>alert(1)</script>" not in page(asked, asked.interior_official)


def test_the_foot_leads_to_the_next_objective_with_something_left(asked: Team) -> None:
    asked.assign("1.4.E1", asked.interior)
    html = page(asked, asked.interior_official)
    assert f"{reverse('assessments:objective', args=[asked.assessment.pk, '1.4'])}#i-1.4.E1" in html


def queries(team: Team, actor: Membership, limit: int, assert_queries: Any, **query: str) -> None:
    client = signed_in(actor)
    address = reverse("assessments:objective", args=[team.assessment.pk, "1.2"])
    client.get(address, query)
    with assert_queries(limit):
        assert client.get(address, query).status_code == 200


def test_queries_do_not_grow_with_countries_ministries_or_answers(
    asked: Team, django_assert_max_num_queries: Any
) -> None:
    queries(asked, asked.interior_official, 15, django_assert_max_num_queries)
    for letter in "BCD":
        make_team(f"XT{letter}", cycle=asked.cycle)
    for number in range(6):
        ministry = Ministry.objects.create(country=asked.country, slug=f"m{number}", name=f"Ministry {number}")
        for code in (CODE, "1.2.E2"):
            asked.assign(code, ministry)
            asked.score(asked.focal, code, number % 5, ministry=ministry)
    queries(asked, asked.interior_official, 15, django_assert_max_num_queries)
    queries(asked, asked.focal, 15, django_assert_max_num_queries, **{"for": str(asked.interior.pk)})
