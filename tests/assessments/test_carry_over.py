"""What comes along from the last cycle is confirmed one by one or by objective, all or nothing."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from assessments import selectors, services
from assessments.models import Change, NationalScore
from framework.models import Indicator
from tests.assessments.conftest import make_cycle

CODES = ["1.1.E1", "1.1.E2", "1.2.E1"]


@pytest.fixture
def carried(team):
    """The team in the next cycle, with three answers carried over."""
    for code in CODES:
        team.decide(code, 3, justification=f"Act on {code}.")
    team.assessment = services.open_assessment(
        actor=team.focal, country=team.country, cycle=make_cycle("2028", year=2028)
    )
    return team


def confirm(team, codes, actor=None):
    indicators = Indicator.objects.filter(code__in=codes)
    return services.confirm_carried_over(
        actor=actor or team.focal, assessment=team.assessment, indicators=list(indicators)
    )


def test_confirmed_answers_are_decided_as_they_stand_and_count(carried):
    confirmed = confirm(carried, selectors.indicators_under("1.1"))
    assert [national.indicator_id for national in confirmed] == list(
        Indicator.objects.filter(code__in=CODES[:2]).order_by("order").values_list("pk", flat=True)
    )
    national = carried.national(CODES[0])
    assert (national.state, national.level, national.justification) == ("decided", 3, f"Act on {CODES[0]}.")
    assert (national.version, national.decided_by) == (2, carried.focal.user)
    assert carried.national(CODES[2]).state == "carried_over"
    assert selectors.state_of(carried.assessment).profile.overall.answered == 2


def test_history_keeps_the_state_before_and_after(carried):
    confirm(carried, CODES[:1])
    change = Change.objects.filter(assessment=carried.assessment).latest("pk")
    assert (change.action, change.indicator.code, change.user) == ("decided", CODES[0], carried.focal.user)
    assert change.before == change.after | {"state": "carried_over", "version": 1}
    assert change.after["justification"] == f"Act on {CODES[0]}."


def test_what_has_been_answered_or_decided_meanwhile_stays(carried):
    carried.decide(CODES[0], 1)
    carried.assign(CODES[1], carried.interior)
    carried.score(carried.interior_official, CODES[1], 2)
    assert len(confirm(carried, CODES)) == 1
    assert (carried.national(CODES[0]).level, carried.national(CODES[1]).state) == (1, "agreed")
    assert confirm(carried, CODES) == []


def test_all_or_nothing_where_a_justification_is_missing(carried):
    NationalScore.objects.filter(assessment=carried.assessment, indicator__code=CODES[1]).update(justification="")
    with pytest.raises(ValidationError) as refused:
        confirm(carried, CODES)
    assert any(message.startswith(f"{CODES[1]}:") for message in refused.value.message_dict["codes"])
    assert not any(CODES[0] in message for message in refused.value.message_dict["codes"])
    assert carried.national(CODES[0]).state == "carried_over"
    assert Change.objects.filter(assessment=carried.assessment, action="decided").count() == 0


def test_a_confirmed_answer_is_to_confirm_again_when_an_answer_under_it_changes(carried):
    confirm(carried, CODES[:1])
    carried.assign(CODES[0], carried.interior)
    carried.score(carried.interior_official, CODES[0], 1)
    assert carried.national(CODES[0]).state == "to_confirm"


def test_only_the_focal_point_confirms_while_the_assessment_is_open(carried):
    for actor in (carried.interior_official, carried.observer):
        with pytest.raises(PermissionDenied):
            confirm(carried, CODES, actor)
    carried.assessment.cycle.status = "closed"
    carried.assessment.cycle.save()
    with pytest.raises(services.NotWritable):
        confirm(carried, CODES)


def test_confirming_everything_takes_few_queries_beside_its_rows(carried, django_assert_max_num_queries):
    with django_assert_max_num_queries(8 + len(CODES)):
        confirm(carried, CODES)
