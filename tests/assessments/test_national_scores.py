"""The country's one answer follows the ministries' (DESIGN section 4.4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import services
from assessments.models import Change
from assessments.selectors import blockers_of, state_of

CODE = "1.1.E1"


def test_everything_is_unanswered_at_first(team):
    assert team.assessment.national_scores.count() == 371
    assert team.national(CODE).state == "unanswered"


def test_single_ministry_agrees_with_itself(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    national = team.national(CODE)
    assert (national.state, national.level, national.justification) == ("agreed", 3, "Law of 2019, article 4.")


def test_unanswered_names_who_is_missing(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    assert team.national(CODE).state == "unanswered"
    blocker = next(b for b in blockers_of(state_of(team.assessment)) if b.indicator == CODE)
    assert (blocker.reason, blocker.missing) == ("unanswered", (team.justice,))


def test_equal_answers_agree_and_join_their_justifications(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3, justification="Act of 2019.")
    team.score(team.justice_official, CODE, 3, justification="In force.")
    national = team.national(CODE)
    assert national.state == "agreed"
    assert national.justification == "Ministry of Justice: In force.\n\nMinistry of the Interior: Act of 2019."


def test_different_answers_are_a_conflict_without_an_answer(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    team.score(team.justice_official, CODE, 1)
    national = team.national(CODE)
    assert (national.state, national.answer, national.level) == ("conflict", "", None)


def test_conflict_settles_by_itself_when_answers_become_equal(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    team.score(team.justice_official, CODE, 1)
    team.score(team.justice_official, CODE, 3)
    assert team.national(CODE).state == "agreed"


def test_agreed_follows_the_answer(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    team.score(team.interior_official, CODE, None, answer="no_data", justification="")
    national = team.national(CODE)
    assert (national.state, national.answer, national.justification) == ("agreed", "no_data", "")


def test_answer_of_a_ministry_that_is_not_asked_any_more_does_not_take_part(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    team.score(team.justice_official, CODE, 1)
    services.unassign(
        actor=team.focal, assessment=team.assessment, indicators=[team.indicator(CODE)], ministry=team.justice
    )
    assert (team.national(CODE).state, team.national(CODE).level) == ("agreed", 3)
    team.assign(CODE, team.justice)
    assert team.national(CODE).state == "conflict"


def test_newly_asked_ministry_makes_agreed_unanswered(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    team.assign(CODE, team.justice)
    assert team.national(CODE).state == "unanswered"


def test_decision_settles_a_conflict(team):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    team.score(team.justice_official, CODE, 1)
    team.decide(CODE, 2, rationale="Between the two.")
    national = team.national(CODE)
    assert (national.state, national.level, national.rationale) == ("decided", 2, "Between the two.")
    assert national.decided_by == team.focal.user


def test_decision_against_a_ministry_needs_a_rationale(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    with pytest.raises(ValidationError) as refused:
        team.decide(CODE, 2, rationale=" ")
    assert list(refused.value.message_dict) == ["rationale"]
    assert team.national(CODE).state == "agreed"


def test_decision_on_what_nobody_is_asked_needs_none(team):
    team.decide(CODE, 2, rationale="")
    assert team.national(CODE).state == "decided"


def test_only_the_focal_point_decides(team):
    for actor in (team.interior_official, team.observer):
        with pytest.raises(PermissionDenied):
            team.decide(CODE, 2, actor=actor)


def test_stale_decision_is_refused_with_the_current_state(team):
    team.decide(CODE, 2)
    with pytest.raises(services.StaleVersion) as refused:
        team.decide(CODE, 3, version=1)
    assert refused.value.current.level == 2


@pytest.mark.parametrize("level", [1, 4])
def test_changed_answer_under_a_decision_is_to_confirm_never_silent(team, level):
    team.assign(CODE, team.interior, team.justice)
    team.score(team.interior_official, CODE, 3)
    team.score(team.justice_official, CODE, 1)
    team.decide(CODE, 4)
    team.score(team.justice_official, CODE, level if level != 1 else 2)
    national = team.national(CODE)
    assert (national.state, national.level) == ("to_confirm", 4)
    assert CODE not in state_of(team.assessment).answers


def test_first_answer_under_a_decision_is_a_change(team):
    team.assign(CODE, team.interior)
    team.decide(CODE, 4)
    team.score(team.interior_official, CODE, 4)
    assert team.national(CODE).state == "to_confirm"


def test_new_justification_alone_leaves_the_decision(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    team.decide(CODE, 2)
    team.score(team.interior_official, CODE, 3, justification="Better words.")
    assert team.national(CODE).state == "decided"


def test_to_confirm_stays_until_the_focal_point_decides_again(team):
    team.assign(CODE, team.interior)
    team.decide(CODE, 4)
    team.score(team.interior_official, CODE, 1)
    team.score(team.interior_official, CODE, 2)
    assert team.national(CODE).state == "to_confirm"
    team.decide(CODE, 4)
    assert team.national(CODE).state == "decided"


def test_each_step_leaves_a_history_entry_with_before_and_after(team):
    team.assign(CODE, team.interior)
    team.score(team.interior_official, CODE, 3)
    team.decide(CODE, 2)
    team.score(team.interior_official, CODE, 1)
    steps = [
        (change.action, (change.before or {}).get("state"), (change.after or {}).get("state"))
        for change in Change.objects.filter(indicator__code=CODE).order_by("id")
    ]
    assert steps == [
        ("assigned", None, None),
        ("scored", None, None),
        ("national", "unanswered", "agreed"),
        ("decided", "agreed", "decided"),
        ("scored", None, None),
        ("national", "decided", "to_confirm"),
    ]
