"""The action plan: who plans, what an action must say, who reports progress, what history and seals keep."""

import datetime
from decimal import Decimal
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import sealing, selectors, services
from assessments.action_plan import PlannedAction, is_late, totals
from assessments.models import Action, Change, Cycle
from tests.assessments.calling import settle
from tests.assessments.conftest import make_team
from tests.assessments.planning import CODE, measure_of, plan, step_of

pytestmark = pytest.mark.django_db


def faults_of(error):
    return {field: messages[0] for field, messages in error.value.message_dict.items()}


def refused(team, code=CODE, **fields):
    with pytest.raises(ValidationError) as error:
        plan(team, code, **fields)
    assert not Action.objects.exists()
    assert not Change.objects.filter(action="planned").exists()
    return faults_of(error)


def test_an_action_from_a_gap_keeps_all_that_was_said(team):
    measure = measure_of(team)
    action = plan(team, measure=measure, text=f"  {measure.text}\r\n ", others=[team.justice])
    stored = Action.objects.get(pk=action.pk)
    assert (stored.indicator.code, stored.measure, stored.lead) == (CODE, measure, team.interior)
    assert stored.text == measure.text.strip()
    assert list(stored.others.all()) == [team.justice]
    assert (stored.cost, stored.currency, stored.version) == (Decimal("12000.50"), "USD", 1)


@pytest.mark.parametrize("who", ["interior_official", "observer"])
def test_only_the_focal_point_plans(team, who):
    with pytest.raises(PermissionDenied):
        services.plan_action(
            actor=getattr(team, who),
            assessment=team.assessment,
            indicator=team.indicator(CODE),
            step=step_of(team),
        )
    action = plan(team)
    with pytest.raises(PermissionDenied):
        services.change_action(actor=getattr(team, who), action=action, step=step_of(team), expected_version=1)


def test_another_countrys_focal_point_neither_plans_nor_reports(team):
    foreign = make_team("XTB", team.cycle).focal
    action = plan(team)
    with pytest.raises(PermissionDenied):
        services.change_action(actor=foreign, action=action, step=step_of(team), expected_version=1)
    with pytest.raises(PermissionDenied):
        services.report_progress(actor=foreign, action=action, status="done", progress_note="", expected_version=1)


DAY = datetime.date


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"text": " \n"}, "text", "what is done"),
        ({"text": "x" * 2001}, "text", "2000"),
        ({"starts_on": DAY(2027, 7, 1)}, "starts_on", "after the due date"),
        ({"due_on": DAY(26, 1, 1)}, "due_on", "2000 to 2100"),
        ({"starts_on": DAY(2101, 1, 1)}, "starts_on", "2000 to 2100"),
        ({"priority": "urgent"}, "priority", "high"),
        ({"cost": Decimal(-1)}, "cost", "zero or more"),
        ({"cost": Decimal("NaN")}, "cost", "zero or more"),
        ({"cost": Decimal("1.005")}, "cost", "two digits"),
        ({"cost": Decimal(10) ** 12}, "cost", "12 digits"),
        ({"currency": ""}, "currency", "Choose"),
        ({"currency": "DEM"}, "currency", "ISO 4217"),
        ({"cost": None}, "cost", "no currency"),
        ({"funding": "x" * 301}, "funding", "300"),
        ({"assistance": "money"}, "assistance", "kind"),
        ({"assistance_words": ""}, "assistance_words", "which assistance"),
        ({"assistance": "none"}, "assistance_words", "leave this empty"),
        ({"status": "late"}, "status", "planned"),
        ({"progress_note": "x" * 10_001}, "progress_note", "10000"),
        ({"expected_level": 5}, "expected_level", "0 to 4"),
        ({"expected_level": True}, "expected_level", "0 to 4"),
    ],
)
def test_a_slip_is_refused_by_field(team, fields, field, words):
    faults = refused(team, **fields)
    assert list(faults) == [field]
    assert words in faults[field]


def test_several_slips_are_told_at_once(team):
    assert set(refused(team, text="", currency="", assistance_words="")) == {"text", "currency", "assistance_words"}


def test_the_largest_and_smallest_cost(team):
    assert plan(team, cost=Decimal("999999999999.99")).cost == Decimal("999999999999.99")
    assert plan(team, cost=Decimal(0)).cost == 0


