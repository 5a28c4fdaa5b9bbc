"""Pages of the action plan as people use them without JavaScript."""

import datetime
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from assessments import services
from assessments.models import Action
from tests.assessments.calling import settle
from tests.assessments.planning import CODE, measure_of, plan

pytestmark = pytest.mark.django_db
PAST = datetime.date(2026, 1, 15)


def browser(actor):
    client = Client()
    client.force_login(actor.user)
    return client


def address(team, name="plan", *more):
    return reverse(f"assessments:{name}", args=[team.assessment.pk, *more])


def text_of(response):
    return unescape(response.content.decode())


def sent(team, **fields):
    """What the form of an action sends, changed by `fields`."""
    return {
        "version": "0",
        "measure": "",
        "text": "Draft the act.",
        "lead": str(team.interior.pk),
        "starts_on": "",
        "due_on": "2027-06-30",
        "priority": "high",
        "cost": "1500.50",
        "currency": "EUR",
        "funding": "",
        "assistance": "none",
        "assistance_words": "",
        "expected_level": "3",
        "status": "planned",
        "progress_note": "",
    } | fields


def test_one_click_from_a_gap_begins_with_the_text_of_the_measure(team):
    team.assign(CODE, team.justice)
    team.decide(CODE, 1)
    measure = measure_of(team)
    client = browser(team.focal)
    link = f"{address(team, 'plan_add')}?indicator={CODE}&measure={measure.code}"
    assert link in text_of(client.get(address(team, "gaps")))
    form = client.get(link)
    assert measure.text in text_of(form)
    assert form.context["form"].initial["lead"] == team.justice.pk
    answer = client.post(link, sent(team, measure=measure.code, text=measure.text), follow=True)
    assert f"The action against {CODE} is planned." in text_of(answer)
    action = Action.objects.get()
    assert (action.measure, action.cost, action.currency) == (measure, Decimal("1500.50"), "EUR")
    assert "1 action planned" in text_of(client.get(address(team, "gaps")))


def test_the_scoring_page_offers_to_plan_to_the_focal_point_alone(team):
    link = f"{address(team, 'plan_add')}?indicator={CODE}"
    page = address(team, "objective", "1.1")
    assert link in text_of(browser(team.focal).get(page))
    assert link not in text_of(browser(team.interior_official).get(page))


def test_a_refused_action_comes_back_with_what_was_typed_and_why(team):
    link = f"{address(team, 'plan_add')}?indicator={CODE}"
    answer = browser(team.focal).post(
        link, sent(team, text="Typed long.", starts_on="2028-01-01", currency="", assistance="training")
    )
    assert answer.status_code == 422
    text = text_of(answer)
    for words in ("Typed long.", "The start comes after", "Choose the currency", "Say which assistance"):
        assert words in text
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"cost": "1e400"}, {"cost": "NaN"}, {"due_on": "soon"}, {"lead": "x"}, {"expected_level": "9"}]
)
def test_nonsense_is_an_error_of_its_field(team, fields):
    answer = browser(team.focal).post(f"{address(team, 'plan_add')}?indicator={CODE}", sent(team, **fields))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == list(fields)


def test_without_a_gap_or_an_indicator_the_way_leads_to_the_gaps(team):
    client = browser(team.focal)
    assert client.get(address(team, "plan_add")).url == address(team, "gaps")
    team.decide(CODE, 4)
    assert client.get(f"{address(team, 'plan_add')}?indicator={CODE}").url == address(team, "gaps")
    assert client.get(f"{address(team, 'plan_add')}?indicator=9.9.E9").status_code == 404


def test_board_shows_columns_totals_what_is_late_and_the_scenario(team):
    team.decide_all(1)
    plan(team, due_on=PAST, starts_on=None)
    plan(team, "2.1.E1", status="done", cost=Decimal(5), currency="EUR")
    text = text_of(browser(team.observer).get(address(team)))
    for words in ("2 actions", "1 late", "Late: was due 15 Jan 2026", "12,000.50 USD", "5 EUR", "Legislative: 2"):
        assert words in text
    assert "raise 2 indicators" in text
    assert 'class="move"' not in text  # observers move nothing


