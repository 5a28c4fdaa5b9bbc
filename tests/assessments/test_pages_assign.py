"""The assign page: choose in the tree, preview, do it, undo it; suggestions."""

import datetime
import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership, Ministry
from assessments import selectors, services
from assessments.models import Assignment
from assessments.sharing_out import Move
from assessments.views.assign_tree import common_beginning
from tests.assessments.conftest import Team, make_cycle, make_team


def signed_in(membership: Membership) -> Client:
    client = Client()
    client.force_login(membership.user)
    return client


def page(team: Team, name: str = "assign", actor: Membership | None = None, **query: Any) -> str:
    """The page for the focal point or `actor`, white space joined."""
    client = signed_in(actor or team.focal)
    response = client.get(reverse(f"assessments:{name}", args=[team.assessment.pk]), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def post(team: Team, name: str, data: Any, actor: Membership | None = None, **options: Any) -> Any:
    client = signed_in(actor or team.focal)
    return client.post(reverse(f"assessments:{name}", args=[team.assessment.pk]), data, **options)


def preview(team: Team, codes: list[str], *ministries: Ministry, way: str = "also", **fields: Any) -> Any:
    data = {"codes": codes, "ministries": [str(ministry.pk) for ministry in ministries], "way": way, **fields}
    return post(team, "assign_preview", data)


def apply(team: Team, shown: Any) -> Any:
    """Do what a preview showed."""
    assert shown.status_code == 200
    return post(team, "assign", shown.context["apply"], follow=True)


def asked(team: Team) -> int:
    return Assignment.objects.filter(assessment=team.assessment).count()


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# Choosing, previewing, doing


def test_a_ticked_code_stands_for_all_below_it_and_a_preview_changes_nothing(team: Team) -> None:
    shown = preview(team, ["1", "2.6a.E3"], team.interior)
    assert "62 indicators: 62 newly asked, 0 taken back" in words(shown)
    assert asked(team) == 0
    done = apply(team, shown)
    assert "62 asked. Answers are kept." in words(done)
    assert asked(team) == 62


def test_moving_says_what_happens_to_answers(team: Team) -> None:
    apply(team, preview(team, ["1.1"], team.interior))
    team.score(team.interior_official, "1.1.E1", 2)
    shown = preview(team, ["1.1"], team.justice, way="instead")
    assert "1 of those taken back has an answer. It is kept" in words(shown)
    assert "1 indicator is agreed now and will be open again: 1.1.E1" in words(shown)
    apply(team, shown)
    assert team.national("1.1.E1").state == "unanswered"
    back = preview(team, ["1.1"], team.interior)
    assert "1 of those newly asked has an answer from before, which takes part again." in words(back)


def test_taking_back_warns_of_what_nobody_is_asked_then(team: Team) -> None:
    apply(team, preview(team, ["1.1"], team.interior))
    shown = preview(team, ["1.1.E1"], team.interior, way="back")
    assert "1 indicator will be asked of nobody: 1.1.E1" in words(shown)


def test_due_dates_are_given_changed_and_removed(team: Team) -> None:
    apply(team, preview(team, ["1.1.E1"], team.interior, due_on="2026-09-30"))
    apply(team, preview(team, ["1.1"], way="date", due_on="2026-10-31"))
    assert Assignment.objects.get(assessment=team.assessment).due_on == datetime.date(2026, 10, 31)
    assert "due 31 Oct 2026" in page(team, table="1")
    apply(team, preview(team, ["1.1"], way="date", no_due_date="on"))
    assert Assignment.objects.get(assessment=team.assessment).due_on is None


def test_everything_listed_means_what_the_filter_shows(team: Team) -> None:
    apply(team, preview(team, ["1.1"], team.interior))
    shown = preview(team, ["*"], team.justice, asked="nobody", kind="legislation", table="1")
    codes = shown.context["preview"].indicators
    tree = {place.code: place for place in selectors.sharing_out.indicator_places()}
    assert codes
    assert {(tree[code].table, tree[code].kind) for code in codes} == {("1", "legislation")}
    assert not [code for code in codes if code.startswith("1.1.")]


def test_a_branch_under_a_filter_stands_for_what_is_shown_of_it(team: Team) -> None:
    apply(team, preview(team, ["1.1.E1"], team.interior))
    shown = preview(team, ["1.1"], team.justice, asked=str(team.interior.pk))
    assert shown.context["preview"].indicators == ["1.1.E1"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"codes": []}, "Tick what to share out."),
        ({"codes": ["9.9"]}, "There is no 9.9 in the tables."),
        ({"ministries": []}, "Choose at least one ministry."),
        ({"ministries": ["not-an-id"]}, "is not a valid UUID"),
        ({"way": "burn"}, "Say what to do."),
        ({"due_on": "tomorrow"}, "Enter a date such as 2026-09-30."),
        ({"due_on": "2026-09-30", "no_due_date": "on"}, "Either a date or no date."),
        ({"way": "date"}, "Enter the new date"),
    ],
)
def test_a_form_that_makes_no_sense_is_shown_again_with_its_ticks(team: Team, fields: Any, message: str) -> None:
    data = {"ministries": [str(team.interior.pk)], "codes": ["1.1"], "way": "also", **fields}
    response = post(team, "assign_preview", data)
    assert response.status_code == 422
    assert message in words(response)
    if data["codes"] == ["1.1"]:
        assert re.search(r'value="1.1"[^>]* checked', response.content.decode())