def test_ministries_are_the_countrys_own_and_active(team):
    foreign = make_team("XTB", team.cycle).justice
    assert "country" in refused(team, lead=foreign)["lead"]
    assert "country" in refused(team, others=[foreign])["others"]
    assert "already" in refused(team, others=[team.interior])["others"]
    team.justice.active = False
    team.justice.save()
    assert "country" in refused(team, lead=team.justice)["lead"]


def test_a_ministry_that_has_ended_may_stay_in_its_actions(team):
    action = plan(team, lead=team.justice)
    team.justice.active = False
    team.justice.save()
    changed = services.change_action(
        actor=team.focal, action=action, step=step_of(team, lead=team.justice, text="Else."), expected_version=1
    )
    assert changed.text == "Else."


def test_the_measure_is_one_of_the_indicators(team):
    assert list(refused(team, measure=measure_of(team, "4.20.E1"))) == ["measure"]


def test_more_is_expected_than_there_is(team):
    team.decide(CODE, 3)
    assert "level 3" in refused(team, expected_level=3)["expected_level"]
    assert plan(team, expected_level=4).expected_level == 4


def test_any_level_may_be_expected_where_nothing_counts(team):
    assert plan(team, expected_level=0).expected_level == 0


def test_nothing_is_planned_where_the_indicator_is_not_applicable(team):
    team.decide(CODE, None, answer="not_applicable")
    assert "not applicable" in refused(team)["indicator"]


def test_an_expected_level_that_was_reached_may_stay(team):
    action = plan(team, expected_level=3)
    team.decide(CODE, 3)
    done = services.change_action(
        actor=team.focal, action=action, step=step_of(team, expected_level=3, status="done"), expected_version=1
    )
    assert done.status == "done"
    with pytest.raises(ValidationError) as error:
        services.change_action(actor=team.focal, action=done, step=step_of(team, expected_level=2), expected_version=2)
    assert list(faults_of(error)) == ["expected_level"]


def test_a_change_names_the_version_it_rests_on(team):
    action = plan(team)
    services.change_action(actor=team.focal, action=action, step=step_of(team, text="First."), expected_version=1)
    with pytest.raises(services.StaleVersion) as stale:
        services.change_action(actor=team.focal, action=action, step=step_of(team, text="Second."), expected_version=1)
    assert isinstance(stale.value.current, Action)
    assert (stale.value.current.text, stale.value.current.version) == ("First.", 2)


def test_a_change_that_changes_nothing_leaves_no_trace(team):
    action = plan(team, others=[team.justice], cost=Decimal(5))
    same = services.change_action(
        actor=team.focal,
        action=action,
        step=step_of(team, others=[team.justice], cost=Decimal("5.00"), text=f"{action.text} "),
        expected_version=1,
    )
    assert same.version == 1
    assert Change.objects.filter(action="planned").count() == 1


def test_the_lead_ministry_reports_progress_and_no_other_does(team):
    action = plan(team, others=[team.justice])
    report = {"status": "under_way", "progress_note": "The draft is before the cabinet.", "expected_version": 1}
    for actor in (team.justice_official, team.observer):
        with pytest.raises(PermissionDenied):
            services.report_progress(actor=actor, action=action, **report)
    changed = services.report_progress(actor=team.interior_official, action=action, **report)
    assert (changed.status, changed.progress_note, changed.version) == ("under_way", report["progress_note"], 2)
    assert changed.updated_by == team.interior_official.user
    with pytest.raises(services.StaleVersion):
        services.report_progress(actor=team.interior_official, action=action, **report)
    with pytest.raises(ValidationError) as error:
        services.report_progress(
            actor=team.focal, action=action, status="late", progress_note="x" * 10_001, expected_version=2
        )
    assert set(faults_of(error)) == {"status", "progress_note"}


