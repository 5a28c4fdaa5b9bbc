"""Sharing indicators out to ministries, many at once: what is asked, taken back, dated, told, kept and undone."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Ministry, Notice
from assessments import selectors, services
from assessments.models import Assignment, Change, Score
from assessments.sharing_out import Asked, Due, Move, Pair, plan
from tests.assessments.conftest import make_cycle, make_team

MARCH, MAY = datetime.date(2026, 3, 31), datetime.date(2026, 5, 31)
CODES = ["1.1.E1", "1.1.E2", "1.2.E1"]


def share(team, *moves, **options):
    return services.share_out(actor=team.focal, assessment=team.assessment, moves=moves, **options)


def undo(team, batch):
    return services.undo_sharing(actor=team.focal, assessment=team.assessment, batch=batch)


def asked(team):
    rows = Assignment.objects.filter(assessment=team.assessment).order_by("indicator__order", "ministry__name")
    return [(row.indicator.code, row.ministry.slug, row.due_on) for row in rows.select_related("indicator", "ministry")]


# The plan


def test_a_plan_has_only_what_changes():
    interior, justice = uuid4(), uuid4()
    now = {Pair("a", interior): Asked(None), Pair("b", interior): Asked(MARCH)}
    steps = plan(now, [Move(["a", "b"], ask=[interior, justice])], Due.KEEP)
    assert (steps.asked, steps.taken_back, steps.dated) == ([("a", justice), ("b", justice)], [], [])


def test_a_ministry_that_is_to_be_asked_is_not_taken_back():
    interior, justice = uuid4(), uuid4()
    now = {Pair("a", interior): Asked(None), Pair("a", justice): Asked(None)}
    steps = plan(now, [Move(["a"], ask=[interior], take_back=[interior, justice])])
    assert (steps.asked, steps.taken_back) == ([], [("a", justice)])


@pytest.mark.parametrize(("due", "after"), [(Due.KEEP, MARCH), (MAY, MAY), (None, None)])
def test_a_due_date_is_kept_moved_or_removed(due, after):
    interior = uuid4()
    wanted = plan({Pair("a", interior): Asked(MARCH)}, [Move(["a"], remind=[interior])], due)
    assert list(wanted.steps.values()) == ([] if after == MARCH else [(Asked(MARCH), Asked(after))])
    assert plan({}, [Move(["a"], remind=[interior])], MAY).steps == {}


# Doing it


def test_many_are_asked_of_several_ministries_in_one_operation(team):
    done = share(team, Move(CODES, ask=[team.interior.pk, team.justice.pk]), due_on=MARCH)
    assert asked(team) == [(code, slug, MARCH) for code in CODES for slug in ("justice", "interior")]
    changes = Change.objects.filter(batch=done.batch)
    assert changes.count() == 6
    assert all(change.after == {"assigned": True, "due_on": "2026-03-31"} for change in changes)
    assert share(team, Move(CODES, ask=[team.interior.pk]), due_on=MARCH).batch is None


def test_another_due_date_is_in_history_with_before_and_after(team):
    share(team, Move(CODES, ask=[team.interior.pk]), due_on=MARCH)
    done = share(team, Move(CODES[:1], remind=[team.interior.pk, team.justice.pk]), due_on=MAY)
    (change,) = Change.objects.filter(batch=done.batch)
    assert (change.action, change.before["due_on"], change.after["due_on"]) == ("assigned", "2026-03-31", "2026-05-31")
    assert [due for _code, _slug, due in asked(team)] == [MAY, MARCH, MARCH]


def test_moving_keeps_the_answer_and_brings_it_back(team):
    share(team, Move(CODES[:1], ask=[team.interior.pk]))
    team.score(team.interior_official, CODES[0], 2)
    move = Move(CODES[:1], ask=[team.justice.pk], take_back=[team.interior.pk])
    preview = selectors.preview_of(selectors.state_of(team.assessment), [move])
    assert (preview.kept, preview.unsettled) == ([(CODES[0], team.interior.pk)], CODES[:1])
    moved = share(team, move)
    assert team.national(CODES[0]).state == "unanswered"
    assert Score.objects.get(assessment=team.assessment).level == 2
    back = Move(CODES[:1], ask=[team.interior.pk], take_back=[team.justice.pk])
    assert selectors.preview_of(selectors.state_of(team.assessment), [back]).returning == [(CODES[0], team.interior.pk)]
    undo(team, moved.batch)
    assert (team.national(CODES[0]).state, team.national(CODES[0]).level) == ("agreed", 2)


def test_a_preview_writes_nothing_and_says_what_nobody_would_be_asked(team):
    share(team, Move(CODES, ask=[team.interior.pk]))
    state = selectors.state_of(team.assessment)
    preview = selectors.preview_of(state, [Move(CODES[:2], take_back=[team.interior.pk])])
    assert (preview.nobodys, preview.indicators, preview.kept) == (CODES[:2], CODES[:2], [])
    assert len(asked(team)) == 3


def test_each_ministry_is_told_once(team):
    share(team, Move(CODES, ask=[team.interior.pk, team.justice.pk]), due_on=MARCH)
    notices = Notice.objects.filter(kind=Notice.Kind.ASSIGNMENT)
    assert sorted(notice.address for notice in notices) == ["interior@xa.example", "justice@xa.example"]
    assert all((notice.context["codes"], notice.context["due_on"]) == (CODES, "2026-03-31") for notice in notices)


# Undoing it


def test_an_operation_is_undone_and_the_undoing_too(team):
    share(team, Move(CODES[:2], ask=[team.interior.pk]), due_on=MARCH)
    before = asked(team)
    done = share(team, Move(CODES, ask=[team.justice.pk], take_back=[team.interior.pk]), due_on=MAY)
    after = asked(team)
    undone = undo(team, done.batch)
    assert asked(team) == before
    assert undone.left == ()
    undo(team, undone.batch)
    assert asked(team) == after


def test_what_was_changed_since_stays_and_is_named(team):
    done = share(team, Move(CODES, ask=[team.interior.pk]), due_on=MARCH)
    share(team, Move(CODES[:1], remind=[team.interior.pk]), due_on=MAY)
    undone = undo(team, done.batch)
    assert undone.left == ((CODES[0], team.interior.pk),)
    assert asked(team) == [(CODES[0], "interior", MAY)]


def test_undoing_what_is_undone_already_changes_nothing(team):
    done = share(team, Move(CODES, ask=[team.interior.pk]))
    undo(team, done.batch)
    again = undo(team, done.batch)
    assert (again.batch, len(again.left)) == (None, 3)


def test_another_assessments_operation_cannot_be_undone(team):
    stranger = make_team("XTB", team.cycle)
    done = share(stranger, Move(CODES, ask=[stranger.interior.pk]))
    for batch in (done.batch, uuid4()):
        with pytest.raises(ValidationError, match="no such operation"):
            undo(team, batch)
    assert len(asked(stranger)) == 3


# Who, what and when


def test_only_the_focal_point_shares_out(team):
    done = share(team, Move(CODES, ask=[team.interior.pk]))
    for actor in (team.interior_official, team.observer, make_team("XTB", team.cycle).focal):
        with pytest.raises(PermissionDenied):
            services.share_out(actor=actor, assessment=team.assessment, moves=[Move(CODES, ask=[team.justice.pk])])
        with pytest.raises(PermissionDenied):
            services.undo_sharing(actor=actor, assessment=team.assessment, batch=done.batch)


def test_another_countrys_ministry_and_unknown_codes_are_refused(team):
    stranger = make_team("XTB", team.cycle)
    with pytest.raises(PermissionDenied):
        share(team, Move(CODES, ask=[stranger.interior.pk]))
    with pytest.raises(ValidationError, match=r"9\.9\.E9"):
        share(team, Move([*CODES, "9.9.E9"], ask=[team.interior.pk]))
    assert asked(team) == []


def test_nothing_is_shared_out_once_the_cycle_is_closed(team):
    done = share(team, Move(CODES, ask=[team.interior.pk]))
    team.cycle.status = "closed"
    team.cycle.save()
    with pytest.raises(services.NotWritable):
        share(team, Move(CODES, ask=[team.justice.pk]))
    with pytest.raises(services.NotWritable):
        undo(team, done.batch)


def test_everything_to_many_ministries_takes_few_queries(team, django_assert_max_num_queries):
    ministries = [team.interior, team.justice]
    ministries += [Ministry.objects.create(country=team.country, slug=f"m{n}", name=f"M {n}") for n in range(10)]
    codes = list(selectors.tree().places)
    with django_assert_max_num_queries(140):  # 4,452 assignments and as many changes go in batches on SQLite
        done = share(team, Move(codes, ask=[ministry.pk for ministry in ministries]))
    assert len(done.plan.asked) == 371 * 12
    with django_assert_max_num_queries(140):
        undo(team, done.batch)
    assert asked(team) == []


# Progress and suggestions


def test_progress_tells_overdue_and_conflicts(team):
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    share(team, Move(CODES, ask=[team.interior.pk, team.justice.pk]), due_on=yesterday)
    team.score(team.interior_official, CODES[0], 2)
    team.score(team.justice_official, CODES[0], 3)
    of = {progress.ministry: progress for progress in selectors.state_of(team.assessment).progress}
    assert of[team.interior].overdue == of[team.interior].left == (CODES[1], CODES[2])
    assert of[team.interior].conflicts == (CODES[0],)
    assert of[team.interior].due_on == yesterday


def test_fields_of_government_are_filled_in_by_words_and_by_the_cycle_before(team):
    state = selectors.state_of(team.assessment)
    by_words = selectors.likely_fields(state, {})
    assert (by_words["legislation"], by_words["police"]) == (team.justice.pk, team.interior.pk)
    by_before = selectors.likely_fields(state, {code: [team.justice.pk] for code in state.national})
    assert set(by_before.values()) == {team.justice.pk}


def test_a_suggestion_is_for_what_nobody_is_asked(team):
    share(team, Move(CODES, ask=[team.interior.pk]))
    state = selectors.state_of(team.assessment)
    moves = selectors.suggested_by_field(state, dict.fromkeys(("legislation", "police"), team.justice.pk))
    (move,) = moves
    assert not set(move.codes) & set(CODES)
    kinds = {place.kind for place in selectors.sharing_out.indicator_places() if place.code in move.codes}
    assert "legislation" in kinds


def test_as_in_the_cycle_before(team):
    share(team, Move(CODES[:1], ask=[team.interior.pk, team.justice.pk]), Move(CODES[1:], ask=[team.justice.pk]))
    next_cycle = make_cycle("2028", year=2028)
    following = services.open_assessment(actor=team.focal, country=team.country, cycle=next_cycle)
    team.justice.active = False
    team.justice.save()
    before = selectors.shared_out_before(following)
    assert before == {CODES[0]: [team.interior.pk]}
    moves = selectors.suggested_as_before(selectors.state_of(following), before)
    assert [(list(move.codes), list(move.ask)) for move in moves] == [(CODES[:1], [team.interior.pk])]


def test_operations_are_listed_newest_first(team):
    first = share(team, Move(CODES, ask=[team.interior.pk]))
    second = share(team, Move(CODES, ask=[team.justice.pk], take_back=[team.interior.pk]))
    newest, older = selectors.operations_of(team.assessment)
    assert (newest.batch, newest.asked, newest.taken_back, newest.dated) == (second.batch, 3, 3, 0)
    assert (older.batch, older.asked, older.by) == (first.batch, 3, str(team.focal.user))
