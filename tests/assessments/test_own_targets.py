"""A country's own target levels: set with a reason, and used wherever a gap or a target is shown."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import selectors, services
from assessments.models import Change, OwnTarget
from framework.models import Objective
from tests.assessments.calling import settle
from tests.assessments.conftest import make_cycle, make_team

REASON = "The country has no coast."


def set_target(team, objective="1.1", level=2, reason=REASON, version=0, actor=None):
    return services.set_target(
        actor=actor or team.focal,
        assessment=team.assessment,
        objective=Objective.objects.get(code=objective),
        level=level,
        reason=reason,
        expected_version=version,
    )


def clear_target(team, version, objective="1.1"):
    services.clear_target(
        actor=team.focal,
        assessment=team.assessment,
        objective=Objective.objects.get(code=objective),
        expected_version=version,
    )


def gaps_of(team, objective="1.1"):
    gaps = selectors.state_of(team.assessment).gaps
    return [(gap.target, gap.size) for gap in gaps if gap.indicator.startswith(f"{objective}.")]


def test_gaps_are_measured_from_the_own_target(team):
    settle(team, level=1)
    assert set(gaps_of(team)) == {(4, 3)}
    set_target(team, level=2)
    assert set(gaps_of(team)) == {(2, 1)}
    assert set(gaps_of(team, "1.2")) == {(4, 3)}
    set_target(team, level=1, version=1)
    assert gaps_of(team) == []


def test_an_own_target_may_be_higher_than_the_cycles(team):
    team.cycle.target_level = 2
    team.cycle.save()
    settle(team, level=2)
    set_target(team, level=4)
    assert set(gaps_of(team)) == {(4, 2)}
    assert gaps_of(team, "1.2") == []


def test_setting_changing_and_clearing_are_in_history_in_full(team):
    set_target(team)
    set_target(team, level=3, version=1)
    clear_target(team, version=2)
    changes = Change.objects.filter(action="targeted").order_by("pk")
    two, three = ({"level": level, "reason": REASON, "version": level - 1} for level in (2, 3))
    assert [(change.before, change.after) for change in changes] == [(None, two), (two, three), (three, None)]
    assert {change.objective.code for change in changes} == {"1.1"}
    assert not OwnTarget.objects.exists()


def test_setting_what_is_set_and_clearing_what_is_not_change_nothing(team):
    clear_target(team, version=0)
    set_target(team)
    assert set_target(team, version=1, reason=f" {REASON}\r\n").version == 1
    assert Change.objects.filter(action="targeted").count() == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"level": 5}, "level"),
        ({"level": True}, "level"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 10001}, "reason"),
    ],
)
def test_a_level_and_a_reason_are_required(team, fields, field):
    with pytest.raises(ValidationError) as refused:
        set_target(team, **fields)
    assert list(refused.value.message_dict) == [field]
    assert not OwnTarget.objects.exists()


def test_a_stale_version_is_told_and_changes_nothing(team):
    target = set_target(team)
    with pytest.raises(services.StaleVersion) as stale:
        set_target(team, level=3)
    assert stale.value.current == target
    with pytest.raises(services.StaleVersion):
        clear_target(team, version=7)
    assert OwnTarget.objects.get().level == 2


def test_only_the_focal_point_sets_targets_while_the_assessment_is_open(team):
    for actor in (team.interior_official, team.observer, make_team("XTB", team.cycle).focal):
        with pytest.raises(PermissionDenied):
            set_target(team, actor=actor)
    team.cycle.status = "closed"
    team.cycle.save()
    with pytest.raises(services.NotWritable):
        set_target(team)


def test_the_next_cycle_decides_anew_with_the_last_target_as_a_hint(team):
    set_target(team)
    before = team.assessment
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    assert selectors.state_of(team.assessment).own_targets == {}
    targets = selectors.targets_of(team.assessment, ["1.1"])
    assert (targets.own, targets.previous["1.1"].level, targets.previous["1.1"].assessment) == ({}, 2, before)


def test_a_submission_seals_them(team):
    settle(team)
    set_target(team)
    submission = services.submit(actor=team.focal, assessment=team.assessment)
    assert submission.sealed["own_targets"] == [{"objective": "1.1", "level": 2, "reason": REASON}]