def test_the_plan_lives_on_after_submission_and_closing_and_the_sealed_copy_stays(team, reviewer):
    settle(team)
    action = plan(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    services.accept(actor=reviewer, submission=submission)
    Cycle.objects.filter(pk=team.cycle.pk).update(status="closed")
    services.change_action(
        actor=team.focal, action=action, step=step_of(team, text="Later.", status="done"), expected_version=1
    )
    plan(team, "1.1.E2", expected_level=4)
    (sealed,) = submission.sealed["actions"]
    assert (sealed["text"], sealed["status"]) == ("Draft the act and bring it before parliament.", "planned")
    assert sealing.faults_of(submission, submission.sha256) == []


def test_history_replays_to_the_present_plan(team):
    action = plan(team, others=[team.justice])
    services.change_action(
        actor=team.focal,
        action=action,
        step=step_of(team, others=[], lead=team.justice, cost=None, currency=""),
        expected_version=1,
    )
    services.report_progress(
        actor=team.justice_official, action=Action.objects.get(), status="dropped", progress_note="", expected_version=2
    )
    changes = list(Change.objects.filter(thing=action.pk).order_by("at", "id"))
    assert [change.action for change in changes] == ["planned"] * 3
    assert changes[0].before is None
    for earlier, later in pairwise(changes):
        assert later.before == earlier.after
    assert changes[-1].after == services.planning.action_state(Action.objects.get())
    assert {change.indicator.code for change in changes} == {CODE}


def test_totals_never_add_across_currencies(team):
    plan(team, cost=Decimal("0.10"))
    plan(team, cost=Decimal("0.20"))
    plan(team, cost=Decimal("999999999999.99"), currency="JPY", status="done")
    plan(team, cost=None, currency="", assistance="none", assistance_words="")
    plan(team, cost=Decimal(7), status="dropped")
    found = selectors.plan_totals(selectors.actions_for(team.assessment), on=DAY(2027, 7, 1))
    assert found.costs == {"JPY": Decimal("999999999999.99"), "USD": Decimal("0.30")}
    assert (found.actions, found.without_cost) == (4, 1)
    assert found.statuses == {"planned": 3, "done": 1, "dropped": 1}
    assert found.assistance == {"legislative": 3}
    assert found.late == 3


def test_totals_of_a_sealed_plan_are_those_of_its_rows(team):
    plan(team, others=[team.justice])
    plan(team, "2.1.E1", cost=None, currency="", starts_on=None)
    rows = list(selectors.actions_for(team.assessment))
    sealed = [PlannedAction.of_sealed(sealing.sealed_action(row)) for row in rows]
    assert totals(sealed, DAY(2027, 1, 1)) == totals(rows, DAY(2027, 1, 1))
    assert (sealed[0].lead, sealed[0].others) == ("Ministry of the Interior", ("Ministry of Justice",))


@pytest.mark.parametrize(
    ("status", "day", "late"),
    [
        ("planned", DAY(2027, 7, 1), True),
        ("planned", DAY(2027, 6, 30), False),
        ("under_way", DAY(2027, 7, 1), True),
        ("done", DAY(2030, 1, 1), False),
        ("dropped", DAY(2030, 1, 1), False),
    ],
)
def test_late_is_what_was_due_and_is_not_done(team, status, day, late):
    assert is_late(plan(team, status=status), day) is late


def test_filters_find_what_they_say(team):
    law = plan(team, priority="low", due_on=DAY(2027, 1, 1))
    training = plan(
        team, "2.1.E1", lead=team.justice, others=[team.interior], assistance="training", status="under_way"
    )
    late = plan(team, "3.1.E1", lead=team.justice, due_on=DAY(2026, 4, 1))

    def found(**wanted):
        return list(selectors.actions_for(team.assessment, selectors.PlanFilter(**wanted)))

    assert found() == [late, law, training]
    assert found(ministry=team.interior.pk) == [law, training]
    assert found(ministry=team.justice.pk) == [late, training]
    assert found(codes={CODE}) == [law]
    assert found(priority="low") == [law]
    assert found(assistance="training", status="under_way") == [training]
    assert found(late=True) == [late]


def test_what_is_due_soon_is_the_own_ministrys(team):
    today = datetime.date(2026, 11, 25)
    soon = plan(team, due_on=max(today, DAY(2026, 4, 1)).replace(year=2026))
    plan(team, lead=team.justice, due_on=DAY(2026, 4, 1))
    plan(team, due_on=DAY(2026, 4, 1), status="done")
    plan(team, due_on=DAY(2099, 1, 1))
    assert list(selectors.actions_due_soon(team.interior_official)) == [soon]
    assert len(selectors.actions_due_soon(team.focal)) == 2
    assert not selectors.actions_due_soon(team.observer)