def test_table_lists_by_due_date_and_filters(team):
    plan(team, text="The later one.", due_on=datetime.date(2028, 1, 1))
    plan(team, "2.1.E1", text="The earlier one.", lead=team.justice)
    client = browser(team.focal)
    text = text_of(client.get(f"{address(team)}?view=table"))
    assert text.index("The earlier one.") < text.index("The later one.")
    text = text_of(client.get(f"{address(team)}?view=table&ministry={team.justice.pk}&table=2&priority=high"))
    assert "The earlier one." in text
    assert "The later one." not in text
    assert "1 action matches" in text
    assert "the whole plan is shown" in text_of(client.get(f"{address(team)}?ministry=x"))
    assert "No action matches." in text_of(client.get(f"{address(team)}?view=table&late=on"))


def test_moving_a_card_keeps_the_note_and_comes_back(team):
    action = plan(team, progress_note="Kept.")
    back = f"{address(team)}?priority=high"
    move = {"status": "under_way", "version": "1", "next": back}
    answer = browser(team.interior_official).post(address(team, "plan_progress", action.pk), move)
    assert answer.url == back
    action.refresh_from_db()
    assert (action.status, action.progress_note) == ("under_way", "Kept.")


def test_no_way_back_leads_out_of_the_portal(team):
    action = plan(team)
    move = {"status": "done", "version": "1", "next": "https://elsewhere.example/"}
    answer = browser(team.focal).post(address(team, "plan_progress", action.pk), move)
    assert answer.url == address(team, "plan_action", action.pk)


def test_the_lead_ministry_reports_and_another_only_reads(team):
    action = plan(team, others=[team.justice])
    page = address(team, "plan_action", action.pk)
    lead, other = browser(team.interior_official), browser(team.justice_official)
    assert "Save the progress" in text_of(lead.get(page))
    read = text_of(other.get(page))
    assert "Save the progress" not in read
    assert "A model law and an adviser" in read
    report = {"status": "under_way", "progress_note": "Before the cabinet.", "version": "1"}
    assert other.post(address(team, "plan_progress", action.pk), report).status_code == 403
    assert lead.post(address(team, "plan_progress", action.pk), report).url == page
    late = lead.post(address(team, "plan_progress", action.pk), report | {"progress_note": "My own words."})
    assert late.status_code == 409
    assert "My own words." in text_of(late)
    assert "Before the cabinet." in text_of(late)
    assert 'name="version" value="2"' in text_of(late)


def test_who_saves_second_sees_both_and_chooses(team):
    action = plan(team)
    page = address(team, "plan_action", action.pk)
    client = browser(team.focal)
    assert client.post(page, sent(team, version="1", text="The first one's words.")).status_code == 302
    second = client.post(page, sent(team, version="1", text="The second one's words."))
    assert second.status_code == 409
    text = text_of(second)
    assert "somebody changed this action meanwhile" in text
    assert "The first one's words." in text
    assert "The second one's words." in text
    assert 'name="version" value="2"' in text
    assert client.post(page, sent(team, version="2", text="The second one's words.")).status_code == 302
    action.refresh_from_db()
    assert action.text == "The second one's words."


def test_what_is_due_soon_waits_on_the_first_page(team):
    plan(team, due_on=PAST, starts_on=None, text="Bring the bill before parliament.")
    assert "Bring the bill before parliament." in text_of(browser(team.interior_official).get("/"))
    assert "Bring the bill before parliament." not in text_of(browser(team.justice_official).get("/"))


@pytest.mark.parametrize("view", ["", "?view=table"])
def test_queries_do_not_grow_with_the_plan(team, django_assert_max_num_queries, view):
    client = browser(team.focal)
    for number in range(12):
        plan(team, others=[team.justice] if number % 2 else [])
    client.get(address(team))
    with django_assert_max_num_queries(12):
        client.get(f"{address(team)}{view}")


def test_text_of_an_action_is_never_markup(team):
    plan(team, text="<script>alert(1)</script>")
    assert b"<script>alert(1)" not in browser(team.focal).get(address(team)).content


def test_a_submission_offers_the_plan_that_it_sealed(team, reviewer):
    settle(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    text = text_of(browser(reviewer).get(submission.get_absolute_url()))
    assert '<input type="hidden" name="kind" value="action_plan">' in text
    assert f'name="submission" value="{submission.pk}"' in text