def test_another_countrys_ministry_cannot_be_asked(team: Team) -> None:
    stranger = make_team("XTB", cycle=team.cycle)
    assert preview(team, ["1.1"], stranger.interior).status_code == 422
    moves = json.dumps([{"codes": ["1.1.E1"], "ask": [str(stranger.interior.pk)]}])
    assert post(team, "assign", {"moves": moves, "due": "keep"}).status_code == 403
    assert asked(stranger) == 0


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"moves": "[", "due": "keep"},
        {"moves": "{}", "due": "keep"},
        {"moves": "[" * 5000, "due": "keep"},
        {"moves": '[{"codes": [1], "ask": []}]', "due": "keep"},
        {"moves": '[{"codes": ["1.1.E1"], "ask": ["x"]}]', "due": "keep"},
        {"moves": '[{"codes": ["9.9.E9"], "ask": []}]', "due": "keep"},
        {"moves": "[]", "due": "soon"},
    ],
)
def test_a_preview_that_was_tampered_with_is_refused(team: Team, sent: dict[str, str]) -> None:
    assert post(team, "assign", sent).status_code == 422
    assert asked(team) == 0


def test_doing_it_twice_changes_nothing_more(team: Team) -> None:
    shown = preview(team, ["1.1"], team.interior)
    apply(team, shown)
    assert "Nothing had to be changed" in words(apply(team, shown))


def test_nothing_is_shared_out_once_the_cycle_is_closed(team: Team) -> None:
    shown = preview(team, ["1.1"], team.interior)
    team.cycle.status = "closed"
    team.cycle.save()
    assert post(team, "assign", shown.context["apply"]).status_code == 409
    assert 'type="checkbox"' not in page(team)


# Undoing


def test_an_operation_is_undone_from_its_message(team: Team) -> None:
    done = apply(team, preview(team, ["1.1"], team.interior))
    batch = str(done.context["done"].batch)
    undone = post(team, "assign_undo", {"batch": batch}, follow=True)
    assert f"Undone: {len(selectors.indicators_under('1.1'))} changes." in words(undone)
    assert asked(team) == 0
    again = post(team, "assign_undo", {"batch": batch}, follow=True)
    assert "stay, since they were changed after" in words(again)


@pytest.mark.parametrize("batch", ["", "x", "2f0c7a52-6f64-4a0f-9a55-0d0f35a6f5b1"])
def test_an_operation_that_there_is_not_cannot_be_undone(team: Team, batch: str) -> None:
    assert "There is no such operation" in words(post(team, "assign_undo", {"batch": batch}, follow=True))


# The tree


def test_what_nobody_is_asked_stands_out_on_top_in_the_tree_and_as_a_filter(team: Team) -> None:
    assert "<b>371</b> indicators are asked of no ministry." in page(team)
    apply(team, preview(team, ["2", "3", "4"], team.interior, team.justice))
    whole = page(team)
    assert "<b>61</b> indicators are asked of no ministry." in whole
    assert '<span class="nobody">nobody 61</span>' in whole
    assert "138 indicators: Justice 138, the Interior 138" in whole
    filtered = page(team, asked="nobody")
    assert "Everything listed here: 61 indicators" in filtered
    assert 'value="1.1.E1"' in filtered
    assert 'value="2.1.E1"' not in filtered
    apply(team, preview(team, ["1"], team.interior))
    assert "Every indicator is asked of at least one ministry." in page(team)


def test_the_insides_of_tables_come_when_they_are_asked_for(team: Team) -> None:
    assert 'value="1.1.E1"' not in page(team)
    assert 'value="1.1.E1"' in page(team, table="1")
    address = reverse("assessments:assign", args=[team.assessment.pk])
    fragment = signed_in(team.focal).get(address, {"table": "1"}, headers={"HX-Request": "true"})
    assert 'value="1.1.E1"' in fragment.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "HX-Request" in fragment["Vary"]


def test_a_single_indicator_shows_who_has_answered_and_who_is_late(team: Team) -> None:
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    move = Move(["1.1.E1"], ask=[team.interior.pk, team.justice.pk])
    services.share_out(actor=team.focal, assessment=team.assessment, moves=[move], due_on=yesterday)
    team.score(team.interior_official, "1.1.E1", 2)
    late = page(team, asked="overdue")
    assert "Everything listed here: 1 indicator" in late
    assert "(answered)" in late
    assert "(was due" in late


def test_progress_by_ministry_is_for_everybody_in_the_country(team: Team) -> None:
    apply(team, preview(team, ["1.1.E1", "1.1.E2"], team.interior))
    team.score(team.interior_official, "1.1.E1", 2)
    for actor in (team.focal, team.observer):
        assert '<td class="num" data-label="Left">1</td>' in page(team, actor=actor)


def test_those_who_do_not_assign_get_no_boxes(team: Team) -> None:
    assert 'type="checkbox"' not in page(team, actor=team.interior_official, table="1")


def test_the_beginning_that_most_names_share_is_left_out() -> None:
    assert common_beginning(["Ministry of Justice", "Ministry of the Interior", "Border Guard"]) == "Ministry of "
    assert common_beginning(["Ministère de la Justice", "Ministère des Finances"]) == "Ministère "
    assert common_beginning(["Justice", "Interior"]) == ""
    assert common_beginning([]) == ""


# Suggestions


def test_a_suggestion_by_field_is_previewed_like_any_sharing_out(team: Team) -> None:
    form = page(team, "assign_suggest")
    assert "A suggestion for the 371 indicators that nobody is asked." in form
    fields = {"legislation": str(team.justice.pk), "police": str(team.interior.pk), "due_on": "2026-09-30"}
    shown = post(team, "assign_suggest", {"basis": "fields", **fields})
    assert asked(team) == 0
    apply(team, shown)
    of = Assignment.objects.filter(assessment=team.assessment, ministry=team.justice)
    assert set(of.values_list("indicator__kind__slug", "due_on")) == {("legislation", datetime.date(2026, 9, 30))}


def test_a_field_takes_only_ministries_of_the_country(team: Team) -> None:
    stranger = make_team("XTB", cycle=team.cycle)
    response = post(team, "assign_suggest", {"legislation": str(stranger.justice.pk)})
    assert response.status_code == 422


def test_the_sharing_of_the_cycle_before_is_offered(team: Team) -> None:
    apply(team, preview(team, ["1.1"], team.justice))
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    assert "Preview as in the cycle before" in page(team, "assign_suggest")
    apply(team, post(team, "assign_suggest", {"basis": "before"}))
    assert asked(team) == len(selectors.indicators_under("1.1"))


# Queries


@pytest.mark.parametrize(
    ("name", "query", "limit"),
    [
        ("assign", {}, 11),
        ("assign", {"table": "2"}, 11),
        ("assign_suggest", {}, 14),
    ],
)
def test_queries_do_not_grow(
    team: Team, django_assert_max_num_queries: Any, name: str, query: dict[str, str], limit: int
) -> None:
    for number in range(8):
        Ministry.objects.create(country=team.country, slug=f"m{number}", name=f"Ministry {number}")
    move = Move(list(selectors.tree().places), ask=list(team.country.ministries.values_list("pk", flat=True)))
    services.share_out(actor=team.focal, assessment=team.assessment, moves=[move])
    client = signed_in(team.focal)
    address = reverse(f"assessments:{name}", args=[team.assessment.pk])
    with django_assert_max_num_queries(limit):
        assert client.get(address, query).status_code == 200
